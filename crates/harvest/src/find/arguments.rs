//! Arguments that are deprecated by a decorator, or by what only some overloads accept.

use std::collections::BTreeSet;

use hognose_deprecation::{Kind, When};

use super::{Details, Finder, Target, own_of};
use crate::facts::{Call, Definition, Fact, Function, ParameterKind, What};
use crate::helper::positional_names;
use crate::link::Context;
use crate::meaning::Argument;
use crate::message::{Said, is_identifier};
use crate::warn::Subject;

impl<'a> Finder<'_, 'a> {
    /// Arguments that a decorator names, or that may no longer be given by position.
    #[expect(clippy::too_many_arguments, reason = "what a decorator says, and of what")]
    pub(super) fn decorated_arguments(
        &mut self,
        cx: Context<'a>,
        target: &Target<'a>,
        function: &'a Function,
        skipped: usize,
        decorator: &Call,
        subject: Subject,
        said: &Said,
    ) {
        let mut arguments = Vec::new();
        if subject == Subject::Positions {
            let names = by_position_only(function, skipped, decorator);
            arguments.extend(names.into_iter().map(|(name, position)| Argument {
                name,
                position: Some(position),
                when: When::Positional,
                value: None,
                is_kept: false,
            }));
        } else {
            arguments.extend(named_arguments(function, decorator).into_iter().map(|name| {
                Argument {
                    position: function.position(&name, skipped),
                    name,
                    when: When::Given,
                    value: None,
                    is_kept: false,
                }
            }));
        }
        for argument in arguments {
            // `deprecate_kwarg("old", "new")`: the next name says what to use.
            let mut said = said.clone();
            let texts: Vec<&str> = decorator.values().filter_map(Fact::known_text).collect();
            if said.replacement.is_none() && subject == Subject::Arguments {
                let at = texts.iter().position(|text| *text == argument.name);
                let next = at.and_then(|at| texts.get(at + 1)).filter(|text| is_identifier(text));
                said.replacement = next.map(|&text| text.to_owned());
            }
            if let Some(own) = decorator.keyword(&argument.name) {
                said = own_of(own).or(said);
            }
            self.add(
                cx,
                target.clone(),
                Details {
                    kind: Kind::Argument,
                    argument: Some(argument),
                    said,
                    line: decorator.line,
                },
            );
        }
    }

    /// Some of the overloads of a function are deprecated: what only they accept is.
    pub(super) fn overloads(&mut self, cx: Context<'a>, name: &str, definitions: &'a [Definition]) {
        let mut deprecated = Vec::new();
        let mut others = Vec::new();
        for definition in definitions {
            let What::Function(function) = &definition.what else { continue };
            if !function.decorators.iter().any(|it| it.leaf() == "overload") {
                continue;
            }
            match function.decorators.iter().find_map(|it| self.wrapper(cx, it)) {
                Some((_, warning)) => deprecated.push((definition, function, warning)),
                None => others.push(function),
            }
        }
        let Some((first, _, warning)) = deprecated.first() else { return };
        let is_special = name.starts_with("__") && name != "__init__" && name != "__new__";
        if is_special {
            return;
        }
        let constructed = cx.class.filter(|_| matches!(name, "__init__" | "__new__"));
        if others.is_empty() {
            let named = Target::Name { class: cx.class, name: name.to_owned() };
            let (target, kind) = match constructed {
                Some(class) => (Target::Name { class: None, name: class.path() }, Kind::Class),
                None if cx.class.is_some() => (named, Kind::Method),
                None => (named, Kind::Function),
            };
            let details =
                Details { kind, argument: None, said: warning.said.clone(), line: first.line };
            self.add(cx, target, details);
            return;
        }
        for (definition, function, warning) in deprecated {
            let skipped = usize::from(cx.class.is_some());
            for parameter in function.parameters.iter().skip(skipped) {
                let is_own =
                    !matches!(parameter.kind, ParameterKind::Rest | ParameterKind::Keywords)
                        && others.iter().all(|it| {
                            it.parameter(&parameter.name).is_none() && it.takes_keywords().is_none()
                        });
                if !is_own {
                    continue;
                }
                let argument = Argument {
                    name: parameter.name.clone(),
                    position: function.position(&parameter.name, skipped),
                    when: When::Given,
                    value: None,
                    is_kept: false,
                };
                let target = match constructed {
                    Some(class) => Target::Constructor(class),
                    None => Target::Name { class: cx.class, name: name.to_owned() },
                };
                let said = warning.said.clone();
                self.add(
                    cx,
                    target,
                    Details {
                        kind: Kind::Argument,
                        argument: Some(argument),
                        said,
                        line: definition.line,
                    },
                );
            }
        }
    }
}

