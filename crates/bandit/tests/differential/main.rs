//! This crate against the real Bandit: the same findings, as a multiset of file, line, code, severity,
//! confidence, columns and lines, in everything that both read.
//!
//! Bandit is installed from `PyPI` into `target/bandit`; without network the test says so and passes,
//! unless it runs in CI.
//! It runs over the examples of its source distribution and over a part of the standard library. More
//! code is compared with `BANDIT_DIFFERENTIAL=FOLDER` (several with `:` between them), and all of the
//! standard library with `BANDIT_DIFFERENTIAL=stdlib`.
//!
//! Reports that Bandit on Python 3.12 or newer has written before are compared with
//! `BANDIT_REPORTS=FOLDER=REPORT` (several with `:` between them): the folder in which it ran, and what
//! it wrote.
//!
//! What differs on purpose stands in `deviations.toml`; every other difference fails the test, and so
//! does an entry that explains nothing any more.

#![expect(clippy::print_stdout, reason = "the table of agreement is for people")]

mod deviations;
mod ours;
mod report;
mod theirs;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use crate::deviations::Deviations;
use crate::report::Found;
use crate::theirs::{Bandit, Report};
use hognose_bandit::PythonGeneration;

/// Code that is compared, and what it is called.
struct Target {
    name: &'static str,
    folder: PathBuf,
    /// Folders in it; all of it if there are none.
    parts: &'static [&'static str],
}

/// A part of the standard library that has most kinds of findings, and takes Bandit half a minute.
const STDLIB_PARTS: &[&str] = &[
    "asyncio",
    "concurrent",
    "distutils",
    "email",
    "http",
    "idlelib",
    "importlib",
    "json",
    "logging",
    "multiprocessing",
    "tkinter",
    "unittest",
    "urllib",
    "wsgiref",
    "xml",
    "xmlrpc",
];

#[test]
fn findings_are_those_of_bandit() {
    let bandit = match Bandit::install() {
        Ok(bandit) => bandit,
        Err(reason) => {
            assert!(std::env::var_os("CI").is_none(), "Bandit cannot be installed: {reason}");
            println!("SKIPPED: NOTHING WAS COMPARED WITH BANDIT, it cannot be installed: {reason}");
            return;
        }
    };
    let mut targets = vec![
        Target { name: "examples", folder: bandit.examples(), parts: &[] },
        Target { name: "stdlib", folder: bandit.stdlib(), parts: STDLIB_PARTS },
    ];
    let more = std::env::var("BANDIT_DIFFERENTIAL").unwrap_or_default();
    for folder in more.split(':').filter(|folder| !folder.is_empty()) {
        let folder = if folder == "stdlib" { bandit.stdlib() } else { folder.into() };
        targets.push(Target { name: "more", folder, parts: &[] });
    }
    let mut deviations = Deviations::read();
    let mut problems = String::new();
    let mut agreement = Agreement::new();
    for target in &targets {
        let report = bandit.run(&target.folder, target.parts);
        let python = bandit.generation();
        compare(target, report, python, &mut deviations, &mut agreement, &mut problems);
    }
    print(&agreement);
    let sum = agreement.values().fold((0, 0), |sum, it| (sum.0 + it.0, sum.1 + it.1));
    assert!(sum.1 * 100 < sum.0, "too many deviations");
    assert!(problems.is_empty(), "\n{problems}");
    let unused = deviations.unused(more.is_empty());
    assert!(unused.is_empty(), "deviations that explain nothing: {unused:?}");
}

#[test]
fn findings_are_those_of_reports_made_before() {
    let reports = std::env::var("BANDIT_REPORTS").unwrap_or_default();
    let mut deviations = Deviations::read();
    let mut problems = String::new();
    let mut agreement = Agreement::new();
    for pair in reports.split(':').filter(|pair| !pair.is_empty()) {
        let (folder, report) = pair.split_once('=').expect("it is FOLDER=REPORT");
        let target = Target { name: "more", folder: folder.into(), parts: &[] };
        let report = Report::read(Path::new(report));
        let python = PythonGeneration::Since312;
        compare(&target, report, python, &mut deviations, &mut agreement, &mut problems);
    }
    print(&agreement);
    assert!(problems.is_empty(), "\n{problems}");
}

/// By code: how many findings agree, deviate on purpose, and differ.
type Agreement = BTreeMap<String, (usize, usize, usize)>;

fn print(agreement: &Agreement) {
    println!("{:6} {:>8} {:>10} {:>8}", "code", "agreed", "deviating", "differing");
    let mut sum = (0, 0, 0);
    for (code, (agreed, deviating, differing)) in agreement {
        println!("{code:6} {agreed:>8} {deviating:>10} {differing:>8}");
        sum = (sum.0 + agreed, sum.1 + deviating, sum.2 + differing);
    }
    println!("{:6} {:>8} {:>10} {:>8}", "all", sum.0, sum.1, sum.2);
}

fn compare(
    target: &Target,
    report: Report,
    python: PythonGeneration,
    deviations: &mut Deviations,
    agreement: &mut Agreement,
    problems: &mut String,
) {
    let mut balance: BTreeMap<(String, Found), i64> = BTreeMap::new();
    let mut suppressed = 0_i64;
    for (file, found) in report.findings {
        let found = found.comparable();
        *balance.entry((file, found)).or_default() += 1;
    }
    for file in &report.files {
        let mine = ours::judge(&target.folder.join(file), python);
        suppressed += i64::try_from(mine.suppressed).expect("few are suppressed");
        for found in mine.findings.into_iter().map(Found::comparable) {
            *balance.entry((file.clone(), found)).or_default() -= 1;
        }
    }
    let mut agreed = report.counts;
    for ((file, found), count) in balance {
        if count == 0 {
            continue;
        }
        let entry = agreement.entry(found.code.clone()).or_default();
        let path = format!("{}/{file}", target.name);
        let theirs = usize::try_from(count).unwrap_or(0);
        if let Some(agreed) = agreed.get_mut(&found.code) {
            *agreed = agreed.saturating_sub(theirs);
        }
        let times = usize::try_from(count.unsigned_abs()).expect("few differ");
        if deviations.explains(&path, &found.code, count) {
            entry.1 += times;
        } else {
            entry.2 += times;
            let whose = if count > 0 { "only Bandit" } else { "only hognose" };
            let folder = target.folder.display();
            let _ = writeln!(problems, "{whose}, {times} times: {folder}/{file} {found}");
        }
    }
    for (code, count) in agreed {
        agreement.entry(code).or_default().0 += count;
    }
    let theirs = i64::try_from(report.suppressed).expect("few are suppressed");
    if suppressed != theirs && !deviations.explains(target.name, "nosec", theirs - suppressed) {
        let name = target.name;
        let _ = writeln!(problems, "{name}: Bandit suppresses {theirs}, hognose {suppressed}");
    }
}
