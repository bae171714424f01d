//! `torch-load-pickle`: a file of `PyTorch` is loaded together with the code in it.

use hognose_core::{Confidence, Severity};
use hognose_registry::{Call, Context, Family, Hook, Rule, RuleMeta, Tier};

use super::torch::{LOADERS, WeightsOnly};
use crate::origin::{OriginKind, origin};

pub(crate) const RULE: Rule = Rule { meta: &META, hooks: &[Hook::CallTo(LOADERS, check)] };

static META: RuleMeta = RuleMeta {
    id: "torch-load-pickle",
    aliases: &[],
    silenced_by: &["B614"],
    family: Family::Deserialization,
    tier: Tier::Default,
    severity: Severity::Medium,
    confidence: Confidence::High,
    security_severity: 7.8,
    cwe: &[502],
    summary: "`torch.load` is told to load any object, so that the file can run code.",
    why: "With `weights_only=False` a file of PyTorch is a program: whoever wrote it runs code in \
          the process that loads it. Models are passed around, and look like data.",
    fix: "Save weights (`model.state_dict()`) and load them with `weights_only=True`; name further \
          classes that are needed with `torch.serialization.add_safe_globals`. Use files of the \
          `safetensors` format, which hold no code, for what comes from others.",
    bad: "import torch\n\n\ndef load(path):\n    return torch.load(path, weights_only=False)\n",
    good: "import torch\n\n\ndef load(path):\n    return torch.load(path, weights_only=True)\n",
    references: &[
        "https://docs.pytorch.org/docs/stable/generated/torch.load.html",
        "https://docs.pytorch.org/docs/stable/notes/serialization.html#weights-only",
    ],
    options: &[],
};

fn check<'a>(call: &Call<'a>, name: &'static str, cx: &mut Context<'a>) {
    // Tests write the files themselves.
    if cx.is_test() {
        return;
    }
    let weights_only = WeightsOnly::of(call, cx);
    let data = call.argument("f", 0);
    let remote = data
        .and_then(|data| origin(data, call.place, cx))
        .filter(|origin| origin.kind == OriginKind::Remote);
    if weights_only == WeightsOnly::On {
        return;
    }
    if let Some(origin) = remote {
        let message =
            format!("`{name}` runs the code that it finds in the data from {}", origin.what);
        cx.report(call.expr, message).severity(Severity::High).help(HELP);
    } else if weights_only == WeightsOnly::Off {
        let at = call.expr.arguments.find_keyword("weights_only");
        let message = format!("`{name}` runs the code in the file");
        match at {
            Some(keyword) => cx.report(keyword, message).help(HELP),
            None => cx.report(call.expr, message).help(HELP),
        };
    }
}

const HELP: &str = "pass `weights_only=True`, and save weights only";
