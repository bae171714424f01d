//! Every format, over the same sample.

use hognose_core::{Finding, Label, Outcome, TextLen, TextRange};
use hognose_report::{
    Color, Format, RenderOptions, Summary, Suppressed, render_notices, render_statistics,
};
use insta::assert_snapshot;
use serde_json::Value;

use crate::sample::{File, options, outcome, outcome_of, registry, rendered};

fn plain(format: Format) -> String {
    rendered(format, &outcome(), &options())
}

fn with_suppressed(format: Format) -> String {
    let options = RenderOptions { suppressed: Suppressed::Show, ..options() };
    rendered(format, &outcome(), &options)
}

#[test]
fn full() {
    assert_snapshot!(plain(Format::Full));
}

#[test]
fn full_with_suppressed_findings_and_colours() {
    let options = RenderOptions { suppressed: Suppressed::Show, color: Color::Always, ..options() };
    let text = rendered(Format::Full, &outcome(), &options);
    assert_snapshot!(text.replace('\x1b', "ESC"));
}

#[test]
fn full_with_places_far_apart() {
    let lines: Vec<String> = (1..=30).map(|line| format!("line_{line} = {line}\n")).collect();
    let text = lines.concat();
    let file = File::new("lines.py", &text);
    let up_to_the_next_line = file.range("line_20 = 20\nline_21 = 21\n");
    let finding = Finding {
        labels: vec![
            file.label("line_2 ", "first"),
            file.label("line_4 ", "two lines on"),
            file.label("line_25", "behind"),
            Label { range: TextRange::empty(text.text_len()), message: "the end".to_owned() },
        ],
        ..file.finding("yaml-unsafe-load", up_to_the_next_line, "a message")
    };
    let outcome = outcome_of(file.with(finding).done());
    assert_snapshot!(rendered(Format::Full, &outcome, &options()));
}

#[test]
fn full_with_many_labels() {
    let file = File::new("a.py", "f(x)\n");
    let label = file.label("x", "here");
    let finding = Finding {
        labels: vec![label; 100],
        ..file.finding("yaml-unsafe-load", file.range("f(x)"), "a message")
    };
    let text = rendered(Format::Full, &outcome_of(file.with(finding).done()), &options());
    assert_eq!(text.matches("here").count(), 12);
    assert!(text.contains("= note: places not shown: 88\n"), "{text}");
}

#[test]
fn concise() {
    assert_snapshot!(plain(Format::Concise));
}

#[test]
fn concise_with_suppressed_findings() {
    assert_snapshot!(with_suppressed(Format::Concise));
}

#[test]
fn json() {
    assert_snapshot!(with_suppressed(Format::Json));
}

#[test]
fn jsonl() {
    assert_snapshot!(plain(Format::Jsonl));
}

#[test]
fn jsonl_has_the_same_records_as_json() {
    let document: Value = serde_json::from_str(&plain(Format::Json)).expect("the document is JSON");
    let stream = plain(Format::Jsonl);
    let lines = stream.lines().map(|line| serde_json::from_str(line).expect("each line is JSON"));
    let (mut findings, mut notices) = (Vec::new(), Vec::new());
    for line in lines {
        let mut line: Value = line;
        let kind = line.as_object_mut().and_then(|line| line.remove("type"));
        match kind.as_ref().and_then(Value::as_str) {
            Some("finding") => findings.push(line),
            Some("notice") => notices.push(line),
            Some("run") => assert_eq!(line["version"], document["version"]),
            Some("summary") => assert_eq!(line, document["summary"]),
            other => panic!("a line of type {other:?}"),
        }
    }
    assert_eq!(document["findings"], Value::from(findings));
    assert_eq!(document["notices"], Value::from(notices));
}

#[test]
fn github() {
    assert_snapshot!(with_suppressed(Format::Github));
}

