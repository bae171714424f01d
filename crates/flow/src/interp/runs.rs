//! Functions that run a function that they are given: thread pools, event loops.

use super::call::Args;
use super::{Frame, Interp};
use crate::state::{Kind, Object, State};
use crate::value::{Alt, Value};

impl Interp<'_> {
    /// A call of a function that is called like one that runs another one.
    pub(crate) fn runs_function(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        name: &str,
        args: &Args,
    ) -> Option<Value> {
        let place = match name {
            "submit"
            | "to_thread"
            | "start_new_thread"
            | "call_soon"
            | "call_soon_threadsafe"
            | "add_task"
            | "run_in_threadpool"
            | "spawn"
            | "apply"
            | "run_sync"
            | "defer"
            | "deferToThread"
            | "start_soon"
            | "create_task"
            | "retry_call" => 0,
            "run_in_executor" | "call_later" | "call_at" => 1,
            "imap" | "imap_unordered" | "starmap" => {
                let function = args.position(0)?.clone();
                self.function_in(&function)?;
                let list = args.position(1)?.clone();
                let element = self.element(state, &list);
                let result =
                    self.call_value(frame, state, &function, Args::of(args.site, vec![element]));
                let mut object = Object::new(Kind::List);
                object.rest = Some(result);
                return Some(self.allocate(state, object));
            }
            _ => return None,
        };
        let function = args.position(place)?.clone();
        self.function_in(&function)?;
        let mut inner = args.clone();
        inner.positions.drain(..=place.min(inner.positions.len().saturating_sub(1)));
        Some(self.call_value(frame, state, &function, inner))
    }

    fn function_in(&self, value: &Value) -> Option<()> {
        let is_function = |alt: &Alt| match alt {
            Alt::Func(_) | Alt::Partial(_) | Alt::Method(_) => true,
            Alt::Api(id) => self.apis.entry(*id).is_some(),
            _ => false,
        };
        value.alts.iter().any(is_function).then_some(())
    }
}
