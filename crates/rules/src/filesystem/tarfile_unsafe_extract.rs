//! `tarfile-unsafe-extract`: an archive that may write outside the folder it is unpacked into.

use hognose_core::{Confidence, Ranged, Severity};
use hognose_python::ast::{Expr, Stmt};
use hognose_registry::{Call, Context, Family, Hook, Rule, RuleMeta, Tier};
use hognose_semantic::{Constant, Syntax, Value};

pub(crate) const RULE: Rule = Rule {
    meta: &META,
    hooks: &[
        Hook::CallTo(&[EXTRACT, EXTRACT_ALL], check_known),
        Hook::MethodCall(&["extractall"], check_unknown),
        Hook::CallTo(&["shutil.unpack_archive"], check_unpack),
    ],
};

static META: RuleMeta = RuleMeta {
    id: "tarfile-unsafe-extract",
    aliases: &["B202", "S202"],
    silenced_by: &[],
    family: Family::Filesystem,
    tier: Tier::Default,
    severity: Severity::High,
    confidence: Confidence::High,
    security_severity: 7.5,
    cwe: &[22],
    summary: "A tar archive is unpacked without a filter for its members.",
    why: "The members of a tar archive name their own paths: absolute ones, ones with `..`, links \
          to anywhere, devices. Before Python 3.14 they are followed unless a filter forbids it, so \
          that whoever made the archive can overwrite any file that your process may write.",
    fix: "Pass `filter=\"data\"`, which refuses such members; Python 3.12 and the security releases \
          of 3.8 to 3.11 have it, and 3.14 makes it the default. Keep Python up to date: the filter \
          itself was corrected in 2025 (CVE-2025-4517).",
    bad: "import tarfile\n\nwith tarfile.open(\"upload.tar.gz\") as archive:\n    \
          archive.extractall(\"unpacked\")\n",
    good: "import tarfile\n\nwith tarfile.open(\"upload.tar.gz\") as archive:\n    \
           archive.extractall(\"unpacked\", filter=\"data\")\n",
    references: &[
        "https://docs.python.org/3/library/tarfile.html#extraction-filters",
        "https://peps.python.org/pep-0706/",
    ],
    options: &[],
};

const EXTRACT: &str = "tarfile.TarFile.extract";
const EXTRACT_ALL: &str = "tarfile.TarFile.extractall";

fn check_known<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    check_archive(call, Confidence::High, cx);
}

/// `archive.extractall()` where nothing says what the archive is, in a file about tar archives alone.
fn check_unknown<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    let only_tar = cx.model.imports_package("tarfile") && !cx.model.imports_package("zipfile");
    let callees = cx.model.values(&call.expr.func, call.place);
    let is_unknown = callees.iter().all(|callee| match callee {
        Value::Unknown => true,
        // There is no such function, but whoever writes it means the method.
        Value::Path(path) => path == "tarfile.extractall",
        _ => false,
    });
    if only_tar && is_unknown {
        check_archive(call, Confidence::Medium, cx);
    }
}

fn check_archive<'a>(call: &Call<'a>, confidence: Confidence, cx: &mut Context<'a>) {
    // Tests unpack what they have packed.
    if cx.is_test() || is_filtered(call, cx) || is_fallback(cx) || has_filter_set(call, cx) {
        return;
    }
    let is_all =
        matches!(&*call.expr.func, Expr::Attribute(it) if it.attr.as_str() == "extractall");
    let members = if is_all { call.argument("members", 1) } else { None };
    let (message, severity, confidence) = match members {
        None => {
            let message = "the archive's members can write outside the target folder";
            (message, Severity::High, confidence)
        }
        // A function may well check what it chooses; nothing here says that it does.
        Some(Expr::Call(_)) => {
            let message = "the chosen members can write outside the target folder, unless the \
                           function that chooses them checks their paths and links";
            (message, Severity::Low, Confidence::Low)
        }
        Some(_) => {
            let message = "the chosen members can write outside the target folder";
            (message, Severity::Medium, Confidence::Medium)
        }
    };
    cx.report(call.expr, message)
        .severity(severity)
        .confidence(confidence)
        .help("pass `filter=\"data\"`");
}

fn check_unpack<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    let text = |argument: Option<&'a Expr>| {
        argument
            .and_then(|it| cx.model.template(it, call.place))
            .map(|it| it.fill(" ").to_ascii_lowercase())
    };
    // Members of zip files are kept inside the folder.
    let is_zip = text(call.argument("format", 2)).is_some_and(|format| format == "zip")
        || text(call.argument("filename", 0))
            .is_some_and(|name| name.strip_suffix(".zip").is_some());
    if !is_zip && !cx.is_test() && !is_filtered(call, cx) && !is_fallback(cx) {
        cx.report(
            call.expr,
            "if the archive is a tar file, it can write outside the target folder",
        )
        .severity(Severity::Medium)
        .confidence(Confidence::Medium)
        .help("pass `filter=\"data\"`");
    }
}

/// Whether a filter looks at the members; one that the program defines itself is trusted.
fn is_filtered<'a>(call: &Call<'a>, cx: &Context<'a>) -> bool {
    let Some(filter) = call.keyword("filter") else {
        return call.has_unpacked_arguments();
    };
    match cx.model.constant(filter, call.place) {
        Some(Constant::Str(name)) => name != "fully_trusted",
        Some(_) => false,
        None => !cx.model.is_any_of(filter, call.place, &["tarfile.fully_trusted_filter"]),
    }
}

/// Whether shortly before the call somebody sets `archive.extraction_filter`.
fn has_filter_set(call: &Call<'_>, cx: &Context<'_>) -> bool {
    const LOOK_BACK: usize = 2048;
    const ATTRIBUTE: &[u8] = b".extraction_filter";
    let end = call.expr.start().to_usize();
    let before = cx.source().text().as_bytes().get(end.saturating_sub(LOOK_BACK)..end);
    before.is_some_and(|text| text.windows(ATTRIBUTE.len()).any(|at| at == ATTRIBUTE))
}

/// Whether the call is the branch for a Python that has no filters.
fn is_fallback(cx: &Context<'_>) -> bool {
    const MAX_DISTANCE: usize = 6;
    const MAX_TEST_BYTES: usize = 200;
    cx.model.ancestors(cx.node()).take(MAX_DISTANCE).any(|ancestor| {
        let Syntax::Statement(Stmt::If(branch)) = ancestor.syntax else { return false };
        let test = cx.source().slice(branch.test.range());
        test.len() <= MAX_TEST_BYTES && (test.contains("_filter") || test.contains("version_info"))
    })
}
