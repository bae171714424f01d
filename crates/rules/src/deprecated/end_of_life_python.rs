//! `end-of-life-python`: a project lets in a release of Python that gets no fixes any more.

use hognose_core::{Confidence, Ranged, Severity};
use hognose_deprecation::{Specifiers, Target, end_of_life};
use hognose_project::requires_python;
use hognose_registry::{Call, Context, Family, Hook, Rule, RuleMeta, Tier};

pub(crate) const RULE: Rule = Rule {
    meta: &META,
    hooks: &[
        Hook::ProjectFile(&["pyproject.toml", "setup.cfg"], check_settings),
        Hook::CallTo(&["setuptools.setup", "distutils.core.setup"], check_setup),
    ],
};

static META: RuleMeta = RuleMeta {
    id: "end-of-life-python",
    aliases: &[],
    silenced_by: &[],
    family: Family::Deprecated,
    tier: Tier::Default,
    severity: Severity::Low,
    confidence: Confidence::High,
    security_severity: 3.0,
    cwe: &[1104],
    summary: "A project can be installed on a release of Python that gets no fixes any more.",
    why: "Five years after it came out, a release of Python has come to its end: holes in the \
          interpreter and in its standard library stay open from then on, and libraries stop to \
          make fixed versions for it. Who installs the project there gets the old versions of \
          everything, and the project cannot use what replaces deprecated APIs.",
    fix: "Raise the lower bound of `requires-python` to the oldest release that gets fixes. \
          Installers give the last version that fits to whoever is still on an older one.",
    bad: "from setuptools import setup\n\nsetup(name=\"shop\", python_requires=\">=3.8\")\n",
    good: "from setuptools import setup\n\nsetup(name=\"shop\", python_requires=\">=3.12\")\n",
    references: &[
        "https://devguide.python.org/versions/",
        "https://packaging.python.org/en/latest/specifications/pyproject-toml/#requires-python",
    ],
    options: &[],
};

fn check_settings(cx: &mut Context<'_>) {
    let source = cx.source();
    let name = source.path().file_name().and_then(|name| name.to_str()).unwrap_or_default();
    if let Some(requirement) = requires_python(name, source.text()) {
        report(cx, requirement.key, &requirement.written.text, requirement.written.range);
    }
}

fn check_setup<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    const KEY: &str = "python_requires";
    let Some(value) = call.keyword(KEY) else { return };
    if let Some(text) = cx.model.constant_str(value, call.place) {
        report(cx, KEY, &text, value);
    }
}

fn report(cx: &mut Context<'_>, key: &str, requirement: &str, at: impl Ranged) {
    // A project within tests is made up: nobody installs it.
    if cx.is_test() {
        return;
    }
    let Ok(specifiers) = Specifiers::parse(requirement) else { return };
    let Some(lowest) = specifiers.lowest() else { return };
    let Some(day) = end_of_life(lowest) else { return };
    let message = format!("`{key}` lets in Python {lowest}, which has got no fixes since {day}");
    let oldest = Target::SUPPORTED.low;
    cx.report(at, message).help(format!("the oldest release that gets fixes is {oldest}"));
}
