//! Every rule against its fixtures, and every documentation example against its rule.

use std::fs;
use std::path::{Path, PathBuf};

use hognose_core::{Finding, SourceFile};
use hognose_project::is_settings_file;
use hognose_registry::{Family, Registry, RuleSet};
use hognose_testing::{check_findings, check_fixture, findings, flow_findings, flow_findings_of};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures")
}

/// The Python files in a folder, and a project's files of settings.
fn python_files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("the folder can be read").path())
        .flat_map(|path| if path.is_dir() { python_files(&path) } else { vec![path] })
        .filter(|path| is_settings_file(path) || path.extension().is_some_and(|it| it == "py"))
        .collect();
    files.sort();
    files
}

/// The rules that no fixture can show here: the engine reports them.
fn is_reported_by_engine(family: Family) -> bool {
    family == Family::Suppression
}

#[test]
fn fixtures_are_reported_as_they_say() {
    let registry = hognose_rules::registry();
    let mut problems = String::new();
    for rule in registry.indices() {
        let meta = registry.meta(rule);
        let only = RuleSet::matching(&registry, |other| other == rule);
        let folder = fixtures().join(meta.family.as_str()).join(meta.id);
        if is_about_flow(meta.id) {
            for program in programs(&folder) {
                problems += &check_program(&registry, &only, &program);
            }
            continue;
        }
        for path in python_files(&folder) {
            let text = fs::read_to_string(&path).expect("a fixture is UTF-8");
            let shown = path.strip_prefix(fixtures()).expect("it lies below").to_path_buf();
            // A folder named `tests` in the path would make every fixture a test.
            problems += &check_fixture(&registry, &only, &shown, &text);
        }
    }
    assert!(problems.is_empty(), "\n{problems}");
}

fn is_about_flow(id: &str) -> bool {
    hognose_rules::flow_models().taint_rule.iter().any(|rule| rule.id == id)
}

/// The programs in a folder: each file of it, and the files of each folder in it.
fn programs(folder: &Path) -> Vec<Vec<PathBuf>> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> =
        entries.map(|entry| entry.expect("the folder can be read").path()).collect();
    paths.sort();
    paths
        .into_iter()
        .map(|path| if path.is_dir() { python_files(&path) } else { vec![path] })
        .collect()
}

/// What is wrong with what is found by following data through the files of a program.
fn check_program(registry: &Registry, rules: &RuleSet, files: &[PathBuf]) -> String {
    let sources = sources_of(files);
    what_is_wrong(registry, &sources, found_in(registry, rules, &sources))
}

/// What is found in the files of a program. A rule of single files that data flow extends says what both
/// find once.
fn found_in(registry: &Registry, rules: &RuleSet, sources: &[SourceFile]) -> Vec<Vec<Finding>> {
    let mut found = flow_findings(registry, hognose_rules::flow_models(), rules, sources);
    for (source, flows) in sources.iter().zip(&mut found) {
        let of_file = findings(registry, rules, source);
        let is_same = |one: &Finding, other: &Finding| {
            one.node.contains_range(other.range) || other.node.contains_range(one.range)
        };
        flows.retain(|flow| !of_file.iter().any(|it| is_same(flow, it)));
        flows.extend(of_file);
    }
    found
}

fn sources_of(files: &[PathBuf]) -> Vec<SourceFile> {
    files
        .iter()
        .map(|path| {
            let text = fs::read_to_string(path).expect("a fixture is UTF-8");
            let shown = path.strip_prefix(fixtures()).expect("it lies below").to_path_buf();
            SourceFile::new(shown, text)
        })
        .collect()
}

fn what_is_wrong(registry: &Registry, sources: &[SourceFile], found: Vec<Vec<Finding>>) -> String {
    let problems = sources.iter().zip(found);
    problems.map(|(source, found)| check_findings(registry, source, &found)).collect()
}

/// Whole applications, each as it should not be and as it should be, under all rules about data flow.
///
/// What is followed is what is followed by default, and the kinds of sources in the file `kinds.txt` of
/// the application: a command-line tool has nothing to fear but its index, and its user's mistakes.
#[test]
fn applications_are_reported_as_they_say() {
    let registry = hognose_rules::registry();
    let rules = RuleSet::matching(&registry, |rule| is_about_flow(registry.meta(rule).id));
    let mut problems = String::new();
    let applications = fs::read_dir(fixtures().join("apps")).expect("there are applications");
    let mut applications: Vec<PathBuf> =
        applications.map(|entry| entry.expect("the folder can be read").path()).collect();
    applications.sort();
    // Each variant is a program of its own: neither may find its modules in the other.
    for application in applications {
        let more = fs::read_to_string(application.join("kinds.txt")).unwrap_or_default();
        let always = ["remote", "model", "queue", "secret", "exception", "random", "archive"];
        let kinds: Vec<String> =
            always.into_iter().chain(more.split_whitespace()).map(str::to_owned).collect();
        for variant in ["vulnerable", "fixed"] {
            let sources = sources_of(&python_files(&application.join(variant)));
            let models = hognose_rules::flow_models();
            let found = flow_findings_of(&registry, models, &rules, &sources, &kinds);
            problems += &what_is_wrong(&registry, &sources, found);
        }
    }
    assert!(problems.is_empty(), "\n{problems}");
}

