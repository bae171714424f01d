//! `%(name)s` in a value stands for the value of another key, `%%` for a percent sign.
//!
//! Values may refer to values that refer to others: ten levels, as in Python. A short file can ask for
//! more text that way than any machine holds; Python tries, and here it is refused.

use std::collections::BTreeMap;

/// How deep values may refer to each other.
const MAX_DEPTH: usize = 10;

/// How many bytes all the values of a file may take to write, names that are looked up included.
const MAX_WORK: usize = 4 << 20;

/// What is wrong with a value.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum BadValue {
    /// A `%` before something else than `%` or `(name)s`.
    Syntax,
    /// A key that is not there.
    Unknown(String),
    /// Values that refer to each other in a circle, or too deep.
    TooDeep,
    /// Values that are too long when they are written out.
    TooLong,
}

impl BadValue {
    pub(super) fn message(&self) -> String {
        match self {
            Self::Syntax => "a `%` in a value must be followed by `%` or `(name)s`".to_owned(),
            Self::Unknown(name) => format!("there is no `{name}` for `%({name})s` to stand for"),
            Self::TooDeep => "values refer to each other in a circle, or too deep".to_owned(),
            Self::TooLong => "with all that it refers to, the value is too long".to_owned(),
        }
    }

    pub(super) fn help(&self) -> &'static str {
        match self {
            Self::Syntax => "write `%%` for a percent sign",
            Self::Unknown(_) => "set it in the same section, or in `[DEFAULT]`",
            Self::TooDeep | Self::TooLong => "write the value itself",
        }
    }
}

/// The values of a section, to be put in the places that refer to them.
#[derive(Debug)]
pub(super) struct Interpolation<'e> {
    values: BTreeMap<&'e str, &'e str>,
    left: usize,
}

impl<'e> Interpolation<'e> {
    pub(super) fn new(values: BTreeMap<&'e str, &'e str>) -> Self {
        Self { values, left: MAX_WORK }
    }

    /// A value as it is meant.
    ///
    /// # Errors
    ///
    /// If it refers to what there is not, or to too much.
    pub(super) fn value(&mut self, text: &str) -> Result<String, BadValue> {
        let mut value = String::with_capacity(text.len());
        self.expand(text, 1, &mut value)?;
        Ok(value)
    }

    fn expand(&mut self, text: &str, depth: usize, into: &mut String) -> Result<(), BadValue> {
        if depth > MAX_DEPTH && text.contains('%') {
            return Err(BadValue::TooDeep);
        }
        let mut rest = text;
        while let Some(at) = rest.find('%') {
            self.pay(at)?;
            into.push_str(&rest[..at]);
            rest = &rest[at + 1..];
            if let Some(behind) = rest.strip_prefix('%') {
                into.push('%');
                rest = behind;
                continue;
            }
            let (name, behind) = reference(rest).ok_or(BadValue::Syntax)?;
            self.pay(name.len() + 1)?;
            let name = name.to_lowercase();
            let Some(value) = self.values.get(name.as_str()).copied() else {
                return Err(BadValue::Unknown(name));
            };
            self.expand(value, depth + 1, into)?;
            rest = behind;
        }
        self.pay(rest.len())?;
        into.push_str(rest);
        Ok(())
    }

    fn pay(&mut self, bytes: usize) -> Result<(), BadValue> {
        self.left = self.left.checked_sub(bytes).ok_or(BadValue::TooLong)?;
        Ok(())
    }
}

/// Reads `(name)s`: the name, and what stands behind.
fn reference(text: &str) -> Option<(&str, &str)> {
    let (name, behind) = text.strip_prefix('(')?.split_once(')')?;
    Some((name, behind.strip_prefix('s')?)).filter(|(name, _)| !name.is_empty())
}
