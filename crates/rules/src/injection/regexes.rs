//! Where regular expressions stand in code, and how they are meant.

use hognose_python::ast::{Expr, Operator};
use hognose_regex::{Flags, Pattern, Use};
use hognose_registry::{Call, Context};
use hognose_semantic::{Constant, Place};

/// What takes an expression.
pub(super) struct Taker {
    /// The argument that is the expression: its name and position.
    pub(super) pattern: (&'static str, usize),
    flags: (&'static str, usize),
    usage: Use,
}

/// No call has so many arguments.
const KEYWORD_ONLY: usize = 99;

/// How a function takes an expression.
pub(super) fn taker(name: &str) -> Taker {
    let (module, function) = name.rsplit_once('.').unwrap_or(("", name));
    let (pattern, flags, usage) = match (module, function) {
        // What is compiled may be used in any way; it fails least often if it may match anywhere.
        ("re" | "regex", "compile") => (("pattern", 0), 1, Use::Search),
        ("re" | "regex", "match") => (("pattern", 0), 2, Use::Match),
        ("re" | "regex", "fullmatch") => (("pattern", 0), 2, Use::FullMatch),
        ("re" | "regex", "sub" | "subn") => (("pattern", 0), 4, Use::Search),
        ("re" | "regex", "split") => (("pattern", 0), 3, Use::Search),
        ("re" | "regex", _) => (("pattern", 0), 2, Use::Search),
        ("marshmallow.validate" | "wtforms.validators", _) => (("regex", 0), 1, Use::Match),
        ("django.urls" | "django.conf.urls", _) => (("route", 0), KEYWORD_ONLY, Use::Search),
        ("django.core.validators" | "django.forms" | "rest_framework.serializers", _) => {
            (("regex", 0), KEYWORD_ONLY, Use::Search)
        }
        // Newer versions have `pattern`, of an engine that takes linear time.
        _ => (("regex", KEYWORD_ONLY), KEYWORD_ONLY, Use::Match),
    };
    Taker { pattern, flags: ("flags", flags), usage }
}

impl Taker {
    /// The expression that a call is given: where it stands, what it says, and how it is used. None if
    /// it is not known, or none that Python reads.
    pub(super) fn expression<'a>(
        &self,
        call: &Call<'a>,
        cx: &Context<'a>,
    ) -> Option<(&'a Expr, Pattern, Use)> {
        let expression = call.argument(self.pattern.0, self.pattern.1)?;
        let mut flags = match call.argument(self.flags.0, self.flags.1) {
            Some(flags) => flags_of(flags, call.place, cx, 8)?,
            None if call.has_unpacked_arguments() => return None,
            None => Flags::default(),
        };
        let text = match cx.model.constant(expression, call.place)? {
            Constant::Str(text) => text.into_owned(),
            Constant::Bytes(bytes) => {
                flags.ascii = true;
                bytes
                    .iter()
                    .take(hognose_regex::MAX_PATTERN + 1)
                    .map(|it| char::from(*it))
                    .collect()
            }
            _ => return None,
        };
        Some((expression, Pattern::parse(&text, flags)?, self.usage))
    }
}

/// The flags that an expression joins. None if one is not known.
fn flags_of<'a>(flags: &'a Expr, place: Place, cx: &Context<'a>, depth: u32) -> Option<Flags> {
    if let Expr::BinOp(both) = flags
        && matches!(both.op, Operator::BitOr)
    {
        let depth = depth.checked_sub(1)?;
        let left = flags_of(&both.left, place, cx, depth)?;
        let right = flags_of(&both.right, place, cx, depth)?;
        return Some(Flags {
            ignore_case: left.ignore_case | right.ignore_case,
            multi_line: left.multi_line | right.multi_line,
            dot_all: left.dot_all | right.dot_all,
            verbose: left.verbose | right.verbose,
            ascii: left.ascii | right.ascii,
        });
    }
    let mut names = cx.model.qualified_names(flags, place);
    let none = Flags::default();
    let Some(name) = names.next() else {
        return cx.model.constant(flags, place)?.as_int().filter(|it| *it == 0).map(|_| none);
    };
    let (module, flag) = name.rsplit_once('.')?;
    if !matches!(module, "re" | "regex" | "re.RegexFlag") {
        return None;
    }
    Some(match flag {
        "I" | "IGNORECASE" => Flags { ignore_case: true, ..none },
        "M" | "MULTILINE" => Flags { multi_line: true, ..none },
        "S" | "DOTALL" => Flags { dot_all: true, ..none },
        "X" | "VERBOSE" => Flags { verbose: true, ..none },
        "A" | "ASCII" => Flags { ascii: true, ..none },
        "U" | "UNICODE" | "L" | "LOCALE" | "DEBUG" | "NOFLAG" => none,
        _ => return None,
    })
}
