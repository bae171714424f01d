//! `torch-load`: a file of `PyTorch` is loaded in a way that may run the code in it.

use hognose_core::{Confidence, Severity};
use hognose_registry::{Call, Context, Family, Hook, Rule, RuleMeta, Tier};

use super::torch::{LOADERS, WeightsOnly};

pub(crate) const RULE: Rule = Rule { meta: &META, hooks: &[Hook::CallTo(LOADERS, check)] };

static META: RuleMeta = RuleMeta {
    id: "torch-load",
    aliases: &["B614"],
    silenced_by: &[],
    family: Family::Deserialization,
    tier: Tier::Audit,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    security_severity: 6.5,
    cwe: &[502],
    summary: "`torch.load` is called without `weights_only=True`.",
    why: "The files of PyTorch are pickles, and a pickle is a program that may call any function. \
          Before version 2.6 that is what `torch.load` runs unless it is told \
          `weights_only=True`; later versions load weights only by default. The rule \
          `torch-load-pickle` reports the calls that ask for more.",
    fix: "Pass `weights_only=True`, whatever the version, and keep PyTorch up to date: the \
          restricted loader had holes of its own (CVE-2025-32434). Use files of the \
          `safetensors` format, which hold no code, for what comes from others.",
    bad: "import torch\n\nstate = torch.load(\"model.pth\")\n",
    good: "import torch\n\nstate = torch.load(\"model.pth\", weights_only=True)\n",
    references: &[
        "https://docs.pytorch.org/docs/stable/generated/torch.load.html",
        "https://nvd.nist.gov/vuln/detail/CVE-2025-32434",
    ],
    options: &[],
};

fn check<'a>(call: &Call<'a>, name: &'static str, cx: &mut Context<'a>) {
    let (message, confidence) = match WeightsOnly::of(call, cx) {
        WeightsOnly::On => return,
        WeightsOnly::Off => (format!("`{name}` runs the code in the file"), Confidence::High),
        WeightsOnly::Unknown => (format!("`{name}` may run the code in the file"), Confidence::Low),
        WeightsOnly::Unsaid => {
            (format!("before PyTorch 2.6, `{name}` runs the code in the file"), Confidence::Medium)
        }
    };
    cx.report(call.expr, message).confidence(confidence).help("pass `weights_only=True`");
}
