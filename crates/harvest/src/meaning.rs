//! What the conditions of a warning say about its subject: which argument, which name.

use hognose_deprecation::When;

use crate::facts::{Condition, Fact, Function, ParameterKind, Relation};
use crate::link::Context;
use crate::message::HOLE;
use crate::warn::Warnings;

/// What a warning is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// Whatever the warning stands in: it is given in any case.
    Whole,
    /// Arguments of the function, or of the constructor of its class.
    Arguments(Vec<Argument>),
    /// Something that only running the code could tell.
    Unclear,
}

/// An argument that is warned of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Argument {
    pub(crate) name: String,
    pub(crate) position: Option<u32>,
    pub(crate) when: When,
    pub(crate) value: Option<String>,
    /// Whether it is one of the constructor, kept by the object: `self.name`.
    pub(crate) is_kept: bool,
}

/// The most values of an argument that are told apart.
const MOST_VALUES: usize = 8;

/// What a condition says.
enum Part {
    /// Nothing of interest.
    Nothing,
    Arguments(Vec<Argument>),
    Unclear,
}

/// What the conditions of a warning with this text say.
pub(crate) fn meaning<'a>(
    conditions: impl Iterator<Item = &'a Condition>,
    reader: &Subject<'_, '_>,
    text: &str,
) -> Meaning {
    let mut groups = Vec::new();
    for condition in conditions {
        match reader.part(condition) {
            Part::Nothing => {}
            Part::Arguments(arguments) => groups.push(arguments),
            Part::Unclear => return Meaning::Unclear,
        }
    }
    if groups.is_empty() {
        return Meaning::Whole;
    }
    // A message that is known names the argument that it is about. Of several tests, that is the one.
    let is_known = !text.trim().is_empty() && !text.contains(HOLE);
    if groups.len() > 1 || is_known {
        groups.retain(|group| group.iter().any(|argument| names(text, &argument.name)));
    }
    match <[_; 1]>::try_from(groups) {
        Ok([only]) => Meaning::Arguments(only),
        Err(_) => Meaning::Unclear,
    }
}

/// Whether a text has a word.
fn names(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let is_part = |c: char| c == '_' || c.is_alphanumeric();
        !text[..at].ends_with(is_part) && !text[at + word.len()..].starts_with(is_part)
    })
}

/// The function whose parameters are tested.
pub(crate) struct Subject<'w, 'a> {
    pub(crate) warnings: &'w Warnings<'a>,
    pub(crate) cx: Context<'a>,
    pub(crate) function: &'a Function,
    /// How many leading parameters are not given by callers: `self`.
    pub(crate) skipped: usize,
}

/// A parameter, and what it is if it is not given.
struct Tested {
    argument: Argument,
    default: Option<Fact>,
}

impl Subject<'_, '_> {
    fn part(&self, condition: &Condition) -> Part {
        match condition {
            Condition::All(parts) => {
                let mut all = Vec::new();
                for part in parts {
                    match self.part(part) {
                        Part::Nothing => {}
                        Part::Arguments(arguments) if all.is_empty() => all = arguments,
                        Part::Arguments(_) | Part::Unclear => return Part::Unclear,
                    }
                }
                if all.is_empty() { Part::Nothing } else { Part::Arguments(all) }
            }
            Condition::Any(parts) => {
                let mut all = Vec::new();
                for part in parts {
                    match self.part(part) {
                        Part::Arguments(arguments) => all.extend(arguments),
                        Part::Nothing | Part::Unclear => return Part::Unclear,
                    }
                }
                Part::Arguments(all)
            }
            Condition::Truth { of, negated } => self.truth(of, *negated),
            // A helper that was not given what it tests: `None is not None`.
            Condition::Compare { left, relation: Relation::Same, right, negated: false }
                if same(left, right) =>
            {
                Part::Nothing
            }
            Condition::Compare { left, relation: Relation::Same, right, negated } => {
                let swapped = self.tested(left).is_none();
                let (left, right) = if swapped { (right, left) } else { (left, right) };
                self.comparison(left, right, *negated)
            }
            Condition::Compare { left, relation: Relation::In, right, negated } => {
                self.membership(left, right, *negated)
            }
            Condition::Unknown => Part::Unclear,
        }
    }

    /// `if x`
    fn truth(&self, of: &Fact, negated: bool) -> Part {
        // Whether to warn at all: a switch, not something that is found out here.
        if let Fact::Name(name) = of
            && (name.contains("warn") || name == "__debug__")
            && self.function.local(name).is_none()
        {
            return Part::Nothing;
        }
        let Some(tested) = self.tested(of) else { return Part::Unclear };
        let default = tested.default.as_ref();
        let literal =
            |text: &str| matches!(default, Some(Fact::Literal(default)) if default == text);
        let is_empty = matches!(default, Some(Fact::Text(pieces)) if pieces.is_empty())
            || matches!(default, Some(Fact::List(items)) if items.is_empty());
        match negated {
            false if literal("False") => Self::value(tested, "True"),
            false if literal("None") || literal("0") || is_empty => {
                Part::Arguments(vec![tested.argument])
            }
            true if literal("True") => Self::value(tested, "False"),
            _ => Part::Unclear,
        }
    }

