//! Regular expressions that take more than linear time, and texts whose length was looked at.

use std::rc::Rc;

use hognose_ir::{Expr, ExprKind};
use hognose_regex::{Attack, Flags, Growth, Pattern, Use};

use super::call::Args;
use super::{Frame, Interp};
use crate::limits::MAX_REGEXES;
use crate::state::State;
use crate::value::{Alt, Const, Value};

/// What a slow expression does, in words; and whether it is worse than quadratic.
pub(crate) type Slow = (Rc<str>, bool);

/// The condition of a sink that the expression takes long.
pub(crate) const CONDITION: &str = "<slow>";

/// How often the text is repeated in an example.
const TIMES: u32 = 10_000;

/// A text of which no more than so many characters are taken does no harm.
const MAX_SLICE: i64 = 1_000;

/// The flags of `re`, by their numbers.
const FLAGS: [(&str, i64); 16] = [
    ("IGNORECASE", 2),
    ("I", 2),
    ("LOCALE", 4),
    ("L", 4),
    ("MULTILINE", 8),
    ("M", 8),
    ("DOTALL", 16),
    ("S", 16),
    ("UNICODE", 32),
    ("U", 32),
    ("VERBOSE", 64),
    ("X", 64),
    ("ASCII", 256),
    ("A", 256),
    ("DEBUG", 128),
    ("NOFLAG", 0),
];

/// The number that a flag of `re` is.
pub(crate) fn flag(path: &str) -> Option<i64> {
    let name = path.strip_prefix("re.")?;
    let name = name.strip_prefix("RegexFlag.").unwrap_or(name);
    FLAGS.iter().find(|it| it.0 == name).map(|it| it.1)
}

/// An expression and its flags as one expression; those that change what is read.
pub(crate) fn with_flags(pattern: &Rc<str>, flags: i64) -> Rc<str> {
    match (flags & 8 != 0, flags & 64 != 0) {
        (false, false) => Rc::clone(pattern),
        (true, false) => format!("(?m){pattern}").into(),
        (false, true) => format!("(?x){pattern}").into(),
        (true, true) => format!("(?mx){pattern}").into(),
    }
}

impl Interp<'_> {
    /// What a call does that compares a text with a slow expression, and whether it is very slow; none
    /// if the expression is not known, or quick.
    pub(crate) fn slow(
        &mut self,
        callee: &str,
        receiver: Option<&Value>,
        args: &Args,
    ) -> Option<Slow> {
        let function = callee.rsplit('.').next()?;
        let usage = match function {
            "match" => Use::Match,
            "fullmatch" => Use::FullMatch,
            _ => Use::Search,
        };
        let pattern = match receiver.and_then(Value::single) {
            Some(Alt::Regex(pattern)) => Rc::clone(pattern),
            _ => self.given_pattern(function, args)?,
        };
        let key = (Rc::clone(&pattern), usage);
        if let Some(known) = self.slow.get(&key) {
            return known.clone();
        }
        if self.slow.len() >= MAX_REGEXES {
            return None;
        }
        let pattern = Pattern::parse(&pattern, Flags::default());
        let attack = pattern.and_then(|it| it.exponential(usage).or_else(|| it.polynomial(usage)));
        let found = attack.map(|attack| described(&attack));
        self.slow.insert(key, found.clone());
        found
    }

    fn given_pattern(&mut self, function: &str, args: &Args) -> Option<Rc<str>> {
        let given = self.first_given(args, "0|pattern".split('|'))?;
        let pattern = match given.single()? {
            Alt::Const(Const::Str(text) | Const::Bytes(text)) | Alt::Regex(text) => Rc::clone(text),
            _ => return None,
        };
        let names = match function {
            "sub" | "subn" => "4|flags",
            "split" => "3|flags",
            _ => "2|flags",
        };
        match self.first_given(args, names.split('|')) {
            None => Some(pattern),
            Some(flags) => match flags.as_const()? {
                Const::Int(flags) => Some(with_flags(&pattern, *flags)),
                _ => None,
            },
        }
    }

    /// Notes that a text is short where its length was compared: `len(text) < 100`.
    pub(crate) fn short(&mut self, frame: &mut Frame, state: &mut State, length: &Expr) {
        let ExprKind::Call(callee, args) = &length.kind else { return };
        let (ExprKind::Var(_), [arg]) = (&callee.kind, &args[..]) else { return };
        // What is looked at once more must do nothing.
        if !matches!(arg.value.kind, ExprKind::Var(_)) {
            return;
        }
        let callee = self.eval(frame, state, callee);
        let is_len = self.apis_of(state, &callee).iter().any(|it| &*self.apis.path(*it) == "len");
        if is_len {
            let text = self.eval(frame, state, &arg.value);
            let mask = self.cat.rules.lengths;
            self.clear(state, &text, mask);
        }
    }

    /// The harm that a part of a text does not do, by the number of characters that it has at most.
    pub(crate) fn harmless_slice(&self, lower: Option<i64>, upper: Option<i64>) -> u128 {
        let is_short = match (lower.unwrap_or(0), upper) {
            (lower, Some(upper)) if lower >= 0 && upper >= 0 => upper <= MAX_SLICE,
            (lower, None) => (-MAX_SLICE..0).contains(&lower),
            _ => false,
        };
        if is_short { self.cat.rules.lengths } else { 0 }
    }
}

fn described(attack: &Attack) -> Slow {
    let (time, is_very_slow) = match attack.growth {
        Growth::Power(2) => ("quadratic", false),
        Growth::Power(3) => ("cubic", true),
        Growth::Power(_) => ("polynomial", true),
        Growth::Exponential => ("exponential", true),
    };
    let times = if attack.growth == Growth::Exponential { 40 } else { TIMES };
    (format!("takes {time} time on texts like `{}`", attack.example(times)).into(), is_very_slow)
}
