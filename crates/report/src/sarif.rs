//! SARIF 2.1.0, as code scanning, editors and other readers of it want it.
//!
//! The log has one run. Its frame is written here; the results between are made, written and dropped
//! one by one. `version` and the description of the tool come first, so that a reader of a stream
//! knows them when the results arrive. Columns are UTF-16 code units, as `columnKind` says.
//!
//! Where the run was held against a baseline, every result has a `baselineState`, or none would count.
//! What is no more is a result, too, `absent`: only where suppressed findings are wanted, because a
//! reader that does not know of baselines would take it for one that is there.
//!
//! Nothing in the log tells of the machine, the user or the time: the same findings give the same
//! bytes.

mod absent;
mod line_hash;
mod markdown;
mod notification;
mod region;
mod result;
mod rule;

use std::collections::BTreeMap;
use std::io::{self, Write};

use hognose_core::{FileOutcome, RuleIndex, Severity};
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};
use serde_sarif::sarif::{
    ArtifactLocation, Invocation, Message, Result as SarifResult, ResultLevel,
    RunAutomationDetails, Tool, ToolComponent,
};

use self::result::FileResults;
use crate::encoder;
use crate::report::Report;
use crate::text::visible;

/// The schema's address. VS Code's viewer refuses a log whose schema has another base name.
const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// The name of the folder that relative paths start from. What it is, only the reader knows.
const ROOT: &str = "%SRCROOT%";

const PROJECT_URL: &str = "https://github.com/hognose-lint/hognose";

/// Writes the log on one line, with a newline at its end.
pub(crate) fn render(report: Report<'_>, out: &mut impl Write) -> io::Result<()> {
    encoder::write(out, &Log(report))?;
    writeln!(out)
}

struct Log<'a>(Report<'a>);

impl Serialize for Log<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut log = serializer.serialize_struct("Log", 3)?;
        log.serialize_field("$schema", SCHEMA)?;
        log.serialize_field("version", "2.1.0")?;
        log.serialize_field("runs", &[Run(self.0)])?;
        log.end()
    }
}

struct Run<'a>(Report<'a>);

impl Serialize for Run<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let report = self.0;
        let rules = RuleTable::new(report);
        let mut run = serializer.serialize_struct("Run", 6)?;
        run.serialize_field("tool", &tool(report, &rules))?;
        if let Some(category) = &report.options.sarif_category {
            // What follows the last slash would be the name of this one run.
            let details = RunAutomationDetails::builder().id(format!("{category}/")).build();
            run.serialize_field("automationDetails", &details)?;
        }
        run.serialize_field("columnKind", "utf16CodeUnits")?;
        run.serialize_field("newlineSequences", &["\r\n", "\n", "\r"])?;
        run.serialize_field("originalUriBaseIds", &base_ids())?;
        run.serialize_field("invocations", &[invocation(report)])?;
        run.serialize_field("results", &Results { report, rules })?;
        run.end()
    }
}

/// The rules that have results, and their places in the log's `rules`.
struct RuleTable {
    rules: Vec<RuleIndex>,
    places: Vec<Option<usize>>,
}

impl RuleTable {
    fn new(report: Report<'_>) -> Self {
        let mut used = vec![false; report.registry.len()];
        for shown in report.shown() {
            used[shown.finding.rule.0 as usize] = true;
        }
        for absent in report.absent() {
            used[absent.rule.0 as usize] = true;
        }
        let mut table = Self { rules: Vec::new(), places: vec![None; used.len()] };
        for rule in report.registry.indices().filter(|rule| used[rule.0 as usize]) {
            table.places[rule.0 as usize] = Some(table.rules.len());
            table.rules.push(rule);
        }
        table
    }

    fn place(&self, rule: RuleIndex) -> Option<i64> {
        self.places[rule.0 as usize].and_then(|place| i64::try_from(place).ok())
    }
}

/// A text to be read by people, on one line, in which nothing hides and nothing reads as a link, as
/// `[text](target)` would: what the analysed code says is not to become one.
fn plain(text: &str) -> String {
    visible(text).replace("](", "] (")
}

/// A message of such a text.
fn plain_message(text: &str) -> Message {
    Message::builder().text(plain(text)).build()
}

/// The level that stands for a severity.
const fn level(severity: Severity) -> ResultLevel {
    match severity {
        Severity::High => ResultLevel::Error,
        Severity::Medium => ResultLevel::Warning,
        Severity::Low => ResultLevel::Note,
    }
}

fn tool(report: Report<'_>, rules: &RuleTable) -> Tool {
    let version = report.options.tool_version;
    let rules: Vec<_> =
        rules.rules.iter().map(|rule| rule::descriptor(report.registry.meta(*rule))).collect();
    let driver = ToolComponent::builder()
        .name("hognose")
        .full_name(format!("hognose {version}"))
        .version(version)
        .semantic_version(version)
        .information_uri(PROJECT_URL)
        .rules(rules)
        .build();
    Tool::builder().driver(driver).build()
}

fn base_ids() -> BTreeMap<&'static str, ArtifactLocation> {
    let description = Message::builder()
        .text("The folder that hognose was started in, normally the root of the repository.")
        .build();
    BTreeMap::from([(ROOT, ArtifactLocation::builder().description(description).build())])
}

fn invocation(report: Report<'_>) -> Invocation {
    let notices = &report.outcome.notices;
    let mut invocation =
        Invocation::builder().execution_successful(!report.outcome.is_incomplete()).build();
    if !notices.is_empty() {
        invocation.tool_execution_notifications =
            Some(notices.iter().map(notification::notification).collect());
    }
    invocation
}

/// The results, made while they are written.
struct Results<'a> {
    report: Report<'a>,
    rules: RuleTable,
}

impl<'a> Results<'a> {
    fn of_file(&'a self, file: &'a FileOutcome) -> impl Iterator<Item = SarifResult> {
        let report = self.report;
        let shown = move || file.findings.iter().filter(move |finding| report.shows(finding));
        let results = FileResults::new(report.options, &file.source, shown());
        shown().map(move |finding| {
            let meta = report.registry.meta(finding.rule);
            results.result(finding, meta, self.rules.place(finding.rule))
        })
    }
}

impl Serialize for Results<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let found = self.report.outcome.files.iter().flat_map(|file| self.of_file(file));
        let absent = self.report.absent().iter().map(|absent| {
            let meta = self.report.registry.meta(absent.rule);
            absent::result(absent, meta, self.rules.place(absent.rule))
        });
        serializer.collect_seq(found.chain(absent))
    }
}
