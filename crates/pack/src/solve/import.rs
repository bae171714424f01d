//! Imports, of whatever form.

use hognose_python::ast::{self, Stmt};
use hognose_semantic::Place;

use super::{Done, Goal, Goals, Solver};
use crate::env::Env;
use crate::pattern::Import;
use crate::shape::Code;

/// The functions that import the module that their first argument names.
pub(super) const IMPORT_FUNCTIONS: &[&str] =
    &["__import__", "importlib.__import__", "importlib.import_module"];

impl<'m, 'a> Solver<'m, 'a> {
    pub(super) fn import(
        &mut self,
        import: &Import,
        statement: &'a Stmt,
        place: Place,
        next: Option<&Goals<'_, 'a>>,
        env: &Env<'a>,
        done: Done<'_, 'm, 'a>,
    ) -> bool {
        match statement {
            Stmt::Import(it) => it.names.iter().any(|alias| {
                import.member.is_none()
                    && is_at_or_below(alias.name.as_str(), &import.module)
                    && self.solve(next, env, done)
            }),
            Stmt::ImportFrom(it) if it.level == 0 => {
                let module = it.module.as_ref().map_or("", |module| module.as_str());
                it.names
                    .iter()
                    .any(|alias| self.imported(import, module, &alias.name, place, next, env, done))
            }
            _ => false,
        }
    }

    #[expect(clippy::too_many_arguments, reason = "one of a family that shares its arguments")]
    pub(super) fn imported(
        &mut self,
        import: &Import,
        module: &str,
        name: &'a ast::Identifier,
        place: Place,
        next: Option<&Goals<'_, 'a>>,
        env: &Env<'a>,
        done: Done<'_, 'm, 'a>,
    ) -> bool {
        match &import.member {
            None => is_from(module, name.as_str(), &import.module) && self.solve(next, env, done),
            Some(member) => {
                let goals = Goals { goal: Goal::One(member, Code::Word(name), place), next };
                module == import.module && self.solve(Some(&goals), env, done)
            }
        }
    }
}

/// Whether an import from a module brings this module, something in it, or something from it.
pub(crate) fn is_from(module: &str, member: &str, wanted: &str) -> bool {
    is_at_or_below(module, wanted)
        || wanted.strip_prefix(module).and_then(|rest| rest.strip_prefix('.')) == Some(member)
}

/// Whether a dotted name is another one, or one below it.
pub(crate) fn is_at_or_below(path: &str, wanted: &str) -> bool {
    path.strip_prefix(wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}
