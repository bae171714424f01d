//! `http-request-without-timeout`: a request that can wait for ever.

use hognose_core::{Confidence, Severity};
use hognose_registry::{Call, Context, Family, Hook, Rule, RuleMeta, Tier};
use hognose_semantic::{Constant, Value};

use super::http_clients::{HTTPX, HTTPX_METHODS, REQUESTS};

pub(crate) const RULE: Rule = Rule {
    meta: &META,
    hooks: &[
        Hook::CallTo(REQUESTS, check_requests),
        Hook::CallTo(HTTPX, check_httpx),
        Hook::CallTo(HTTPX_METHODS, check_httpx),
    ],
};

static META: RuleMeta = RuleMeta {
    id: "http-request-without-timeout",
    aliases: &["B113", "S113"],
    silenced_by: &[],
    family: Family::Network,
    tier: Tier::Default,
    severity: Severity::Low,
    confidence: Confidence::Medium,
    security_severity: 3.7,
    cwe: &[400, 1088],
    summary: "An HTTP request waits without limit for its answer.",
    why: "`requests` has no timeout of its own. A server that accepts the connection and never \
          answers, on purpose or because it is overloaded, holds the thread for ever; a few of them \
          hold all threads, and the service stands still.",
    fix: "Pass `timeout=` in seconds, or `timeout=(connect, read)`. The limit is on each wait for \
          data, not on the whole: long downloads do not run into it. `httpx` waits 5 seconds unless \
          told otherwise; do not switch that off.",
    bad: "import requests\n\nanswer = requests.get(\"https://api.example.com\")\n",
    good: "import requests\n\nanswer = requests.get(\"https://api.example.com\", timeout=10)\n",
    references: &[
        "https://requests.readthedocs.io/en/latest/user/advanced/#timeouts",
        "https://www.python-httpx.org/advanced/timeouts/",
    ],
    options: &[],
};

fn check_requests<'a>(call: &Call<'a>, name: &'static str, cx: &mut Context<'a>) {
    // `Session.request` is the only one that takes it by its position.
    let timeout = match name {
        "requests.Session.request" => call.argument("timeout", 8),
        _ => call.keyword("timeout"),
    };
    match timeout {
        Some(timeout) if cx.model.constant(timeout, call.place) == Some(Constant::None) => {
            report(call, format!("`{name}` with `timeout=None` can wait for ever"), cx);
        }
        None if !call.has_unpacked_arguments() && !has_own_timeout(call, cx) => {
            report(call, format!("`{name}` without `timeout` can wait for ever"), cx);
        }
        _ => {}
    }
}

fn check_httpx<'a>(call: &Call<'a>, name: &'static str, cx: &mut Context<'a>) {
    let timeout = call.keyword("timeout").and_then(|it| cx.model.constant(it, call.place));
    if timeout == Some(Constant::None) {
        report(call, format!("`{name}` with `timeout=None` can wait for ever"), cx);
    }
}

fn report<'a>(call: &Call<'a>, message: String, cx: &mut Context<'a>) {
    // Somebody watches tests, and stops them.
    if !cx.is_test() {
        cx.report(call.expr, message).help("pass `timeout=` in seconds");
    }
}

/// Whether the session is of a class of this file, which can set a timeout of its own.
fn has_own_timeout<'a>(call: &Call<'a>, cx: &Context<'a>) -> bool {
    let Some(receiver) = call.receiver() else { return false };
    let values = cx.model.values(receiver, call.place);
    values.iter().any(|value| matches!(value, Value::InstanceOf(_)))
}
