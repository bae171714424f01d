//! The way of data, in every format that has a place for it.

use hognose_core::{Finding, Outcome, SourceFile, TextLen, TextRange, TextSize, TraceStep};
use hognose_report::Format;
use insta::assert_snapshot;
use serde_json::Value;

use crate::sample::{File, evil_path, options, outcome_of, rendered};

/// A step at a text that is in a file once.
fn step(path: impl Into<std::path::PathBuf>, text: &str, needle: &str, message: &str) -> TraceStep {
    let source = SourceFile::new(path.into(), text.to_owned());
    let start = text.find(needle).expect("the text is there");
    let start = TextSize::try_from(start).expect("test files are short");
    TraceStep::new(&source, TextRange::at(start, needle.text_len()), message.to_owned())
}

/// A run with one finding: data that comes from one file to another, past one with a hostile name.
pub(crate) fn traced() -> Outcome {
    let views = "from flask import request\n\n\ndef view():\n\tsnake = '\u{1f40d}'; run(request.args['q'])\n";
    let evil = "x = 1\ny = '\u{202e}<b>' + x\n";
    let shell = "import os\n\n\ndef run(command):\n    os.system(command)\n";
    let file = File::new("shop/shell.py", shell);
    let finding = Finding {
        trace: vec![
            step(
                "shop/views.py",
                views,
                "request.args['q']",
                "the query parameter `q` of the request",
            ),
            step(evil_path(), evil, "'\u{202e}<b>' + x", "put into \x1b[31m <i>a</i> text"),
            step("shop/views.py", views, "run(", "passed to `run` as `command`"),
            step("shop/shell.py", shell, "m(command)", "reaches `os.system`, which runs it"),
        ],
        ..file.finding("subprocess-shell", file.range("os.system(command)"), "data reaches a shell")
    };
    outcome_of(file.with(finding).done())
}

#[test]
fn full_with_a_trace() {
    assert_snapshot!(rendered(Format::Full, &traced(), &options()));
}

#[test]
fn json_with_a_trace() {
    let text = rendered(Format::Json, &traced(), &options());
    let report: Value = serde_json::from_str(&text).expect("it is JSON");
    let trace = &report["findings"][0]["trace"];
    assert_snapshot!(serde_json::to_string_pretty(trace).expect("a value can be written"));
}

#[test]
fn sarif_with_a_trace() {
    let text = rendered(Format::Sarif, &traced(), &options());
    let log: Value = serde_json::from_str(&text).expect("it is JSON");
    let flows = &log["runs"][0]["results"][0]["codeFlows"];
    assert_snapshot!(serde_json::to_string_pretty(flows).expect("a value can be written"));
}

#[test]
fn html_with_a_trace() {
    let page = rendered(Format::Html, &traced(), &options());
    let start = page.find("<details class=\"trace\"").expect("there is a trace");
    let end = page[start..].find("</details>").expect("it ends") + start;
    assert_snapshot!(&page[start..end]);
}

#[test]
fn other_formats_have_the_place() {
    for format in [Format::Concise, Format::Github, Format::BanditJson, Format::Csv, Format::Xml] {
        let text = rendered(format, &traced(), &options());
        assert!(text.contains("shop/shell.py"), "{format:?}: {text}");
        assert!(text.contains("data reaches a shell"), "{format:?}: {text}");
        assert!(!text.contains('\x1b'), "{format:?}: {text}");
    }
}
