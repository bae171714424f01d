//! `hardcoded-credential`: a literal that is a secret by its looks.

use std::path::Path;

use hognose_core::{Confidence, Severity, SourceFile};
use hognose_python::ast::{Expr, ExprCompare, ExprDict, StmtFunctionDef};
use hognose_registry::{Assignment, Call, Context, Family, Hook, Rule, RuleMeta, StrLiteral, Tier};

use super::named::{self, Named};
use super::names;
use super::secret_text::is_secret;
use super::token_format::recognised;

pub(crate) const RULE: Rule = Rule {
    meta: &META,
    hooks: &[
        Hook::Assignment(check_assignment),
        Hook::Dict(check_dict),
        Hook::Compare(check_comparison),
        Hook::AnyCall(check_call),
        Hook::CallTo(&["hmac.compare_digest", "secrets.compare_digest"], check_digests),
        Hook::Function(check_function),
        Hook::Str(check_literal),
    ],
};

static META: RuleMeta = RuleMeta {
    id: "hardcoded-credential",
    aliases: &[],
    silenced_by: &["B105", "S105", "B106", "S106", "B107", "S107"],
    family: Family::Secrets,
    tier: Tier::Default,
    severity: Severity::High,
    confidence: Confidence::Medium,
    security_severity: 8.1,
    cwe: &[798, 259, 321],
    summary: "A password, key or token is written in the code.",
    why: "Everybody who can read the code, its history, its packages or its backups can use the \
          credential, and those are more people than you think. Automated searches of public \
          repositories find such values within minutes.",
    fix: "Replace the credential first: it stays in the history of the repository, so that removing \
          it from the code does not help. Then read the new one from the environment or a secret \
          store when the program runs.",
    bad: "def connect(session):\n    session.login(\"mailer\", password=\"wq8$Lm2!xT\")\n",
    good: "import os\n\n\ndef connect(session):\n    session.login(\"mailer\", \
           password=os.environ[\"MAILER_PASSWORD\"])\n",
    references: &[
        "https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html",
        "https://cwe.mitre.org/data/definitions/798.html",
    ],
    options: &[],
};

const HELP: &str = "replace the credential, and read the new one from the environment or a secret \
                    store";

fn check_assignment<'a>(assignment: &Assignment<'a>, cx: &mut Context<'a>) {
    if let Some(named) = named::in_assignment(assignment) {
        check(&named, cx);
    }
}

fn check_dict<'a>(dict: &'a ExprDict, cx: &mut Context<'a>) {
    for named in named::in_dict(dict) {
        check(&named, cx);
    }
}

fn check_comparison<'a>(comparison: &'a ExprCompare, cx: &mut Context<'a>) {
    for named in named::in_comparison(comparison) {
        check(&named, cx);
    }
}

fn check_call<'a>(call: &Call<'a>, cx: &mut Context<'a>) {
    for named in named::in_call(call) {
        // Few arguments are called like a secret: what is cheap to ask comes first.
        let is_candidate = named.value.is_name_expr() || named.or_fallback().literal().is_some();
        if !is_candidate || names::credential(named.name).is_none() {
            continue;
        }
        // A constant whose own name says nothing: what is passed on says it.
        let through = match named.value {
            Expr::Name(constant) if names::credential(constant.id.as_str()).is_none() => {
                cx.model.follow(named.value, call.place).0
            }
            value => value,
        };
        check(&Named { value: through, ..named }, cx);
    }
}

fn check_digests<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    if let Some(named) = named::in_digests(call) {
        check(&named, cx);
    }
}

fn check_function<'a>(function: &'a StmtFunctionDef, cx: &mut Context<'a>) {
    for named in named::in_function(function).chain(named::in_return(function)) {
        check(&named, cx);
    }
}

/// A value is a secret if its name announces one and it looks like one.
fn check<'a>(named: &Named<'a>, cx: &mut Context<'a>) {
    let Some(text) = named.or_fallback().literal() else { return };
    let Some(kind) = names::credential(named.name) else { return };
    let is_made_up = cx.is_test() || is_example(cx.source());
    if !is_made_up && is_secret(text, kind) && recognised(text).is_none() {
        let name = named.name;
        let message = format!("the value of `{name}` is a secret that is written in the code");
        cx.report(named.range, message).help(HELP);
    }
}

/// A token that its form gives away is one, whatever its name.
fn check_literal<'a>(literal: &StrLiteral<'a>, cx: &mut Context<'a>) {
    if let Some(token) = recognised(literal.value)
        && !cx.is_test()
    {
        cx.report(literal.expr, format!("{} is written in the code", token.name))
            .severity(token.severity)
            .confidence(Confidence::High)
            .help(HELP);
    }
}

/// Whether a file shows how something is used: what is secret there is made up.
fn is_example(file: &SourceFile) -> bool {
    const FOLDERS: [&str; 7] = ["demo", "demos", "doc", "docs", "example", "examples", "samples"];
    let mut folders = file.path().parent().into_iter().flat_map(Path::components);
    folders.any(|folder| FOLDERS.iter().any(|name| folder.as_os_str() == *name))
}
