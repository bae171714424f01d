//! Whether a release has a name, or a callable an argument.

use hognose_deprecation::{Entry, Kind, When};

use crate::facts::{Condition, Fact, Function, ParameterKind, Relation, What};
use crate::link::{ClassAt, Context, Found, Library, Place};
use crate::table;
use crate::warn::Warnings;

/// Whether something is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// It is.
    Present,
    /// It is not.
    Absent,
    /// Only running the code could tell.
    Unknown,
}

/// Whether the release has what an entry is about.
pub(crate) fn presence(warnings: &Warnings<'_>, entry: &Entry) -> Presence {
    let library = warnings.library;
    match entry.kind {
        Kind::Module if library.modules.contains_key(&entry.name) => Presence::Present,
        Kind::Module => gone_above(library, &entry.name),
        Kind::Argument => match (find(warnings, &entry.name), &entry.argument) {
            (Ok(place), Some(argument)) => has_argument(library, &place, entry, argument),
            // What is gone takes its arguments along; that says nothing about them.
            (Err(_), _) | (Ok(_), None) => Presence::Unknown,
        },
        _ => match find(warnings, &entry.name) {
            Ok(_) => Presence::Present,
            Err(presence) => presence,
        },
    }
}

/// A module that is not there: gone, if its package is there, or the library is.
fn gone_above(library: &Library, name: &str) -> Presence {
    let top = name.split('.').next().unwrap_or_default();
    let has_top = library.modules.contains_key(top);
    if has_top || !name.contains('.') { Presence::Absent } else { Presence::Unknown }
}

/// What a public name is, or whether it is there at all.
fn find<'a>(warnings: &Warnings<'a>, name: &str) -> Result<Place<'a>, Presence> {
    let library = warnings.library;
    match library.absolute(name) {
        Some(Found::Definition(place)) => return Ok(place),
        Some(Found::Module(_)) => return Err(Presence::Present),
        // Of another package, or what the top-level module is not even there for.
        Some(Found::External(found)) if found == name => return Err(gone_above(library, name)),
        Some(Found::External(_)) => return Err(Presence::Unknown),
        None => {}
    }
    let Some((outer, leaf)) = name.rsplit_once('.') else { return Err(Presence::Absent) };
    match library.absolute(outer) {
        Some(Found::Module(module)) => {
            let cx = Context::module(module);
            let open_star = module.stars.iter().any(|star| !library.modules.contains_key(star));
            match module.scope.names.get("__getattr__") {
                Some(definitions) => {
                    let functions = definitions.iter().filter_map(|it| match &it.what {
                        What::Function(function) => Some(&**function),
                        _ => None,
                    });
                    let mut answers =
                        functions.map(|function| answers(warnings, cx, function, leaf));
                    Err(answers.next().unwrap_or(Presence::Unknown))
                }
                None if open_star => Err(Presence::Unknown),
                None => Err(Presence::Absent),
            }
        }
        Some(Found::Definition(place)) => match place.class() {
            Some(class) => Err(in_class(warnings, class, leaf)),
            None => Err(Presence::Unknown),
        },
        Some(Found::External(_)) => Err(Presence::Unknown),
        None => match find(warnings, outer) {
            // The same goes for a class and its members, but not for a module.
            Err(Presence::Absent) if is_module_name(outer) => Err(Presence::Absent),
            _ => Err(Presence::Unknown),
        },
    }
}

/// Whether a name is spelled as modules are.
fn is_module_name(name: &str) -> bool {
    let leaf = name.rsplit('.').next().unwrap_or_default();
    !leaf.chars().any(char::is_uppercase)
}

/// Whether a class that does not define a name has it all the same.
fn in_class(warnings: &Warnings<'_>, class: ClassAt<'_>, name: &str) -> Presence {
    let library = warnings.library;
    let mut pending = vec![class];
    let mut steps = 0;
    let mut is_open = false;
    while let Some(next) = pending.pop() {
        steps += 1;
        if next.class.attributes.contains(name) {
            return Presence::Present;
        }
        // What a class used to define is seldom what its `__getattr__` answers for.
        if steps > 200 {
            is_open = true;
            break;
        }
        let (bases, open) = library.bases(next);
        is_open |= open;
        pending.extend(bases);
    }
    if is_open { Presence::Unknown } else { Presence::Absent }
}

/// Whether a `__getattr__` answers for a name.
fn answers<'a>(
    warnings: &Warnings<'a>,
    cx: Context<'a>,
    function: &'a Function,
    name: &str,
) -> Presence {
    let Some(asked) = function.parameters.first() else { return Presence::Unknown };
    let inner = Context { function: Some(function), ..cx };
    let mut is_understood = true;
    let mut pending: Vec<&Condition> = function.tests.iter().map(|it| &**it).collect();
    while let Some(test) = pending.pop() {
        match test {
            Condition::All(parts) | Condition::Any(parts) => pending.extend(parts),
            Condition::Compare { left: Fact::Name(left), relation, right, .. }
                if *left == asked.name =>
            {
                let names = match relation {
                    Relation::Same => right.known_text().map(|text| vec![text.to_owned()]),
                    Relation::In => {
                        let named = table::entries(warnings, inner, right);
                        (!named.is_empty()).then(|| named.into_iter().map(|it| it.name).collect())
                    }
                };
                match names {
                    Some(names) if names.iter().any(|it| it == name) => return Presence::Unknown,
                    Some(_) => {}
                    None => is_understood = false,
                }
            }
            _ => {}
        }
    }
    if is_understood && !function.tests.is_empty() { Presence::Absent } else { Presence::Unknown }
}

fn has_argument(library: &Library, place: &Place<'_>, entry: &Entry, argument: &str) -> Presence {
    let functions: Vec<&Function> = match place.class() {
        Some(class) => {
            let constructors = ["__init__", "__new__"].map(|name| library.member(class, name));
            constructors.iter().flatten().flat_map(all_functions).collect()
        }
        None => all_functions(place),
    };
    if functions.is_empty() {
        return Presence::Unknown;
    }
    let has = |function: &&Function| function.parameter(argument).is_some();
    if entry.when == When::Positional {
        // By position, it is there as long as it is no keyword-only parameter.
        let kinds =
            functions.iter().filter_map(|function| function.parameter(argument)).map(|it| it.kind);
        let kinds: Vec<ParameterKind> = kinds.collect();
        if !kinds.is_empty() && kinds.iter().all(|kind| *kind == ParameterKind::KeywordOnly) {
            return Presence::Absent;
        }
    }
    if functions.iter().any(has) {
        return Presence::Present;
    }
    // A decorator may take arguments away before the function sees them; or hand on what it is given.
    let is_open = functions.iter().any(|function| {
        function.parameters.iter().any(|it| it.kind == ParameterKind::Keywords)
            || function.decorators.iter().any(|decorator| {
                let known = [
                    "staticmethod",
                    "classmethod",
                    "property",
                    "overload",
                    "abstractmethod",
                    "final",
                ];
                !known.contains(&decorator.leaf())
            })
    });
    if is_open { Presence::Unknown } else { Presence::Absent }
}

fn all_functions<'a>(place: &Place<'a>) -> Vec<&'a Function> {
    let functions = place.definitions.iter().filter_map(|it| match &it.what {
        What::Function(function) => Some(&**function),
        _ => None,
    });
    functions.collect()
}
