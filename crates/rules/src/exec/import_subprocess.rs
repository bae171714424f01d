//! `import-subprocess`: the module that starts programs is imported.

use hognose_core::{Confidence, Severity};
use hognose_registry::{Call, Context, Family, Hook, Import, Rule, RuleMeta, Tier};

use crate::imports::{IMPORT_FUNCTIONS, report_call, report_statement};

pub(crate) const RULE: Rule = Rule {
    meta: &META,
    hooks: &[Hook::Import(check_import), Hook::CallTo(IMPORT_FUNCTIONS, check_call)],
};

static META: RuleMeta = RuleMeta {
    id: "import-subprocess",
    aliases: &["B404", "S404"],
    silenced_by: &[],
    family: Family::Exec,
    tier: Tier::Audit,
    severity: Severity::Low,
    confidence: Confidence::High,
    security_severity: 1.0,
    cwe: &[78],
    summary: "`subprocess` is imported.",
    why: "The module starts other programs. The import is no weakness in itself; it says where a \
          reviewer has to look for commands that are built from input.",
    fix: "Nothing, as long as commands are lists whose first element is fixed, no shell is involved, \
          and input cannot become an option. The rules about `subprocess` calls check that.",
    bad: "import subprocess\n",
    good: "import shutil\n",
    references: &["https://docs.python.org/3/library/subprocess.html#security-considerations"],
    options: &[],
};

const MODULES: &[&str] = &["subprocess"];

fn message(module: &str) -> String {
    format!("`{module}` starts other programs")
}

fn check_import<'a>(import: &Import<'a>, cx: &mut Context<'a>) {
    report_statement(import, MODULES, message, cx);
}

fn check_call<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    report_call(call, MODULES, message, cx);
}
