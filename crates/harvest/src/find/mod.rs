//! Deprecations in the modules of a package, in all the shapes in which they are declared.

mod arguments;

use hognose_deprecation::Kind;

use crate::facts::{Call, Condition, Definition, Event, Fact, Function, Module, Scope, What};
use crate::helper::is_static;
use crate::link::{ClassAt, Context, Found};
use crate::meaning::{Argument, Meaning, Subject as Tests, meaning};
use crate::message::{Said, parse, version};
use crate::table::{self, Named};
use crate::warn::{Subject, Warning, Warnings};

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
                            let said = Self::with_documented(
                                warning.said,
                                class.documented_since.as_deref(),
                            );
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
                                            &Target::Constructor(at),
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

    fn with_documented(said: Said, documented: Option<&str>) -> Said {
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
                    let said = Self::with_documented(said, function.documented_since.as_deref());
                    self.add(cx, whole.clone(), Details { kind, argument: None, said, line });
                }
                Subject::Arguments | Subject::Positions => {
                    self.decorated_arguments(
                        cx, &callable, function, skipped, decorator, subject, &said,
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
                        Self::with_documented(warning.said, function.documented_since.as_deref());
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
                    let version = if state.is_gone { &mut said.removed } else { &mut said.since };
                    *version = version.or(state.version);
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
