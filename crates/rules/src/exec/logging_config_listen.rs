//! `logging-config-listen`: a port that takes new logging configurations.

use hognose_core::{Confidence, Severity};
use hognose_registry::{Call, Context, Family, Hook, Rule, RuleMeta, Tier};
use hognose_semantic::Constant;

pub(crate) const RULE: Rule =
    Rule { meta: &META, hooks: &[Hook::CallTo(&["logging.config.listen"], check)] };

static META: RuleMeta = RuleMeta {
    id: "logging-config-listen",
    aliases: &["B612", "S612"],
    silenced_by: &[],
    family: Family::Exec,
    tier: Tier::Default,
    severity: Severity::Medium,
    confidence: Confidence::High,
    security_severity: 7.8,
    cwe: &[94],
    summary: "A logging configuration is accepted from the network without a check.",
    why: "A logging configuration names classes and functions to call, and parts of it are given to \
          `eval`. Every user of the machine who can connect to the port runs code with the rights \
          of the program.",
    fix: "Pass `verify=`, a function that gets the bytes, checks their signature and returns them, \
          or `None` to reject them. Better: read the configuration from a file again when the \
          program gets a signal.",
    bad: "import logging.config\n\nthread = logging.config.listen(9999)\nthread.start()\n",
    good: "import logging.config\n\nfrom .signing import signed\n\nthread = \
           logging.config.listen(9999, verify=signed)\nthread.start()\n",
    references: &["https://docs.python.org/3/library/logging.config.html#logging.config.listen"],
    options: &[],
};

fn check<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    let is_checked = match call.argument("verify", 1) {
        Some(verify) => cx.model.constant(verify, call.place) != Some(Constant::None),
        None => call.has_unpacked_arguments(),
    };
    // Tests start it to see that it works.
    if !is_checked && !cx.is_test() {
        cx.report(call.expr, "whoever can connect to this port runs code in the program")
            .help("pass a function that checks a signature as `verify`");
    }
}
