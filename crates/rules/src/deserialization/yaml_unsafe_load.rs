//! `yaml-unsafe-load`: a YAML document that may build any object.

use hognose_core::{Confidence, Severity};
use hognose_python::ast::Expr;
use hognose_registry::{Call, Context, Family, Hook, Rule, RuleMeta, Tier};
use hognose_semantic::{Place, Value};

pub(crate) const RULE: Rule = Rule {
    meta: &META,
    hooks: &[
        Hook::CallTo(&["yaml.load", "yaml.load_all"], check_loader),
        Hook::CallTo(&["yaml.full_load", "yaml.full_load_all"], check_full),
        Hook::CallTo(&["yaml.unsafe_load", "yaml.unsafe_load_all"], check_unsafe),
        Hook::CallTo(&["ruamel.yaml.YAML"], check_ruamel),
        Hook::CallTo(&["ruamel.yaml.load", "ruamel.yaml.load_all"], check_loader),
    ],
};

static META: RuleMeta = RuleMeta {
    id: "yaml-unsafe-load",
    aliases: &["B506", "S506"],
    silenced_by: &[],
    family: Family::Deserialization,
    tier: Tier::Default,
    severity: Severity::Medium,
    confidence: Confidence::High,
    security_severity: 8.1,
    cwe: &[502, 20],
    summary: "A YAML document is loaded with a loader that can build arbitrary objects.",
    why: "PyYAML's `Loader`, `UnsafeLoader` and, before version 5.4, `FullLoader` construct whatever \
          Python object the document's tags name. Whoever can write to the document can run code \
          in your process.",
    fix: "Use `yaml.safe_load(…)`, or pass `Loader=yaml.SafeLoader` (`yaml.CSafeLoader` is the fast \
          one). They build dictionaries, lists, strings and numbers, and refuse everything else.",
    bad: "import yaml\n\nconfig = yaml.load(open(\"config.yml\"), Loader=yaml.Loader)\n",
    good: "import yaml\n\nconfig = yaml.safe_load(open(\"config.yml\"))\n",
    references: &[
        "https://github.com/yaml/pyyaml/wiki/PyYAML-yaml.load(input)-Deprecation",
        "https://nvd.nist.gov/vuln/detail/CVE-2020-14343",
    ],
    options: &[],
};

const HELP: &str = "use `yaml.safe_load`, or pass `Loader=yaml.SafeLoader`";

fn check_loader<'a>(call: &Call<'a>, name: &'static str, cx: &mut Context<'a>) {
    match call.argument("Loader", 1) {
        Some(loader) => match power(loader, call.place, cx) {
            Power::Any => report(call, ANY_OBJECT.to_owned(), cx),
            Power::Full => report_full(call, cx),
            Power::Plain | Power::Unknown => {}
        },
        None if call.has_unpacked_arguments() => {}
        None => {
            let message = format!("`{name}` without a `Loader` can build arbitrary objects");
            report(call, message, cx);
        }
    }
}

fn check_full<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    report_full(call, cx);
}

fn check_unsafe<'a>(call: &Call<'a>, name: &'static str, cx: &mut Context<'a>) {
    report(call, format!("`{name}` builds whatever objects the document asks for"), cx);
}

fn check_ruamel<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    let kind = call.argument("typ", 0).and_then(|it| cx.model.constant_str(it, call.place));
    if kind.is_some_and(|kind| kind == "unsafe") && !cx.is_test() {
        cx.report(call.expr, ANY_OBJECT).help("use `typ=\"safe\"`, or leave it out");
    }
}

const ANY_OBJECT: &str = "this loader builds whatever objects the document asks for";

fn report<'a>(call: &Call<'a>, message: String, cx: &mut Context<'a>) {
    // Tests write their documents themselves.
    if !cx.is_test() {
        cx.report(call.expr, message).help(HELP);
    }
}

fn report_full<'a>(call: &Call<'a>, cx: &mut Context<'a>) {
    if !cx.is_test() {
        cx.report(call.expr, "before PyYAML 5.4, `FullLoader` can build arbitrary objects")
            .severity(Severity::Low)
            .confidence(Confidence::Medium)
            .help(HELP);
    }
}

/// What a loader can build.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Power {
    /// It is somebody's own loader, or comes from elsewhere.
    Unknown,
    /// Plain data.
    Plain,
    /// What `FullLoader` builds.
    Full,
    /// Any object.
    Any,
}

/// A loader of this file can build what those can that it is derived from.
fn power<'a>(loader: &'a Expr, place: Place, cx: &Context<'a>) -> Power {
    const MAX_CLASSES: usize = 32;
    let mut power = Power::Unknown;
    let mut open = vec![loader];
    for _ in 0..MAX_CLASSES {
        let Some(loader) = open.pop() else { break };
        for value in cx.model.values(loader, place) {
            match value {
                Value::Path(path) => power = power.max(power_of(&path)),
                Value::Class(class) => open.extend(class.bases().iter().take(MAX_CLASSES)),
                _ => {}
            }
        }
    }
    power
}

/// What a loader of a library can build.
fn power_of(path: &str) -> Power {
    let Some(name) = path.strip_prefix("ruamel.").unwrap_or(path).strip_prefix("yaml.") else {
        return Power::Unknown;
    };
    match name.rsplit('.').next().unwrap_or(name) {
        "SafeLoader" | "CSafeLoader" | "BaseLoader" | "CBaseLoader" => Power::Plain,
        "FullLoader" | "CFullLoader" => Power::Full,
        "Loader" | "CLoader" | "UnsafeLoader" | "CUnsafeLoader" => Power::Any,
        _ => Power::Unknown,
    }
}
