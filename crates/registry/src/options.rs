//! The options of rules: what a rule lets its users adjust, and the values of a run.
//!
//! A rule declares its options beside its check. The kind of an option is the kind of its default,
//! so that the two cannot disagree. Where values come from is none of this module's business; it
//! takes only values that fit.

use std::fmt;
use std::mem::discriminant;

use hognose_core::RuleIndex;

use crate::Registry;

/// Something about a rule that its users can adjust.
#[derive(Debug, PartialEq, Eq)]
pub struct OptionMeta {
    /// The option's name: kebab-case, unique within its rule.
    pub name: &'static str,
    /// The value that holds unless the user sets another one.
    pub default: OptionDefault,
    /// What the option does, as Markdown.
    pub documentation: &'static str,
}

/// The default of an option.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OptionDefault {
    /// A switch.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A text.
    Text(&'static str),
    /// A list of texts.
    Texts(&'static [&'static str]),
}

/// The value of an option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OptionValue {
    /// A switch.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A text.
    Text(String),
    /// A list of texts.
    Texts(Vec<String>),
}

/// The values of all options of all rules of a registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleOptions {
    /// By rule; within a rule in the order of its declarations.
    by_rule: Vec<Vec<Held>>,
}

/// An option with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Held {
    option: &'static OptionMeta,
    value: OptionValue,
    is_default: bool,
}

/// A value was refused: the rule has no such option, or the option is of another kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OptionRefused;

impl fmt::Display for OptionRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the rule has no option of this name and kind")
    }
}

impl std::error::Error for OptionRefused {}

impl OptionDefault {
    /// The same value, owned.
    pub fn to_value(self) -> OptionValue {
        match self {
            Self::Bool(value) => OptionValue::Bool(value),
            Self::Integer(value) => OptionValue::Integer(value),
            Self::Text(value) => OptionValue::Text(value.to_owned()),
            Self::Texts(values) => {
                OptionValue::Texts(values.iter().map(|value| (*value).to_owned()).collect())
            }
        }
    }

    /// What a value of this kind is called in messages and documentation.
    pub const fn kind(self) -> &'static str {
        match self {
            Self::Bool(_) => "`true` or `false`",
            Self::Integer(_) => "an integer",
            Self::Text(_) => "a string",
            Self::Texts(_) => "a list of strings",
        }
    }
}

impl OptionValue {
    /// The value of a switch.
    pub fn as_bool(&self) -> Option<bool> {
        if let Self::Bool(value) = self { Some(*value) } else { None }
    }

    /// The value of a whole number.
    pub fn as_integer(&self) -> Option<i64> {
        if let Self::Integer(value) = self { Some(*value) } else { None }
    }

    /// The value of a text.
    pub fn as_text(&self) -> Option<&str> {
        if let Self::Text(value) = self { Some(value) } else { None }
    }

    /// The values of a list of texts.
    pub fn as_texts(&self) -> Option<&[String]> {
        if let Self::Texts(values) = self { Some(values) } else { None }
    }
}

impl RuleOptions {
    /// Every option at its default.
    pub fn defaults(registry: &Registry) -> Self {
        let defaults = |option: &'static OptionMeta| Held {
            option,
            value: option.default.to_value(),
            is_default: true,
        };
        let by_rule = registry
            .indices()
            .map(|rule| registry.meta(rule).options.iter().map(defaults).collect())
            .collect();
        Self { by_rule }
    }

    /// The value of an option; nothing if the rule does not declare it.
    pub fn get(&self, rule: RuleIndex, name: &str) -> Option<&OptionValue> {
        self.held(rule, name).map(|held| &held.value)
    }

    /// Whether an option has its default; true if the rule does not declare it.
    pub fn is_default(&self, rule: RuleIndex, name: &str) -> bool {
        self.held(rule, name).is_none_or(|held| held.is_default)
    }

    fn held(&self, rule: RuleIndex, name: &str) -> Option<&Held> {
        self.by_rule.get(rule.0 as usize)?.iter().find(|held| held.option.name == name)
    }

    /// Sets the value of an option.
    ///
    /// # Errors
    ///
    /// If the rule does not declare such an option, or declares it with another kind.
    pub fn set(
        &mut self,
        rule: RuleIndex,
        name: &str,
        value: OptionValue,
    ) -> Result<(), OptionRefused> {
        let options = self.by_rule.get_mut(rule.0 as usize).ok_or(OptionRefused)?;
        let held = options
            .iter_mut()
            .find(|held| {
                held.option.name == name && discriminant(&held.value) == discriminant(&value)
            })
            .ok_or(OptionRefused)?;
        held.is_default = value == held.option.default.to_value();
        held.value = value;
        Ok(())
    }
}
