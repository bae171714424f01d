//! Formats, where they go, and what goes with them.

use crate::common::{Project, UNSAFE, list};

fn project() -> Project {
    Project::new()
        .with("app.py", UNSAFE)
        .with("hidden.py", "import yaml\nyaml.load(a)  # nosec: not from outside\n")
        .with("broken.py", "x = (\n")
}

const FORMATS: [&str; 6] = ["full", "concise", "json", "jsonl", "sarif", "github"];
const MACHINES: [&str; 4] = ["json", "jsonl", "sarif", "github"];

#[test]
fn every_format_names_the_finding() {
    for format in FORMATS {
        let ran = project().check(["--output-format", format]).exits(1);
        assert!(ran.stdout().contains("yaml-unsafe-load"), "{format}");
        assert!(ran.stdout().contains("app.py"), "{format}");
        assert!(!ran.stdout().contains("hidden.py"), "{format}");
    }
}

#[test]
fn full_is_the_format_unless_another_is_asked_for() {
    let project = project();
    assert_eq!(project.check(["."]).stdout(), project.check(["--output-format", "full"]).stdout());
}

#[test]
fn an_unknown_format_is_wrong_usage() {
    for format in ["saref", "saref=out.sarif", "sarif=", "=out", ""] {
        let project = project();
        let ran = project.check(["--output-format", format]).exits(2);
        assert!(ran.stdout().is_empty() && ran.stderr().contains("format"), "{}", ran.stderr());
        assert!(!project.path("out.sarif").exists());
    }
}

#[test]
fn several_reports_are_written_at_once() {
    let project = project();
    let alone = |format: &str| project.check(["--output-format", format]).stdout().to_owned();
    let ran = project
        .check([
            "--output-format",
            "sarif=reports/out.sarif",
            "--output-format",
            "json=reports/out.json",
            "--output-format",
            "concise",
        ])
        .exits(1);
    assert_eq!(ran.stdout(), alone("concise"));
    assert_eq!(project.read("reports/out.sarif"), alone("sarif"));
    assert_eq!(project.read("reports/out.json"), alone("json"));
}

#[test]
fn reports_in_files_leave_the_main_one_as_it_is() {
    let project = project();
    let ran = project.check(["--output-format", "sarif=out.sarif"]).exits(1);
    assert_eq!(ran.stdout(), project.check(["."]).stdout());
}

#[test]
fn only_one_report_can_go_to_standard_output() {
    let ran = project().check(["--output-format", "json", "--output-format", "sarif"]).exits(2);
    assert!(ran.stderr().contains("given twice"), "{}", ran.stderr());
    assert!(ran.stdout().is_empty());
}

#[test]
fn reports_for_machines_have_standard_output_to_themselves() {
    let project = project();
    for format in MACHINES {
        let plain = project.check(["--output-format", format]).exits(1);
        assert!(plain.stderr().contains("broken.py:2:1: "), "{}", plain.stderr());
        assert!(plain.stderr().contains("Found 1 finding "), "{}", plain.stderr());
        for more in [&["--statistics"][..], &["--verbose"], &["--quiet"], &["--color", "always"]] {
            let ran = project.check(["--output-format", format].iter().chain(more)).exits(1);
            assert_eq!(ran.stdout(), plain.stdout(), "{format} with {more:?}");
        }
    }
}

#[test]
fn every_line_of_jsonl_is_a_record_of_its_type() {
    let ran = project().check(["--output-format", "jsonl"]).exits(1);
    let types: Vec<_> = ran
        .stdout()
        .lines()
        .map(|line| {
            let record: serde_json::Value = serde_json::from_str(line).expect("a line is JSON");
            record["type"].as_str().map(str::to_owned).expect("a record has a type")
        })
        .collect();
    assert_eq!(types, ["run", "finding", "notice", "summary"]);
}

#[test]
fn annotations_are_workflow_commands() {
    let ran = project().check(["--output-format", "github"]).exits(1);
    for line in ran.stdout().lines() {
        assert!(line.starts_with("::error ") || line.starts_with("::warning "), "{line}");
    }
    assert_eq!(ran.stdout().lines().count(), 2);
}

