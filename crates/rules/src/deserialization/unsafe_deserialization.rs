//! `unsafe-deserialization`: data from another machine is unpickled.

use hognose_core::{Confidence, Severity};
use hognose_python::ast::Expr;
use hognose_registry::{Call, Context, Family, Hook, Rule, RuleMeta, Tier};

use crate::origin::{OriginKind, origin};

pub(crate) const RULE: Rule = Rule {
    meta: &META,
    hooks: &[
        Hook::CallTo(LOADERS, check),
        Hook::CallTo(&["zmq.Socket.recv_pyobj"], check_receiver),
    ],
};

static META: RuleMeta = RuleMeta {
    id: "unsafe-deserialization",
    aliases: &[],
    silenced_by: &["B301", "S301"],
    family: Family::Deserialization,
    tier: Tier::Default,
    severity: Severity::High,
    confidence: Confidence::High,
    security_severity: 9.8,
    cwe: &[502],
    summary: "Data that comes from another machine is unpickled, so that its sender can run code.",
    why: "A pickle may call any function while it is loaded. Whoever can send a request to the \
          program, or stand between it and the server that it asks, runs commands with its rights.",
    fix: "Exchange data as JSON or in another format that holds data only. If both ends are yours \
          and it has to be pickle, sign the data and compare the signature with \
          `hmac.compare_digest` before you load it.",
    bad: "import pickle\n\nfrom flask import request\n\n\ndef restore():\n    return \
          pickle.loads(request.get_data())\n",
    good: "import json\n\nfrom flask import request\n\n\ndef restore():\n    return \
           json.loads(request.get_data())\n",
    references: &[
        "https://docs.python.org/3/library/pickle.html",
        "https://cwe.mitre.org/data/definitions/502.html",
    ],
    options: &[],
};

const LOADERS: &[&str] = &[
    "cloudpickle.load",
    "cloudpickle.loads",
    "dill.load",
    "dill.loads",
    "joblib.load",
    "jsonpickle.decode",
    "jsonpickle.loads",
    "marshal.load",
    "marshal.loads",
    "pandas.read_pickle",
    "pickle.Unpickler",
    "pickle.load",
    "pickle.loads",
];

fn check<'a>(call: &Call<'a>, name: &'static str, cx: &mut Context<'a>) {
    let Some(data) = call.positional(0) else { return };
    let remote = origin(data, call.place, cx).filter(|it| it.kind == OriginKind::Remote);
    let what = match remote {
        Some(origin) => origin.what,
        None if names_server(data, call, cx) => "another server",
        None => return,
    };
    report(call, format!("`{name}` runs the code that it finds in the data from {what}"), cx);
}

/// Whether what should be a path is a URL, as pandas takes one.
fn names_server<'a>(path: &'a Expr, call: &Call<'a>, cx: &Context<'a>) -> bool {
    cx.model.template(path, call.place).is_some_and(|template| {
        let text = template.fill(" ");
        text.starts_with("http://") || text.starts_with("https://")
    })
}

fn check_receiver<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    report(call, "`recv_pyobj` unpickles what comes from a network connection".to_owned(), cx);
}

fn report<'a>(call: &Call<'a>, message: String, cx: &mut Context<'a>) {
    // Tests talk to themselves.
    if cx.is_test() {
        return;
    }
    // A signature may be checked before.
    let confidence =
        if cx.model.imports_package("hmac") { Confidence::Low } else { Confidence::High };
    cx.report(call.expr, message).confidence(confidence);
}
