//! `hardcoded-temp-path`: a path in a folder that everybody may write to.

use hognose_core::{Confidence, Ranged, Severity};
use hognose_python::ast::{Expr, ExprFString, FStringPart, InterpolatedStringElement, Operator};
use hognose_registry::{BuiltText, Context, Family, Hook, Rule, RuleMeta, StrLiteral, Tier};

use super::temp_folder::{self, below};

pub(crate) const RULE: Rule =
    Rule { meta: &META, hooks: &[Hook::Str(check_literal), Hook::BuiltText(check_built)] };

static META: RuleMeta = RuleMeta {
    id: "hardcoded-temp-path",
    aliases: &["B108", "S108"],
    silenced_by: &[],
    family: Family::Filesystem,
    tier: Tier::Audit,
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    security_severity: 5.3,
    cwe: &[377, 379],
    summary: "A text names a path in `/tmp` or another folder that every user may write to.",
    why: "Another user of the machine can create the path first: as a file with content that your \
          program then reads, or as a link to a file of yours that it then overwrites.",
    fix: "Let `tempfile.NamedTemporaryFile`, `tempfile.TemporaryDirectory` or `tempfile.mkstemp` \
          choose the name and create the file, or use a folder that belongs to the service \
          (`/run/…`, `/var/lib/…`). The rule `predictable-temp-name` reports those paths that are \
          seen to be written to.",
    bad: "CACHE = \"/tmp/app-cache.json\"\n",
    good: "import tempfile\n\nCACHE = tempfile.mkdtemp()\n",
    references: &[
        "https://docs.python.org/3/library/tempfile.html",
        "https://cwe.mitre.org/data/definitions/379.html",
    ],
    options: &[temp_folder::OPTION],
};

fn check_literal<'a>(literal: &StrLiteral<'a>, cx: &mut Context<'a>) {
    check(literal.value, literal.expr, cx);
}

/// The f-strings among the parts of a text; its literals are checked by themselves.
fn check_built<'a>(text: &BuiltText<'a>, cx: &mut Context<'a>) {
    const MAX_PARTS: usize = 64;
    let mut rest = text.expr;
    for _ in 0..MAX_PARTS {
        match rest {
            Expr::BinOp(sum) if matches!(sum.op, Operator::Add | Operator::Mod) => {
                if let Expr::FString(string) = &*sum.right {
                    check_f_string(string, cx);
                }
                rest = &sum.left;
            }
            Expr::FString(string) => return check_f_string(string, cx),
            _ => return,
        }
    }
}

fn check_f_string<'a>(string: &'a ExprFString, cx: &mut Context<'a>) {
    let start = match string.value.iter().next() {
        Some(FStringPart::Literal(literal)) => literal.as_str(),
        Some(FStringPart::FString(part)) => match part.elements.first() {
            Some(InterpolatedStringElement::Literal(literal)) => &literal.value,
            _ => return,
        },
        None => return,
    };
    check(start, string, cx);
}

fn check(path: &str, at: impl Ranged, cx: &mut Context<'_>) {
    if below(path, cx.texts(temp_folder::OPTION.name)).is_some() {
        cx.report(at, "every user of the machine may create this path first");
    }
}