#[test]
fn github_commands_cannot_be_broken_out_of() {
    let text = plain(Format::Github);
    assert_eq!(text.lines().count(), 4 + 3, "one line per finding and notice");
    for line in text.lines() {
        let command = ["::error ", "::warning ", "::notice "];
        assert!(command.iter().any(|command| line.starts_with(command)), "{line}");
        let (properties, message) = line[2..].split_once("::").expect("properties and a message");
        assert!(properties.split(',').all(|property| property.contains('=')), "{line}");
        assert!(!message.contains("%0A::"), "{line}");
    }
}

#[test]
fn html() {
    let page = with_suppressed(Format::Html);
    let start = page.find("<body>").expect("the page has a body");
    let end = page.find("<script>").expect("the page has a script");
    assert_snapshot!(&page[start..end]);
}

#[test]
fn html_loads_nothing() {
    let page = with_suppressed(Format::Html);
    for outside in ["src=", "<link", "@import", "url("] {
        assert!(!page.contains(outside), "{outside}");
    }
    assert!(page.contains("default-src 'none'"));
}

#[test]
fn bandit_json() {
    assert_snapshot!(plain(Format::BanditJson));
}

#[test]
fn yaml() {
    assert_snapshot!(plain(Format::Yaml));
}

#[test]
fn yaml_says_what_bandit_json_says() {
    let json: Value = serde_json::from_str(&plain(Format::BanditJson)).expect("it is JSON");
    let yaml: Value = serde_saphyr::from_str(&plain(Format::Yaml)).expect("it is YAML");
    assert_eq!(yaml, json);
}

#[test]
fn csv() {
    assert_snapshot!(plain(Format::Csv));
}

#[test]
fn csv_is_read_back() {
    let text = plain(Format::Csv);
    let json: Value = serde_json::from_str(&plain(Format::BanditJson)).expect("it is JSON");
    let mut table = csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<csv::StringRecord> = table.records().map(|row| row.expect("it is CSV")).collect();
    let results = json["results"].as_array().expect("results are a list");
    assert_eq!(rows.len(), results.len());
    for (row, result) in rows.iter().zip(results) {
        assert_eq!(row.get(2), result["test_id"].as_str());
        assert_eq!(row.get(7), Some(result["line_number"].to_string().as_str()));
    }
}

#[test]
fn xml() {
    assert_snapshot!(plain(Format::Xml));
}

#[test]
fn xml_is_read_back() {
    use quick_xml::events::Event;

    let text = plain(Format::Xml);
    let mut reader = quick_xml::Reader::from_str(&text);
    let mut tests = 0;
    loop {
        match reader.read_event().expect("it is XML") {
            Event::Start(element) if element.name().as_ref() == b"testcase" => tests += 1,
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(tests, Summary::of(&outcome()).findings);
    assert!(!text.chars().any(|char| char.is_control() && char != '\n'));
}

#[test]
fn custom() {
    let template = "{relpath}:{line}:{col:03}-{end_col} {test_id:>18} {severity:<6}|{confidence} \
                    {{{rule}}} {range} {cwe} {msg:.40}";
    let options =
        RenderOptions { template: template.parse().expect("it is a template"), ..options() };
    assert_snapshot!(rendered(Format::Custom, &outcome(), &options));
}

#[test]
fn notices() {
    let mut out = Vec::new();
    render_notices(&outcome(), &options(), &mut out).expect("a vector takes everything");
    assert_snapshot!(String::from_utf8(out).expect("notices are UTF-8"));
}

#[test]
fn statistics() {
    let mut out = Vec::new();
    render_statistics(&outcome(), &registry(), &options(), &mut out)
        .expect("a vector takes everything");
    assert_snapshot!(String::from_utf8(out).expect("tables are UTF-8"));
}

#[test]
fn summary() {
    assert_snapshot!(Summary::of(&outcome()));
}

#[test]
fn a_run_without_findings() {
    let nothing = Outcome::default();
    let text: Vec<String> = Format::ALL
        .iter()
        .map(|format| format!("{format}:\n{}", rendered(*format, &nothing, &options())))
        .collect();
    assert_snapshot!(text.join("\n"));
}
