//! Known findings are accepted, and only what is new is reported.

use crate::common::{CLEAN, Project, UNSAFE, list, text};

const FILE: &str = "hognose-baseline.json";
const LOAD: &str = "yaml.load(text)\n";

/// A project whose findings are all accepted.
fn accepted(files: &[(&str, &str)]) -> Project {
    let project = Project::new();
    for (path, content) in files {
        project.write(path, content);
    }
    project.hognose(["baseline"]).run().exits(0);
    assert_eq!(new(&project), [] as [&str; 0]);
    project
}

fn new(project: &Project) -> Vec<String> {
    project.found(["--baseline", FILE])
}

/// How many findings `hognose check --baseline` says are fixed.
#[track_caller]
fn fixed(project: &Project, count: usize) {
    let ran = project.check(["--baseline", FILE]);
    let said = format!("Baseline: {count} finding");
    assert_eq!(ran.stderr().contains(&said), count > 0, "{}", ran.stderr());
    assert_eq!(ran.stderr().contains("Baseline: "), count > 0, "{}", ran.stderr());
}

#[test]
fn a_baseline_is_made_to_be_reviewed() {
    let project =
        accepted(&[("b.py", UNSAFE), ("a/x.py", "import yaml\nyaml.load(a)\nyaml.load(a)\n")]);
    let file = project.read(FILE);
    assert!(
        file.starts_with(
            "{\n  \"version\": 1,\n  \"files\": [\n    {\n      \"path\": \"a/x.py\",\n"
        ),
        "{file}"
    );
    assert_eq!(file.matches("\"rule\": \"yaml-unsafe-load\"").count(), 2, "{file}");
    assert_eq!(file.matches("\"count\": 2").count(), 1, "{file}");
    assert!(file.ends_with("}\n"), "{file}");
    assert!(!file.contains("line"), "{file}");
    for arguments in [["-j1", ".", "."], ["-j4", "b.py", "a"]] {
        project.hognose(["baseline"]).args(arguments).run().exits(0);
        assert_eq!(project.read(FILE), file);
    }
}

#[test]
fn accepted_findings_count_for_nothing() {
    let project = accepted(&[("a.py", UNSAFE)]);
    let ran = project.check(["--baseline", FILE]).exits(0);
    assert!(ran.stdout().contains("No findings in 1 file; 1 in the baseline"), "{}", ran.stdout());
    project.check([] as [&str; 0]).exits(1);
}

#[test]
fn moved_lines_are_known_and_one_more_is_new_wherever_it_stands() {
    let project = accepted(&[("a.py", UNSAFE)]);
    project.write("a.py", format!("import yaml\n\n\nif x:\n    {LOAD}"));
    assert_eq!(new(&project), [] as [&str; 0]);
    project.write("a.py", format!("import yaml\n{LOAD}x = 1\n{LOAD}"));
    assert_eq!(new(&project).len(), 1);
    project.write("a.py", format!("import yaml\nyaml.load(other)\n{LOAD}"));
    assert_eq!(new(&project), ["a.py:2:1 yaml-unsafe-load"]);
    fixed(&project, 0);
}

#[test]
fn a_file_is_renamed_and_edited_in_the_same_change() {
    let project =
        accepted(&[("a.py", "import yaml\nyaml.load(a)\nyaml.load(b)\n"), ("z.py", CLEAN)]);
    std::fs::remove_file(project.path("a.py")).expect("the file is there");
    project
        .write("pkg/b.py", "import os\nimport yaml\n\nyaml.load(b)\nyaml.load(c)\nyaml.load(a)\n");
    assert_eq!(new(&project), ["pkg/b.py:5:1 yaml-unsafe-load"]);
    fixed(&project, 0);
}

#[test]
fn a_copy_is_new() {
    let project = accepted(&[("a.py", UNSAFE)]);
    project.write("b.py", UNSAFE);
    assert_eq!(new(&project), ["b.py:2:1 yaml-unsafe-load"]);
    // Also where only the copy is checked.
    assert_eq!(project.found(["b.py", "--baseline", FILE]), ["b.py:2:1 yaml-unsafe-load"]);
}

