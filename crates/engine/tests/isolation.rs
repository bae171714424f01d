//! What one file cannot do to the others: make the program fail, or use up its memory.

use std::time::Instant;

use hognose_core::{Confidence, NoticeKind, Outcome, Severity, TextRange, TextSize};
use hognose_engine::{CheckOptions, Honoured, Input, Limits, SuppressionRules, check, in_pool};
use hognose_registry::{
    Context, Dispatcher, Family, Hook, Registry, Rule, RuleMeta, RuleOptions, RuleSet, Tier,
};

/// A rule that reports the first byte of every file, and fails on some files.
const RULE: Rule = Rule { meta: &META, hooks: &[Hook::RawText(first_byte)] };

static META: RuleMeta = RuleMeta {
    id: "first-byte",
    aliases: &[],
    family: Family::Hygiene,
    tier: Tier::Default,
    severity: Severity::Low,
    confidence: Confidence::High,
    security_severity: 1.0,
    cwe: &[],
    summary: "",
    why: "",
    fix: "",
    bad: "",
    good: "",
    references: &[],
    options: &[],
    silenced_by: &[],
};

fn first_byte(cx: &mut Context<'_>) {
    let text = cx.source().text();
    assert!(!text.contains("assertion"), "a \u{1b}[31mfailed\nassertion");
    if text.contains("index") {
        let nowhere = text.len() * 2;
        let _ = text.as_bytes()[nowhere];
    }
    if text.contains("value") {
        std::panic::panic_any(42);
    }
    cx.report(TextRange::at(TextSize::new(0), TextSize::new(1)), "a byte");
}

/// Texts that are not in files, with the paths that they go by.
fn texts(texts: &[(&str, &str)]) -> Vec<Input> {
    let input = |(path, text): &(&str, &str)| Input::Text {
        path: path.into(),
        bytes: text.as_bytes().to_vec(),
    };
    texts.iter().map(input).collect()
}

fn run(threads: usize, inputs: Vec<Input>, limits: Limits) -> Outcome {
    let registry = Registry::new([RULE]);
    let enabled = RuleSet::matching(&registry, |_| true);
    let dispatcher = Dispatcher::new(&registry, &enabled);
    let options = CheckOptions {
        flow: None,
        registry: &registry,
        enabled: &enabled,
        dispatcher: &dispatcher,
        judge: None,
        metrics: hognose_engine::Metrics::Skip,
        rule_options: &RuleOptions::defaults(&registry),
        ignored_for: &|_| None,
        severity_overrides: &[None],
        min_severity: Severity::Low,
        min_confidence: Confidence::Low,
        honoured: Honoured { nosec: true, noqa: true },
        suppression_rules: SuppressionRules { unused: None, unknown: None, read_differently: None },
        limits,
    };
    in_pool(threads, || check(inputs, &options, &(), Instant::now())).expect("threads start")
}

/// The paths of the findings, and the paths, kinds and messages of the notices.
fn told(outcome: &Outcome) -> (Vec<String>, Vec<(String, NoticeKind, String)>) {
    let findings =
        outcome.visible().map(|(source, _)| source.path().display().to_string()).collect();
    let notices = outcome.notices.iter().map(|notice| {
        let path = notice.path.as_deref().expect("the notice is about a file");
        (path.display().to_string(), notice.kind, notice.message.clone())
    });
    (findings, notices.collect())
}

#[test]
fn a_panic_in_one_file_is_a_notice_about_that_file() {
    let files = [
        ("a.py", "x = 1\n"),
        ("b.py", "assertion = 1\n"),
        ("c.py", "index = 1\n"),
        ("d.py", "value = 1\n"),
        ("e.py", "y = 1\n"),
    ];
    for threads in [1, 4] {
        let outcome = run(threads, texts(&files), Limits::default());
        let (findings, notices) = told(&outcome);
        assert_eq!(findings, ["a.py", "e.py"]);
        let paths: Vec<_> = notices.iter().map(|(path, ..)| path.as_str()).collect();
        assert_eq!(paths, ["b.py", "c.py", "d.py"]);
        assert!(notices.iter().all(|(_, kind, _)| *kind == NoticeKind::InternalError));
        assert!(notices[0].2.contains("failed"), "the message is passed on: {}", notices[0].2);
        assert!(outcome.is_incomplete(), "the run ends with exit code 2");
        assert_eq!(outcome.stats.files, 2);
    }
}

#[test]
fn what_is_too_large_is_a_notice_wherever_it_comes_from() {
    let limits = Limits { file_bytes: 8, ..Limits::default() };
    let inputs = texts(&[("large.py", "x = 1000\n"), ("small.py", "x = 100\n")]);
    let (findings, notices) = told(&run(1, inputs, limits));
    assert_eq!(findings, ["small.py"]);
    assert_eq!((notices[0].0.as_str(), notices[0].1), ("large.py", NoticeKind::TooLarge));

    let folder = tempfile::tempdir().expect("a folder can be made");
    let path = folder.path().join("large.py");
    std::fs::write(&path, "x = 1000\n").expect("a file can be written");
    // The size is what it was when the file was found; it has grown since.
    let (findings, notices) = told(&run(1, vec![Input::File { path, size: 1 }], limits));
    assert!(findings.is_empty());
    assert_eq!(notices[0].1, NoticeKind::TooLarge);
}

/// Opening a pipe waits for somebody who writes into it.
#[cfg(unix)]
#[test]
fn a_file_that_has_become_something_else_is_a_notice_and_nobody_waits_for_it() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let [pipe, link, gone] = ["pipe.py", "link.py", "gone.py"].map(|name| folder.path().join(name));
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().expect("mkfifo can be run");
    assert!(made.success());
    std::os::unix::fs::symlink(&pipe, &link).expect("a link can be made");
    std::fs::create_dir(&gone).expect("a folder can be made");
    let inputs = [pipe, link, gone].map(|path| Input::File { path, size: 1 });
    let (findings, notices) = told(&run(2, inputs.into(), Limits::default()));
    assert!(findings.is_empty());
    let said: Vec<_> = notices.iter().map(|(_, kind, message)| (*kind, message.as_str())).collect();
    let unreadable = |message| (NoticeKind::Unreadable, message);
    assert_eq!(
        said,
        [
            unreadable("cannot be read: it is a folder, not a file"),
            unreadable("cannot be read: it is a pipe, not a file"),
            unreadable("cannot be read: it is a pipe, not a file"),
        ]
    );
}

#[test]
fn the_order_and_the_number_of_threads_change_nothing() {
    let names: Vec<String> = (0..100).map(|n| format!("file{n}.py")).collect();
    let text = |n: u32| if n.is_multiple_of(7) { "value = 1\n" } else { "x = 1\n" };
    let files: Vec<_> = names.iter().zip(0..).map(|(name, n)| (name.as_str(), text(n))).collect();
    let reversed: Vec<_> = files.iter().rev().copied().collect();
    let one = told(&run(1, texts(&files), Limits::default()));
    assert_eq!(one, told(&run(8, texts(&files), Limits::default())));
    assert_eq!(one, told(&run(3, texts(&reversed), Limits::default())));
}
