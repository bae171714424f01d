//! SARIF of a real run: valid, and about the same places as what people see.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::common::{Project, list, text};

/// The official schema, as the committee publishes it.
const SCHEMA: &str = include_str!("../../crates/report/tests/data/sarif-schema-2.1.0.json");

/// Everything that makes places hard to name.
fn project() -> Project {
    Project::new()
        .with("a b/päckage/100%.py", "import yaml\nyaml.load(text)\n")
        .with("astral.py", "name = 'naïve 🐍 snake'; assert name; é = '𝒳'; assert é\n")
        .with("crlf.py", "x = 1\r\nassert x\r\n\r\n\tassert x, (\r\n  'message')\r\n")
        .with("cr.py", "x = 1\rassert x\r\r\x0cassert x\r")
        .with("bom.py", "\u{feff}assert x  # é\n")
        .with("latin.py", b"# coding: latin-1\nname = '\xe9\xe8'; assert name\n")
        .with("multi.py", "import yaml\nyaml.load(\n    text,\n    Loader=yaml.Loader,\n)\n")
        .with("broken.py", "assert a\nx = = 1\nassert b\n")
        .with("hidden.py", "assert a  # hognose: ignore[B101] known\n")
        .with("nul.py", "assert a\n\0\nassert b\n")
        .with("undecodable.py", b"x = '\xff'\n")
}

/// Every kind of log that there is.
fn logs() -> Vec<Value> {
    let project = project();
    [&[][..], &["--show-suppressed"], &["--sarif-category", "x"], &["--select", "B201"]]
        .map(|more| {
            let arguments = ["--select", "all", "--output-format", "sarif"];
            project.check(arguments.iter().chain(more)).json()
        })
        .into()
}

#[test]
fn the_logs_are_valid() {
    // The schema's pattern for a language has a bracket too many, at which validators stop.
    let schema = SCHEMA.replace("-[a-zA-Z]{2}]?$", "-[a-zA-Z]{2}$");
    let schema: Value = serde_json::from_str(&schema).expect("the schema is JSON");
    let validator = jsonschema::options()
        .should_validate_formats(true)
        .build(&schema)
        .expect("the schema is a schema");
    for log in logs() {
        let errors: Vec<String> = validator
            .iter_errors(&log)
            .map(|error| format!("{error} at {}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }
}

/// Python's lines of a text: `\n`, `\r` and `\r\n` end them.
fn lines(text: &str) -> Vec<String> {
    text.replace("\r\n", "\n").replace('\r', "\n").split('\n').map(str::to_owned).collect()
}

#[test]
fn places_are_those_that_people_see() {
    let project = project();
    let arguments = ["--select", "all", "--output-format"];
    let concise = project.check(arguments.iter().chain(&["concise", "-q"]));
    let log = project.check(arguments.iter().chain(&["sarif"])).json();
    let results = list(&log["runs"][0]["results"]);
    assert_eq!(concise.stdout().lines().count(), results.len());
    assert!(results.len() > 10, "{}", concise.stdout());
    assert_eq!(log["runs"][0]["columnKind"], "utf16CodeUnits");
    for (line, result) in concise.stdout().lines().zip(results) {
        let (place, _) = line.split_once(": ").expect("a place and a message");
        let parts: Vec<_> = place.rsplitn(3, ':').collect();
        let [column, line, path] = parts[..] else { panic!("{place}") };
        let [column, line] = [column, line].map(|it| it.parse::<usize>().expect("a number"));

        let bytes = std::fs::read(project.path(path)).expect("the file is there");
        // The one file that is not UTF-8 is Latin-1: each byte is a code point.
        let text = String::from_utf8(bytes)
            .unwrap_or_else(|error| error.into_bytes().into_iter().map(char::from).collect());
        let text = text.trim_start_matches('\u{feff}');
        let text = &lines(text)[line - 1];
        let before = text.chars().take(column - 1).map(char::len_utf16);
        let region = &result["locations"][0]["physicalLocation"]["region"];
        assert_eq!(region["startLine"], line, "{place}");
        assert_eq!(region["startColumn"], before.sum::<usize>() + 1, "{place}");
    }
}

#[test]
fn files_are_relative_to_the_root_and_percent_encoded() {
    let log = project().check(["--output-format", "sarif"]).json();
    let result = &log["runs"][0]["results"][0];
    let location = &result["locations"][0]["physicalLocation"]["artifactLocation"];
    assert_eq!(location["uri"], "a%20b/p%C3%A4ckage/100%25.py");
    assert_eq!(location["uriBaseId"], "%SRCROOT%");
}

#[test]
fn results_refer_to_the_rules_and_have_distinct_fingerprints() {
    for log in logs() {
        let run = &log["runs"][0];
        let rules = list(&run["tool"]["driver"]["rules"]);
        let mut seen = BTreeSet::new();
        for result in list(&run["results"]) {
            let index = result["ruleIndex"].as_u64().expect("an index");
            let rule = &rules[usize::try_from(index).expect("a small index")];
            assert_eq!(rule["id"], result["ruleId"]);
            let uri = &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
            // Of a file that is not UTF-8, the uploader sees other bytes than we: it has the say.
            let hash = &result["partialFingerprints"]["primaryLocationLineHash"];
            assert_eq!(hash.is_string(), uri != "latin.py", "{result:#}");
            let key = format!("{} {uri} {}", result["ruleId"], result["fingerprints"]);
            assert!(seen.insert(key), "{result:#}");
        }
    }
}

#[test]
fn notices_are_notifications() {
    let log = project().check(["--output-format", "sarif"]).exits(2).json();
    let invocation = &log["runs"][0]["invocations"][0];
    let notifications = list(&invocation["toolExecutionNotifications"]);
    let told: Vec<_> = notifications
        .iter()
        .map(|it| {
            let place = &it["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
            (text(&it["descriptor"]["id"]), text(place), text(&it["level"]))
        })
        .collect();
    assert!(told.contains(&("syntax-error", "broken.py", "warning")), "{told:?}");
    assert!(told.contains(&("undecodable", "undecodable.py", "error")), "{told:?}");
}

#[test]
fn suppressed_results_are_given_on_request() {
    let arguments = ["--select", "B101", "--output-format", "sarif", "hidden.py"];
    let log = project().check(arguments).exits(0).json();
    assert!(list(&log["runs"][0]["results"]).is_empty());
    let log = project().check(arguments.iter().chain(&["--show-suppressed"])).exits(0).json();
    let suppression = &log["runs"][0]["results"][0]["suppressions"][0];
    assert_eq!(suppression["kind"], "inSource");
    assert_eq!(suppression["justification"], "known");
}
