//! SARIF against its schema, against a reader, and against the other formats.

use std::collections::BTreeMap;

use hognose_core::{ColumnUnit, Outcome, RuleIndex};
use hognose_report::{Absent, Compared, Format, RenderOptions, Suppressed};
use insta::assert_snapshot;
use serde_json::Value;
use serde_sarif::sarif::Sarif;

use crate::sample::{options, outcome, rendered};
use crate::traces::traced;

/// The official schema, as the committee publishes it.
const SCHEMA: &str = include_str!("../data/sarif-schema-2.1.0.json");

fn log_text(outcome: &Outcome, options: &RenderOptions) -> String {
    rendered(Format::Sarif, outcome, options)
}

fn log(options: &RenderOptions) -> Value {
    serde_json::from_str(&log_text(&outcome(), options)).expect("the log is JSON")
}

/// A run that was held against a baseline, with all that is to be said of it.
fn compared() -> RenderOptions {
    let absent = |path: &str, message: &str, count| Absent {
        path: path.into(),
        rule: RuleIndex(0),
        message: message.to_owned(),
        count,
    };
    let absent = vec![absent("gone é.py", "[a](b)\u{1b}", 2), absent("/x/y.py", "", u64::MAX)];
    RenderOptions { suppressed: Suppressed::Show, baseline: Some(Compared { absent }), ..options() }
}

/// Every kind of log that there is.
fn logs() -> Vec<Value> {
    let category = RenderOptions { sarif_category: Some("hognose".to_owned()), ..options() };
    let all = RenderOptions { suppressed: Suppressed::Show, ..options() };
    let nothing = serde_json::from_str(&log_text(&Outcome::default(), &options()));
    let nothing = nothing.expect("the log is JSON");
    let traced = serde_json::from_str(&log_text(&traced(), &options()));
    let traced = traced.expect("the log is JSON");
    vec![log(&options()), log(&category), log(&all), log(&compared()), nothing, traced]
}

#[test]
fn sample() {
    let log = log(&options());
    assert_snapshot!(serde_json::to_string_pretty(&log).expect("a value can be written"));
}

#[test]
fn suppressed_results() {
    let log = log(&RenderOptions { suppressed: Suppressed::Show, ..options() });
    let results = log["runs"][0]["results"].as_array().expect("results are a list");
    let suppressions: Vec<&Value> = results.iter().map(|result| &result["suppressions"]).collect();
    assert_snapshot!(serde_json::to_string_pretty(&suppressions).expect("a value can be written"));
}

#[test]
fn states_of_results() {
    let states = |options: &RenderOptions| -> Vec<Value> {
        let log = log(options);
        let results = log["runs"][0]["results"].as_array().expect("results are a list");
        results.iter().map(|result| result["baselineState"].clone()).collect()
    };
    assert!(states(&options()).iter().all(Value::is_null));
    let hidden = RenderOptions { suppressed: Suppressed::Hide, ..compared() };
    assert!(states(&hidden).iter().all(|state| state == "new"));
    let all = states(&compared());
    let count = |wanted: &str| all.iter().filter(|state| *state == wanted).count();
    assert_eq!((count("new"), count("absent")), (all.len() - 2, 2));
    let log = log(&compared());
    let results = log["runs"][0]["results"].as_array().expect("results are a list");
    assert_snapshot!(
        serde_json::to_string_pretty(&results[results.len() - 2..])
            .expect("a value can be written")
    );
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
            .map(|error| format!("{} at {}", error, error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }
    let mut broken = log(&options());
    broken["runs"][0]["columnKind"] = Value::from("bytes");
    assert!(!validator.is_valid(&broken), "the validator looks at the log");
}

#[test]
fn a_reader_reads_what_was_written() {
    for log in logs() {
        let read: Sarif = serde_json::from_value(log.clone()).expect("the log is SARIF");
        let again = serde_json::to_value(read).expect("a value can be written");
        assert_eq!(again, log);
    }
}

#[test]
fn the_version_comes_first_and_the_bytes_are_the_same_each_time() {
    let options = options();
    let text = log_text(&outcome(), &options);
    let start = r#"{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","#;
    assert!(text.starts_with(start));
    assert_eq!(text, log_text(&outcome(), &options));
}

#[test]
fn a_category_is_given_only_on_request() {
    assert_eq!(log(&options())["runs"][0]["automationDetails"], Value::Null);
    let options = RenderOptions { sarif_category: Some("nightly/py".to_owned()), ..options() };
    assert_eq!(log(&options)["runs"][0]["automationDetails"]["id"], "nightly/py/");
}

/// The lines and columns of `concise`, converted from code points to UTF-16, are those of the log.
#[test]
fn places_are_those_of_the_terminal() {
    let outcome = outcome();
    let concise = rendered(Format::Concise, &outcome, &options());
    let log = log(&options());
    let results = log["runs"][0]["results"].as_array().expect("results are a list");
    assert_eq!(concise.lines().count(), results.len());
    for ((line, result), (source, finding)) in concise.lines().zip(results).zip(outcome.visible()) {
        let (head, _) = line.split_once(": ").expect("a place and a message");
        let mut head = head.rsplit(':');
        let mut number = || -> usize {
            head.next().and_then(|text| text.parse().ok()).expect("a line and a column")
        };
        let (column, line) = (number(), number());

        let text = source.line_text(u32::try_from(line).expect("a line number"));
        let units: usize = text.chars().take(column - 1).map(char::len_utf16).sum();
        let region = &result["locations"][0]["physicalLocation"]["region"];
        assert_eq!(region["startLine"], line);
        assert_eq!(region["startColumn"], units + 1);

        let end = source.position(finding.range.end(), ColumnUnit::Utf16);
        assert_eq!(region["endLine"], end.line);
        assert_eq!(region["endColumn"], end.column);
        assert_eq!(region["snippet"]["text"], source.slice(finding.range));
    }
}

/// Everything that code scanning asks of a rule.
#[test]
fn rules_are_described_as_code_scanning_wants_it() {
    let log = log(&options());
    let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().expect("rules are a list");
    for rule in rules {
        assert_ne!(rule["id"], rule["name"]);
        for text in ["shortDescription", "fullDescription"] {
            let text = rule[text]["text"].as_str().expect("a description");
            assert!(!text.is_empty() && text.len() <= 1024, "{text}");
        }
        assert!(rule["help"]["text"].is_string() && rule["help"]["markdown"].is_string());
        let score = &rule["properties"]["security-severity"];
        let score: f64 = score.as_str().and_then(|text| text.parse().ok()).expect("a string");
        assert!((0.1..=10.0).contains(&score));
        let tags = rule["properties"]["tags"].as_array().expect("tags are a list");
        assert!(tags.len() <= 10 && tags.contains(&Value::from("security")));
    }
    let results = log["runs"][0]["results"].as_array().expect("results are a list");
    let ids: BTreeMap<_, _> = (0..).zip(rules).map(|(at, rule)| (at, &rule["id"])).collect();
    for result in results {
        let index = result["ruleIndex"].as_u64().expect("an index");
        assert_eq!(ids[&index], &result["ruleId"]);
    }
}
