//! What the program keeps in objects of libraries: `g.db`, `app["store"]`, `current_app.extensions["x"]`.
//!
//! One function puts it there, another takes it out, and a library stands between them: the path is
//! all that both have in common.

use super::call::Args;
use super::{Interp, Shared};
use crate::api::ApiId;
use crate::state::State;
use crate::value::{Alt, Const, Value};

impl Interp<'_> {
    /// The place of an element of something of a library.
    pub(crate) fn element_place(&mut self, of: ApiId, key: Option<&Const>) -> Option<Shared> {
        let key = key?.as_str()?.clone();
        let path = self.apis.path(of);
        // What is only known to be a dictionary is another one each time.
        let module = path.split_once('.').map(|it| it.0);
        if module.is_none_or(|it| matches!(it, "typing" | "collections")) {
            return None;
        }
        Some(Shared::Api(self.apis.at(&format!("{path}[{key}]"))))
    }

    /// What a value is in a library, if it is nothing of the program.
    pub(crate) fn library_object(&self, state: &State, alt: &Alt) -> Option<ApiId> {
        match alt {
            Alt::Api(id) => Some(*id),
            Alt::Obj(id) => self.object(state, *id).filter(|object| object.class.is_none())?.api,
            _ => None,
        }
    }

    /// Notes what is put into an element of something of a library.
    pub(crate) fn keep_element(
        &mut self,
        state: &mut State,
        value: &Value,
        index: &Value,
        new: &Value,
    ) {
        for alt in &value.alts {
            let api = self.library_object(state, alt);
            let place = api.and_then(|api| self.element_place(api, index.as_const()));
            if let Some(place) = place {
                self.share_all(state, place, new);
            }
        }
    }

    /// What `get` finds in something of a library in which the program keeps things.
    pub(crate) fn kept_entry(&mut self, of: ApiId, method: &str, args: &Args) -> Option<Value> {
        if !matches!(method, "get" | "pop" | "setdefault") {
            return None;
        }
        let key = args.position(0)?.as_const()?.clone();
        let text = key.as_str()?.clone();
        let name = self.names.intern(&text);
        let element = self.element_place(of, Some(&key));
        if let Some(kept) = element.and_then(|place| self.shared(place)) {
            return Some(kept.clone());
        }
        let place = self.apis.attribute(of, name, &text)?;
        self.shared(Shared::Api(place)).cloned()
    }
}
