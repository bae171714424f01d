//! A run to be reported: one of everything, and hostile where it can be.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use hognose_core::{
    Applicability, Confidence, Edit, FileOutcome, Finding, Fingerprint, Fix, Label, Notice,
    NoticeKind, Outcome, Position, RuleIndex, Severity, SourceFile, Stats, Suppression,
    SuppressionKind, TextLen, TextRange, TextSize,
};
use hognose_registry::{Family, Registry, Rule, RuleMeta, Tier};
use hognose_report::{Format, RenderOptions, render};

static YAML: RuleMeta = RuleMeta {
    id: "yaml-unsafe-load",
    aliases: &["B506", "S506"],
    silenced_by: &[],
    family: Family::Deserialization,
    tier: Tier::Default,
    severity: Severity::High,
    confidence: Confidence::High,
    security_severity: 9.8,
    cwe: &[502, 20],
    summary: "A YAML document may build any Python object.",
    why: "A loader other than the safe ones builds whatever object the document *names*, and calls \
          what it likes on the way.\n\nWho writes the document runs code here. See [the \
          manual](https://pyyaml.org/wiki/PyYAMLDocumentation).",
    fix: "Use `yaml.safe_load`, which builds plain values only,\nor pass `Loader=yaml.SafeLoader`.\
          \n\nDocuments with custom tags need a constructor each, added to the safe loader.",
    bad: "import yaml\nyaml.load(text, Loader=yaml.Loader)\n",
    good: "import yaml\nyaml.safe_load(text)\n",
    references: &["<https://pyyaml.org/wiki/PyYAMLDocumentation>"],
    options: &[],
};

static SHELL: RuleMeta = RuleMeta {
    id: "subprocess-shell",
    aliases: &["B602"],
    silenced_by: &[],
    family: Family::Exec,
    tier: Tier::Default,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    security_severity: 7.3,
    cwe: &[78],
    summary: "A command is run by a shell.",
    why: "A shell gives a meaning to many characters.",
    fix: "Pass the command as a list, without `shell=True`.",
    bad: "import subprocess\nsubprocess.call(cmd, shell=True)\n",
    good: "import subprocess\nsubprocess.call([cmd])\n",
    references: &[],
    options: &[],
};

static ASSERT: RuleMeta = RuleMeta {
    id: "assert-used",
    aliases: &[],
    silenced_by: &[],
    family: Family::Hygiene,
    tier: Tier::Audit,
    severity: Severity::Low,
    confidence: Confidence::Low,
    security_severity: 2.0,
    cwe: &[],
    summary: "An assertion guards something.",
    why: "Assertions are gone when Python runs with `-O`.",
    fix: "Raise an exception.",
    bad: "assert user.is_admin\n",
    good: "if not user.is_admin:\n    raise PermissionError\n",
    references: &[],
    options: &[],
};

/// The rules of the sample.
pub(crate) fn registry() -> Registry {
    Registry::new([&YAML, &SHELL, &ASSERT].map(|meta| Rule { meta, hooks: &[] }))
}

/// A file and what is found in it.
pub(crate) struct File {
    registry: Registry,
    source: SourceFile,
    findings: Vec<Finding>,
}

impl File {
    pub(crate) fn new(path: impl Into<PathBuf>, text: &str) -> Self {
        let source = SourceFile::new(path.into(), text.to_owned());
        Self { registry: registry(), source, findings: Vec::new() }
    }

    /// The range of a text that is in the file once.
    pub(crate) fn range(&self, needle: &str) -> TextRange {
        let text = self.source.text();
        assert_eq!(text.matches(needle).count(), 1, "{needle:?} is in the file once");
        let start = TextSize::try_from(text.find(needle).unwrap_or_default())
            .expect("test files are short");
        TextRange::at(start, needle.text_len())
    }

    pub(crate) fn finding(&self, rule: &str, range: TextRange, message: &str) -> Finding {
        let rule: RuleIndex = self.registry.find(rule).expect("the rule is in the sample");
        let meta = self.registry.meta(rule);
        Finding {
            rule,
            range,
            node: range,
            statement: range,
            message: message.to_owned(),
            help: None,
            severity: meta.severity,
            confidence: meta.confidence,
            labels: Vec::new(),
            trace: Vec::new(),
            fix: None,
            fingerprint: Fingerprint(0x0123_4567_89ab_cdef),
            suppression: None,
        }
    }

    pub(crate) fn label(&self, needle: &str, message: &str) -> Label {
        Label { range: self.range(needle), message: message.to_owned() }
    }

    pub(crate) fn with(mut self, finding: Finding) -> Self {
        self.findings.push(finding);
        self
    }

    pub(crate) fn done(self) -> FileOutcome {
        FileOutcome { source: Arc::new(self.source), findings: self.findings }
    }
}

