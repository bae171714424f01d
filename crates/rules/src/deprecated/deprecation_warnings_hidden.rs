//! `deprecation-warnings-hidden`: nobody is told what will be gone.

use std::borrow::Cow;

use hognose_core::{Confidence, Ranged, Severity, TextRange, TextSize};
use hognose_project::{Ini, Text, Toml};
use hognose_python::ast::{Expr, ExprDict, Stmt};
use hognose_registry::{Assignment, Call, Context, Family, Hook, Rule, RuleMeta, Tier};
use hognose_semantic::{Place, Syntax};

use super::warning_filters::{CATEGORIES, VARIABLE, hides, hiding_words, variable_hides};

pub(crate) const RULE: Rule = Rule {
    meta: &META,
    hooks: &[
        Hook::CallTo(&["warnings.simplefilter"], check_simplefilter),
        Hook::CallTo(&["warnings.filterwarnings"], check_filterwarnings),
        Hook::CallTo(&["pytest.mark.filterwarnings"], check_mark),
        Hook::CallTo(COMMANDS, check_command),
        Hook::CallTo(&["os.environ.setdefault", "os.putenv"], check_variable),
        Hook::Assignment(check_assignment),
        Hook::Dict(check_dict),
        Hook::RawText(check_shebang),
        Hook::ProjectFile(
            &[".pytest.ini", "pyproject.toml", "pytest.ini", "setup.cfg", "tox.ini"],
            check_settings,
        ),
    ],
};

static META: RuleMeta = RuleMeta {
    id: "deprecation-warnings-hidden",
    aliases: &[],
    silenced_by: &[],
    family: Family::Deprecated,
    tier: Tier::Audit,
    severity: Severity::Low,
    confidence: Confidence::High,
    security_severity: 2.0,
    cwe: &[1127],
    summary: "Warnings about deprecated APIs are hidden, whatever they are about.",
    why: "A deprecation warning is the notice that comes years before a program breaks, or before an \
          API is dropped because it cannot be used safely. Hidden as a whole, it is seen by nobody, \
          and the first sign is an error on the day of an upgrade. So upgrades are put off, and with \
          them the fixes that they bring.",
    fix: "Hide single warnings, by their message or module, with a word on why: \
          `warnings.filterwarnings(\"ignore\", message=…, category=DeprecationWarning)`. Around one \
          call, use `warnings.catch_warnings()`. Let tests fail for the rest: `-W \
          error::DeprecationWarning`.",
    bad: "import warnings\n\nwarnings.filterwarnings(\"ignore\", category=DeprecationWarning)\n",
    good: "import warnings\n\nwarnings.filterwarnings(\n    \"ignore\", message=\"the imp module\", \
           category=DeprecationWarning\n)\n",
    references: &[
        "https://docs.python.org/3/library/warnings.html#the-warnings-filter",
        "https://docs.pytest.org/en/stable/how-to/capture-warnings.html",
    ],
    options: &[],
};

/// What starts other programs, and tests.
const COMMANDS: &[&str] = &[
    "subprocess.run",
    "subprocess.call",
    "subprocess.check_call",
    "subprocess.check_output",
    "subprocess.Popen",
    "subprocess.getoutput",
    "subprocess.getstatusoutput",
    "os.system",
    "os.popen",
    "asyncio.create_subprocess_shell",
    "pytest.main",
];

const HELP: &str = "hide single warnings, by their message or module";

/// `simplefilter(action, category=Warning, …)`
fn check_simplefilter<'a>(call: &Call<'a>, name: &'static str, cx: &mut Context<'a>) {
    check_filter(call, name, call.argument("category", 1), cx);
}

/// `filterwarnings(action, message="", category=Warning, module="", …)`
fn check_filterwarnings<'a>(call: &Call<'a>, name: &'static str, cx: &mut Context<'a>) {
    let is_narrow = [("message", 1), ("module", 3)].into_iter().any(|(keyword, position)| {
        let given = call.argument(keyword, position);
        given.is_some_and(|it| cx.model.constant_str(it, call.place).as_deref() != Some(""))
    });
    if !is_narrow {
        check_filter(call, name, call.argument("category", 2), cx);
    }
}

