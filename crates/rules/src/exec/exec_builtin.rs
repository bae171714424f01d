//! `exec-builtin`: a text that is run as Python statements.

use hognose_core::{Confidence, Severity};
use hognose_registry::{Call, Context, Family, Hook, Rule, RuleMeta, Tier};

pub(crate) const RULE: Rule = Rule { meta: &META, hooks: &[Hook::CallTo(&["exec"], check)] };

static META: RuleMeta = RuleMeta {
    id: "exec-builtin",
    aliases: &["B102", "S102"],
    silenced_by: &[],
    family: Family::Exec,
    tier: Tier::Audit,
    severity: Severity::Medium,
    confidence: Confidence::High,
    security_severity: 5.9,
    cwe: &[95, 78],
    summary: "A call of `exec`, which runs a text as Python code.",
    why: "`exec` runs whatever statements its argument holds, with all the rights of the process. \
          If any part of the text comes from a request, a file or a network peer, its author runs \
          code here. Passing restricted `globals` does not contain such code: it reaches \
          everything through the attributes of any object.",
    fix: "Write the code instead of building it: closures, `getattr`/`setattr`, `type(…)`, a table \
          of functions, `importlib.import_module`. Where code really must be generated, keep every \
          part of the text under the program's own control and check names with \
          `str.isidentifier`.",
    bad: "def define(name, body):\n    exec(f\"def {name}(): return {body}\")\n",
    good: "HANDLERS = {\"start\": start, \"stop\": stop}\n\n\ndef handle(name):\n    return \
           HANDLERS[name]()\n",
    references: &["https://docs.python.org/3/library/functions.html#exec"],
    options: &[],
};

fn check<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    let code = call.positional(0);
    if code.is_some_and(|code| cx.model.constant_str(code, call.place).is_some()) {
        cx.report(call.expr, "`exec` runs a constant text, hidden from every tool that reads code")
            .help("write the code itself")
            .severity(Severity::Low);
    } else {
        cx.report(call.expr, "`exec` runs whatever code its argument holds");
    }
}