/// A file with labels, a fix, tabs, `\r\n`, and characters outside the basic plane.
fn config() -> FileOutcome {
    let file = File::new(
        "app/config.py",
        "import yaml\r\n\r\ndef read(stream):\r\n\tname = '🐍 naïve'; data = \
         yaml.load(stream, Loader=yaml.Loader)\r\n\treturn data\r\n",
    );
    let call = file.range("yaml.load(stream, Loader=yaml.Loader)");
    let finding = Finding {
        labels: vec![
            file.label("yaml.Loader", "this loader builds any object"),
            file.label("stream):", "the document comes from here"),
        ],
        trace: Vec::new(),
        fix: Some(Fix {
            title: "use `yaml.safe_load`".to_owned(),
            applicability: Applicability::Unsafe,
            edits: vec![
                Edit {
                    range: file.range("yaml.load(st").sub_end(3.into()),
                    text: "yaml.safe_load".into(),
                },
                Edit { range: file.range(", Loader=yaml.Loader"), text: String::new() },
            ],
        }),
        ..file.finding(
            "yaml-unsafe-load",
            call,
            "`yaml.load` with `yaml.Loader` builds any object that the document names",
        )
    };
    file.with(finding).done()
}

/// A file in a folder with a difficult name: a range over many lines, wide characters, suppressions.
fn deploy() -> FileOutcome {
    let file = File::new(
        "my app/100%.py",
        "import subprocess\n\nsubprocess.call(\n    '日本' + cmd,\n    cwd=root,\n    env=env,\n    \
         timeout=3,\n    shell=True,\n)\nassert x  # nosec B101: checked above\nassert 日本, y\n",
    );
    let whole = file.range("subprocess.call(\n").cover(file.range("shell=True,\n)"));
    let many_lines = Finding {
        help: Some("Pass `cmd` as a list of arguments.\nThen drop `shell=True`.".to_owned()),
        ..file.finding("subprocess-shell", whole, "`cmd` is run by a shell")
    };
    let suppressed = Finding {
        suppression: Some(Suppression {
            kind: SuppressionKind::Nosec,
            is_blanket: false,
            range: Some(file.range("# nosec B101: checked above")),
            reason: Some("checked above".to_owned()),
        }),
        ..file.finding("assert-used", file.range("assert x"), "this check is gone with `-O`")
    };
    let wide = file.finding("assert-used", file.range("日本, y"), "this check is gone with `-O`");
    file.with(many_lines).with(suppressed).with(wide).done()
}

/// A file whose name and text attack the reader's terminal and programs.
fn evil() -> FileOutcome {
    let file = File::new(
        evil_path(),
        "x = 1\x0c\nos.system('\x1b]0;title\x07\u{202e}' + a)  # \u{2066}\0 end\n",
    );
    let range = file.range("'\x1b]0;title\x07\u{202e}' + a");
    let finding = Finding {
        labels: vec![file.label("# \u{2066}\0 end", "label [x](http://evil.example) \x1b[2J")],
        ..file.finding(
            "subprocess-shell",
            range,
            "first\nsecond \x1b[31m [click](http://evil.example) %0A::error::x",
        )
    };
    file.with(finding).done()
}

#[cfg(unix)]
pub(crate) fn evil_path() -> PathBuf {
    use std::ffi::OsString;
    use std::os::unix::ffi::OsStringExt;

    OsString::from_vec(b"z/caf\xe9\x1b[31m,a:b\n.py".to_vec()).into()
}

#[cfg(not(unix))]
pub(crate) fn evil_path() -> PathBuf {
    "z/caf\u{fffd}\x1b[31m,a:b\n.py".into()
}

fn notices() -> Vec<Notice> {
    let at = Position { line: 3, column: 17 };
    vec![
        Notice {
            kind: NoticeKind::InternalError,
            path: None,
            position: None,
            message: "something broke".to_owned(),
        },
        Notice::about(NoticeKind::SyntaxError, "broken file.py".as_ref(), "expected an expression")
            .at(at),
        Notice::about(NoticeKind::Unreadable, &evil_path(), "permission denied\x1b[1m\nnext"),
    ]
}

/// The run.
pub(crate) fn outcome() -> Outcome {
    Outcome {
        files: vec![config(), deploy(), evil()],
        notices: notices(),
        stats: Stats {
            files: 120,
            bytes: 1_000_000,
            elapsed: Duration::from_millis(7),
            ..Stats::default()
        },
        metrics: Vec::new(),
    }
}

/// A run with one file.
pub(crate) fn outcome_of(file: FileOutcome) -> Outcome {
    let stats = Stats { files: 1, ..Stats::default() };
    Outcome { files: vec![file], stats, ..Outcome::default() }
}

/// The default options, with a version that releases do not change.
pub(crate) fn options() -> RenderOptions {
    RenderOptions { tool_version: "1.2.3", ..RenderOptions::default() }
}

/// What a format makes of a run.
pub(crate) fn rendered(format: Format, outcome: &Outcome, options: &RenderOptions) -> String {
    let mut out = Vec::new();
    render(format, outcome, &registry(), options, &mut out).expect("a vector takes everything");
    String::from_utf8(out).expect("reports are UTF-8")
}
