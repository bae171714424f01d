//! Deprecations in the modules of a package, in all the shapes in which they are declared.

use std::collections::BTreeSet;

use hognose_deprecation::{Kind, When};

use crate::facts::{
    Call, Condition, Definition, Event, Fact, Function, Module, ParameterKind, Scope, What,
};
use crate::link::{ClassAt, Context, Found};
use crate::meaning::{Argument, Meaning, Subject as Tests, meaning};
use crate::message::{Said, is_identifier, parse, version};
use crate::table::{self, Named};
use crate::warn::{Subject, Warning, Warnings, is_static, positional_names};

/// A deprecation, before it is known by which names users reach its subject.
#[derive(Clone, Debug)]
pub(crate) struct Candidate<'a> {
    pub(crate) module: &'a Module,
    pub(crate) target: Target<'a>,
    pub(crate) kind: Kind,
    pub(crate) argument: Option<Argument>,
    pub(crate) said: Said,
    /// Whether it is gone, and only its name is still known.
    pub(crate) is_gone: bool,
    pub(crate) line: u32,
}

/// What a deprecation is about.
#[derive(Clone, Debug)]
pub(crate) enum Target<'a> {
    /// The module itself.
    Module,
    /// A name of the module, or of a class in it.
    Name { class: Option<ClassAt<'a>>, name: String },
    /// Calling a class.
    Constructor(ClassAt<'a>),
    /// A dotted name that the package itself gives.
    Absolute(String),
}

/// Finds all deprecations.
pub(crate) fn find<'a>(warnings: &Warnings<'a>) -> Vec<Candidate<'a>> {
    let mut finder = Finder { warnings, found: Vec::new() };
    for module in warnings.library.all() {
        finder.scope(Context::module(module), &module.scope);
        finder.named_tables(module);
    }
    finder.found
}

struct Finder<'w, 'a> {
    warnings: &'w Warnings<'a>,
    found: Vec<Candidate<'a>>,
}

/// What else an entry is about.
struct Details {
    kind: Kind,
    argument: Option<Argument>,
    said: Said,
    line: u32,
}

