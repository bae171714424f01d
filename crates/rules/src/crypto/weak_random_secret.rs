//! `weak-random-secret`: a secret that is made from predictable random numbers.

use hognose_core::{Confidence, Severity};
use hognose_python::ast::Expr;
use hognose_registry::{Call, Context, Family, Hook, Rule, RuleMeta, Tier};

use super::destination::{Destination, Name, destination};
use super::secrets_by_name::{Secret, secret};
use crate::identifiers::{has_word, is_one_of, words};

pub(crate) const RULE: Rule = Rule {
    meta: &META,
    hooks: &[Hook::CallTo(
        &[
            "numpy.random.bytes",
            "numpy.random.choice",
            "numpy.random.rand",
            "numpy.random.randint",
            "numpy.random.random",
            "random.Random.choice",
            "random.Random.choices",
            "random.Random.getrandbits",
            "random.Random.randbytes",
            "random.Random.randint",
            "random.Random.random",
            "random.Random.randrange",
            "random.Random.sample",
            "random.Random.uniform",
            "random.choice",
            "random.choices",
            "random.getrandbits",
            "random.randbytes",
            "random.randint",
            "random.random",
            "random.randrange",
            "random.sample",
            "random.uniform",
        ],
        check,
    )],
};

static META: RuleMeta = RuleMeta {
    id: "weak-random-secret",
    aliases: &[],
    silenced_by: &["B311", "S311"],
    family: Family::Crypto,
    tier: Tier::Default,
    severity: Severity::High,
    confidence: Confidence::High,
    security_severity: 7.8,
    cwe: &[338, 330],
    summary: "A password, token or key is made from random numbers that can be predicted.",
    why: "The functions of `random` compute their numbers from a state that can be recovered from \
          earlier outputs: from tokens that an attacker has asked for, for instance. Then \
          the next reset token or session id is known before it is sent.",
    fix: "Use the module `secrets`: `secrets.token_urlsafe()` for tokens, `secrets.choice(…)` for \
          single characters, `secrets.token_bytes(…)` for keys. `random.SystemRandom()` has the \
          functions of `random`, without the weakness.",
    bad: "import random\nimport string\n\nreset_token = \
          \"\".join(random.choice(string.ascii_letters) for _ in range(20))\n",
    good: "import secrets\n\nreset_token = secrets.token_urlsafe()\n",
    references: &["https://docs.python.org/3/library/secrets.html"],
    options: &[],
};

fn check<'a>(call: &Call<'a>, name: &'static str, cx: &mut Context<'a>) {
    // Secrets of tests protect nothing.
    if cx.is_test() {
        return;
    }
    let goes_to = destination(cx.model, call.node);
    let function = name.rsplit('.').next().unwrap_or(name);
    if is_selection(call, function, &goes_to, cx) || may_be_system_random(call, cx) {
        return;
    }
    let named = goes_to.names.iter().find_map(|name| {
        let kind = secret(name.text)?;
        is_plausible(kind, function, &goes_to).then_some((name.text, kind))
    });
    let (named, kind) = match named {
        Some(named) => named,
        None => match made_by_function(call, &goes_to, cx) {
            Some(made) => made,
            None => return,
        },
    };
    cx.report(call.expr, format!("`{name}` can be predicted, and `{named}` is made from it"))
        .severity(match kind {
            Secret::Salt => Severity::Low,
            Secret::PlainToken | Secret::Nonce => Severity::Medium,
            Secret::Password | Secret::Key | Secret::Token => Severity::High,
        })
        .confidence(match kind {
            Secret::PlainToken => Confidence::Medium,
            _ => Confidence::High,
        })
        .help(match function {
            "choice" => "use `secrets.choice`",
            "getrandbits" => "use `secrets.randbits`",
            "randint" | "randrange" => "use `secrets.randbelow`",
            "bytes" | "randbytes" => "use `secrets.token_bytes`",
            _ => "use `secrets.token_urlsafe`, or the same function of `random.SystemRandom()`",
        });
}

/// Whether the name can mean a secret here. A mere number that is called a token marks something: a
/// part of a message, a turn. Nonces of messages are numbers and texts, those of ciphers are bytes.
fn is_plausible(kind: Secret, function: &str, goes_to: &Destination<'_>) -> bool {
    match kind {
        Secret::Password | Secret::Key | Secret::Token => true,
        Secret::PlainToken | Secret::Salt => goes_to.is_combined || makes_bytes(function),
        Secret::Nonce => makes_bytes(function),
    }
}

fn makes_bytes(function: &str) -> bool {
    matches!(function, "bytes" | "randbytes")
}

/// Whether one of several existing things is selected: `random.choice(tokens)` makes no token.
fn is_selection<'a>(
    call: &Call<'a>,
    function: &str,
    goes_to: &Destination<'a>,
    cx: &Context<'a>,
) -> bool {
    matches!(function, "choice" | "sample")
        && !goes_to.is_combined
        && !call.positional(0).is_some_and(|pool| is_text(pool, call, cx))
}

/// Whether the generator can be the operating system's: the other one is then for repeatable results.
fn may_be_system_random<'a>(call: &Call<'a>, cx: &Context<'a>) -> bool {
    let mut names = cx.model.qualified_names(&call.expr.func, call.place);
    names.any(|name| name.starts_with("random.SystemRandom."))
}

fn is_text<'a>(pool: &'a Expr, call: &Call<'a>, cx: &Context<'a>) -> bool {
    cx.model.template(pool, call.place).is_some()
        || cx.model.qualified_names(pool, call.place).any(|name| name.starts_with("string."))
}

/// The function around the call, if its name says that it makes a secret: `generate_password`.
fn made_by_function<'a>(
    call: &Call<'a>,
    goes_to: &Destination<'a>,
    cx: &Context<'a>,
) -> Option<(&'a str, Secret)> {
    const MAKES: [&str; 8] =
        ["build", "create", "gen", "generate", "generator", "make", "new", "random"];
    const ASIDE: [&str; 9] =
        ["count", "delay", "jitter", "len", "length", "num", "size", "timeout", "wait"];
    let is_aside =
        |name: &Name<'_>| words(name.text).last().is_some_and(|last| is_one_of(last, &ASIDE));
    if goes_to.names.iter().any(is_aside) || goes_to.passed_to.contains(&"sleep") {
        return None;
    }
    let function = cx.model.enclosing_function(call.place.scope)?.name.as_str();
    let kind = secret(function)
        .filter(|kind| matches!(kind, Secret::Password | Secret::Key | Secret::Token))?;
    has_word(function, &MAKES).then_some((function, kind))
}
