//! Which calls warn of a deprecation: `warnings.warn` itself, helpers that call it, and decorators.

use std::cell::RefCell;
use std::sync::Arc;

use hognose_deprecation::Version;
use rustc_hash::FxHashMap;

use crate::category::{Category, CategoryKind, labelled, texts_of};
use crate::facts::{Call, Condition, Event, Fact, Function, Piece, What};
use crate::helper::{is_static, own_text, positional_names, tests_any, told_of};
use crate::link::{ClassAt, Context, Found, Library};
use crate::message::{Said, is_about_deprecation, may_be_about_deprecation, parse, plain};

/// How many helpers may stand between a function and `warnings.warn`.
const MAX_STEPS: u32 = 4;

/// Answers questions about calls, and remembers the answers.
pub(crate) struct Warnings<'a> {
    pub(crate) library: &'a Library,
    /// The release that is read.
    pub(crate) current: Option<Version>,
    helpers: RefCell<FxHashMap<*const Function, Option<Helper>>>,
    decorators: RefCell<FxHashMap<*const Function, bool>>,
}

/// A function that warns on behalf of its callers.
#[derive(Clone, Debug)]
struct Helper {
    category: Category,
    /// When it warns.
    conditions: Vec<Arc<Condition>>,
}

/// What a call warns of.
struct Raw {
    category: Category,
    pieces: Vec<Piece>,
    /// What its arguments say by their names.
    said: Said,
    conditions: Vec<Condition>,
}

/// A warning of a deprecation.
#[derive(Clone, Debug)]
pub(crate) struct Warning {
    /// What it says.
    pub(crate) said: Said,
    /// Its text, as far as it is known.
    pub(crate) text: String,
    /// Under which conditions a helper warns, told of the arguments that it is given.
    pub(crate) conditions: Vec<Condition>,
}

/// What a decorator, or a wrapper of a value, says to be deprecated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    /// What is decorated.
    Whole,
    /// Arguments that it names.
    Arguments,
    /// Giving arguments by position.
    Positions,
}

impl<'a> Warnings<'a> {
    pub(crate) fn new(library: &'a Library, current: Option<Version>) -> Self {
        Self { library, current, helpers: RefCell::default(), decorators: RefCell::default() }
    }

    /// The warning that a call is, if it warns of a deprecation.
    pub(crate) fn warning(&self, cx: Context<'a>, call: &Call) -> Option<Warning> {
        let Raw { category, pieces, said: labels, conditions } =
            self.raw_warning(cx, call, MAX_STEPS)?;
        let text = plain(&pieces, &|hole| subject_name(cx, hole));
        let is_meant = match category.kind {
            CategoryKind::Deprecation => text.trim().is_empty() || may_be_about_deprecation(&text),
            CategoryKind::Future | CategoryKind::Any => is_about_deprecation(&text),
        };
        is_meant.then(|| Warning {
            said: labels.or(parse(&text)).or(category.said),
            text,
            conditions,
        })
    }

