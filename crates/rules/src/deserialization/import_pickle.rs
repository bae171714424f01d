//! `import-pickle`: a module that loads pickles is imported.

use hognose_core::{Confidence, Severity};
use hognose_registry::{Call, Context, Family, Hook, Import, Rule, RuleMeta, Tier};

use crate::imports::{IMPORT_FUNCTIONS, report_call, report_statement};

pub(crate) const RULE: Rule = Rule {
    meta: &META,
    hooks: &[Hook::Import(check_import), Hook::CallTo(IMPORT_FUNCTIONS, check_call)],
};

static META: RuleMeta = RuleMeta {
    id: "import-pickle",
    aliases: &["B403", "S403"],
    silenced_by: &[],
    family: Family::Deserialization,
    tier: Tier::Audit,
    severity: Severity::Low,
    confidence: Confidence::High,
    security_severity: 1.0,
    cwe: &[502],
    summary: "`pickle`, or a module that is built on it, is imported.",
    why: "These modules run the code that the data asks for. The import is no weakness in itself; it \
          says where a reviewer has to look. `pickle-load` reports the places where data is loaded.",
    fix: "Nothing, if the module only writes, or only reads what the program itself has written. \
          Otherwise prefer a format that holds data only, such as JSON.",
    bad: "import pickle\n",
    good: "import json\n",
    references: &["https://docs.python.org/3/library/pickle.html"],
    options: &[],
};

const MODULES: &[&str] = &[
    "_pickle",
    "cPickle",
    "cloudpickle",
    "dill",
    "jsonpickle",
    "pickle",
    "shelve",
    "six.moves.cPickle",
];

fn message(module: &str) -> String {
    format!("`{module}` runs code that is hidden in the data that it loads")
}

fn check_import<'a>(import: &Import<'a>, cx: &mut Context<'a>) {
    report_statement(import, MODULES, message, cx);
}

fn check_call<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    report_call(call, MODULES, message, cx);
}
