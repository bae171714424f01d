//! B102, B103, B202, B506, B614 and B615: code, files, archives and models.

use hognose_core::{Confidence, Severity};
use hognose_python::ast::Expr;

use super::Call;
use crate::issue::Issue;
use crate::literal::{Literal, is_constant, plain_text};
use crate::names::{Names, has_part};

/// B102.
pub(crate) fn exec(call: &Call<'_, '_>) -> Option<Issue> {
    (call.name == "exec").then(|| {
        Issue::new("B102", Severity::Medium, Confidence::High, "`exec` runs a text as code")
    })
}

/// B103. A mode that is a name, an expression or a keyword is not seen.
pub(crate) fn permissions(call: &Call<'_, '_>) -> Option<Issue> {
    const WORLD_WRITABLE: i64 = 0o002;
    const TOO_OPEN: i64 = 0o002 | 0o020 | 0o010 | 0o001;
    if !call.last.contains("chmod") || call.arguments().len() != 2 {
        return None;
    }
    let Literal::Integer(mode) = call.positional(1) else { return None };
    let severity = if mode & WORLD_WRITABLE == 0 { Severity::Medium } else { Severity::High };
    (mode & TOO_OPEN != 0).then(|| {
        let message = format!("the mode {mode:#o} lets others at the file");
        Issue::new("B103", severity, Confidence::High, message)
    })
}

/// B202.
pub(crate) fn extract_all(call: &Call<'_, '_>, names: &Names<'_>) -> Option<Issue> {
    if !call.last.contains("extractall") || !names.has_import("tarfile") {
        return None;
    }
    if call.keyword_value("filter").and_then(plain_text) == Some("data") {
        return None;
    }
    let issue = |severity, confidence| {
        let message = "an archive is unpacked: its members can lie outside of the folder";
        Some(Issue::new("B202", severity, confidence, message))
    };
    match call.keyword_value("members") {
        None => issue(Severity::High, Confidence::High),
        // Bandit fails on the call of anything but a plain name.
        Some(Expr::Call(members)) if !members.func.is_name_expr() => None,
        Some(Expr::Call(_)) => issue(Severity::Low, Confidence::Low),
        Some(_) => issue(Severity::Medium, Confidence::Medium),
    }
}

/// B506.
pub(crate) fn yaml_load(call: &Call<'_, '_>, names: &Names<'_>) -> Option<Issue> {
    const SAFE: [&str; 2] = ["SafeLoader", "CSafeLoader"];
    if call.last != "load" || !has_part(call.name, "yaml") || !names.has_import("yaml") {
        return None;
    }
    let loaders = [call.keyword("Loader"), call.positional(1)];
    let is_safe = loaders.iter().any(|loader| SAFE.iter().any(|name| loader.is(name)));
    (!is_safe).then(|| {
        let message = "the loader can build arbitrary objects from the document";
        Issue::new("B506", Severity::Medium, Confidence::High, message)
    })
}

/// B614.
pub(crate) fn torch_load(call: &Call<'_, '_>, names: &Names<'_>) -> Option<Issue> {
    let is_load = matches!(call.name, "torch.load" | "torch.serialization.load");
    (is_load && names.has_import("torch") && !call.keyword("weights_only").is("True")).then(|| {
        let message = "loading a model can run code that is in it";
        Issue::new("B614", Severity::Medium, Confidence::High, message)
    })
}

/// B615.
pub(crate) fn hugging_face(call: &Call<'_, '_>, names: &Names<'_>) -> Option<Issue> {
    const LIBRARIES: [&str; 3] = ["transformers", "datasets", "huggingface_hub"];
    const REVISIONS: [&str; 2] = ["revision", "commit_id"];
    let library = match call.last {
        "from_pretrained" => "transformers",
        "load_dataset" => "datasets",
        "hf_hub_download" | "snapshot_download" | "repository_id" => "huggingface_hub",
        _ => return None,
    };
    let is_imported = LIBRARIES.iter().any(|library| names.has_import_like(library));
    if !is_imported || !has_part(call.name, library) {
        return None;
    }
    let is_computed = |name: &&str| call.keyword_value(name).is_some_and(|it| !is_constant(it));
    if REVISIONS.iter().any(is_computed) {
        return None;
    }
    let revision = call.keyword("revision").or(|| call.keyword("commit_id"));
    if revision.text().is_some_and(is_commit) {
        return None;
    }
    let is_path = |text: &str| ["./", "/", "../"].iter().any(|start| text.starts_with(start));
    if call.positional(0).text().is_some_and(is_path) {
        return None;
    }
    let message = "what is downloaded is not pinned to a revision";
    Some(Issue::new("B615", Severity::Medium, Confidence::High, message))
}

/// Whether a text is as much of a hash as names a commit.
fn is_commit(revision: &str) -> bool {
    const SHORTEST: usize = 7;
    let hash = revision.trim_matches(['"', '\'']);
    hash.len() >= SHORTEST && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
}