#[test]
fn suppressed_findings_are_shown_on_request_and_forgiven() {
    let project = project();
    for format in ["full", "concise", "json", "jsonl", "sarif"] {
        let ran = project.check(["--output-format", format, "--show-suppressed"]).exits(1);
        assert!(ran.stdout().contains("hidden.py"), "{format}");
        let ran = project.check(["--output-format", format, "--show-suppressed", "hidden.py"]);
        assert_eq!(ran.code(), 0, "{format}");
    }
    let json = project.check(["--output-format", "json", "--show-suppressed"]).json();
    let hidden = &json["findings"][1]["suppression"];
    assert_eq!(hidden["kind"], "nosec");
    assert_eq!(hidden["reason"], "not from outside");
    assert_eq!(json["summary"]["suppressed"], 1);

    let sarif = project.check(["--output-format", "sarif", "--show-suppressed"]).json();
    let hidden = &list(&sarif["runs"][0]["results"])[1]["suppressions"][0];
    assert_eq!(hidden["kind"], "inSource");
}

#[test]
fn the_category_of_a_sarif_report_is_given_on_request() {
    let category = |arguments: &[&str]| {
        let arguments = ["--output-format", "sarif"].iter().chain(arguments);
        project().check(arguments).json()["runs"][0]["automationDetails"]["id"].clone()
    };
    assert_eq!(category(&[]), serde_json::Value::Null);
    assert_eq!(category(&["--sarif-category", "nightly/python"]), "nightly/python/");
}

#[test]
fn statistics_count_the_findings_of_each_rule() {
    let project = project().with("more.py", UNSAFE).with("audit.py", "assert x\n");
    let statistics = ["--select", "B101,B506", "--statistics", "--output-format"];
    let ran = project.check(statistics.iter().chain(&["concise"])).exits(1);
    let table: Vec<_> = ran.stdout().lines().rev().take(3).collect();
    assert!(table[2].starts_with("2  medium  yaml-unsafe-load  B506, S506"), "{table:?}");
    assert!(table[1].starts_with("1  low     assert-used       B101, S101"), "{table:?}");
    assert!(table[0].starts_with("Found 3 findings"), "{table:?}");
    let ran = project.check(statistics.iter().chain(&["json"])).exits(1);
    assert!(ran.stderr().contains("2  medium  yaml-unsafe-load"), "{}", ran.stderr());
}

/// Whether a log would obey a line of a text.
fn is_obeyed(text: &str) -> bool {
    text.contains("##vso[")
        || text.contains("##[")
        || text.lines().any(|line| line.trim_start().starts_with("::"))
}

#[test]
fn analysed_code_gives_no_commands_to_the_log() {
    let command = "##vso[task.setvariable variable=PATH]/tmp";
    // So long a word stands on a line of its own.
    let reason = format!("because ::error::{}", "x".repeat(90));
    let project = Project::new()
        .with(
            "::error ::x/app.py",
            format!("import yaml\nyaml.load(text)  # {command} ##[error]x\n"),
        )
        .with(
            format!("{command}.py"),
            format!("import yaml\nyaml.load(b)  # hognose: ignore[B506] {reason} ##[x]\n"),
        )
        .with("::warning::y.py", "x = = 1\n");
    for format in
        ["full", "concise", "json", "jsonl", "sarif", "bandit-json", "csv", "yaml", "custom"]
    {
        let ran = project.check(["--show-suppressed", "--output-format", format]);
        assert!(ran.stdout().contains("app.py"), "{format}: {}", ran.stdout());
        assert!(!is_obeyed(ran.stdout()), "{format}: {}", ran.stdout());
        assert!(!is_obeyed(ran.stderr()), "{format}: {}", ran.stderr());
    }
    let full = project.check(["--show-suppressed"]);
    assert!(full.stdout().contains(r"# ##vso\x5btask.setvariable"), "{}", full.stdout());
    assert!(full.stdout().contains(r"\x3a:error::x"), "{}", full.stdout());
    let template = ["--output-format", "custom", "--msg-template", "::error file={relpath}::{msg}"];
    assert!(project.check(template).stdout().starts_with("::error file="));
    project.write("hognose.toml", format!("\"{command}\" = 1\n"));
    let ran = project.check(["."]).exits(2);
    assert!(ran.stderr().contains("task.setvariable") && !is_obeyed(ran.stderr()));
}
