//! Shortcuts change nothing: indexed dispatch finds what dispatch without an index finds, and all rules
//! together find what each finds alone.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use hognose_core::SourceFile;
use hognose_registry::{Dispatcher, RuleSet};
use hognose_testing::{findings, findings_of};

fn python_files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("the folder can be read").path())
        .filter(|path| !path.ends_with("site-packages"))
        .flat_map(|path| if path.is_dir() { python_files(&path) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|extension| extension == "py"))
        .collect();
    files.sort();
    files
}

/// The text of a file, under a path that does not look like a test's.
fn source(path: &Path) -> Option<SourceFile> {
    let text = fs::read_to_string(path).ok()?;
    let name = path.file_name().expect("a file has a name");
    Some(SourceFile::new(Path::new("code").join(name), text))
}

fn fixtures() -> Vec<PathBuf> {
    python_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures"))
}

fn standard_library() -> Vec<PathBuf> {
    let output = Command::new("python3")
        .args(["-c", "import sysconfig; print(sysconfig.get_path('stdlib'))"])
        .output()
        .expect("Python runs");
    python_files(Path::new(String::from_utf8(output.stdout).expect("it is UTF-8").trim()))
}

#[test]
fn indexed_dispatch_finds_what_naive_dispatch_finds() {
    let registry = hognose_rules::registry();
    let all = RuleSet::matching(&registry, |_| true);
    let indexed = Dispatcher::new(&registry, &all);
    let naive = Dispatcher::naive(&registry, &all);
    let mut found = 0;
    for path in fixtures().into_iter().chain(standard_library()) {
        let Some(source) = source(&path) else { continue };
        let expected = findings_of(&naive, &registry, &source);
        let actual = findings_of(&indexed, &registry, &source);
        assert!(actual == expected, "{}:\n{actual:#?}\n{expected:#?}", path.display());
        found += actual.len();
    }
    assert!(found > 1_000, "only {found} findings were compared");
}

#[test]
fn together_the_rules_find_what_each_finds_alone() {
    let registry = hognose_rules::registry();
    let all = RuleSet::matching(&registry, |_| true);
    for path in fixtures() {
        let Some(source) = source(&path) else { continue };
        let together = findings(&registry, &all, &source);
        for rule in registry.indices() {
            let only = RuleSet::matching(&registry, |other| other == rule);
            let alone = findings(&registry, &only, &source);
            let expected: Vec<_> =
                together.iter().filter(|finding| finding.rule == rule).cloned().collect();
            assert_eq!(alone, expected, "{}", path.display());
        }
    }
}