fn check_filter<'a>(
    call: &Call<'a>,
    name: &'static str,
    category: Option<&'a Expr>,
    cx: &mut Context<'a>,
) {
    let action = call.argument("action", 0).and_then(|it| cx.model.constant_str(it, call.place));
    if action.as_deref() != Some("ignore")
        || category.is_none() && call.has_unpacked_arguments()
        || category.is_some_and(|it| !cx.model.is_any_of(it, call.place, &CATEGORIES))
        || is_scoped(cx)
    {
        return;
    }
    let message = format!("`{name}` hides every warning about deprecated APIs");
    cx.report(call.expr, message).help(HELP);
}

/// Whether the code stands in a `with warnings.catch_warnings():`, which ends what is set in it.
fn is_scoped(cx: &Context<'_>) -> bool {
    const MAX_DISTANCE: usize = 50;
    cx.model.ancestors(cx.node()).take(MAX_DISTANCE).any(|ancestor| {
        let Syntax::Statement(Stmt::With(with)) = ancestor.syntax else { return false };
        with.items.iter().take(MAX_DISTANCE).any(|item| match &item.context_expr {
            Expr::Call(call) => {
                cx.model.is_any_of(&call.func, ancestor.place(), &["warnings.catch_warnings"])
            }
            _ => false,
        })
    })
}

/// `pytestmark = pytest.mark.filterwarnings("ignore")`, or above a class: above a single test, it is about
/// that test.
fn check_mark<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    const MAX_DISTANCE: usize = 8;
    let Some(filter) = call.positional(0) else { return };
    let mut around = cx.model.ancestors(cx.node()).take(MAX_DISTANCE);
    let is_for_one = around.any(|it| matches!(it.syntax, Syntax::Statement(Stmt::FunctionDef(_))));
    if !is_for_one && cx.model.constant_str(filter, call.place).is_some_and(|it| hides(&it)) {
        let message = "pytest is told to hide every warning about deprecated APIs";
        cx.report(filter, message).help(HELP);
    }
}

/// A command as one text, or as a list of words.
fn check_command<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    const MAX_WORDS: usize = 200;
    let Some(command) = call.positional(0).or_else(|| call.keyword("args")) else { return };
    let (listed, place) = cx.model.follow(command, call.place);
    let items = match listed {
        Expr::List(list) => &list.elts,
        Expr::Tuple(tuple) => &tuple.elts,
        _ => {
            let text = cx.model.constant_str(command, call.place).unwrap_or_default();
            if hiding_words(text.split_whitespace()).next().is_some() {
                report_command(cx, command);
            }
            return;
        }
    };
    let items = &items[..items.len().min(MAX_WORDS)];
    let words: Vec<Cow<'_, str>> =
        items.iter().map(|item| cx.model.constant_str(item, place).unwrap_or_default()).collect();
    let found: Vec<usize> = hiding_words(words.iter().map(|word| &**word)).collect();
    // A list that is made elsewhere is reported where it is made.
    for number in found {
        report_command(cx, &items[number]);
    }
}

fn report_command(cx: &mut Context<'_>, at: impl Ranged) {
    let message = "the command is told to hide every warning about deprecated APIs";
    cx.report(at, message).help(HELP);
}

/// `os.environ.setdefault("PYTHONWARNINGS", "ignore")`
fn check_variable<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    if let (Some(name), Some(value)) = (call.positional(0), call.positional(1)) {
        check_value(name, value, call.place, cx);
    }
}

/// `env["PYTHONWARNINGS"] = "ignore"`
fn check_assignment<'a>(assignment: &Assignment<'a>, cx: &mut Context<'a>) {
    if let Expr::Subscript(target) = assignment.target {
        check_value(&target.slice, assignment.value, assignment.place, cx);
    }
}