/// The arguments of a function that a decorator names.
fn named_arguments(function: &Function, decorator: &Call) -> Vec<String> {
    let takes_any = function.takes_keywords().is_some();
    // The old name is no parameter any more: the decorator passes it on under the new one.
    let renames = decorator.leaf().contains("kwarg") || decorator.leaf().contains("renam");
    let mut names: Vec<String> = Vec::new();
    // `deprecated_params(x=("1.4", "…"))`
    names.extend(
        decorator
            .keywords
            .iter()
            .filter(|(name, value)| {
                function.parameter(name).is_some() && !matches!(value, Fact::Name(_))
            })
            .map(|(name, _)| name.clone()),
    );
    if !names.is_empty() {
        return names;
    }
    let texts = |fact: &Fact| -> Vec<String> {
        let items = if let Fact::List(items) = fact { items.clone() } else { vec![fact.clone()] };
        items
            .iter()
            .filter_map(Fact::known_text)
            .filter(|it| is_identifier(it))
            .map(str::to_owned)
            .collect()
    };
    let old = decorator.keywords.iter().find(|(name, _)| {
        (name.contains("old")
            || name.contains("deprecated")
            || name.contains("arg")
            || name.contains("param")
            || name == "name"
            || name == "names")
            && !name.contains("new")
    });
    let candidates = match old {
        Some((_, value)) => texts(value),
        None => decorator.arguments.iter().map(texts).find(|it| !it.is_empty()).unwrap_or_default(),
    };
    candidates
        .into_iter()
        .filter(|name| function.parameter(name).is_some() || takes_any || old.is_some() || renames)
        .collect()
}

/// The arguments that may be given by position no longer, and where they stand.
fn by_position_only(function: &Function, skipped: usize, decorator: &Call) -> Vec<(String, u32)> {
    let index = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let lists = || {
        decorator.values().filter_map(|value| match value {
            Fact::List(items) => {
                Some(items.iter().filter_map(Fact::known_text).collect::<Vec<_>>())
            }
            _ => None,
        })
    };
    let positional = positional_names(function, skipped);
    let allowed =
        decorator.keyword("allowed_args").is_some() || decorator.leaf().contains("nonkeyword");
    if allowed {
        let allowed: Option<BTreeSet<&str>> = lists().next().map(|list| list.into_iter().collect());
        let is_allowed = |name: &str| match &allowed {
            Some(allowed) => allowed.contains(name),
            None => function.parameter(name).is_some_and(|it| it.default.is_none()),
        };
        return positional
            .iter()
            .enumerate()
            .filter(|(_, name)| !is_allowed(name))
            .map(|(at, name)| ((*name).to_owned(), index(at)))
            .collect();
    }
    // A list names those that could be given by position so far; without one, all that are behind `*`.
    let behind: Vec<&str> = match lists().next() {
        Some(list) => list.into_iter().filter(|name| function.parameter(name).is_some()).collect(),
        None => function
            .parameters
            .iter()
            .filter(|it| it.kind == ParameterKind::KeywordOnly)
            .map(|it| it.name.as_str())
            .collect(),
    };
    behind
        .iter()
        .enumerate()
        .map(|(at, name)| ((*name).to_owned(), index(positional.len() + at)))
        .collect()
}