impl<'a> Finder<'_, 'a> {
    fn add(&mut self, cx: Context<'a>, target: Target<'a>, details: Details) {
        self.found.push(Candidate {
            module: cx.module,
            target,
            kind: details.kind,
            argument: details.argument,
            said: details.said,
            is_gone: false,
            line: details.line,
        });
    }

    fn scope(&mut self, cx: Context<'a>, scope: &'a Scope) {
        for event in scope.events.iter().filter(|event| !event.is_raise) {
            self.scope_event(cx, event);
        }
        for (name, definitions) in &scope.names {
            self.name(cx, name, definitions);
        }
    }

    /// A call among the statements of a module or class.
    fn scope_event(&mut self, cx: Context<'a>, event: &Event) {
        if !event.conditions.is_empty() {
            return;
        }
        if let Some(name) = event.call.keyword("name").and_then(Fact::known_text)
            && let Some((Subject::Whole, warning)) = self.wrapper(cx, &event.call)
        {
            let kind = self.kind_of_value(cx, &event.call, Kind::Constant);
            let target = Target::Name { class: cx.class, name: name.to_owned() };
            self.add(
                cx,
                target,
                Details { kind, argument: None, said: warning.said, line: event.call.line },
            );
        } else if cx.class.is_none()
            && let Some(warning) = self.warnings.warning(cx, &event.call)
            && warning.conditions.is_empty()
        {
            let said = warning.said;
            let line = event.call.line;
            self.add(
                cx,
                Target::Module,
                Details { kind: Kind::Module, argument: None, said, line },
            );
        }
    }

    fn wrapper(&self, cx: Context<'a>, call: &Call) -> Option<(Subject, Warning)> {
        self.warnings.wrapper(cx, call)
    }

    /// What a wrapped value is: the first argument that is a name says it.
    fn kind_of_value(&self, cx: Context<'a>, call: &Call, otherwise: Kind) -> Kind {
        let kinds = call.values().filter_map(|value| {
            let Fact::Name(name) = value else { return None };
            let Some(Found::Definition(place)) = self.warnings.library.resolve(cx, name) else {
                return None;
            };
            if place.class().is_some() {
                self.warnings.library.category(cx, value, None).is_none().then_some(Kind::Class)
            } else {
                place
                    .function()
                    .map(|_| if cx.class.is_some() { Kind::Method } else { Kind::Function })
            }
        });
        kinds.into_iter().next().unwrap_or(otherwise)
    }

    fn name(&mut self, cx: Context<'a>, name: &'a str, definitions: &'a [Definition]) {
        let is_overloaded = definitions.iter().any(|it| {
            matches!(&it.what, What::Function(function)
            if function.decorators.iter().any(|decorator| decorator.leaf() == "overload"))
        });
        if is_overloaded {
            self.overloads(cx, name, definitions);
        }
        for definition in definitions {
            match &definition.what {
                What::Function(function) => {
                    let is_overload = function.decorators.iter().any(|it| it.leaf() == "overload");
                    if !is_overload {
                        self.function(cx, name, function, definition.line);
                    }
                }
                What::Class(class) => {
                    let at = ClassAt::new(cx.module, cx.class, name, class);
                    for decorator in &class.decorators {
                        if let Some((subject, warning)) = self.wrapper(cx, decorator) {
                            let line = definition.line;
                            let said = self
                                .with_documented(warning.said, class.documented_since.as_deref());
                            match subject {
                                Subject::Whole => {
                                    let target =
                                        Target::Name { class: cx.class, name: name.to_owned() };
                                    self.add(
                                        cx,
                                        target,
                                        Details { kind: Kind::Class, argument: None, said, line },
                                    );
                                }
                                Subject::Arguments | Subject::Positions => {
                                    if let Some(constructor) = at.constructor() {
                                        self.decorated_arguments(
                                            cx,
                                            Target::Constructor(at),
                                            constructor,
                                            1,
                                            decorator,
                                            subject,
                                            &said,
                                        );
                                    }
                                }
                            }
                        }
                    }
                    // Classes in classes in classes are nobody's interface.
                    if cx.class.is_none_or(|outer| outer.path().matches('.').count() < 2) {
                        let inner = Context { module: cx.module, class: Some(at), function: None };
                        self.scope(inner, &class.scope);
                    }
                }
                What::Value(Fact::Call(call)) => {
                    if let Some((Subject::Whole, warning)) = self.wrapper(cx, call) {
                        let otherwise = match cx.class {
                            Some(_)
                                if call.leaf().contains("method")
                                    || call.leaf().contains("func") =>
                            {
                                Kind::Method
                            }
                            Some(_) => Kind::Attribute,
                            None => Kind::Constant,
                        };
                        let kind = self.kind_of_value(cx, call, otherwise);
                        let given = call.keyword("name").and_then(Fact::known_text);
                        let name = if name.starts_with('_') { given.unwrap_or(name) } else { name };
                        let target = Target::Name { class: cx.class, name: name.to_owned() };
                        self.add(
                            cx,
                            target,
                            Details { kind, argument: None, said: warning.said, line: call.line },
                        );
                    }
                }
                What::Value(_) | What::Import(_) => {}
            }
        }
    }

    fn with_documented(&self, said: Said, documented: Option<&str>) -> Said {
        match documented.and_then(version) {
            Some(since) => Said { since: said.since.or(Some(since)), ..said },
            None => said,
        }
    }

    fn function(&mut self, cx: Context<'a>, name: &'a str, function: &'a Function, line: u32) {
        if name == "__getattr__" {
            self.answered(cx, function);
            return;
        }
        // What is deprecated on objects only is not on the class.
        let is_partly = function.decorators.iter().any(|it| it.leaf().contains("instance"));
        let is_setter =
            function.decorators.iter().any(|it| matches!(it.leaf(), "setter" | "deleter"));
        if is_setter || is_partly || matches!(name, "__del__" | "__init_subclass__") {
            return;
        }
        let skipped = usize::from(cx.class.is_some() && !is_static(function));
        let constructed =
            cx.class.filter(|_| matches!(name, "__init__" | "__new__" | "__post_init__"));
        let is_special = name.starts_with("__") && name.ends_with("__") && constructed.is_none();
        let whole = match constructed {
            Some(class) => Target::Name { class: None, name: class.path() },
            None => Target::Name { class: cx.class, name: name.to_owned() },
        };
        let callable = match constructed {
            Some(class) => Target::Constructor(class),
            None => whole.clone(),
        };
        let is_property = function
            .decorators
            .iter()
            .any(|it| it.leaf().to_ascii_lowercase().contains("property"));
        let kind = match (constructed, cx.class) {
            (Some(_), _) => Kind::Class,
            (None, Some(_)) if is_property => Kind::Attribute,
            (None, Some(_)) => Kind::Method,
            (None, None) => Kind::Function,
        };
        for decorator in &function.decorators {
            let Some((subject, warning)) = self.wrapper(cx, decorator) else { continue };
            let said = warning.said;
            match subject {
                Subject::Whole if is_special => {}
                Subject::Whole => {
                    let is_attribute = cx.class.is_some()
                        && decorator.leaf().to_ascii_lowercase().contains("property");
                    let kind = if is_attribute { Kind::Attribute } else { kind };
                    let said = self.with_documented(said, function.documented_since.as_deref());
                    self.add(cx, whole.clone(), Details { kind, argument: None, said, line });
                }
                Subject::Arguments | Subject::Positions => {
                    self.decorated_arguments(
                        cx,
                        callable.clone(),
                        function,
                        skipped,
                        decorator,
                        subject,
                        &said,
                    );
                }
            }
        }
        // A helper warns on behalf of others.
        let is_helper = name.contains("warn") || name.contains("deprecat");
        let inner = Context { function: Some(function), ..cx };
        for event in function.events.iter().filter(|event| !event.is_raise) {
            let Some(warning) = self.warnings.warning(inner, &event.call) else { continue };
            let tests = Tests { warnings: self.warnings, cx: inner, function, skipped };
            let conditions = event.conditions.iter().map(|condition| &**condition);
            let conditions = conditions.chain(&warning.conditions);
            match meaning(conditions, &tests, &warning.text) {
                Meaning::Unclear => {}
                Meaning::Whole if is_special || is_helper || warns_of_heirs(&warning.text) => {}
                Meaning::Whole => {
                    let said =
                        self.with_documented(warning.said, function.documented_since.as_deref());
                    let line = event.call.line;
                    self.add(cx, whole.clone(), Details { kind, argument: None, said, line });
                }
                Meaning::Arguments(arguments) => {
                    for argument in arguments {
                        let target = match (argument.is_kept, cx.class) {
                            (true, Some(class)) => Target::Constructor(class),
                            (true, None) => continue,
                            (false, _) if is_special && name != "__call__" => continue,
                            (false, _) => callable.clone(),
                        };
                        let said = warning.said.clone();
                        let line = event.call.line;
                        self.add(
                            cx,
                            target,
                            Details { kind: Kind::Argument, argument: Some(argument), said, line },
                        );
                    }
                }
            }
        }
    }

    /// Arguments that a decorator names, or that may no longer be given by position.
    #[expect(clippy::too_many_arguments, reason = "what a decorator says, and of what")]
    fn decorated_arguments(
        &mut self,
        cx: Context<'a>,
        target: Target<'a>,
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
    fn overloads(&mut self, cx: Context<'a>, name: &str, definitions: &'a [Definition]) {
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
            let (target, kind) = match constructed {
                Some(class) => (Target::Name { class: None, name: class.path() }, Kind::Class),
                None => {
                    let kind = if cx.class.is_some() { Kind::Method } else { Kind::Function };
                    (Target::Name { class: cx.class, name: name.to_owned() }, kind)
                }
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

    /// Names that a module, or a class, answers for when they are asked for.
    fn answered(&mut self, cx: Context<'a>, function: &'a Function) {
        let inner = Context { function: Some(function), ..cx };
        let Some(asked) = function.parameters.get(usize::from(cx.class.is_some())) else { return };
        for event in &function.events {
            let (said, text) = if event.is_raise {
                let text = table::raised_text(self.warnings, inner, &event.call);
                (parse(&text), text)
            } else {
                match self.warnings.warning(inner, &event.call) {
                    Some(warning) => (warning.said, warning.text),
                    None => continue,
                }
            };
            let conditions: Vec<&Condition> = event.conditions.iter().map(|it| &**it).collect();
            let Some(named) = table::names(self.warnings, inner, &asked.name, &conditions) else {
                continue;
            };
            for Named { name, value } in named {
                let own = value.as_ref().map_or_else(Said::default, own_of);
                let tells = table::tells_of_removal(&text)
                    || value.as_ref().is_some_and(table::value_tells_of_removal);
                if event.is_raise && !tells {
                    continue;
                }
                let kind = if cx.class.is_some() { Kind::Attribute } else { Kind::Constant };
                let kind = self.kind_of_name(cx, &name, value.as_ref(), kind);
                self.found.push(Candidate {
                    module: cx.module,
                    target: Target::Name { class: cx.class, name },
                    kind,
                    argument: None,
                    said: own.or(said.clone()),
                    is_gone: event.is_raise,
                    line: event.call.line,
                });
            }
        }
    }

    /// What a name stood for, told by what stands for it now, or by its spelling.
    fn kind_of_name(
        &self,
        cx: Context<'a>,
        name: &str,
        value: Option<&Fact>,
        otherwise: Kind,
    ) -> Kind {
        if cx.class.is_some() {
            return otherwise;
        }
        let candidates = [Some(Fact::Name(format!("_{name}"))), value.cloned()];
        for fact in candidates.into_iter().flatten() {
            let Fact::Name(target) = fact else { continue };
            if let Some(Found::Definition(place)) = self.warnings.library.resolve(cx, &target) {
                if place.class().is_some() {
                    return Kind::Class;
                }
                if place.function().is_some() {
                    return Kind::Function;
                }
            }
        }
        otherwise
    }

    /// Tables that name what was moved or removed with its whole path.
    fn named_tables(&mut self, module: &'a Module) {
        for (name, definitions) in &module.scope.names {
            let Some(state) = table::state_of(name) else { continue };
            for definition in definitions {
                let What::Value(Fact::Table(_) | Fact::List(_)) = &definition.what else {
                    continue;
                };
                let What::Value(fact) = &definition.what else { continue };
                for Named { name, value } in
                    table::entries(self.warnings, Context::module(module), fact)
                {
                    let Some(path) = table::whole_path(&name, self.warnings.library) else {
                        continue;
                    };
                    let mut said = value.as_ref().map_or_else(Said::default, own_of);
                    match state.is_gone {
                        true => said.removed = said.removed.or(state.version),
                        false => said.since = said.since.or(state.version),
                    }
                    self.found.push(Candidate {
                        module,
                        target: Target::Absolute(path),
                        kind: Kind::Constant,
                        argument: None,
                        said,
                        is_gone: state.is_gone,
                        line: definition.line,
                    });
                }
            }
        }
    }
}

/// What a value beside a name says of it: a name to use, or a message.
fn own_of(value: &Fact) -> Said {
    match value {
        Fact::List(items) => items.iter().map(own_of).fold(Said::default(), Said::or),
        Fact::Text(_) => match value.known_text() {
            Some(text) => match (version(text), crate::message::given_name(text)) {
                (Some(since), _) => Said { since: Some(since), ..Said::default() },
                (None, Some(name))
                    if name.contains(['.', '_']) || name != text.to_ascii_lowercase() =>
                {
                    Said { replacement: Some(name), ..Said::default() }
                }
                _ => parse(text),
            },
            None => Said::default(),
        },
        Fact::Call(call) => call.values().map(own_of).fold(Said::default(), Said::or),
        _ => Said::default(),
    }
}

/// Whether a warning in a constructor is about deriving from the class.
fn warns_of_heirs(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    ["subclass", "inherit", "derive from", "deriving"].iter().any(|word| text.contains(word))
}

/// The arguments of a function that a decorator names.
fn named_arguments(function: &Function, decorator: &Call) -> Vec<String> {
    let takes_any = function.takes_keywords().is_some();
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
        .filter(|name| function.parameter(name).is_some() || takes_any || old.is_some())
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
