//! `eval-builtin`: a text that is evaluated as a Python expression.

use hognose_core::{Confidence, Severity};
use hognose_registry::{Call, Context, Family, Hook, Rule, RuleMeta, Tier};

pub(crate) const RULE: Rule = Rule { meta: &META, hooks: &[Hook::CallTo(&["eval"], check)] };

static META: RuleMeta = RuleMeta {
    id: "eval-builtin",
    aliases: &["B307", "S307"],
    silenced_by: &[],
    family: Family::Exec,
    tier: Tier::Audit,
    severity: Severity::Medium,
    confidence: Confidence::High,
    security_severity: 5.9,
    cwe: &[95, 78],
    summary: "A call of `eval`, which runs a text as a Python expression.",
    why: "An expression can import modules, open files and start processes, so that `eval` of a \
          text is as powerful as running a program of the text's author. Empty `globals` or a \
          removed `__builtins__` do not change that.",
    fix: "To read data, use `ast.literal_eval` (literals only), `json.loads`, `int`, `float`. To \
          look something up by name, use `getattr` or a dictionary. To calculate, parse the \
          expression with `ast` and allow the operators you mean.",
    bad: "def read_point(text):\n    return eval(text)\n",
    good: "import ast\n\n\ndef read_point(text):\n    return ast.literal_eval(text)\n",
    references: &[
        "https://docs.python.org/3/library/functions.html#eval",
        "https://docs.python.org/3/library/ast.html#ast.literal_eval",
    ],
    options: &[],
};

fn check<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    let code = call.positional(0);
    if code.is_some_and(|code| cx.model.constant_str(code, call.place).is_some()) {
        cx.report(call.expr, "`eval` runs a constant text, hidden from every tool that reads code")
            .help("write the expression itself")
            .severity(Severity::Low);
    } else {
        cx.report(call.expr, "`eval` runs whatever expression its argument holds")
            .help("to read a value, use `ast.literal_eval`");
    }
}