#[test]
fn what_is_fixed_is_said_and_pruned_and_nothing_is_added() {
    let project = accepted(&[("a.py", UNSAFE), ("b.py", UNSAFE), ("c.py", UNSAFE)]);
    project.write("a.py", CLEAN);
    std::fs::remove_file(project.path("b.py")).expect("the file is there");
    project.write("c.py", "import yaml\nyaml.load(text)\nyaml.load(new)\n");
    fixed(&project, 2);
    let ran = project.check(["-v", "--baseline", FILE]);
    assert!(ran.stderr().contains("Fixed: a.py yaml-unsafe-load (1)\n"), "{}", ran.stderr());
    let ran = project.hognose(["baseline", "--prune"]).run().exits(0);
    assert!(ran.stderr().contains("1 finding (0 added, 2 removed)"), "{}", ran.stderr());
    fixed(&project, 0);
    assert_eq!(new(&project), ["c.py:3:1 yaml-unsafe-load"]);
    let ran = project.hognose(["baseline"]).run().exits(0);
    assert!(ran.stderr().contains("2 findings (1 added, 0 removed)"), "{}", ran.stderr());
}

#[test]
fn what_was_not_part_of_the_run_is_neither_fixed_nor_pruned() {
    let project = accepted(&[("a/a.py", UNSAFE), ("b/b.py", UNSAFE)]);
    let before = project.read(FILE);
    project.write("b/b.py", CLEAN);
    for partial in [
        &["a"] as &[&str],
        &["a/a.py"],
        &["--select", "crypto"],
        &["a", "--severity", "high", "--confidence", "high"],
    ] {
        let ran = project.check(partial.iter().chain(&["--baseline", FILE])).exits(0);
        assert!(!ran.stderr().contains("Baseline: "), "{}", ran.stderr());
        project.hognose(["baseline", "--prune"]).args(partial).run().exits(0);
        assert_eq!(project.read(FILE), before);
        project.hognose(["baseline"]).args(partial).run().exits(0);
        assert_eq!(project.read(FILE), before);
    }
    fixed(&project, 1);
}

#[test]
fn accepted_findings_are_shown_on_demand() {
    let project = accepted(&[("a.py", UNSAFE)]);
    let show = |format| {
        project.check(["--baseline", FILE, "--show-suppressed", "--output-format", format])
    };
    let json = show("json").exits(0).json();
    let suppression = &list(&json["findings"])[0]["suppression"];
    assert_eq!(text(&suppression["kind"]), "baseline");
    assert!(suppression["start"].is_null());
    let sarif = show("sarif").exits(0).json();
    let suppression = &sarif["runs"][0]["results"][0]["suppressions"][0];
    assert_eq!(text(&suppression["kind"]), "external");
    assert!(show("full").stdout().contains("accepted in the baseline"));
}

#[test]
fn sarif_says_what_is_new_what_is_known_and_on_demand_what_is_no_more() {
    let project = accepted(&[("a.py", UNSAFE), ("b.py", UNSAFE)]);
    project.write("a.py", format!("import yaml\n{LOAD}yaml.load(new)\n"));
    project.write("b.py", CLEAN);
    let states = |arguments: &[&str]| -> Vec<String> {
        let log = project.check(arguments.iter().chain(&["--output-format", "sarif"])).json();
        list(&log["runs"][0]["results"])
            .iter()
            .map(|result| {
                let place = &result["locations"][0]["physicalLocation"];
                let (uri, line) =
                    (&place["artifactLocation"]["uri"], &place["region"]["startLine"]);
                format!("{}:{line} {}", text(uri), result["baselineState"])
            })
            .collect()
    };
    assert_eq!(states(&[]), ["a.py:2 null", "a.py:3 null"]);
    assert_eq!(states(&["--baseline", FILE]), ["a.py:3 \"new\""]);
    assert_eq!(
        states(&["--baseline", FILE, "--show-suppressed"]),
        ["a.py:2 \"unchanged\"", "a.py:3 \"new\"", "b.py:null \"absent\""],
    );
}

