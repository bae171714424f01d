//! `exponential-regex`: a regular expression that some short text keeps busy forever.

use hognose_core::{Confidence, Severity};
use hognose_registry::{Call, Context, Family, Hook, Rule, RuleMeta, Tier};

use super::regexes::taker;

pub(crate) const RULE: Rule = Rule { meta: &META, hooks: &[Hook::CallTo(TAKERS, check)] };

const TAKERS: &[&str] = &[
    "re.compile",
    "re.findall",
    "re.finditer",
    "re.fullmatch",
    "re.match",
    "re.search",
    "re.split",
    "re.sub",
    "re.subn",
    "regex.compile",
    "regex.findall",
    "regex.finditer",
    "regex.fullmatch",
    "regex.match",
    "regex.search",
    "regex.split",
    "regex.sub",
    "regex.subn",
    "django.conf.urls.url",
    "django.core.validators.RegexValidator",
    "django.forms.RegexField",
    "django.urls.re_path",
    "fastapi.Body",
    "fastapi.Form",
    "fastapi.Path",
    "fastapi.Query",
    "marshmallow.validate.Regexp",
    "pydantic.Field",
    "pydantic.constr",
    "rest_framework.serializers.RegexField",
    "wtforms.validators.Regexp",
];

static META: RuleMeta = RuleMeta {
    id: "exponential-regex",
    aliases: &["redos"],
    silenced_by: &[],
    family: Family::Injection,
    tier: Tier::Default,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    security_severity: 7.5,
    cwe: &[1333, 730, 400],
    summary: "A regular expression takes exponential time on some texts.",
    why: "Python's `re` tries one way to match after the other. In `(a+)+$` there are two ways for \
          each `a`, to go on with the inner repetition or to begin another round of the outer one, \
          and where the text does not match in the end, all of them are tried: each `a` more takes \
          twice as long. Whoever can send forty characters stops the process.",
    fix: "Write the expression so that each text can be matched in one way only. What can follow a \
          repetition must not be what can be repeated: not `(\\w+\\s?)*` but `\\w+(?:\\s\\w+)*`; not \
          `(?:\\\\.|[^\"])*` but `(?:\\\\.|[^\"\\\\])*`. From Python 3.11 on, `(?>…)` and `a++` keep what \
          they have matched. A limit for the length of the text has to be very low to help.",
    bad: "import re\n\n\ndef is_list_of_words(text):\n    return re.match(r\"^([a-z]+\\s?)*$\", text) is \
          not None\n",
    good: "import re\n\n\ndef is_list_of_words(text):\n    return re.match(r\"^[a-z]+(?:\\s[a-z]+)*$\", \
           text) is not None\n",
    references: &[
        "https://owasp.org/www-community/attacks/Regular_expression_Denial_of_Service_-_ReDoS",
        "https://doi.org/10.1007/978-3-319-40946-7_27",
    ],
    options: &[],
};

const HELP: &str = "write it so that each text can be matched in one way only, or keep what a \
                    repetition has matched: `(?>…)`, `a++` (Python 3.11)";

/// How often the text is repeated in the example: each time twice as long.
const TIMES: u32 = 40;

fn check<'a>(call: &Call<'a>, name: &'static str, cx: &mut Context<'a>) {
    if cx.is_test() {
        return;
    }
    let Some((expression, pattern, usage)) = taker(name).expression(call, cx) else { return };
    if !pattern.is_suspicious() || !cx.afford() {
        return;
    }
    if let Some(attack) = pattern.exponential(usage) {
        let example = attack.example(TIMES);
        let message = format!("this expression takes exponential time on texts like `{example}`");
        cx.report(expression, message).help(HELP);
    }
}
