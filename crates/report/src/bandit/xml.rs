//! Bandit's XML: the results of a test run, one failed test for each finding.

use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::record::ResultRecord;
use crate::report::Report;
use crate::text::visible;

/// Writes the document.
pub(crate) fn render(report: Report<'_>, out: &mut impl Write) -> io::Result<()> {
    let mut xml = Writer::new_with_indent(&mut *out, b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
    let tests = report.shown().count().to_string();
    xml.create_element("testsuite")
        .with_attributes([("name", "bandit"), ("tests", tests.as_str())])
        .write_inner_content(|xml| {
            for shown in report.shown() {
                result(xml, &ResultRecord::new(shown, report.options))?;
            }
            Ok(())
        })?;
    writeln!(out)
}

fn result<W: Write>(xml: &mut Writer<W>, record: &ResultRecord<'_>) -> io::Result<()> {
    let file = visible(&record.filename);
    let message = visible(record.issue_text);
    let link = record.issue_cwe.link.as_deref().unwrap_or_default();
    let text = format!(
        "Test ID: {} Severity: {} Confidence: {}\nCWE: {link}\n{message}\nLocation {file}:{}",
        record.test_id, record.issue_severity, record.issue_confidence, record.line_number
    );
    xml.create_element("testcase")
        .with_attributes([("classname", &*file), ("name", record.test_name)])
        .write_inner_content(|xml| {
            xml.create_element("error")
                .with_attributes([
                    ("more_info", record.more_info.as_str()),
                    ("type", &record.issue_severity),
                    ("message", &message),
                ])
                .write_text_content(BytesText::new(&text))?;
            Ok(())
        })?;
    Ok(())
}
