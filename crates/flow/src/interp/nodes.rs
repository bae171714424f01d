//! Python code as the nodes of a tree: which kinds of them it may have.

use super::Interp;
use crate::names::Name;
use crate::state::State;
use crate::trace::Site;
use crate::value::{Alt, ObjId, Value};

/// Nodes within which there are no others.
const LEAVES: [&str; 7] = ["Constant", "Name", "Num", "Str", "Bytes", "NameConstant", "Pass"];

impl Interp<'_> {
    /// Whether a visitor of nodes does not look at those within nodes of some kind: its method for that kind
    /// neither visits them, nor raises an exception.
    pub(super) fn leaves_out_nodes(
        &mut self,
        state: &State,
        id: ObjId,
        node: &Value,
        site: Site,
    ) -> bool {
        let Some(class) = self.object(state, id).and_then(|object| object.class.clone()) else {
            return false;
        };
        let visits = |this: &Self, name: Name| {
            let text = this.text(name);
            text.strip_prefix("visit_").is_some_and(|kind| !LEAVES.contains(&kind))
        };
        let names: Vec<Name> = self.members_of(&class).iter().map(|member| member.0).collect();
        names.into_iter().filter(|name| visits(self, *name)).collect::<Vec<_>>().into_iter().any(
            |name| {
                let mut inside = state.clone();
                self.call_special(&mut inside, id, name, vec![node.clone()], site);
                let code = self.cat.rules.code;
                inside.alive
                    && node.taints.iter().any(|taint| self.live(&inside, taint) & code != 0)
            },
        )
    }

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
