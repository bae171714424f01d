//! `weak-random`: any use of the predictable random numbers of `random`.

use hognose_core::{Confidence, Severity};
use hognose_registry::{Call, Context, Family, Hook, Rule, RuleMeta, Tier};

pub(crate) const RULE: Rule = Rule {
    meta: &META,
    hooks: &[Hook::CallTo(
        &[
            "random.Random",
            "random.betavariate",
            "random.binomialvariate",
            "random.choice",
            "random.choices",
            "random.expovariate",
            "random.gammavariate",
            "random.gauss",
            "random.getrandbits",
            "random.lognormvariate",
            "random.normalvariate",
            "random.paretovariate",
            "random.randbytes",
            "random.randint",
            "random.random",
            "random.randrange",
            "random.sample",
            "random.shuffle",
            "random.triangular",
            "random.uniform",
            "random.vonmisesvariate",
            "random.weibullvariate",
        ],
        check,
    )],
};

static META: RuleMeta = RuleMeta {
    id: "weak-random",
    aliases: &["B311", "S311"],
    silenced_by: &[],
    family: Family::Crypto,
    tier: Tier::Audit,
    severity: Severity::Low,
    confidence: Confidence::Low,
    security_severity: 3.1,
    cwe: &[338, 330],
    summary: "Random numbers that can be predicted from a few hundred earlier ones.",
    why: "The generator behind the functions of `random` is the Mersenne Twister: who sees 624 of \
          its outputs can compute all further ones. That is right for games, samples and jitter, \
          and wrong for anything that nobody may guess. This rule reports every use; \
          `weak-random-secret` those whose value becomes a secret.",
    fix: "For secrets use the module `secrets` (`secrets.token_urlsafe()`, `secrets.choice(…)`), or \
          `random.SystemRandom()`, which has the functions of `random` on the randomness of the \
          operating system.",
    bad: "import random\n\npin = random.randint(0, 9999)\n",
    good: "import secrets\n\npin = secrets.randbelow(10_000)\n",
    references: &[
        "https://docs.python.org/3/library/random.html",
        "https://docs.python.org/3/library/secrets.html",
    ],
    options: &[],
};

fn check<'a>(call: &Call<'a>, name: &'static str, cx: &mut Context<'a>) {
    cx.report(call.expr, format!("what `{name}` returns can be predicted"))
        .help("where nobody may guess the value, use `secrets` or `random.SystemRandom`");
}
