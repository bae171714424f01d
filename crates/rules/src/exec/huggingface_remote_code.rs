//! `huggingface-remote-code`: code from a repository that its owner may change at any time is run.

use hognose_core::{Confidence, Severity};
use hognose_registry::{Call, Context, Family, Hook, Rule, RuleMeta, Tier};

use super::huggingface::{FUNCTIONS, METHODS, Repository, is_of_library, is_pinned, repository};

pub(crate) const RULE: Rule = Rule {
    meta: &META,
    hooks: &[Hook::CallTo(FUNCTIONS, check_function), Hook::MethodCall(METHODS, check_method)],
};

static META: RuleMeta = RuleMeta {
    id: "huggingface-remote-code",
    aliases: &[],
    silenced_by: &["B615"],
    family: Family::Exec,
    tier: Tier::Default,
    severity: Severity::High,
    confidence: Confidence::High,
    security_severity: 8.1,
    cwe: &[494, 829],
    summary: "Code from a Hugging Face repository is run, in whatever state it is in.",
    why: "With `trust_remote_code=True` the Python files of the repository are imported. Without a \
          fixed revision that is the newest state: whoever owns the repository, or has taken over \
          the account, runs code wherever the model is loaded next.",
    fix: "Leave `trust_remote_code` out where the library knows the architecture itself. Otherwise \
          read the code and pass the hash of the commit that was read: \
          `revision=\"5d0f2e8a7f1b2c3d…\"`.",
    bad: "from transformers import AutoModel\n\nmodel = AutoModel.from_pretrained(\"org/model\", \
          trust_remote_code=True)\n",
    good: "from transformers import AutoModel\n\nmodel = AutoModel.from_pretrained(\n    \
           \"org/model\",\n    trust_remote_code=True,\n    \
           revision=\"5d0f2e8a7f1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d\",\n)\n",
    references: &["https://huggingface.co/docs/transformers/en/models#custom-models"],
    options: &[],
};

fn check_method<'a>(call: &Call<'a>, name: &'static str, cx: &mut Context<'a>) {
    if is_of_library(call, cx) {
        check_function(call, name, cx);
    }
}

fn check_function<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    let Some(keyword) = call.expr.arguments.find_keyword("trust_remote_code") else { return };
    let is_trusted =
        cx.model.constant(&keyword.value, call.place).is_some_and(|value| value.is_truthy());
    if !is_trusted || cx.is_test() || is_pinned(call, cx) {
        return;
    }
    let repository = repository(call, cx);
    if repository == Repository::Local {
        return;
    }
    let mut report =
        cx.report(keyword, "code of the repository is run, in whatever state it is in");
    report.help("read the code, and pass the hash of that commit as `revision`");
    if repository == Repository::Unknown {
        report.severity(Severity::Medium).confidence(Confidence::Medium);
    }
}
