//! Downloads from the Hugging Face hub: which repository, and which state of it.

use hognose_registry::{Call, Context};
use hognose_semantic::Constant;

/// Functions that download from the hub, but the methods called `from_pretrained`.
pub(super) const FUNCTIONS: &[&str] = &[
    "datasets.load.load_dataset",
    "datasets.load_dataset",
    "huggingface_hub.hf_hub_download",
    "huggingface_hub.snapshot_download",
    "transformers.pipeline",
];

/// Methods that download from the hub.
pub(super) const METHODS: &[&str] = &["from_pretrained"];

/// What is loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Repository {
    /// Files of this machine.
    Local,
    /// It is named.
    Named,
    /// It cannot be told whether it is local.
    Unknown,
}

/// Whether a method belongs to a class of a library that loads from the hub.
pub(super) fn is_of_library<'a>(call: &Call<'a>, cx: &Context<'a>) -> bool {
    const LIBRARIES: [&str; 4] = ["diffusers", "optimum", "peft", "transformers"];
    cx.model
        .qualified_names(&call.expr.func, call.place)
        .any(|name| name.split('.').next().is_some_and(|package| LIBRARIES.contains(&package)))
}

/// What a call loads.
pub(super) fn repository<'a>(call: &Call<'a>, cx: &Context<'a>) -> Repository {
    const KEYWORDS: [&str; 4] =
        ["repo_id", "pretrained_model_name_or_path", "path", "pretrained_model_or_path"];
    let named = KEYWORDS.iter().find_map(|keyword| call.keyword(keyword));
    let Some(argument) = call.positional(0).or(named) else { return Repository::Unknown };
    match cx.model.constant_str(argument, call.place) {
        Some(path) if is_path(&path) => Repository::Local,
        Some(_) => Repository::Named,
        None => Repository::Unknown,
    }
}

/// Whether the name of a repository is a path: names have at most one slash.
fn is_path(name: &str) -> bool {
    name.is_empty()
        || name.starts_with(['.', '/', '~'])
        || name.contains('\\')
        || name.bytes().filter(|byte| *byte == b'/').count() > 1
}

/// Whether a call loads one state of a repository that nobody can change: a commit. What is not known
/// is taken for one.
pub(super) fn is_pinned<'a>(call: &Call<'a>, cx: &Context<'a>) -> bool {
    let revision = call.keyword("revision").or_else(|| call.keyword("commit_id"));
    let Some(revision) = revision else {
        // `from_pretrained(name, **kwargs)`
        return call.has_unpacked_arguments();
    };
    match cx.model.constant(revision, call.place) {
        Some(Constant::Str(revision)) => is_commit(&revision),
        Some(_) => false,
        None => true,
    }
}

/// Whether a revision is the hash of a commit, at least the start of one.
fn is_commit(revision: &str) -> bool {
    const MIN_DIGITS: usize = 7;
    let digits = revision.trim_matches(['"', '\'']);
    digits.len() >= MIN_DIGITS && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}
