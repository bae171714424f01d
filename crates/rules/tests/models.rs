//! What is built in about data flow is held to what users' tables are held to.

use std::fs;
use std::path::{Path, PathBuf};

use hognose_flow::Models;
use hognose_pack::{Known, PackRule, Problems};

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder can be read");
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.expect("the entry can be read").path();
        if path.is_dir() {
            files.extend(self::files(&path));
        } else {
            files.push(path);
        }
    }
    files
}

#[test]
fn nothing_is_wrong_with_the_built_in_models() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules/flow");
    let (mut tables, mut problems) = (Vec::new(), Vec::new());
    let mut models = Models::default();
    for path in files(&root) {
        let text = fs::read_to_string(&path).expect("the file can be read");
        let mut loaded = hognose_pack::read(&path, &text);
        tables.extend(loaded.rules.iter_mut().filter_map(PackRule::take_flow));
        tables.extend(loaded.tables);
        problems.extend(loaded.problems);
        models.extend(Models::parse(&text).expect("the schemas agree"));
    }
    let registry = hognose_rules::registry();
    let known = Known {
        models: &Models::default(),
        rule: &|name| registry.find(name).is_some(),
        broken: &|_| false,
    };
    let joined = hognose_pack::join(tables, known);
    // What a page returns may be no sink of any rule so far.
    let sinks = |problem: &hognose_pack::Problem| problem.message.starts_with("no `[[sink]]`");
    problems.extend(joined.problems.into_iter().filter(|problem| !sinks(problem)));
    assert!(problems.is_empty(), "{}", Problems(problems));
    // Both readers have understood the same, but for what was left out.
    let counts = |models: &Models| {
        let Models { taint_rule, source, sink, sanitizer, guard, class, function, entry } = models;
        let _ = entry;
        let rest = [class.len(), function.len(), taint_rule.len()];
        ([source.len(), sink.len(), sanitizer.len(), guard.len()], rest)
    };
    assert_eq!(counts(&joined.models), counts(&models));
}
