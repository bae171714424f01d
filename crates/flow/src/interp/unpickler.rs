//! Unpicklers of the program: whether they load nothing but what they know.
//!
//! ```python
//! class Restricted(pickle.Unpickler):
//!     def find_class(self, module, name):
//!         if (module, name) not in ALLOWED:
//!             raise pickle.UnpicklingError(name)
//!         return super().find_class(module, name)
//! ```

use std::rc::Rc;

use super::call::Args;
use super::{Frame, Interp};
use crate::state::State;
use crate::trace::Step;
use crate::value::{Alt, ClassValue, Taint, Taints, Value};

impl Interp<'_> {
    /// Looks at what an unpickler is made with, unless it asks of every class whether it is one of some.
    pub(super) fn check_unpickler(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        class: &Rc<ClassValue>,
        instance: &Value,
        args: &Args,
    ) {
        let Some(api) = self.class_api(class) else { return };
        let path = self.apis.path(api);
        let sinks = match self.cat.path(&path) {
            Some(entry) if path.ends_with(".Unpickler") => entry.sinks.clone(),
            _ => return,
        };
        if !self.asks_what_it_loads(frame, state, class, instance, args) {
            self.check_sinks(frame, state, &sinks, &path, None, args);
        }
    }

    /// Whether `find_class` comes back only for some modules or names, by what it knows of them then, or
    /// gives back nothing that Python has found by them.
    fn asks_what_it_loads(
        &mut self,
        frame: &mut Frame,
        state: &State,
        class: &Rc<ClassValue>,
        instance: &Value,
        args: &Args,
    ) -> bool {
        const FINDING: [&str; 5] =
            ["find_class", "getattr", "import_module", "__import__", "modules"];
        let name = self.names.intern("find_class");
        let Some((member, owner)) = self.class_member(class, name) else { return false };
        let method = self.bind_to(&member, instance, &owner);
        let Some(Alt::Func(function)) = method.single() else { return true };
        let function = Rc::clone(function);
        let Some((callee, module)) = self.prepare(&function) else { return true };
        let mentions = &module.function(function.function).mentions;
        if !mentions.iter().any(|sym| FINDING.contains(&&*self.text(callee.name(*sym)))) {
            return true;
        }
        let step = self.steps.add(Step::Start);
        let live = self.cat.rules.authentic;
        let [module, name] = [(), ()].map(|()| Taint {
            origin: self.next_parameter(),
            vid: self.vids.fresh(),
            step,
            live,
            hidden: 0,
            fails_in: 0,
            flags: Taint::TEXT,
        });
        let values = [module, name].map(|it| Value::tainted(Taints::one(it))).to_vec();
        let mut inside = state.clone();
        // What is done with them there is nobody's: they are made up.
        let known = (frame.hits.len(), self.stray.len());
        self.call_function(frame, &mut inside, &function, Args::of(args.site, values));
        frame.hits.truncate(known.0);
        self.stray.truncate(known.1);
        !inside.alive || [module, name].iter().any(|it| self.live(&inside, it) == 0)
    }
}
