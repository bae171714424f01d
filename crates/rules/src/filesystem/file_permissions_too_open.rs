//! `file-permissions-too-open`: a mode that lets other users write a file, or read a secret one.

use hognose_core::{Confidence, Severity};
use hognose_python::ast::{Expr, Operator};
use hognose_registry::{Call, Context, Family, Hook, Rule, RuleMeta, Tier};
use hognose_semantic::Place;

pub(crate) const RULE: Rule = Rule {
    meta: &META,
    hooks: &[
        Hook::CallTo(OS_FUNCTIONS, check_function),
        Hook::MethodCall(&["chmod", "fchmod", "lchmod"], check_method),
    ],
};

static META: RuleMeta = RuleMeta {
    id: "file-permissions-too-open",
    aliases: &["B103", "S103"],
    silenced_by: &[],
    family: Family::Filesystem,
    tier: Tier::Default,
    severity: Severity::High,
    confidence: Confidence::High,
    security_severity: 7.1,
    cwe: &[732, 276],
    summary: "A file is made writable by other users, or a secret one readable.",
    why: "Whoever may write a program, a configuration file or a folder of them decides what its \
          users run; whoever may read a key has it. On a shared machine that is every account, the \
          one of a compromised service included.",
    fix: "Give other users what they need and no more: `0o600` for private files, `0o644` for files \
          that all may read, `0o700` and `0o755` for folders and programs. Where a group has to \
          write, make sure that nobody is in it who should not be.",
    bad: "import os\n\nos.chmod(\"/etc/app/settings.toml\", 0o666)\n",
    good: "import os\n\nos.chmod(\"/etc/app/settings.toml\", 0o640)\n",
    references: &[
        "https://docs.python.org/3/library/os.html#os.chmod",
        "https://cwe.mitre.org/data/definitions/732.html",
    ],
    options: &[],
};

const OS_FUNCTIONS: &[&str] = &["os.chmod", "os.fchmod", "os.lchmod"];

const OTHERS_WRITE: i64 = 0o002;
const OTHERS_READ: i64 = 0o004;
const GROUP_WRITE: i64 = 0o020;
/// On a folder: only the owner of a file may remove or replace it.
const STICKY: i64 = 0o1000;

fn check_function<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    if let Some(mode) = call.argument("mode", 1) {
        check(mode, call.argument("path", 0), call, cx);
    }
}

/// `path.chmod(mode)`, and `client.chmod(path, mode)` as of SFTP clients.
fn check_method<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    if cx.model.is_any_of(&call.expr.func, call.place, OS_FUNCTIONS) {
        return;
    }
    let (path, mode) = match (call.positional(0), call.argument("mode", 1)) {
        (path, Some(mode)) => (path, mode),
        (Some(mode), None) => (call.receiver(), mode),
        (None, None) => return,
    };
    check(mode, path, call, cx);
}

fn check<'a>(mode: &'a Expr, path: Option<&'a Expr>, call: &Call<'a>, cx: &mut Context<'a>) {
    // What tests create goes with them.
    if cx.is_test() || is_about_to_be_removed(path, cx) {
        return;
    }
    let bits = bits(mode, call.place, cx, MAX_DEPTH);
    let octal = format!("`0o{:o}`", bits & 0o7777);
    let is_exact = cx.model.constant(mode, call.place).is_some();
    let mode = if is_exact { octal } else { format!("this mode, which includes {octal},") };
    if bits & OTHERS_WRITE != 0 {
        let is_shared_folder = bits & STICKY != 0;
        let mut report = cx.report(call.expr, format!("{mode} lets every user write"));
        if is_shared_folder {
            report.severity(Severity::Low).confidence(Confidence::Medium);
        }
    } else if is_exact && bits & GROUP_WRITE != 0 {
        cx.report(call.expr, format!("{mode} lets the file's whole group write"))
            .severity(Severity::Medium)
            .confidence(Confidence::Medium);
    } else if bits & OTHERS_READ != 0 && path.is_some_and(|path| is_secret(path, call, cx)) {
        cx.report(call.expr, format!("{mode} lets every user read what looks like a secret"))
            .severity(Severity::Medium)
            .confidence(Confidence::Medium);
    }
}

const MAX_DEPTH: u32 = 16;

/// The bits that a mode has for certain: also of one that adds some to an unknown one.
fn bits<'a>(mode: &'a Expr, place: Place, cx: &Context<'a>, depth: u32) -> i64 {
    if let Some(constant) = cx.model.constant(mode, place) {
        return constant.as_int().unwrap_or(0);
    }
    let (mode, place) = cx.model.follow(mode, place);
    match mode {
        Expr::BinOp(operation) if depth > 0 && matches!(operation.op, Operator::BitOr) => {
            bits(&operation.left, place, cx, depth - 1)
                | bits(&operation.right, place, cx, depth - 1)
        }
        _ => 0,
    }
}

/// Whether the call stands in a handler for `shutil.rmtree`, `(function, path, error)`, which makes
/// the path writable to remove it.
fn is_about_to_be_removed(path: Option<&Expr>, cx: &Context<'_>) -> bool {
    let Some(Expr::Name(path)) = path else { return false };
    cx.model.enclosing_function(cx.place().scope).is_some_and(|function| {
        let names = function.parameters.args.iter().map(|parameter| parameter.name().as_str());
        let names: Vec<_> = names.take(4).collect();
        matches!(names[..], [_, second, third]
            if second == path.id.as_str() && third.starts_with(['e', '_']))
    })
}

/// Whether a path, or the name of the variable that holds it, is that of a private key or the like.
fn is_secret<'a>(path: &'a Expr, call: &Call<'a>, cx: &Context<'a>) -> bool {
    const SECRET: &[&str] = &[
        ".pem",
        "credential",
        "id_ed25519",
        "id_rsa",
        "keyfile",
        "passw",
        "priv_key",
        "private",
        "secret",
        "token",
    ];
    const PUBLIC: &[&str] = &[".pub", "authorized_keys", "cert", "public", "pubkey"];
    let known = cx.model.template(path, call.place).map(|template| template.fill(" "));
    let text = match (known, path) {
        (Some(text), _) => text,
        (None, Expr::Name(name)) => name.id.to_string(),
        (None, Expr::Attribute(attribute)) => attribute.attr.to_string(),
        (None, _) => return false,
    };
    let text = text.to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    (has(SECRET) || text.strip_suffix(".key").is_some()) && !has(PUBLIC)
}
