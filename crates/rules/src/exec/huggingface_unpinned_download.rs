//! `huggingface-unpinned-download`: a model or data set whose owner may change it at any time.

use hognose_core::{Confidence, Severity};
use hognose_registry::{Call, Context, Family, Hook, Rule, RuleMeta, Tier};

use super::huggingface::{FUNCTIONS, METHODS, Repository, is_of_library, is_pinned, repository};

pub(crate) const RULE: Rule = Rule {
    meta: &META,
    hooks: &[Hook::CallTo(FUNCTIONS, check_function), Hook::MethodCall(METHODS, check_method)],
};

static META: RuleMeta = RuleMeta {
    id: "huggingface-unpinned-download",
    aliases: &["B615"],
    silenced_by: &[],
    family: Family::Exec,
    tier: Tier::Audit,
    severity: Severity::Medium,
    confidence: Confidence::High,
    security_severity: 5.9,
    cwe: &[494],
    summary: "A model or data set is downloaded from Hugging Face without a fixed revision.",
    why: "Without `revision` the newest state is loaded. Whoever owns the repository, or has taken \
          over the account, decides tomorrow what that is: other weights, other answers, and code \
          where the files are pickles or the repository has code of its own. Branches and tags can \
          be moved, too. The rule `huggingface-remote-code` reports the downloads that run code.",
    fix: "Pass the hash of a commit that was looked at: `revision=\"5d0f2e8a7f1b2c3d…\"`. The page \
          of the repository lists them under *Files and versions*.",
    bad: "from transformers import AutoModel\n\nmodel = AutoModel.from_pretrained(\"org/model\")\n",
    good: "from transformers import AutoModel\n\nmodel = AutoModel.from_pretrained(\n    \
           \"org/model\", revision=\"5d0f2e8a7f1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d\"\n)\n",
    references: &[
        "https://huggingface.co/docs/huggingface_hub/guides/download#from-specific-version",
        "https://cwe.mitre.org/data/definitions/494.html",
    ],
    options: &[],
};

fn check_method<'a>(call: &Call<'a>, name: &'static str, cx: &mut Context<'a>) {
    if is_of_library(call, cx) {
        check_function(call, name, cx);
    }
}

fn check_function<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    let repository = repository(call, cx);
    if repository == Repository::Local || is_pinned(call, cx) {
        return;
    }
    let mut report = cx.report(call.expr, "whatever its owner puts there next is downloaded");
    report.help("pass the hash of a commit as `revision`");
    if repository == Repository::Unknown {
        report.confidence(Confidence::Low);
    }
}
