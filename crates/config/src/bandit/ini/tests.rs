//! The reader against Python's own.

use std::io::Write as _;
use std::process::{Command, Stdio};

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;

use super::*;

/// Reads a list of texts, and writes for each the entries of the section `[bandit]`, or nothing.
const READER: &str = r#"
import configparser, io, json, sys

def read(text):
    parser = configparser.ConfigParser()
    try:
        parser.read_file(io.StringIO(text, newline=None))
        return dict(parser.items("bandit"))
    except configparser.Error:
        return None

sys.stdin.reconfigure(encoding="utf-8")
json.dump([read(text) for text in json.load(sys.stdin)], sys.stdout)
"#;

type Values = Option<BTreeMap<String, String>>;

fn of_python(texts: &[String]) -> Vec<Values> {
    let mut child = Command::new("python3")
        .args(["-c", READER])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3 can be started");
    let mut input = child.stdin.take().expect("it has an input");
    let document = serde_json::to_vec(texts).expect("texts are JSON");
    let writer = std::thread::spawn(move || input.write_all(&document));
    let output = child.wait_with_output().expect("python3 ends");
    writer.join().expect("the writer ends").expect("python3 reads its input");
    assert!(output.status.success(), "python3 fails");
    serde_json::from_slice(&output.stdout).expect("it writes JSON")
}

/// What this reader makes of a text: nothing if it is refused, too.
fn of_ours(text: &str) -> Values {
    let text_of = |node: &Node| node.as_text().expect("it is a text");
    let entries = entries(text).ok().flatten()?;
    Some(entries.iter().map(|(key, value)| (text_of(key), text_of(value))).collect())
}

#[track_caller]
fn agrees(texts: &[String]) {
    for (text, theirs) in texts.iter().zip(of_python(texts)) {
        assert_eq!(of_ours(text), theirs, "{text:?}");
    }
}

#[test]
fn files_are_read_as_python_reads_them() {
    let nested = |levels: usize| {
        let lines = (0..levels).map(|level| format!("k{level} = %(k{})s\n", level + 1));
        format!("[bandit]\n{}k{levels} = end\n", lines.collect::<String>())
    };
    let mut texts = vec![nested(8), nested(9), nested(10), nested(11), nested(12)];
    texts.extend(
        [
            "",
            "[bandit]",
            "[Bandit]\na = 1",
            "[bandit] ; behind\na=1",
            "[bandit]\na = 1 ; no comment\nb = 2 # nor this",
            "[bandit]\n# comment\n  ; comment\na = 1\n  # inside\n  2\n\n  3\n\n\nb: x = y",
            "[bandit]\nskips = B101,\n  B506\n\ttargets\nexclude : a:b",
            "  [bandit]\n  a = 1\n   b = 2\n  c = 3\n d = 4\n  e = 5",
            "[bandit]\nSkips = B101",
            "[bandit]\nskips = B101\nSKIPS = B102",
            "[bandit]\na = 1\n[bandit]\nb = 2",
            "[other]\na = 1\na = 2\n[bandit]\nb = 2",
            "[other]\nnonsense\n[bandit]\nb = 2",
            "[other]\ndeps =\n  bandit\n  pytest\n[bandit]\nb = 2",
            "a = 1\n[bandit]",
            "[DEFAULT]\na = 1\nb = 2\n[bandit]\nb = 3\nc = %(a)s-%(b)s",
            "[DEFAULT]\na = %(b)s\n[bandit]\nb = 3",
            "[DEFAULT]\na = 1\n[DEFAULT]\nb = 1\n[bandit]",
            "[DEFAULT]\na = 1\n[DEFAULT]\na = 1\n[bandit]",
            "[DEFAULT]\na = 1",
            "[bandit]\na = %",
            "[bandit]\na = %d",
            "[bandit]\na = 100%%",
            "[bandit]\na = %(A)s\nA = x",
            "[bandit]\nb = %(A)s\nA = x",
            "[bandit]\na = %(a)s",
            "[bandit]\na = %(b)d\nb = 1",
            "[bandit]\na = %()s\nb = 1",
            "[bandit]\na = %(b\nb = 1",
            "[bandit]\na = %%(b)s",
            "[bandit]\na = x%(b)sy%%z\nb = %%",
            "[other]\na = %\n[bandit]\nb = 1",
            "[bandit]\n= 1",
            "[bandit]\n: 1",
            "[bandit]\na",
            "[bandit]\na =",
            "[bandit]\na =\n b\n\n",
            "[]\n[bandit]",
            "[]]\na=1\n[bandit]\nb=1",
            "[bandit]x]\na=1",
            "[bandit\na = 1]",
            "[bandit]\r\na = 1\r\n  2\r\n\r\nb = 3",
            "[bandit]\ra = 1\r  2",
            "[bandit]\n\u{a0}a\u{a0}=\u{1c}1\u{1f}\n\u{2003}x\u{85}",
            "[bandit]\na = 1\x0b2\n\x0cb",
            "[bandit]\nexclude = a=b:c",
        ]
        .map(str::to_owned),
    );
    agrees(&texts);
}

/// What random files are made of.
const PIECES: &[&str] = &[
    "[bandit]",
    "[DEFAULT]",
    "[other]",
    "[",
    "]",
    "a",
    "b",
    "A",
    "skips",
    "=",
    ":",
    " ",
    "  ",
    "\t",
    "\n",
    "\n",
    "\n",
    "\r\n",
    "\r",
    "\n ",
    "\n  ",
    "#",
    ";",
    "%",
    "%%",
    "%(a)s",
    "%(b)s",
    "%(",
    ")s",
    ",",
    "\u{a0}",
    "a = ",
    "b: ",
    "\nb = 1\n",
    "é",
];

#[test]
fn random_files_are_read_as_python_reads_them() {
    let text = prop::collection::vec(prop::sample::select(PIECES), 0..24).prop_flat_map(|pieces| {
        let text = pieces.concat();
        prop_oneof![
            Just(text.clone()),
            Just(format!("[bandit]\n{text}")),
            Just(format!("[DEFAULT]\na = 1\n[bandit]\nb = {text}")),
        ]
    });
    let mut runner = TestRunner::deterministic();
    let mut texts = Vec::new();
    for _ in 0..20_000 {
        texts.push(text.new_tree(&mut runner).expect("a text can be made").current());
    }
    agrees(&texts);
    let readable = texts.iter().filter(|text| of_ours(text).is_some()).count();
    assert!(readable > 2_000, "only {readable} texts are read by both");
}

#[test]
fn what_grows_without_end_is_refused() {
    let mut lines = vec!["[bandit]".to_owned(), "k0 = xxxxxxxxxx".to_owned()];
    for level in 1..10 {
        let before = format!("%(k{})s", level - 1).repeat(100);
        lines.push(format!("k{level} = {before}"));
    }
    let refusal = entries(&lines.join("\n")).expect_err("it is refused");
    assert!(refusal.message.contains("too long"), "{}", refusal.message);
}
