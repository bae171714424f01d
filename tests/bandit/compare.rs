//! Two reports in Bandit's JSON, and what differs in them.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use hognose_testing::bandit::InstalledBandit;
use serde_json::Value;

/// What differs between what both find in a project, under arguments that mean the same.
pub(crate) fn differences(
    bandit: &InstalledBandit,
    project: &Path,
    theirs: &str,
    ours: &str,
) -> Vec<String> {
    let mut command = bandit.command();
    command.args(["-q", "--exit-zero", "-f", "json"]).args(theirs.split_whitespace());
    let theirs = report(command.current_dir(project));
    let mut command = Command::new(env!("CARGO_BIN_EXE_hognose"));
    command.args(["check", "--preset", "bandit", "--output-format", "bandit-json", "-q"]);
    command.arg("--exit-zero").args(ours.split_whitespace());
    let ours = report(command.current_dir(project));
    let mut problems = Vec::new();
    match (theirs, ours) {
        (Ok(theirs), Ok(ours)) => {
            compare_findings(&theirs, &ours, &mut problems);
            compare_counts(&theirs, &ours, &mut problems);
        }
        (Err(_), Err(_)) => {}
        (Err(error), Ok(_)) => problems.push(format!("only Bandit fails: {error}")),
        (Ok(_), Err(error)) => problems.push(format!("only hognose fails: {error}")),
    }
    problems
}

/// The report, or what stands on standard error if there is none.
fn report(command: &mut Command) -> Result<Value, String> {
    let output = command.output().expect("it can be started");
    serde_json::from_slice(&output.stdout)
        .map_err(|_| String::from_utf8_lossy(&output.stderr).trim().to_owned())
}

fn compare_findings(theirs: &Value, ours: &Value, problems: &mut Vec<String>) {
    let mut balance: BTreeMap<String, i64> = BTreeMap::new();
    for (report, weight) in [(theirs, 1), (ours, -1)] {
        for result in report["results"].as_array().expect("results are a list") {
            *balance.entry(finding(result)).or_default() += weight;
        }
    }
    for (finding, count) in balance.into_iter().filter(|(_, count)| *count != 0) {
        let whose = if count > 0 { "only Bandit" } else { "only hognose" };
        problems.push(format!("{whose}, {} times: {finding}", count.abs()));
    }
}

/// What of a finding has to agree: messages are our own.
fn finding(result: &Value) -> String {
    const KEYS: [&str; 9] = [
        "filename",
        "line_number",
        "test_id",
        "test_name",
        "issue_severity",
        "issue_confidence",
        "issue_cwe",
        "col_offset",
        "end_col_offset",
    ];
    let lines = result["line_range"].as_array().expect("lines are a list");
    let ends = [lines.first(), lines.last()];
    let values: Vec<String> = KEYS.iter().map(|key| result[*key].to_string()).collect();
    format!("{} {ends:?}", values.join(" "))
}

/// The files that were read, and what was counted in them.
fn compare_counts(theirs: &Value, ours: &Value, problems: &mut Vec<String>) {
    let counts = |report: &Value| -> BTreeMap<String, Value> {
        let metrics = report["metrics"].as_object().expect("metrics are an object");
        metrics.iter().map(|(file, counts)| (file.clone(), counts.clone())).collect()
    };
    let (theirs, ours) = (counts(theirs), counts(ours));
    for file in theirs.keys().chain(ours.keys().filter(|file| !theirs.contains_key(*file))) {
        let (theirs, ours) = (theirs.get(file), ours.get(file));
        if theirs != ours {
            problems.push(format!("{file}: Bandit counts {theirs:?}, hognose {ours:?}"));
        }
    }
}
