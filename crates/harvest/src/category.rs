//! Categories of warnings, and the versions in their names: `RemovedInDjango70Warning`.

use hognose_deprecation::Version;

use crate::facts::{Call, Fact, Piece, What};
use crate::link::{Context, Found, Library};
use crate::message::{Said, version};

/// A category of warnings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Category {
    pub(crate) kind: CategoryKind,
    /// What its name, or its class, says about versions.
    pub(crate) said: Said,
}

/// What a category says of its warnings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum CategoryKind {
    /// That they are about deprecations.
    Deprecation,
    /// That something will change: a deprecation only if the message says so.
    Future,
    /// Nothing.
    #[default]
    Any,
}

/// How far a category is derived from a builtin one.
const MAX_DEPTH: u32 = 8;

impl Library {
    /// The category that an expression is, or is an instance of.
    pub(crate) fn category(
        &self,
        cx: Context<'_>,
        fact: &Fact,
        current: Option<Version>,
    ) -> Option<Category> {
        self.category_within(cx, fact, current, MAX_DEPTH)
    }

    fn category_within(
        &self,
        cx: Context<'_>,
        fact: &Fact,
        current: Option<Version>,
        depth: u32,
    ) -> Option<Category> {
        let depth = depth.checked_sub(1)?;
        let written = match fact {
            Fact::Name(name) => name,
            Fact::Call(call) if !call.callee.is_empty() => &call.callee,
            _ => return None,
        };
        let of_alias = in_name(leaf(written), current);
        let category = match self.resolve(cx, written)? {
            Found::External(name) => builtin(leaf(&name))
                .map(|kind| Category { kind, said: in_name(leaf(&name), current) }),
            Found::Module(_) => None,
            Found::Definition(place) => match place.class() {
                Some(class) => {
                    let own = Context::module(class.module);
                    let base = class.class.bases.iter().find_map(|base| {
                        self.category_within(own, &Fact::Name(base.clone()), current, depth)
                    })?;
                    let said =
                        in_name(class.own_name(), current).or(in_class(&class.class.scope.names));
                    // Some derive it from `UserWarning`, so that it is shown.
                    let name = class.own_name();
                    let kind = match builtin(name) {
                        Some(CategoryKind::Deprecation) => CategoryKind::Deprecation,
                        // Others warn of what is new in the same way.
                        _ if ["Beta", "Experimental", "Preview"]
                            .iter()
                            .any(|it| name.contains(it)) =>
                        {
                            CategoryKind::Any
                        }
                        _ => base.kind,
                    };
                    Some(Category { kind, said: said.or(base.said) })
                }
                None => place.definitions.iter().find_map(|definition| match &definition.what {
                    What::Value(value) => {
                        self.category_within(place.context(), value, current, depth)
                    }
                    _ => None,
                }),
            },
        }?;
        Some(Category { kind: category.kind, said: of_alias.or(category.said) })
    }
}

fn leaf(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or_default()
}

/// The kind of a category of Python, or of another package.
fn builtin(name: &str) -> Option<CategoryKind> {
    match name {
        "DeprecationWarning" | "PendingDeprecationWarning" => Some(CategoryKind::Deprecation),
        "FutureWarning" => Some(CategoryKind::Future),
        "UserWarning" | "Warning" | "RuntimeWarning" | "ImportWarning" | "SyntaxWarning" => {
            Some(CategoryKind::Any)
        }
        _ => {
            let is_category = name.ends_with("Warning")
                || name.starts_with("Deprecated")
                || name.starts_with("RemovedIn");
            let speaks = name.contains("Deprecat") || name.contains("RemovedIn");
            (is_category && speaks).then_some(CategoryKind::Deprecation)
        }
    }
}

/// What `super().__init__(…, since=(2, 0), expected_removal=(3, 0))` in a class says.
fn in_class(names: &std::collections::BTreeMap<String, Vec<crate::facts::Definition>>) -> Said {
    let Some(definitions) = names.get("__init__") else { return Said::default() };
    let mut said = Said::default();
    for definition in definitions {
        let What::Function(function) = &definition.what else { continue };
        for event in &function.events {
            let version = |name| event.call.keyword(name).and_then(as_version);
            said = said.or(Said {
                since: version("since"),
                planned: version("expected_removal"),
                ..Said::default()
            });
        }
    }
    said
}