#[test]
fn bandit_has_a_baseline_too() {
    let report = |filename: &str, number: u32, code: &str| {
        serde_json::json!({"metrics": {}, "errors": [], "results": [{
            "filename": filename, "test_id": "B506", "line_number": number, "line_range": [number],
            "code": code, "issue_text": "Use of unsafe yaml load."
        }]})
        .to_string()
    };
    let project = Project::new().with("a.py", "import yaml\n\n\nyaml.load(text)\n");
    let absolute = project.path("a.py").to_string_lossy().into_owned();
    for path in ["./a.py", "a.py", &absolute, "former.py"] {
        project.write("bandit.json", report(path, 2, "1 import yaml\n2 yaml.load(text)\n"));
        assert_eq!(project.found(["--baseline", "bandit.json"]), [] as [&str; 0], "{path}");
    }
    project.write("bandit.json", report("a.py", 2, "1 import yaml\n2 yaml.load(other)\n"));
    assert_eq!(project.found(["--baseline", "bandit.json"]).len(), 1);
    project.write("bandit.json", report("a.py", 7, "1 import yaml\n"));
    let ran = project.check(["--baseline", "bandit.json"]).exits(1);
    assert!(ran.stderr().contains("1 finding of the baseline"), "{}", ran.stderr());
    project.hognose(["baseline", "-o", "bandit.json"]).run().exits(2);
}

#[test]
fn a_bad_baseline_is_an_error_that_says_what_to_do() {
    let project = Project::new().with("a.py", UNSAFE);
    let deep = "[".repeat(100_000);
    for (content, said) in [
        ("", "EOF"),
        ("{", "line 1"),
        ("[]", "invalid"),
        ("{}", "neither"),
        (&*deep, "line 1"),
        (r#"{"version": 2, "files": []}"#, "version 2"),
        (r#"{"version": 1, "files": [{"path": "a.py"}]}"#, "missing field `findings`"),
        (
            r#"{"version": 1, "files": [{"path": "a.py", "findings": [{"rule": "B506", "fingerprint": "x", "count": 1}]}]}"#,
            "16 hexadecimal",
        ),
        (
            r#"{"version": 1, "files": [{"path": "a.py", "findings": [{"rule": "B506", "fingerprint": "0123456789abcdef", "count": 0}]}]}"#,
            "nonzero",
        ),
        (r#"{"results": [{"test_id": "B506"}]}"#, "missing field"),
    ] {
        project.write("bad.json", content);
        let ran = project.check(["--baseline", "bad.json"]).exits(2);
        let error = ran.stderr();
        assert!(error.contains("bad.json") && error.contains("hognose baseline"), "{error}");
        assert!(error.contains(said), "{said}: {error}");
        project.hognose(["baseline", "-o", "bad.json"]).run().exits(2);
        assert_eq!(project.read("bad.json"), content);
    }
    project.check(["--baseline", "missing.json"]).exits(2);
    project.hognose(["baseline", "--prune"]).run().exits(2);
}

#[test]
fn a_configured_baseline_is_read_and_written() {
    let project = Project::new()
        .with("hognose.toml", "baseline = \"lint/known.json\"\n")
        .with("a.py", UNSAFE)
        .with("lint/readme", "");
    assert_eq!(project.hognose(["baseline"]).run().code(), 0);
    assert!(project.read("lint/known.json").contains("yaml-unsafe-load"));
    assert!(project.found(["."]).is_empty());
    project.write("hognose.toml", "baseline = \"../known.json\"\n");
    let ran = project.check(["."]);
    assert_eq!(ran.code(), 2);
    assert!(ran.stderr().contains("not below the configuration file's folder"));
}