#[test]
fn every_rule_has_a_fixture_that_it_reports() {
    let registry = hognose_rules::registry();
    let without: Vec<&str> = registry
        .indices()
        .map(|rule| registry.meta(rule))
        .filter(|meta| !is_reported_by_engine(meta.family))
        .filter(|meta| {
            let folder = fixtures().join(meta.family.as_str()).join(meta.id);
            !python_files(&folder).iter().any(|path| {
                fs::read_to_string(path).expect("a fixture is UTF-8").contains("# expect:")
            })
        })
        .map(|meta| meta.id)
        .collect();
    assert!(without.is_empty(), "rules without a fixture: {without:?}");
}

#[test]
fn every_fixture_folder_belongs_to_a_rule() {
    let registry = hognose_rules::registry();
    let mut strangers = Vec::new();
    for family in Family::ALL {
        let Ok(entries) = fs::read_dir(fixtures().join(family.as_str())) else { continue };
        for entry in entries {
            let name = entry.expect("the folder can be read").file_name();
            let known = registry.find(&name.to_string_lossy()).is_some_and(|rule| {
                let meta = registry.meta(rule);
                meta.family == family && *name == *meta.id
            });
            if !known {
                strangers.push(format!("{family}/{}", name.display()));
            }
        }
    }
    assert!(strangers.is_empty(), "no rule has these ids: {strangers:?}");
}

fn reported(registry: &Registry, id: &str, code: &str) -> usize {
    let rule = registry.find(id).expect("the rule exists");
    let only = RuleSet::matching(registry, |other| other == rule);
    let source = SourceFile::new("example.py".into(), code.to_owned());
    if is_about_flow(id) {
        return found_in(registry, &only, &[source]).concat().len();
    }
    findings(registry, &only, &source).len()
}

#[test]
fn documentation_examples_are_true() {
    let registry = hognose_rules::registry();
    for rule in registry.indices() {
        let meta = registry.meta(rule);
        if is_reported_by_engine(meta.family) {
            continue;
        }
        for code in [meta.bad, meta.good] {
            let parsed = hognose_python::parse(code, hognose_python::SourceKind::Python);
            let errors: Vec<_> = parsed.errors().collect();
            assert!(errors.is_empty(), "{}: {errors:?}\n{code}", meta.id);
        }
        assert!(reported(&registry, meta.id, meta.bad) > 0, "{} misses:\n{}", meta.id, meta.bad);
        assert_eq!(reported(&registry, meta.id, meta.good), 0, "{}:\n{}", meta.id, meta.good);
    }
}

#[test]
fn descriptions_are_complete() {
    let registry = hognose_rules::registry();
    let mut names: Vec<String> = registry.names().map(str::to_ascii_lowercase).collect();
    names.sort();
    for pair in names.windows(2) {
        assert_ne!(pair[0], pair[1], "two rules claim this name");
    }
    for rule in registry.indices() {
        let meta = registry.meta(rule);
        let id = meta.id;
        assert!(
            id.bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        );
        assert!(meta.summary.len() <= 120 && meta.summary.ends_with('.'), "{id}: summary");
        assert!(!meta.summary.contains('\n'), "{id}: summary");
        assert!(meta.why.len() >= 60 && meta.fix.len() >= 30, "{id}: texts");
        assert!((0.1..=10.0).contains(&meta.security_severity), "{id}: security severity");
        assert!(!meta.cwe.is_empty(), "{id}: CWE");
        assert!(meta.bad.ends_with('\n') && meta.good.ends_with('\n'), "{id}: examples");
        for link in meta.references {
            assert!(link.starts_with("https://"), "{id}: {link}");
        }
    }
}

#[test]
fn every_rule_file_is_registered() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for family in Family::ALL {
        let folder = source.join(family.as_str());
        if family == Family::Custom {
            continue;
        }
        let list = fs::read_to_string(folder.join("mod.rs")).expect("a family has a mod.rs");
        for entry in fs::read_dir(&folder).expect("a family has a folder") {
            let path = entry.expect("the folder can be read").path();
            let text = fs::read_to_string(&path).expect("sources are UTF-8");
            let stem = path.file_stem().expect("it has a name").to_string_lossy().into_owned();
            if text.contains("const RULE: Rule") {
                assert!(
                    list.contains(&format!("{stem}::RULE")),
                    "{} is not listed",
                    path.display()
                );
                assert!(
                    text.contains(&format!("id: \"{}\"", stem.replace('_', "-"))),
                    "{} is not named for its rule",
                    path.display()
                );
            }
        }
    }
}
