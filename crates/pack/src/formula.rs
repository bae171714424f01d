//! How patterns are combined into the condition of a rule.

use std::sync::OnceLock;

use regex::{Regex, RegexBuilder};
use serde::{Deserialize, Serialize};

use crate::comparison::Term;
use crate::key::{Key, key};
use crate::literals::literals;
use crate::pattern::{Pattern, Slot};

/// What a piece of code must be.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Filter {
    /// An instance of the pattern.
    Pattern(Pattern),
    /// A text in which the expression finds something.
    Regex(Expression),
    /// One of these.
    Any(Vec<Filter>),
    /// All of these. What binds metavariables comes before what only asks for them.
    All(Vec<Clause>),
}

impl Default for Filter {
    /// What nothing is.
    fn default() -> Self {
        Self::Any(Vec::new())
    }
}

/// One of several conditions.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Clause {
    /// The code is this, too.
    Is(Filter),
    /// It stands within such code.
    Inside(Filter),
    /// The code that a metavariable stands for is this.
    MetaPattern(Slot, Filter),
    /// The code is not this.
    Not(Filter),
    /// It does not stand within such code.
    NotInside(Filter),
    /// The text of a metavariable begins with what the expression finds.
    MetaRegex(Slot, Expression),
    /// A comparison holds.
    Compare(Term),
    /// What is reported is what one of these stands for.
    Focus(Vec<Slot>),
}

impl Clause {
    /// Where in the order of evaluation it comes.
    pub(crate) fn rank(&self) -> u8 {
        match self {
            Self::Is(_) => 0,
            Self::Inside(_) => 1,
            Self::MetaPattern(..) => 2,
            Self::Not(_) => 3,
            Self::NotInside(_) => 4,
            Self::MetaRegex(..) => 5,
            Self::Compare(_) => 6,
            Self::Focus(_) => 7,
        }
    }
}

/// A regular expression; compiled when it is first needed.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Expression {
    text: String,
    /// Whether it must match at the start.
    anchored: bool,
    #[serde(skip)]
    compiled: OnceLock<Option<Regex>>,
}

/// The compiled form of an expression is not larger; in bytes.
const MAX_SIZE: usize = 1 << 20;

impl Expression {
    /// # Errors
    ///
    /// If it is no regular expression, uses what takes more than linear time, or is too large.
    pub(crate) fn new(text: &str, anchored: bool) -> Result<Self, String> {
        let this = Self { text: text.to_owned(), anchored, compiled: OnceLock::new() };
        this.compile().map_err(|error| format!("the regular expression is refused: {error}"))?;
        Ok(this)
    }

    /// Texts of which one stands in whatever the expression finds, if there are such.
    pub(crate) fn literals(&self) -> Option<Vec<Vec<u8>>> {
        if self.anchored { None } else { literals(&self.text) }
    }

    fn compile(&self) -> Result<Regex, regex::Error> {
        let text = if self.anchored { format!("\\A(?:{})", self.text) } else { self.text.clone() };
        RegexBuilder::new(&text).multi_line(!self.anchored).size_limit(MAX_SIZE).build()
    }

    /// The expression; nothing if it is broken, which [`Self::new`] has made sure it is not.
    pub(crate) fn regex(&self) -> Option<&Regex> {
        self.compiled.get_or_init(|| self.compile().ok()).as_ref()
    }
}

/// One way to find where a rule could match.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Driver {
    pub(crate) key: Key,
    /// Which of the alternatives and conditions the key belongs to, from the outermost in.
    pub(crate) path: Vec<u16>,
}

/// The ways to find where a rule could match.
///
/// # Errors
///
/// If there is a place where it could match that no key leads to: why.
pub(crate) fn drivers(filter: &Filter) -> Result<Vec<Driver>, String> {
    match filter {
        Filter::Pattern(pattern) => match key(pattern) {
            Some(key) => Ok(vec![Driver { key, path: Vec::new() }]),
            None => Err("the pattern cannot be indexed: it names no function that is called, no \
                         keyword argument, no module, no definition and nothing that is assigned \
                         to, so that it would have to be tried everywhere; name one of these in it"
                .into()),
        },
        Filter::Regex(_) => Ok(vec![Driver { key: Key::Search, path: Vec::new() }]),
        Filter::Any(filters) => {
            let mut all = Vec::new();
            for (at, filter) in filters.iter().enumerate() {
                all.extend(prefixed(at, drivers(filter)?));
            }
            Ok(all)
        }
        Filter::All(clauses) => {
            let mut refused = "there is no `pattern` that says what is looked for".to_owned();
            let mut search = None;
            for (at, clause) in clauses.iter().enumerate() {
                let Clause::Is(filter) = clause else { continue };
                match drivers(filter) {
                    Ok(found) if found.iter().any(|driver| driver.key == Key::Search) => {
                        search = search.or(Some(prefixed(at, found)));
                    }
                    Ok(found) => return Ok(prefixed(at, found)),
                    Err(why) => refused = why,
                }
            }
            search.ok_or(refused)
        }
    }
}

fn prefixed(at: usize, drivers: Vec<Driver>) -> Vec<Driver> {
    let at = u16::try_from(at).unwrap_or(u16::MAX);
    drivers
        .into_iter()
        .map(|mut driver| {
            driver.path.insert(0, at);
            driver
        })
        .collect()
}
