//! Python code as the nodes of a tree: which kinds of them it may have.

use super::Interp;
use crate::state::State;
use crate::value::{Alt, Value};

impl Interp<'_> {
    /// Whether classes are some of those of nodes of Python code, by which nothing is reached that the code
    /// is not given.
    pub(super) fn are_nodes(&self, state: &State, class: &Value) -> bool {
        const ANYTHING: [&str; 4] = ["ast.AST", "ast.expr", "ast.stmt", "ast.Attribute"];
        let classes = match class.single() {
            Some(Alt::Obj(id)) => self.object(state, *id).and_then(|object| object.elements()),
            _ => Some(vec![class.clone()]),
        };
        classes.is_some_and(|classes| {
            !classes.is_empty()
                && classes.iter().all(|class| match class.single() {
                    Some(Alt::Api(id)) => {
                        let path = self.apis.path(*id);
                        path.starts_with("ast.") && !ANYTHING.contains(&&*path)
                    }
                    _ => false,
                })
        })
    }
}
