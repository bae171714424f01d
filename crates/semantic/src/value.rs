//! What an expression denotes: an importable thing, an instance of a class, something defined in the
//! file.
//!
//! Names are followed through assignments, imports and annotations. Where several assignments can
//! reach a use, an expression has several values; where one of them is not understood,
//! [`Value::Unknown`] is among them. The work for one question is bounded.

use hognose_core::TextSize;
use hognose_python::ast::{self, Expr, Operator};
use smallvec::{SmallVec, smallvec};

use crate::{
    Binding, BindingKind, Constant, Declaration, Place, Resolution, ScopeId, ScopeKind,
    SemanticModel, fuel::Fuel, known,
};

/// What an expression can denote.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// A module, class, function or constant by its dotted name: `os.path.join`, `eval`,
    /// `.sibling.helper`. A relative import keeps its leading dots.
    Path(String),
    /// An instance of the class with this dotted name.
    Instance(String),
    /// A function of this file.
    Function(&'a ast::StmtFunctionDef),
    /// A class of this file.
    Class(&'a ast::StmtClassDef),
    /// An instance of a class of this file.
    InstanceOf(&'a ast::StmtClassDef),
    /// Something that is not understood.
    Unknown,
}

/// The values that an expression can have; never empty, no value twice.
pub type Values<'a> = SmallVec<[Value<'a>; 1]>;

/// Names, attributes and calls that are followed for one question.
const MAX_STEPS: u32 = 128;
/// Length of a chain of names, attributes and calls.
const MAX_DEPTH: u32 = 24;
/// Length of a dotted name.
const MAX_NAME_BYTES: usize = 512;
/// Alternatives that are kept apart; more are as good as unknown.
const MAX_VALUES: usize = 4;

impl<'a> SemanticModel<'a> {
    /// What an expression can denote.
    pub fn values(&self, expression: &'a Expr, place: Place) -> Values<'a> {
        Evaluator { model: self, fuel: &Fuel::new(MAX_STEPS, MAX_DEPTH) }.values(expression, place)
    }

    /// What an annotation says of the values that it describes.
    pub fn annotated(&self, annotation: &'a Expr, place: Place) -> Values<'a> {
        Evaluator { model: self, fuel: &Fuel::new(MAX_STEPS, MAX_DEPTH) }
            .annotation(annotation, place)
    }

    /// The same as [`Self::values`], as part of another question.
    pub(crate) fn values_with(
        &self,
        fuel: &Fuel,
        expression: &'a Expr,
        place: Place,
    ) -> Values<'a> {
        Evaluator { model: self, fuel }.values(expression, place)
    }

    /// The dotted names that an expression can stand for, canonical: `os.system` for `run` after
    /// `run = os.system`, `requests.Session.get` for a method of an instance.
    pub fn qualified_names(
        &self,
        expression: &'a Expr,
        place: Place,
    ) -> impl Iterator<Item = String> + use<'a> {
        self.values(expression, place).into_iter().filter_map(|value| match value {
            Value::Path(path) => Some(known::canonical(path)),
            _ => None,
        })
    }

    /// Whether an expression can stand for one of these dotted names.
    pub fn is_any_of(&self, expression: &'a Expr, place: Place, names: &[&str]) -> bool {
        self.qualified_names(expression, place).any(|name| names.contains(&name.as_str()))
    }

    /// Whether an expression can be an instance of the class with this dotted name.
    pub fn is_instance(&self, expression: &'a Expr, place: Place, class: &str) -> bool {
        self.values(expression, place)
            .iter()
            .any(|value| matches!(value, Value::Instance(name) if name == class))
    }
}

struct Evaluator<'m, 'a> {
    model: &'m SemanticModel<'a>,
    fuel: &'m Fuel,
}

fn unknown<'a>() -> Values<'a> {
    smallvec![Value::Unknown]
}

fn instance<'a>(class: &str) -> Values<'a> {
    smallvec![Value::Instance(class.to_owned())]
}

/// Adds values, without doubles; too many become unknown.
fn merge<'a>(into: &mut Values<'a>, more: Values<'a>) {
    for value in more {
        if into.contains(&value) {
            continue;
        }
        if into.len() >= MAX_VALUES {
            if !into.contains(&Value::Unknown) {
                into.push(Value::Unknown);
            }
            return;
        }
        into.push(value);
    }
}

fn union<'a>(parts: impl Iterator<Item = Values<'a>>) -> Values<'a> {
    let mut all = Values::new();
    for part in parts {
        merge(&mut all, part);
    }
    if all.is_empty() { unknown() } else { all }
}