/// `{"PYTHONWARNINGS": "ignore", …}`
fn check_dict<'a>(dict: &'a ExprDict, cx: &mut Context<'a>) {
    for item in &dict.items {
        if let Some(name) = &item.key {
            check_value(name, &item.value, cx.place(), cx);
        }
    }
}

fn check_value<'a>(name: &'a Expr, value: &'a Expr, place: Place, cx: &mut Context<'a>) {
    let is_variable = name.as_string_literal_expr().is_some_and(|it| it.value.to_str() == VARIABLE);
    if is_variable && cx.model.constant_str(value, place).is_some_and(|it| variable_hides(&it)) {
        let message = format!("`{VARIABLE}` hides every warning about deprecated APIs");
        cx.report(value, message).help(HELP);
    }
}

/// `#!/usr/bin/python -W ignore`
fn check_shebang(cx: &mut Context<'_>) {
    let Some(rest) = cx.source().text().strip_prefix("#!") else { return };
    let line = rest.lines().next().unwrap_or_default();
    if line.contains("python") && hiding_words(line.split_whitespace()).next().is_some() {
        let range = TextRange::at(TextSize::new(0), TextSize::of("#!") + TextSize::of(line));
        report_command(cx, range);
    }
}

/// Filters and options of pytest.
fn check_settings(cx: &mut Context<'_>) {
    let text = cx.source().text();
    let (filters, options) = match cx.source().path().file_name().and_then(|name| name.to_str()) {
        Some("pyproject.toml") => {
            let toml = Toml::parse(text);
            let texts = |key| {
                let mut texts = toml.texts(&["tool", "pytest", "ini_options", key]);
                texts.extend(toml.texts(&["tool", "pytest", key]));
                texts
            };
            (texts("filterwarnings"), texts("addopts"))
        }
        Some(name) => {
            let ini = Ini::parse(text);
            let section = if name == "setup.cfg" { "tool:pytest" } else { "pytest" };
            (ini.lines(section, "filterwarnings"), ini.lines(section, "addopts"))
        }
        None => return,
    };
    if cx.source().path().file_name().is_some_and(|name| name == "tox.ini") {
        check_tox(&Ini::parse(text), cx);
    }
    for filter in filters {
        // One text can hold several, each on a line.
        if filter.text.lines().any(hides) {
            let message = "pytest is told to hide every warning about deprecated APIs";
            cx.report(filter.range, message).help(HELP);
        }
    }
    let words = |text: &Text| text.text.split_whitespace().count();
    let all = options.iter().flat_map(|text| text.text.split_whitespace());
    let places: Vec<TextRange> =
        options.iter().flat_map(|text| std::iter::repeat_n(text.range, words(text))).collect();
    let mut found: Vec<TextRange> = hiding_words(all).map(|number| places[number]).collect();
    found.dedup();
    for place in found {
        report_command(cx, place);
    }
}

/// What tox sets for, and runs in, its environments: `PYTHONWARNINGS=ignore`, `python -W ignore -m pytest`.
fn check_tox(ini: &Ini<'_>, cx: &mut Context<'_>) {
    let environments = ini.sections().into_iter().filter(|name| name.starts_with("testenv"));
    for section in environments {
        let set = ["setenv", "set_env"].map(|key| ini.lines(section, key)).concat();
        for line in set {
            let value = line.text.split_once('=').filter(|(name, _)| name.trim() == VARIABLE);
            if value.is_some_and(|(_, value)| variable_hides(value.trim())) {
                let message = format!("`{VARIABLE}` hides every warning about deprecated APIs");
                cx.report(line.range, message).help(HELP);
            }
        }
        let keys = ["commands_pre", "commands", "commands_post"];
        for line in keys.map(|key| ini.lines(section, key)).concat() {
            if hiding_words(line.text.split_whitespace()).next().is_some() {
                report_command(cx, line.range);
            }
        }
    }
}
