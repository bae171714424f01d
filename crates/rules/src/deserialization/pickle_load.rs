//! `pickle-load`: data is unpickled, wherever it comes from.

use hognose_core::{Confidence, Severity};
use hognose_python::ast::Expr;
use hognose_registry::{Call, Context, Family, Hook, Rule, RuleMeta, Tier};

use super::pickles::PICKLES;

pub(crate) const RULE: Rule = Rule { meta: &META, hooks: &[Hook::CallTo(PICKLES, check)] };

static META: RuleMeta = RuleMeta {
    id: "pickle-load",
    aliases: &["B301", "S301"],
    silenced_by: &[],
    family: Family::Deserialization,
    tier: Tier::Audit,
    severity: Severity::Medium,
    confidence: Confidence::High,
    security_severity: 6.5,
    cwe: &[502],
    summary: "Data is unpickled: whoever can write it can run code.",
    why: "A pickle is a program that builds objects, and may call any function on the way. Loading \
          one is safe only if nobody but the program itself could have written it. The rule \
          `unsafe-deserialization` reports the cases where the data is seen to come from elsewhere.",
    fix: "Store and send data as JSON, or in another format that holds data only. Where it has to \
          be pickle, sign it and check the signature before loading, or derive from \
          `pickle.Unpickler` and allow in `find_class` only the classes that are needed.",
    bad: "import pickle\n\nwith open(\"state.pickle\", \"rb\") as file:\n    state = \
          pickle.load(file)\n",
    good: "import json\n\nwith open(\"state.json\", encoding=\"utf-8\") as file:\n    state = \
           json.load(file)\n",
    references: &["https://docs.python.org/3/library/pickle.html#restricting-globals"],
    options: &[],
};

fn check<'a>(call: &Call<'a>, name: &'static str, cx: &mut Context<'a>) {
    let message = format!("`{name}` runs whatever code the data contains");
    let is_copy = copies(call, cx);
    let mut report = cx.report(call.expr, message);
    if is_copy {
        report.severity(Severity::Low).confidence(Confidence::Low);
    }
}

/// `pickle.loads(pickle.dumps(value))`, a deep copy.
fn copies<'a>(call: &Call<'a>, cx: &Context<'a>) -> bool {
    const DUMPS: &[&str] =
        &["cloudpickle.dumps", "dill.dumps", "jsonpickle.encode", "pickle.dumps"];
    let Some(data) = call.positional(0) else { return false };
    let (data, place) = cx.model.follow(data, call.place);
    matches!(data, Expr::Call(dump) if cx.model.is_any_of(&dump.func, place, DUMPS))
}