/// Something by the parts of its dotted name; unknown if the last part is missing in the text.
///
/// Nobody gives a thing a very long name, and joining such names would cost as much as their writer
/// likes.
fn path<'a>(parts: &[&str]) -> Values<'a> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let is_complete = parts.last().is_some_and(|last| !last.is_empty());
    if is_complete && length <= MAX_NAME_BYTES {
        smallvec![Value::Path(parts.concat())]
    } else {
        unknown()
    }
}

/// The instances of classes.
fn instances(classes: Values<'_>) -> Values<'_> {
    union(classes.into_iter().map(|class| match class {
        Value::Path(class) if class == "typing.Any" || class == "object" => unknown(),
        Value::Path(class) => {
            let class = known::canonical(class);
            known::return_type(&class)
                .map_or_else(|| smallvec![Value::Instance(class.clone())], instance)
        }
        Value::Class(class) => smallvec![Value::InstanceOf(class)],
        _ => unknown(),
    }))
}

impl<'a> Evaluator<'_, 'a> {
    fn values(&mut self, expression: &'a Expr, place: Place) -> Values<'a> {
        self.fuel.step(|| self.values_within(expression, place)).unwrap_or_else(unknown)
    }

    fn values_within(&mut self, expression: &'a Expr, place: Place) -> Values<'a> {
        match expression {
            Expr::Name(name) => self.name(name.id.as_str(), place),
            Expr::Attribute(attribute) => {
                let owners = self.values(&attribute.value, place);
                let attr = attribute.attr.as_str();
                union(owners.into_iter().map(|owner| self.attribute(owner, attr)))
            }
            Expr::Call(call) => self.call(call, place),
            Expr::Await(ast::ExprAwait { value, .. })
            | Expr::Named(ast::ExprNamed { value, .. }) => self.values(value, place),
            Expr::If(conditional) => union(
                [&conditional.body, &conditional.orelse]
                    .into_iter()
                    .map(|branch| self.values(branch, place)),
            ),
            Expr::BoolOp(operation) => {
                let more = (operation.values.len() > MAX_VALUES).then(unknown);
                let operands = operation.values.iter().take(MAX_VALUES);
                union(operands.map(|value| self.values(value, place)).chain(more))
            }
            Expr::BinOp(operation) if matches!(operation.op, Operator::Div) => {
                // `Path("a") / "b"`
                let left = self.values(&operation.left, place);
                union(left.into_iter().map(|value| match value {
                    Value::Instance(class) if class.starts_with("pathlib.") => {
                        instance("pathlib.Path")
                    }
                    _ => unknown(),
                }))
            }
            Expr::StringLiteral(_) | Expr::FString(_) => instance("str"),
            Expr::BytesLiteral(_) => instance("bytes"),
            Expr::List(_) | Expr::ListComp(_) => instance("list"),
            Expr::Dict(_) | Expr::DictComp(_) => instance("dict"),
            Expr::Set(_) | Expr::SetComp(_) => instance("set"),
            Expr::Tuple(_) => instance("tuple"),
            Expr::BooleanLiteral(_) | Expr::Compare(_) => instance("bool"),
            Expr::NumberLiteral(number) => match number.value {
                ast::Number::Int(_) => instance("int"),
                ast::Number::Float(_) => instance("float"),
                ast::Number::Complex { .. } => instance("complex"),
            },
            Expr::NoneLiteral(_) => instance("None"),
            _ => unknown(),
        }
    }

    fn name(&mut self, name: &str, place: Place) -> Values<'a> {
        let model = self.model;
        let reaching = model.reaching(name, place);
        let mut values = Values::new();
        for id in reaching.bindings {
            merge(&mut values, self.binding(model.binding(id)));
        }
        if reaching.builtin || reaching.unbound {
            // What nothing in the file binds is there in a way that the file does not show (a
            // notebook, a text that is executed): then it is what everybody calls so.
            merge(&mut values, path(&[name]));
        }
        if reaching.unbound {
            for import in model.star_imports.iter().take(MAX_VALUES) {
                merge(&mut values, imported(import.module, import.level, name));
            }
        }
        if reaching.truncated || values.is_empty() {
            merge(&mut values, unknown());
        }
        values
    }

    /// What a name denotes that got its value here.
    fn binding(&mut self, binding: &Binding<'a>) -> Values<'a> {
        let place = binding.place();
        match binding.kind {
            BindingKind::Import { module, renamed } => {
                path(&[if renamed { module } else { binding.name }])
            }
            BindingKind::ImportFrom { module, level, member } => imported(module, level, member),
            BindingKind::Assign(value) | BindingKind::With(value) => self.values(value, place),
            BindingKind::Annotated { annotation, value } => {
                let values = value.map_or_else(unknown, |value| self.values(value, place));
                if values.contains(&Value::Unknown) || value.is_some_and(Expr::is_none_literal_expr)
                {
                    self.annotation(annotation, place)
                } else {
                    values
                }
            }
            BindingKind::Parameter { receiver: true, .. } => self.receiver(binding),
            BindingKind::Parameter { parameter, .. } => {
                // Annotations are evaluated where the function is defined.
                let outer = self.model.scope(binding.inner_scope).parent;
                let place = Place { scope: outer.unwrap_or(ScopeId::MODULE), ..place };
                parameter.annotation().map_or_else(unknown, |it| self.annotation(it, place))
            }
            BindingKind::Function(function) => smallvec![Value::Function(function)],
            BindingKind::Class(class) => smallvec![Value::Class(class)],
            BindingKind::Exception(Some(class)) => instances(self.values(class, place)),
            BindingKind::Augmented(_)
            | BindingKind::Exception(None)
            | BindingKind::Deleted
            | BindingKind::Opaque => unknown(),
        }
    }

    /// `self` or `cls`.
    fn receiver(&self, binding: &Binding<'a>) -> Values<'a> {
        let function = self.model.scope(binding.inner_scope);
        let ScopeKind::Function(definition) = function.kind else { return unknown() };
        let mut outer = function.parent;
        while let Some(id) = outer {
            let scope = self.model.scope(id);
            match scope.kind {
                ScopeKind::TypeParams => outer = scope.parent,
                ScopeKind::Class(class) if is_class_method(definition) => {
                    return smallvec![Value::Class(class)];
                }
                ScopeKind::Class(class) => return smallvec![Value::InstanceOf(class)],
                _ => break,
            }
        }
        unknown()
    }

    fn attribute(&mut self, owner: Value<'a>, attr: &str) -> Values<'a> {
        match owner {
            Value::Path(owner) => path(&[&owner, ".", attr]),
            Value::Instance(class) => {
                let attribute = path(&[&class, ".", attr]);
                let class = match &attribute[..] {
                    [Value::Path(attribute)] => known::attribute_type(attribute),
                    _ => None,
                };
                class.map_or(attribute, instance)
            }
            Value::Class(class) | Value::InstanceOf(class) => self.member(class, attr),
            Value::Function(_) | Value::Unknown => unknown(),
        }
    }

    /// An attribute of a class of this file or of its instances.
    fn member(&mut self, class: &'a ast::StmtClassDef, attr: &str) -> Values<'a> {
        self.fuel.step(|| self.member_within(class, attr)).unwrap_or_else(unknown)
    }

    fn member_within(&mut self, class: &'a ast::StmtClassDef, attr: &str) -> Values<'a> {
        let model = self.model;
        let Some(scope) = hognose_python::index(class).map(ScopeId::from_u32) else {
            return unknown();
        };
        let mut found = Values::new();
        if let Some(assignments) = model.attributes.get(&(scope, attr)) {
            for assignment in assignments.iter().take(MAX_VALUES) {
                let none = assignment.value.is_some_and(Expr::is_none_literal_expr);
                // `self.x = None` in `__init__` only says that the value comes later.
                let values = match (assignment.annotation, assignment.value) {
                    (Some(annotation), _) => self.annotation(annotation, assignment.place),
                    (None, Some(value)) if !none => self.values(value, assignment.place),
                    (None, Some(_)) if assignments.len() > 1 => continue,
                    _ => unknown(),
                };
                merge(&mut found, values);
            }
            if assignments.len() > MAX_VALUES {
                merge(&mut found, unknown());
            }
        }
        if model.declaration(scope, attr) == Some(Declaration::Local)
            && let Resolution::Bound(_, symbol) = model.lookup(attr, scope)
        {
            let bindings = model.bindings_of(symbol);
            for id in bindings.iter().rev().take(MAX_VALUES) {
                let binding = model.binding(*id);
                let values = match binding.kind {
                    BindingKind::Function(function) if is_property(function) => {
                        self.returned(function)
                    }
                    BindingKind::Function(function) if is_setter(function) => continue,
                    BindingKind::Assign(value) if value.is_none_literal_expr() => continue,
                    _ => self.binding(binding),
                };
                merge(&mut found, values);
            }
            if bindings.len() > MAX_VALUES {
                merge(&mut found, unknown());
            }
        }
        if !found.is_empty() {
            return found;
        }
        let place = model.definition(scope);
        let bases: Vec<Values<'a>> =
            class.bases().iter().take(MAX_VALUES).map(|base| self.values(base, place)).collect();
        for base in bases.into_iter().flatten() {
            let values = match base {
                Value::Class(class) => self.member(class, attr),
                base => {
                    let owners = instances(smallvec![base]);
                    union(owners.into_iter().map(|owner| self.attribute(owner, attr)))
                }
            };
            if values.iter().any(|value| *value != Value::Unknown) {
                return values;
            }
        }
        unknown()
    }

    fn call(&mut self, call: &'a ast::ExprCall, place: Place) -> Values<'a> {
        let callees = self.values(&call.func, place);
        union(callees.into_iter().map(|callee| self.result(callee, call, place)))
    }

    /// What a call of `callee` returns.
    fn result(&mut self, callee: Value<'a>, call: &'a ast::ExprCall, place: Place) -> Values<'a> {
        match callee {
            Value::Path(path) => {
                let path = known::canonical(path);
                match path.as_str() {
                    "__import__" | "importlib.import_module" | "importlib.__import__" => {
                        self.dynamic_import(path == "__import__", call, place)
                    }
                    "getattr" => self.dynamic_attribute(call, place),
                    "super" => self.superclass(place),
                    // One of several.
                    "min" | "max" if call.arguments.args.len() > 1 => {
                        let more = (call.arguments.args.len() > MAX_VALUES).then(unknown);
                        let values = call.arguments.args.iter().take(MAX_VALUES);
                        union(values.map(|value| self.values(value, place)).chain(more))
                    }
                    "typing.cast" => match call.arguments.args.first() {
                        Some(class) => self.annotation(class, place),
                        None => unknown(),
                    },
                    _ => match known::return_type(&path) {
                        Some(class) => instance(class),
                        None if names_a_class(&path) => smallvec![Value::Instance(path)],
                        None => unknown(),
                    },
                }
            }
            Value::Class(class) => smallvec![Value::InstanceOf(class)],
            Value::Function(function) => self.returned(function),
            Value::Instance(_) | Value::InstanceOf(_) | Value::Unknown => unknown(),
        }
    }

    /// What a function of this file says that it returns.
    fn returned(&mut self, function: &'a ast::StmtFunctionDef) -> Values<'a> {
        match (&function.returns, hognose_python::index(function)) {
            (Some(annotation), Some(scope)) => {
                let place = self.model.definition(ScopeId::from_u32(scope));
                self.annotation(annotation, place)
            }
            _ => unknown(),
        }
    }

    /// `__import__("a.b")` is `a`, `importlib.import_module("a.b")` is `a.b`.
    fn dynamic_import(
        &mut self,
        package_only: bool,
        call: &'a ast::ExprCall,
        place: Place,
    ) -> Values<'a> {
        match self.string_argument(call, "name", 0, place) {
            Some(module) if !module.is_empty() => {
                let package = module.split('.').next().unwrap_or_default();
                let path = if package_only { package.to_owned() } else { module };
                smallvec![Value::Path(path)]
            }
            _ => unknown(),
        }
    }

    /// `getattr(os, "system")`.
    fn dynamic_attribute(&mut self, call: &'a ast::ExprCall, place: Place) -> Values<'a> {
        let Some(owner) = call.arguments.find_positional(0) else { return unknown() };
        let Some(attr) = self.string_argument(call, "name", 1, place) else { return unknown() };
        let owners = self.values(owner, place);
        union(owners.into_iter().map(|owner| self.attribute(owner, &attr)))
    }

    fn string_argument(
        &self,
        call: &'a ast::ExprCall,
        name: &str,
        position: usize,
        place: Place,
    ) -> Option<String> {
        let argument = call.arguments.find_argument_value(name, position)?;
        match self.model.constant_with(self.fuel, argument, place)? {
            Constant::Str(text) if text.len() <= MAX_NAME_BYTES => Some(text.into_owned()),
            _ => None,
        }
    }

    /// `super()`: an instance of the first base class.
    fn superclass(&mut self, place: Place) -> Values<'a> {
        let Some(class) = self.model.enclosing_class(place.scope) else { return unknown() };
        let Some(base) = class.bases().first() else { return unknown() };
        let Some(scope) = hognose_python::index(class) else { return unknown() };
        let place = self.model.definition(ScopeId::from_u32(scope));
        instances(self.values(base, place))
    }

    /// What an annotation says. Its names may be bound further down, as if it were evaluated last.
    fn annotation(&mut self, annotation: &'a Expr, place: Place) -> Values<'a> {
        let place = Place { offset: TextSize::from(u32::MAX), ..place };
        self.fuel.step(|| self.annotation_within(annotation, place)).unwrap_or_else(unknown)
    }

    fn annotation_within(&mut self, annotation: &'a Expr, place: Place) -> Values<'a> {
        match annotation {
            Expr::Name(_) | Expr::Attribute(_) => {
                let classes = self.values(annotation, place);
                instances(classes)
            }
            Expr::StringLiteral(text) => {
                let classes = self.dotted(text.value.to_str(), place);
                instances(classes)
            }
            // `A | None`
            Expr::BinOp(operation) if matches!(operation.op, Operator::BitOr) => {
                self.alternatives([&*operation.left, &*operation.right].into_iter(), place)
            }
            // `Optional[A]`, `Annotated[A, …]`, `list[A]`
            Expr::Subscript(subscript) => {
                let wrappers = self.values(&subscript.value, place);
                let Some(wrapper) = wrappers.first().and_then(wrapper) else {
                    return instances(wrappers);
                };
                let described = match &*subscript.slice {
                    Expr::Tuple(tuple) if wrapper == Wrapper::Union => &tuple.elts[..],
                    Expr::Tuple(tuple) => tuple.elts.get(..1).unwrap_or_default(),
                    single => std::slice::from_ref(single),
                };
                self.alternatives(described.iter(), place)
            }
            _ => unknown(),
        }
    }

    /// One of several annotations; `None` only says that the value may come later.
    fn alternatives(
        &mut self,
        annotations: impl ExactSizeIterator<Item = &'a Expr>,
        place: Place,
    ) -> Values<'a> {
        let more = (annotations.len() > MAX_VALUES).then(unknown);
        let annotations = annotations.take(MAX_VALUES).filter(|it| !it.is_none_literal_expr());
        union(annotations.map(|it| self.annotation(it, place)).chain(more))
    }

    /// A dotted name in a string annotation.
    fn dotted(&mut self, text: &str, place: Place) -> Values<'a> {
        if text.len() > MAX_NAME_BYTES {
            return unknown();
        }
        let mut parts = text.split('.').map(str::trim);
        let identifier =
            |part: &str| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '_');
        if !parts.clone().all(identifier) {
            return unknown();
        }
        let Some(first) = parts.next() else { return unknown() };
        let mut values = self.name(first, place);
        for part in parts.take(MAX_DEPTH as usize) {
            values = union(values.into_iter().map(|value| self.attribute(value, part)));
        }
        values
    }
}

/// The dotted path of `from module import name`, leading dots included.
fn imported<'a>(module: Option<&str>, level: u32, name: &str) -> Values<'a> {
    let dots = ".".repeat(level.min(64) as usize);
    match module {
        Some(module) => path(&[&dots, module, ".", name]),
        None => path(&[&dots, name]),
    }
}

fn is_class_method(function: &ast::StmtFunctionDef) -> bool {
    matches!(function.name.as_str(), "__new__" | "__init_subclass__" | "__class_getitem__")
        || has_decorator(function, "classmethod")
}

fn is_property(function: &ast::StmtFunctionDef) -> bool {
    has_decorator(function, "property") || has_decorator(function, "cached_property")
}

/// The other parts of a property: they return nothing.
fn is_setter(function: &ast::StmtFunctionDef) -> bool {
    has_decorator(function, "setter") || has_decorator(function, "deleter")
}

fn has_decorator(function: &ast::StmtFunctionDef, name: &str) -> bool {
    const MAX_DECORATORS: usize = 16;
    function.decorator_list.iter().take(MAX_DECORATORS).any(|decorator| {
        match &decorator.expression {
            Expr::Name(decorator) => decorator.id == name,
            Expr::Attribute(decorator) => decorator.attr.as_str() == name,
            _ => false,
        }
    })
}

/// Classes are capitalised, by a convention that nearly everybody keeps.
fn names_a_class(path: &str) -> bool {
    let name = path.rsplit('.').next().unwrap_or(path).trim_start_matches('_');
    path.contains('.')
        && name.starts_with(|first: char| first.is_uppercase())
        && name.contains(|c: char| c.is_lowercase())
}

/// How an annotation with parameters describes a value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wrapper {
    /// By its first parameter: `Annotated[A, …]`.
    First,
    /// By any of its parameters.
    Union,
}

fn wrapper(annotation: &Value<'_>) -> Option<Wrapper> {
    let Value::Path(path) = annotation else { return None };
    match path.rsplit('.').next()? {
        "Optional" | "Annotated" | "Final" | "ClassVar" | "Awaitable" | "Required"
        | "NotRequired" => Some(Wrapper::First),
        "Union" => Some(Wrapper::Union),
        _ => None,
    }
}
