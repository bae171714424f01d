//! `yaml-unsafe-load`: a YAML document that may build any object.

use hognose_core::{Confidence, Severity};
use hognose_python::ast::Expr;
use hognose_registry::{Call, Context, Family, Hook, Rule, RuleMeta, Tier};
use hognose_semantic::Value;

pub(crate) const RULE: Rule = Rule {
    meta: &META,
    hooks: &[
        Hook::CallTo(&["yaml.load", "yaml.load_all"], check_loader),
        Hook::CallTo(&["yaml.unsafe_load", "yaml.unsafe_load_all"], check_unsafe),
    ],
};

static META: RuleMeta = RuleMeta {
    id: "yaml-unsafe-load",
    aliases: &["B506", "S506"],
    family: Family::Deserialization,
    tier: Tier::Default,
    severity: Severity::Medium,
    confidence: Confidence::High,
    security_severity: 8.1,
    cwe: &[502, 20],
    summary: "A YAML document is loaded with a loader that can build arbitrary objects.",
    why: "PyYAML's `Loader`, `UnsafeLoader` and, in old versions, `FullLoader` construct whatever \
          Python object the document's tags name. Whoever can write to the document can run code \
          in your process.",
    fix: "Use `yaml.safe_load(…)`, or pass `Loader=yaml.SafeLoader` (`yaml.CSafeLoader` is the fast \
          one). They build dictionaries, lists, strings and numbers, and refuse everything else.",
    bad: "import yaml\n\nconfig = yaml.load(open(\"config.yml\"), Loader=yaml.Loader)\n",
    good: "import yaml\n\nconfig = yaml.safe_load(open(\"config.yml\"))\n",
    references: &["https://github.com/yaml/pyyaml/wiki/PyYAML-yaml.load(input)-Deprecation"],
    options: &[],
};

/// Loaders that build plain data only.
const SAFE: &[&str] = &["SafeLoader", "CSafeLoader", "BaseLoader", "CBaseLoader"];

fn check_loader<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    let message = match call.argument("Loader", 1) {
        Some(loader) if is_safe(loader, call, cx) => return,
        Some(_) => "this loader can build arbitrary objects from the document",
        None if call.has_unpacked_arguments() => return,
        None => "`yaml.load` without a `Loader` can build arbitrary objects from the document",
    };
    cx.report(call.expr, message).help("use `yaml.safe_load`, or pass `Loader=yaml.SafeLoader`");
}

fn check_unsafe<'a>(call: &Call<'a>, name: &'static str, cx: &mut Context<'a>) {
    cx.report(call.expr, format!("`{name}` builds whatever objects the document asks for"))
        .help("use `yaml.safe_load`");
}

/// Whether a loader is a safe one, or is a class of this file that is derived from a safe one.
fn is_safe<'a>(loader: &'a Expr, call: &Call<'a>, cx: &Context<'a>) -> bool {
    cx.model.values(loader, call.place).iter().all(|value| match value {
        Value::Path(path) => SAFE.contains(&path.rsplit('.').next().unwrap_or(path)),
        Value::Class(class) => class.bases().iter().any(|base| match base {
            Expr::Attribute(base) => SAFE.contains(&base.attr.as_str()),
            Expr::Name(base) => SAFE.contains(&base.id.as_str()),
            _ => false,
        }),
        _ => false,
    })
}