    fn value(tested: Tested, value: &str) -> Part {
        let argument = Argument { value: Some(value.to_owned()), ..tested.argument };
        Part::Arguments(vec![argument])
    }

    /// `if x is not None`
    fn comparison(&self, left: &Fact, right: &Fact, negated: bool) -> Part {
        // A helper that tests what it was given: a category is not `None`.
        let is_none = matches!(right, Fact::Literal(text) if text == "None");
        if negated && is_none && self.is_something(left) {
            return Part::Nothing;
        }
        let Some(tested) = self.tested(left) else { return Part::Unclear };
        let is_default = tested.default.as_ref().is_some_and(|default| same(default, right));
        match (is_default, negated) {
            (true, true) => Part::Arguments(vec![tested.argument]),
            (true, false) => {
                let argument = Argument { when: When::Missing, ..tested.argument };
                Part::Arguments(vec![argument])
            }
            (false, false) => match right.literal() {
                Some(value) => Self::value(tested, &value),
                None => Part::Unclear,
            },
            (false, true) => Part::Unclear,
        }
    }

    /// Whether an expression is certainly not `None`.
    fn is_something(&self, fact: &Fact) -> bool {
        match fact {
            Fact::Text(_) | Fact::List(_) | Fact::Table(_) => true,
            Fact::Literal(text) => text != "None",
            Fact::Name(_) => self.warnings.library.category(self.cx, fact, None).is_some(),
            _ => false,
        }
    }

    /// `if "x" in kwargs`, `if x in ("a", "b")`
    fn membership(&self, left: &Fact, right: &Fact, negated: bool) -> Part {
        if negated {
            return Part::Unclear;
        }
        if let (Some(key), Fact::Name(rest)) = (left.known_text(), right) {
            let is_rest = self.function.takes_keywords() == Some(rest.as_str());
            let is_keyword = is_rest && crate::message::is_identifier(key);
            return if is_keyword { Part::Arguments(vec![keyword(key)]) } else { Part::Unclear };
        }
        let Some(tested) = self.tested(left) else { return Part::Unclear };
        let Fact::List(items) = self.warnings.value(self.cx, right) else { return Part::Unclear };
        let values: Option<Vec<Argument>> = items
            .iter()
            .map(|item| Some(Argument { value: Some(item.literal()?), ..tested.argument.clone() }))
            .collect();
        match values {
            Some(values) if !values.is_empty() && values.len() <= MOST_VALUES => {
                Part::Arguments(values)
            }
            _ => Part::Unclear,
        }
    }

    /// The parameter that an expression is.
    fn tested(&self, fact: &Fact) -> Option<Tested> {
        match fact {
            Fact::Name(name) => {
                if let Some(kept) = name.strip_prefix("self.") {
                    return self.kept(kept);
                }
                if let Some(parameter) = self.function.parameter(name) {
                    if matches!(parameter.kind, ParameterKind::Rest | ParameterKind::Keywords) {
                        return None;
                    }
                    let argument = Argument {
                        name: name.clone(),
                        position: self.function.position(name, self.skipped),
                        when: When::Given,
                        value: None,
                        is_kept: false,
                    };
                    return Some(Tested { argument, default: parameter.default.clone() });
                }
                self.popped(self.function.local(name)?)
            }
            other => self.popped(other),
        }
    }

    /// `kwargs.pop("x", None)`
    fn popped(&self, fact: &Fact) -> Option<Tested> {
        let Fact::Call(call) = fact else { return None };
        let (object, method) = call.callee.rsplit_once('.')?;
        if Some(object) != self.function.takes_keywords() || !matches!(method, "pop" | "get") {
            return None;
        }
        let name =
            call.arguments.first()?.known_text().filter(|it| crate::message::is_identifier(it))?;
        let none = || Fact::Literal("None".to_owned());
        let default = call.arguments.get(1).cloned().unwrap_or_else(none);
        Some(Tested { argument: keyword(name), default: Some(default) })
    }

    /// `self.x`, which the constructor was given as `x`.
    fn kept(&self, name: &str) -> Option<Tested> {
        let class = self.cx.class?;
        let constructor = class.constructor()?;
        if std::ptr::eq(constructor, self.function) || !constructor.attributes.contains(name) {
            return None;
        }
        let parameter = constructor.parameter(name)?;
        let argument = Argument {
            name: name.to_owned(),
            position: constructor.position(name, 1),
            when: When::Given,
            value: None,
            is_kept: true,
        };
        Some(Tested { argument, default: parameter.default.clone() })
    }
}

/// An argument that only a keyword reaches.
fn keyword(name: &str) -> Argument {
    Argument {
        name: name.to_owned(),
        position: None,
        when: When::Given,
        value: None,
        is_kept: false,
    }
}

/// Whether two expressions are the same value, by their looks.
fn same(one: &Fact, other: &Fact) -> bool {
    match (one, other) {
        (Fact::Name(one), Fact::Name(other)) => {
            one == other || one.rsplit('.').next() == other.rsplit('.').next()
        }
        (Fact::Literal(_) | Fact::Text(_), _) => one == other,
        _ => false,
    }
}