    /// The category, the text, and what is said by arguments, of a call that warns of anything.
    fn raw_warning(&self, cx: Context<'a>, call: &Call, steps: u32) -> Option<Raw> {
        let steps = steps.checked_sub(1)?;
        let leaf = call.leaf();
        if leaf == "emit"
            && let Some((category, _)) = call.callee.rsplit_once('.')
            && let Some(category) =
                self.library.category(cx, &Fact::Name(category.to_owned()), self.current)
        {
            // A category that warns itself: `SetuptoolsDeprecationWarning.emit(…)`.
            return Some(Raw {
                category,
                pieces: self.texts_in(cx, call),
                said: Said::default(),
                conditions: Vec::new(),
            });
        }
        if !leaf.contains("warn")
            && !leaf.contains("deprec")
            && !leaf.starts_with('_')
            && !leaf.contains("remov")
            && !leaf.contains("issue")
        {
            // What is called so warns of nothing; most calls are told by this.
            return None;
        }
        match self.library.resolve(cx, &call.callee) {
            Some(Found::External(name)) => match name.as_str() {
                "warnings.warn" | "warnings.warn_explicit" => Some(self.warn(cx, call)),
                _ if leaf.contains("warn") && leaf.contains("deprecat") => {
                    let category =
                        Category { kind: CategoryKind::Deprecation, said: Said::default() };
                    Some(Raw {
                        category,
                        pieces: texts_of(call),
                        said: labelled(call, &[], false),
                        conditions: Vec::new(),
                    })
                }
                _ => None,
            },
            Some(Found::Definition(place)) => {
                let function = place.function()?;
                let helper = self.helper(place.context(), function, place.name, steps)?;
                let given = self.category_in(cx, call);
                let skipped = usize::from(place.class.is_some() && !is_static(function));
                let parameters: Vec<&str> = positional_names(function, skipped);
                let mut pieces = self.texts_in(cx, call);
                // A text that is handed on is known to the caller only.
                let handed = |fact: &&Fact| {
                    matches!(fact, Fact::Name(name)
                    if cx.function.is_some_and(|it| it.parameter(name).is_some()))
                };
                if call.values().any(|fact| handed(&fact)) {
                    pieces.push(Piece::Hole(String::new()));
                }
                pieces.extend(own_text(function));
                let conditions = helper.conditions.iter();
                let conditions =
                    conditions.map(|it| told_of(it, function, &parameters, call)).collect();
                Some(Raw {
                    category: given.unwrap_or(helper.category),
                    pieces,
                    said: labelled(call, &parameters, false),
                    conditions,
                })
            }
            _ => None,
        }
    }

    /// A call of `warnings.warn`.
    fn warn(&self, cx: Context<'a>, call: &Call) -> Raw {
        let message = call.arguments.first().or_else(|| call.keyword("message"));
        let message = message.map(|message| self.value(cx, message));
        let category = call.keyword("category").or_else(|| call.arguments.get(1));
        let category = category.map(|category| self.value(cx, category));
        let instance = message.as_ref().filter(|it| matches!(it, Fact::Call(_) | Fact::Name(_)));
        let found = category.and_then(|it| self.library.category(cx, &it, self.current));
        let found = found.or_else(|| self.library.category(cx, instance?, self.current));
        let pieces = match message {
            Some(Fact::Text(pieces)) => pieces,
            Some(Fact::Call(instance)) => self.texts_in(cx, &instance),
            Some(_) => vec![Piece::Hole(String::new())],
            None => Vec::new(),
        };
        Raw {
            category: found.unwrap_or_default(),
            pieces,
            said: Said::default(),
            conditions: Vec::new(),
        }
    }

    /// What a name stands for, if it is a local variable or a constant of the module.
    pub(crate) fn value(&self, cx: Context<'a>, fact: &Fact) -> Fact {
        let Fact::Name(name) = fact else { return fact.clone() };
        if let Some(local) = cx.function.and_then(|function| function.local(name)) {
            return local.clone();
        }
        self.constant(cx, name).unwrap_or_else(|| fact.clone())
    }

    /// The text or collection that a name of a module, or of a class, stands for.
    pub(crate) fn constant(&self, cx: Context<'a>, name: &str) -> Option<Fact> {
        let Some(Found::Definition(place)) = self.library.resolve(cx, name) else { return None };
        place.definitions.iter().rev().find_map(|definition| match &definition.what {
            What::Value(
                value @ (Fact::Text(_) | Fact::List(_) | Fact::Table(_) | Fact::FirstOfEach(_)),
            ) => Some(value.clone()),
            _ => None,
        })
    }

    fn texts_in(&self, cx: Context<'a>, call: &Call) -> Vec<Piece> {
        let mut resolved = call.clone();
        for fact in resolved
            .arguments
            .iter_mut()
            .chain(resolved.keywords.iter_mut().map(|(_, value)| value))
        {
            if let Fact::Text(_) = self.value(cx, fact) {
                *fact = self.value(cx, fact);
            }
        }
        texts_of(&resolved)
    }

    /// The category of deprecations among the arguments of a call.
    pub(crate) fn category_in(&self, cx: Context<'a>, call: &Call) -> Option<Category> {
        let categories =
            call.values().filter_map(|fact| self.library.category(cx, fact, self.current));
        categories.into_iter().find(|category| category.kind != CategoryKind::Any)
    }

