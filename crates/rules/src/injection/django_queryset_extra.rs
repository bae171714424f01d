//! `django-queryset-extra`: SQL that is not constant in a query of Django.

use hognose_core::{Confidence, Severity};
use hognose_registry::{Call, Context, Family, Hook, Rule, RuleMeta, Tier};

use super::django_sql::{extra_arguments, is_fixed, texts};
use crate::excerpt::excerpt;

pub(crate) const RULE: Rule = Rule { meta: &META, hooks: &[Hook::MethodCall(&["extra"], check)] };

static META: RuleMeta = RuleMeta {
    id: "django-queryset-extra",
    aliases: &["B610", "S610"],
    silenced_by: &[],
    family: Family::Injection,
    tier: Tier::Audit,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    security_severity: 5.9,
    cwe: &[89],
    summary: "`QuerySet.extra` is given SQL that is not constant.",
    why: "The texts in `select`, `where` and `tables` become part of the statement as they are. \
          Whoever chooses a part of them can add conditions and read other tables. The rule \
          `django-sql-interpolated-value` reports the texts that values are seen to be put into.",
    fix: "Say it with the query API: annotations, `Func`, `Exists`, `F`. Where SQL is needed, write \
          it as a constant with `%s` and pass the values in `params` or `select_params`.",
    bad: "def named(users, condition):\n    return users.extra(where=[condition])\n",
    good: "def named(users, name):\n    return users.extra(where=[\"lower(name) = %s\"], \
           params=[name])\n",
    references: &["https://docs.djangoproject.com/en/stable/ref/models/querysets/#extra"],
    options: &[],
};

fn check<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    let found = extra_arguments(call, cx).find_map(|argument| {
        let (texts, place) = texts(argument, call.place, cx);
        texts.into_iter().find(|text| !is_fixed(text, place, cx))
    });
    if let Some(text) = found {
        let message = format!("{} becomes part of the SQL statement", excerpt(text, cx));
        cx.report(call.expr, message)
            .help("write the SQL as a constant, and pass the values in `params`");
    }
}
