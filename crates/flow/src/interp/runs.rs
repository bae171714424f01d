//! Functions that run a function that they are given: thread pools, event loops.

use std::rc::Rc;

use smallvec::SmallVec;

use super::call::Args;
use super::entry::Entry;
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
            | "retry_call"
            | "enqueue"
            | "async_task" => 0,
            "run_in_executor" | "call_later" | "call_at" | "enqueue_in" | "enqueue_at" => 1,
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

    /// A thread, which is taken to run where it is made. Nothing is known of the thread itself.
    pub(super) fn started(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        path: &str,
        args: &Args,
    ) -> Option<Value> {
        let named = |this: &mut Self, name: &str| {
            let name = this.names.intern(name);
            args.keyword(name).cloned()
        };
        let place = usize::from(path.ends_with("Timer"));
        let target = named(self, "target")
            .or_else(|| named(self, "function"))
            .or_else(|| args.position(place).cloned())?;
        let values = named(self, "args");
        let mut all = Args::new(args.site);
        if let Some(values) = values {
            let known = self.elements_in(state, &values);
            match known {
                Some(known) => {
                    all.positions = known.into_iter().map(|it| (it, args.site.span)).collect();
                }
                None => all.rest = Some(self.element(state, &values)),
            }
        }
        if let Some(keywords) = named(self, "kwargs") {
            self.keywords_from(state, &keywords, args.site.span, &mut all);
        }
        // A thread of a module goes on when other functions have run.
        if let (true, Some(Alt::Func(function))) = (self.loading > 0, target.single())
            && args.positions.len() <= place
            && all.all().next().is_none()
        {
            self.add_entry(Entry::new(Rc::clone(function), SmallVec::new()));
        }
        // The one that starts it does not wait for it to end.
        let mut inside = state.clone();
        self.call_value(frame, &mut inside, &target, all);
        if inside.alive {
            *state = inside;
        }
        None
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