    /// What a function warns of on behalf of its callers.
    fn helper(
        &self,
        cx: Context<'a>,
        function: &'a Function,
        name: &str,
        steps: u32,
    ) -> Option<Helper> {
        let key = std::ptr::from_ref(function);
        if let Some(known) = self.helpers.borrow().get(&key) {
            return known.clone();
        }
        // Until it is known: whoever calls itself says nothing by that.
        self.helpers.borrow_mut().insert(key, None);
        let found = self.examined(cx, function, name, steps);
        self.helpers.borrow_mut().insert(key, found.clone());
        found
    }

    fn examined(
        &self,
        cx: Context<'a>,
        function: &'a Function,
        name: &str,
        steps: u32,
    ) -> Option<Helper> {
        let speaks = name.contains("deprec") || name.contains("warn") || name.contains("remov");
        let says_deprecated = name.contains("deprec");
        let cx = Context { function: Some(function), ..cx };
        for event in function.events.iter().filter(|event| !event.is_raise) {
            let Some(Raw { category, pieces, .. }) = self.raw_warning(cx, &event.call, steps)
            else {
                continue;
            };
            let takes_text = pieces.iter().any(|piece| match piece {
                Piece::Hole(name) => {
                    name.is_empty()
                        || function.parameter(name.split('.').next().unwrap_or_default()).is_some()
                }
                Piece::Known(_) => false,
            });
            let is_unconditional = event.conditions.is_empty();
            let tests_argument = event.conditions.iter().any(|it| tests_any(it, function));
            // Only what depends on its arguments is for its callers to know.
            // The rest is about the environment, unless the helper is there to find something out.
            let examines =
                ["maybe", "check", "needed", "valid"].iter().any(|word| name.contains(word));
            let conditions = event
                .conditions
                .iter()
                .filter(|it| examines || tests_any(it, function))
                .cloned()
                .collect();
            let found = |category| Some(Helper { category, conditions });
            match category.kind {
                CategoryKind::Deprecation | CategoryKind::Future
                    if speaks || (takes_text && is_unconditional) || tests_argument =>
                {
                    return found(category);
                }
                CategoryKind::Any if says_deprecated => {
                    return found(Category { kind: CategoryKind::Deprecation, ..category });
                }
                // The category is for the caller to choose.
                CategoryKind::Any
                    if name.contains("warn")
                        && function.parameters.iter().any(|it| it.name.contains("category")) =>
                {
                    return found(category);
                }
                _ => {}
            }
        }
        None
    }

    /// What a decorator, or a call that wraps a value, says to be deprecated, and what it says of it.
    pub(crate) fn wrapper(&self, cx: Context<'a>, call: &Call) -> Option<(Subject, Warning)> {
        let leaf = call.leaf();
        if call.callee.is_empty()
            || matches!(leaf, "property" | "staticmethod" | "classmethod" | "overload" | "wraps")
        {
            return None;
        }
        let lower = leaf.to_ascii_lowercase();
        let speaks = lower.contains("deprecat");
        let found = self.library.resolve(cx, &call.callee)?;
        let (warns, parameters) = match &found {
            Found::External(_) => (speaks, Vec::new()),
            Found::Module(_) => return None,
            Found::Definition(place) => match (place.function(), place.class()) {
                (Some(function), _) => {
                    let skipped = usize::from(place.class.is_some() && !is_static(function));
                    let subject = subject_of(&lower);
                    let decorates = self.decorates(place.context(), function, leaf);
                    // One that warns under conditions is about something that it finds out.
                    let examines = subject == Subject::Whole
                        && !decorates
                        && self.may_warn(place.context(), function);
                    let warns = decorates || (speaks && !examines);
                    (warns, positional_names(function, skipped))
                }
                (None, Some(class)) => {
                    let parameters = class.constructor().map(|it| positional_names(it, 1));
                    (speaks || self.class_decorates(class), parameters.unwrap_or_default())
                }
                (None, None) => (speaks, Vec::new()),
            },
        };
        if !warns {
            return None;
        }
        let subject = subject_of(&lower);
        let is_planned = subject == Subject::Positions;
        let pieces = self.texts_in(cx, call);
        let text = plain(&pieces, &|hole| subject_name(cx, hole));
        let category = self.category_in(cx, call).unwrap_or_default();
        let said = labelled(call, &parameters, is_planned).or(parse(&text)).or(category.said);
        let said = Self::with_position_versions(said, call, &found);
        Some((subject, Warning { said, text, conditions: Vec::new() }))
    }