/// A version given as a text, a number, or a tuple of numbers.
pub(crate) fn as_version(fact: &Fact) -> Option<Version> {
    match fact {
        Fact::Text(_) => version(fact.known_text()?),
        Fact::Literal(text) => version(text),
        Fact::List(items) => {
            let parts: Option<Vec<&str>> = items
                .iter()
                .map(|item| match item {
                    Fact::Literal(text) => Some(text.as_str()),
                    _ => None,
                })
                .collect();
            version(&parts?.join("."))
        }
        _ => None,
    }
}

/// The versions in the name of a category.
fn in_name(name: &str, current: Option<Version>) -> Said {
    let Some(first) = name.find(|c: char| c.is_ascii_digit()) else { return Said::default() };
    let end = name[first..]
        .find(|c: char| !c.is_ascii_digit() && c != '_')
        .map_or(name.len(), |length| first + length);
    let digits = name[first..end].trim_matches('_');
    let version = if digits.contains('_') {
        version(&digits.replace('_', "."))
    } else {
        from_digits(digits, current)
    };
    let lead = name[..first].to_ascii_lowercase();
    if lead.ends_with("since") || lead.ends_with("deprecatedin") || lead.ends_with("deprecatedinv")
    {
        Said { since: version, ..Said::default() }
    } else {
        Said { planned: version, ..Said::default() }
    }
}

/// The version that digits without dots stand for: `70` is 7.0 to a package at 6.1, `42` is 42.0 to one
/// at 45.0.
fn from_digits(digits: &str, current: Option<Version>) -> Option<Version> {
    let current = current.map_or(1, Version::major);
    if digits.len() == 4 && digits.starts_with("20") {
        // A year, which a package may come to count in.
        return Some(Version::new(digits.parse().ok()?, 0));
    }
    let split = |at: usize| -> Option<Version> {
        let (major, minor) = digits.split_at_checked(at)?;
        let minor = if minor.is_empty() { "0" } else { minor };
        Some(Version::new(major.parse().ok()?, minor.parse().ok()?))
    };
    let whole = split(digits.len());
    (1..digits.len().min(3))
        .filter_map(split)
        .chain(whole)
        .min_by_key(|version| version.major().abs_diff(current))
}

/// What the arguments of a call say, by the names under which they are given.
pub(crate) fn labelled(
    call: &Call,
    parameters: &[&str],
    is_positional_version_planned: bool,
) -> Said {
    let by_position = call
        .arguments
        .iter()
        .enumerate()
        .filter_map(|(index, fact)| Some((*parameters.get(index)?, fact)));
    let by_keyword = call.keywords.iter().map(|(name, fact)| (name.as_str(), fact));
    let mut said = Said::default();
    for (name, fact) in by_position.chain(by_keyword) {
        let name = name.trim_start_matches('_');
        let is_removal = name.contains("remov") || matches!(name, "end" | "until");
        let is_since = matches!(
            name,
            "since" | "deprecated_in" | "as_of" | "deprecated_since" | "from_version" | "start"
        );
        if is_removal || (name == "version" && is_positional_version_planned) {
            said.planned = said.planned.or_else(|| as_version(fact));
        } else if is_since || name == "version" {
            said.since = said.since.or_else(|| as_version(fact));
        } else if matches!(
            name,
            "alternative"
                | "replacement"
                | "instead"
                | "new_name"
                | "new_arg_name"
                | "alternative_import"
                | "new"
                | "use_instead"
                | "new_method"
                | "alt"
                | "new_location"
                | "new_arg"
                | "alt_name"
        ) {
            said.replacement =
                said.replacement.or_else(|| crate::message::given_name(fact.known_text()?));
        }
    }
    said
}

/// Texts that are given to a call, as one.
pub(crate) fn texts_of(call: &Call) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for value in call.values() {
        let items = if let Fact::List(items) = value {
            items.as_slice()
        } else {
            std::slice::from_ref(value)
        };
        for item in items {
            if let Fact::Text(more) = item {
                pieces.extend(more.iter().cloned());
                pieces.push(Piece::Known(" ".to_owned()));
            }
        }
    }
    pieces
}
