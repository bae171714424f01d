//! `predictable-temp-name`: a file is created in `/tmp` under a name that others can know before.

use hognose_core::{Confidence, Ranged, Severity};
use hognose_python::ast::{Expr, Stmt};
use hognose_registry::{Call, Context, Family, Hook, Rule, RuleMeta, Tier};
use hognose_semantic::Syntax;

use super::path_text::path_text;
use super::temp_folder::{self, below};

pub(crate) const RULE: Rule = Rule {
    meta: &META,
    hooks: &[
        Hook::CallTo(&["open", "io.open", "codecs.open", "gzip.open", "tarfile.open"], check_open),
        Hook::CallTo(&["zipfile.ZipFile"], check_open),
        Hook::CallTo(&["pathlib.Path.open"], check_path_open),
        Hook::CallTo(&["os.open"], check_os_open),
        Hook::CallTo(FILES, check_file),
        Hook::CallTo(COPIES, check_copy),
        Hook::CallTo(PATH_METHODS, check_path_method),
        Hook::CallTo(&["os.mkdir", "os.makedirs", "pathlib.Path.mkdir"], check_folder),
    ],
};

static META: RuleMeta = RuleMeta {
    id: "predictable-temp-name",
    aliases: &[],
    silenced_by: &["B108", "S108"],
    family: Family::Filesystem,
    tier: Tier::Default,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    security_severity: 5.9,
    cwe: &[377, 379, 59],
    summary: "A file or folder with a predictable name is created in a folder that all may write to.",
    why: "Another user of the machine can create the path before your program does. A link there \
          makes the program overwrite whatever it points to; a file or folder there belongs to the \
          other user, who can read and change what the program stores in it.",
    fix: "Let `tempfile.NamedTemporaryFile`, `tempfile.mkstemp` or `tempfile.TemporaryDirectory` \
          choose the name. Where it must be known to others, use a folder that only the service can \
          write to (`/run/…`, `/var/lib/…`), or at least refuse what exists (`open(path, \"x\")`).",
    bad: "def save(report):\n    with open(\"/tmp/report.txt\", \"w\") as file:\n        \
          file.write(report)\n",
    good: "import tempfile\n\n\ndef save(report):\n    with tempfile.NamedTemporaryFile(\"w\", \
           delete=False) as file:\n        file.write(report)\n    return file.name\n",
    references: &[
        "https://docs.python.org/3/library/tempfile.html",
        "https://cwe.mitre.org/data/definitions/379.html",
    ],
    options: &[temp_folder::OPTION],
};

/// What creates a file or folder at its first argument.
const FILES: &[&str] = &[
    "logging.FileHandler",
    "logging.handlers.RotatingFileHandler",
    "logging.handlers.TimedRotatingFileHandler",
    "logging.handlers.WatchedFileHandler",
    "shelve.open",
    "sqlite3.connect",
];

/// What creates a file or folder at its second argument.
const COPIES: &[&str] = &[
    "shutil.copy",
    "shutil.copy2",
    "shutil.copyfile",
    "shutil.copytree",
    "shutil.move",
    "urllib.request.urlretrieve",
];

const PATH_METHODS: &[&str] =
    &["pathlib.Path.touch", "pathlib.Path.write_bytes", "pathlib.Path.write_text"];

fn check_open<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    if writes(call.argument("mode", 1), call, cx) {
        check(call.positional(0), call, cx);
    }
}

fn check_path_open<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    if writes(call.argument("mode", 0), call, cx) {
        check(call.receiver(), call, cx);
    }
}

/// `os.open(path, flags)` that creates a file, and takes one that is there.
fn check_os_open<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    let flags = call.argument("flags", 1).map(|flags| cx.source().slice(flags.range()));
    if flags.is_some_and(|it| it.contains("O_CREAT") && !it.contains("O_EXCL")) {
        check(call.argument("path", 0), call, cx);
    }
}

fn check_file<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    check(call.positional(0), call, cx);
}

fn check_copy<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    check(call.positional(1), call, cx);
}

fn check_path_method<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    check(call.receiver(), call, cx);
}

/// A folder is created safely, unless the program takes one that is there.
fn check_folder<'a>(call: &Call<'a>, name: &'static str, cx: &mut Context<'a>) {
    let position = if name == "os.makedirs" { 2 } else { usize::MAX };
    let takes_existing = call
        .argument("exist_ok", position)
        .and_then(|exist_ok| cx.model.constant(exist_ok, call.place))
        .is_some_and(|exist_ok| exist_ok.is_truthy());
    if takes_existing || is_guarded(cx) {
        let path = if name.starts_with("os.") { call.positional(0) } else { call.receiver() };
        check(path, call, cx);
    }
}

/// Whether a call depends on whether something is there already.
fn is_guarded(cx: &Context<'_>) -> bool {
    const MAX_DISTANCE: usize = 3;
    const MAX_TEST_BYTES: usize = 200;
    cx.model.ancestors(cx.node()).take(MAX_DISTANCE).any(|ancestor| {
        let Syntax::Statement(Stmt::If(branch)) = ancestor.syntax else { return false };
        let test = cx.source().slice(branch.test.range());
        test.len() <= MAX_TEST_BYTES
            && ["exists(", "isdir(", "is_dir("].iter().any(|query| test.contains(query))
    })
}

/// Whether a mode is known to open a file for writing, be it there already or not.
fn writes<'a>(mode: Option<&'a Expr>, call: &Call<'a>, cx: &Context<'a>) -> bool {
    mode.and_then(|mode| cx.model.constant_str(mode, call.place))
        .is_some_and(|mode| mode.contains(['w', 'a', '+']) && !mode.contains('x'))
}

fn check<'a>(path: Option<&'a Expr>, call: &Call<'a>, cx: &mut Context<'a>) {
    let Some(path) = path.filter(|_| !cx.is_test()) else { return };
    let Some(known) = path_text(path, call.place, cx.model) else { return };
    let folders = cx.texts(temp_folder::OPTION.name);
    let is_predictable =
        !known.is_unguessable && below(&known.text, folders).is_some_and(|rest| !rest.is_empty());
    if is_predictable {
        let confidence = if known.has_unknown_part { Confidence::Low } else { Confidence::Medium };
        cx.report(path, "another user of the machine can create this path first")
            .confidence(confidence)
            .help("let `tempfile` choose the name and create it");
    }
}