    /// `@deprecated("1.4", "…")` of a decorator that is not known: a version alone is since when.
    fn with_position_versions(said: Said, call: &Call, found: &Found<'_>) -> Said {
        if said.since.is_some() || said.planned.is_some() {
            return said;
        }
        let is_external = matches!(found, Found::External(_));
        let first = call.arguments.first().and_then(crate::category::as_version);
        match first {
            Some(version) if is_external || call.leaf().contains("deprecat") => {
                Said { since: Some(version), ..said }
            }
            _ => said,
        }
    }

    /// Whether a function decorates what is deprecated: a function in it warns.
    fn decorates(&self, cx: Context<'a>, function: &'a Function, name: &str) -> bool {
        let key = std::ptr::from_ref(function);
        if let Some(known) = self.decorators.borrow().get(&key) {
            return *known;
        }
        let speaks = ["obsolete", "renam", "moved", "remov", "legacy"]
            .iter()
            .any(|word| name.contains(word));
        let found = function.with_inner().into_iter().skip(1).any(|inner| {
            inner.events.iter().any(|event| {
                (speaks || event.conditions.is_empty())
                    && self.warns(Context { function: Some(inner), ..cx }, event, function)
            })
        });
        self.decorators.borrow_mut().insert(key, found);
        found
    }

    /// Whether a function in a decorator warns of anything, if only under conditions.
    fn may_warn(&self, cx: Context<'a>, function: &'a Function) -> bool {
        function.with_inner().into_iter().skip(1).any(|inner| {
            let cx = Context { function: Some(inner), ..cx };
            inner.events.iter().any(|event| self.raw_warning(cx, &event.call, MAX_STEPS).is_some())
        })
    }

    fn class_decorates(&self, class: ClassAt<'a>) -> bool {
        let names = class.class.scope.names.get("__call__").into_iter().flatten();
        names.into_iter().any(|definition| match &definition.what {
            What::Function(function) => {
                let cx = Context { module: class.module, class: Some(class), function: None };
                self.decorates(cx, function, class.own_name())
            }
            _ => false,
        })
    }

    /// Whether an event in a decorator warns of a deprecation; its message may be any.
    fn warns(&self, cx: Context<'a>, event: &Event, outer: &'a Function) -> bool {
        if event.is_raise {
            return false;
        }
        let Some(Raw { category, .. }) = self.raw_warning(cx, &event.call, MAX_STEPS) else {
            return false;
        };
        let by_parameter = event.call.arguments.get(1).or_else(|| event.call.keyword("category"));
        let is_parameter = matches!(by_parameter, Some(Fact::Name(name)) if outer.parameter(name).is_some_and(|it| {
            it.default.as_ref().is_some_and(|default| {
                self.library.category(cx, default, self.current).is_some_and(|it| it.kind != CategoryKind::Any)
            })
        }));
        category.kind != CategoryKind::Any || is_parameter
    }
}

/// What a decorator with this name says to be deprecated.
fn subject_of(name: &str) -> Subject {
    let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
    if has(&["posarg", "positional", "nonkeyword", "non_keyword", "keyword_only"]) {
        Subject::Positions
    } else if has(&["arg", "param", "option", "keyword"]) {
        Subject::Arguments
    } else {
        Subject::Whole
    }
}

/// What a hole in a message stands for, if it is the name of the class.
fn subject_name(cx: Context<'_>, hole: &str) -> Option<String> {
    let class = cx.class?;
    matches!(
        hole,
        "self.__class__.__name__"
            | "cls.__name__"
            | "__class__.self"
            | "self.__name__"
            | "__class__.self.__name__"
            | "__class__.__name__"
    )
    .then(|| class.own_name().to_owned())
}
