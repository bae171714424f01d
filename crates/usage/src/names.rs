//! From an attribute or a name in the source to the dotted names that the tables have.

use hognose_python::ast::{self, Expr};
use hognose_semantic::{Place, Resolution, SemanticModel, Value, base_class, canonical_name};
use smallvec::SmallVec;

use crate::Certainty;

/// Functions by which code names a thing in a text.
pub(crate) const DYNAMIC_WORDS: [&str; 3] = ["getattr", "import_module", "__import__"];

/// How far up a library's class hierarchy a member is looked for.
const MAX_BASES: usize = 8;

/// The dotted names that an expression can stand for.
#[derive(Debug, Default)]
pub(crate) struct Names {
    /// Of each thing that it can be, the names under which it may be known.
    pub(crate) things: SmallVec<[SmallVec<[String; 1]>; 1]>,
    /// Whether it may be something that is not understood.
    pub(crate) unknown: bool,
    /// Whether it is an attribute of something that an import brings, not of an instance.
    pub(crate) through_class: bool,
    /// Whether one of several star imports brings what it is an attribute of: which one is not told.
    pub(crate) starred: bool,
    /// The base classes of a class of the file that it is an attribute of and that does not define it.
    pub(crate) bases: Option<Vec<String>>,
}

impl Names {
    /// How sure one of the things is meant, if it is known that it can be.
    pub(crate) fn certainty(&self) -> Certainty {
        if self.unknown || self.starred { Certainty::Likely } else { Certainty::Sure }
    }

    fn add(&mut self, name: &str) {
        self.things.push(spellings(name));
    }
}

/// What an attribute, a name or a callee can stand for. `is_class` says of dotted names whether they are
/// known to be those of classes.
pub(crate) fn names<'a>(
    model: &SemanticModel<'a>,
    expr: &'a Expr,
    place: Place,
    is_class: &dyn Fn(&str) -> bool,
) -> Names {
    let mut names = Names::default();
    let Expr::Attribute(attribute) = expr else {
        for value in model.values(expr, place) {
            match value {
                Value::Path(path) => names.add(&path),
                Value::Unknown => names.unknown = true,
                // Something of the file has a name of its own.
                _ => names.things.push(SmallVec::new()),
            }
        }
        return names;
    };
    let attr = attribute.attr.as_str();
    let owners = model.values(&attribute.value, place);
    let starred = starred(model, &attribute.value, place).filter(|_| owners.len() > 1);
    for owner in owners {
        match owner {
            Value::Path(owner) if Some(owner.as_str()) == starred => {}
            Value::Path(owner) => {
                names.through_class = true;
                names.add(&format!("{owner}.{attr}"));
            }
            // That a name may be `None` says that it is something else later.
            Value::Instance(class) if class == "None" => {}
            Value::Instance(class) => names.add(&format!("{class}.{attr}")),
            owner @ (Value::Class(class) | Value::InstanceOf(class)) => {
                names.through_class |= matches!(owner, Value::Class(_));
                let bases = model.inherited(class, attr);
                let all = bases.iter().flatten();
                let all = all.flat_map(|base| spellings(&format!("{base}.{attr}"))).collect();
                names.things.push(all);
                names.bases = bases;
            }
            Value::Function(_) => names.things.push(SmallVec::new()),
            Value::Unknown => names.unknown = true,
        }
    }
    names.starred = starred.is_some() && names.things.len() > 1;
    if names.things.len() != 1 || names.unknown {
        names.bases = None;
    }
    if names.unknown && names.things.is_empty() {
        // A class whose name does not look like one.
        for class in constructed(model, &attribute.value, place).into_iter().flatten() {
            if is_class(&class) {
                names.unknown = false;
                names.add(&format!("{class}.{attr}"));
            }
        }
    }
    names
}

/// A name that comes from a star import, if anything of the file brings it: then it is not only what it
/// would be without one.
fn starred<'a>(model: &SemanticModel<'_>, expr: &'a Expr, place: Place) -> Option<&'a str> {
    model.star_imports().next()?;
    let name = expr.as_name_expr()?.id.as_str();
    (model.lookup(name, place.scope) == Resolution::Unbound).then_some(name)
}

/// The dotted names of what has been called to make an object.
fn constructed<'a>(
    model: &SemanticModel<'a>,
    object: &'a Expr,
    place: Place,
) -> Option<impl Iterator<Item = String> + use<'a>> {
    let (mut value, mut value_place) = model.follow(object, place);
    if let Expr::Attribute(attribute) = value {
        (value, value_place) = model.follow_attribute(attribute, value_place)?;
    }
    let call = value.as_call_expr()?;
    Some(model.qualified_names(&call.func, value_place))
}

/// The names of the base classes of a class definition.
pub(crate) fn base_names<'a>(
    model: &SemanticModel<'a>,
    class: &'a ast::StmtClassDef,
) -> Vec<String> {
    model.inherited(class, "").iter().flatten().flat_map(|it| with_bases(it)).collect()
}

/// A name, and those that it has by inheritance: `threading.Timer.setDaemon` is
/// `threading.Thread.setDaemon`.
fn spellings(name: &str) -> SmallVec<[String; 1]> {
    let name = canonical_name(name);
    let mut all = SmallVec::new();
    if let Some((class, member)) = name.rsplit_once('.') {
        let inherited = std::iter::successors(base_class(class), |class| base_class(class));
        all.extend(inherited.take(MAX_BASES).map(|base| format!("{base}.{member}")));
        // A constructor that is called by name.
        if member == "__init__" {
            all.push(class.to_owned());
        }
    }
    all.insert(0, name);
    all
}

fn with_bases(class: &str) -> Vec<String> {
    let class = canonical_name(class);
    let bases = std::iter::successors(base_class(&class), |class| base_class(class));
    let mut all: Vec<String> = bases.take(MAX_BASES).map(str::to_owned).collect();
    all.insert(0, class);
    all
}
