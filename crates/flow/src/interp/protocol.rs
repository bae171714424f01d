//! Methods with special names that Python calls by itself: of operators, of `with`, of properties.

use std::rc::Rc;

use hognose_ir::{BinOp, CmpOp, Expr, ExprKind, Span};

use super::call::Args;
use super::{Frame, Interp};
use crate::limits::MAX_CALLS;
use crate::names::Name;
use crate::state::State;
use crate::summary;
use crate::trace::Site;
use crate::value::{Alt, Binding, Const, FuncValue, ObjId, Taint, Taints, Type, Value};

/// A function that stands for another one where the first argument is of a class.
#[derive(Debug)]
pub(crate) struct Overload {
    class: Value,
    function: Rc<FuncValue>,
}

impl Interp<'_> {
    /// `left op right`, if the class of one of them defines what that means.
    pub(super) fn operator(
        &mut self,
        state: &mut State,
        op: BinOp,
        left: &Value,
        right: &Value,
        site: Site,
    ) -> Option<Value> {
        let sides = [("", left, right), ("r", right, left)];
        sides.into_iter().find_map(|(prefix, own, other)| {
            self.own_operator(state, (prefix, op), own, other, site)
        })
    }

    /// `left op= right`, if the class of the left side defines what that means.
    pub(super) fn own_augmented(
        &mut self,
        state: &mut State,
        op: BinOp,
        left: &Value,
        right: &Value,
        site: Site,
    ) -> Option<Value> {
        self.own_operator(state, ("i", op), left, right, site)
    }

    fn own_operator(
        &mut self,
        state: &mut State,
        (prefix, op): (&str, BinOp),
        own: &Value,
        other: &Value,
        site: Site,
    ) -> Option<Value> {
        if own.alts.len() > 1 {
            // One of several objects of the program.
            let mut all = Value::default();
            for id in own.objects() {
                let one = Value::of(Alt::Obj(id));
                if let Some(value) = self.own_operator(state, (prefix, op), &one, other, site) {
                    all.join(&value);
                }
            }
            return (!all.is_bottom()).then_some(all);
        }
        let id = self.of_class(state, own)?;
        let name = self.names.intern(&format!("__{prefix}{}__", stem(op)));
        self.call_special(state, id, name, vec![other.clone()], site)
    }

    /// Whether two values are equal, or one is in the other, if the class of one of them defines what that
    /// means.
    pub(super) fn own_comparison(
        &mut self,
        state: &mut State,
        op: CmpOp,
        left: &Value,
        right: &Value,
        site: Site,
    ) -> Option<Value> {
        let (name, sides) = match op {
            CmpOp::Eq | CmpOp::NotEq => ("__eq__", &[(left, right), (right, left)][..]),
            CmpOp::In | CmpOp::NotIn => ("__contains__", &[(right, left)][..]),
            _ => return None,
        };
        sides.iter().find_map(|(own, other)| {
            let id = self.of_class(state, own)?;
            let name = self.names.intern(name);
            self.call_special(state, id, name, vec![(*other).clone()], site)
        })
    }

    /// The object that a value is, if it is one of a class of the program.
    fn of_class(&self, state: &State, value: &Value) -> Option<ObjId> {
        let Some(Alt::Obj(id)) = value.single() else { return None };
        self.object(state, *id)?.class.as_ref()?;
        Some(*id)
    }

    /// The end of `with`, where nothing was raised.
    pub(super) fn leave_context(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        (context, (entered, before)): (&Value, &(Value, Taints)),
        site: Site,
    ) {
        if let Some(Alt::Obj(id)) = context.single()
            && let Some((function, params)) = self.begun.remove(id)
        {
            // What has no other data than before does nothing else than before.
            if self.deep(state, entered) != *before {
                self.end_generator(frame, state, &function, params, entered);
            }
            return;
        }
        let Some(id) = self.of_class(state, context) else { return };
        for name in ["__exit__", "__aexit__"] {
            let name = self.names.intern(name);
            let none = vec![Value::none(); 3];
            if self.call_special(state, id, name, none, site).is_some() {
                return;
            }
        }
    }

    /// Whether a program may go on behind a context in which something was raised.
    pub(super) fn may_take_exceptions(&mut self, state: &State, context: &Value) -> bool {
        let exit = self.names.intern("__exit__");
        match context.single() {
            Some(Alt::Obj(id)) => self.method_of(state, *id, exit).is_some(),
            _ => self.suppresses(context),
        }
    }

    /// Whether it does: `__exit__` returns true.
    pub(super) fn takes_exceptions(
        &mut self,
        raised: &mut State,
        context: &Value,
        site: Site,
    ) -> bool {
        if self.suppresses(context) {
            return true;
        }
        let Some(id) = self.of_class(raised, context) else { return false };
        let exit = self.names.intern("__exit__");
        let result = self.call_special(raised, id, exit, vec![Value::any(); 3], site);
        result.is_some_and(|it| it.as_const().is_some_and(Const::is_truthy))
    }

    fn suppresses(&self, context: &Value) -> bool {
        let path = context.single().and_then(|alt| match alt {
            Alt::Api(id) => Some(self.apis.path(*id)),
            _ => None,
        });
        path.as_deref() == Some("contextlib.suppress()")
    }

    /// Notes that a function stands for another one for arguments of a class, `@show.register`. Whether
    /// it does.
    pub(super) fn note_overload(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        decorator: &Expr,
        value: &Value,
    ) -> bool {
        let (callee, args) = match &decorator.kind {
            ExprKind::Call(callee, args) => (&**callee, &args[..]),
            _ => (decorator, &[][..]),
        };
        let ExprKind::Attr(object, name) = &callee.kind else { return false };
        if *self.text(frame.name(*name)) != *"register" {
            return false;
        }
        let object = self.eval(frame, state, object);
        let (Some(Alt::Func(general)), Some(Alt::Func(special))) =
            (object.single(), value.single())
        else {
            return false;
        };
        let class = match args.first() {
            Some(arg) => self.eval(frame, state, &arg.value),
            None => self.annotations(special).class(0).cloned().unwrap_or_else(Value::any),
        };
        let id = (general.file, general.function);
        let overload = Overload { class, function: Rc::clone(special) };
        self.overloads.entry(id).or_default().push(overload);
        true
    }

    /// The functions of which one is called instead of another one, by the class of the first argument;
    /// none if it has no others.
    pub(super) fn overloaded(
        &self,
        function: &Rc<FuncValue>,
        args: &Args,
    ) -> Option<Vec<Rc<FuncValue>>> {
        if self.overloads.is_empty() {
            return None;
        }
        let overloads = self.overloads.get(&(function.file, function.function))?;
        let paths = args.position(0).map_or(&[][..], classes_of);
        let is_meant = |overload: &&Overload| match overload.class.single() {
            _ if paths.is_empty() => true,
            Some(Alt::Api(id)) => paths.contains(&&*self.apis.path(*id)),
            _ => false,
        };
        let meant = overloads.iter().filter(is_meant);
        let mut chosen: Vec<_> = meant.map(|it| Rc::clone(&it.function)).collect();
        if paths.is_empty() || chosen.is_empty() {
            chosen.push(Rc::clone(function));
        }
        Some(chosen)
    }

    /// Calls whichever of several functions.
    pub(super) fn call_each(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        functions: &[Rc<FuncValue>],
        args: &Args,
    ) -> Value {
        let mut result = Value::default();
        let mut after = State::dead();
        for function in functions {
            let mut inside = state.clone();
            let value = self.call_function(frame, &mut inside, function, args.clone());
            if inside.alive {
                result.join(&value);
            }
            after.join(inside);
        }
        *state = after;
        result
    }

    /// `generator.send(value)`: what a generator yields to which something is sent.
    pub(super) fn sent(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        id: ObjId,
        value: Value,
    ) -> Value {
        let yielded = self.object(state, id).map(|it| it.element()).unwrap_or_default();
        // What is no data, nothing was run without.
        if self.depth >= MAX_CALLS || self.deep(state, &value).is_empty() {
            return yielded;
        }
        let Some((function, mut params)) = self.begun.get(&id).cloned() else { return yielded };
        let Some((callee, _)) = self.prepare(&function) else { return yielded };
        params.extend([Value::default(), value]);
        self.depth += 1;
        let generator = summary::apply(self, frame, state, &function, &callee, params);
        self.depth -= 1;
        let answer = self.element(state, &generator);
        // It may come back later, too.
        if let Some(iterator) = self.object_mut(state, id) {
            iterator.add(&answer);
        }
        answer
    }

    /// Runs a generator once more, with what the block has made of what it yields: what stands behind
    /// `yield` may do something with that.
    fn end_generator(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        function: &Rc<FuncValue>,
        mut params: Vec<Value>,
        entered: &Value,
    ) {
        if self.depth >= MAX_CALLS {
            return;
        }
        let Some((callee, _)) = self.prepare(function) else { return };
        params.push(entered.clone());
        self.depth += 1;
        summary::apply(self, frame, state, function, &callee, params);
        self.depth -= 1;
    }

    /// Lets an object that is yielded be as the block has left it behind.
    pub(super) fn resume(&mut self, state: &mut State, yielded: &Value, left: &Value) {
        if let (Some(Alt::Obj(id)), Some(Alt::Obj(left))) = (yielded.single(), left.single())
            && let Some(object) = self.object(state, *left).map(Rc::clone)
        {
            state.heap.insert(*id, object);
        }
    }

    /// What `@name.setter` and the like make of the name of a property; nothing if it is none.
    pub(super) fn accessor(&mut self, decorator: &Value, function: &Value) -> Option<Value> {
        let Some(Alt::Method(method)) = decorator.single() else { return None };
        let Some(Alt::Func(getter)) = method.0.single() else { return None };
        let kind = self.text(method.1);
        if getter.kind != Binding::Property || !matches!(&*kind, "setter" | "deleter") {
            return None;
        }
        if let (Some(Alt::Func(setter)), "setter") = (function.single(), &*kind) {
            self.setters.insert((getter.file, getter.function), Rc::clone(setter));
        }
        Some(method.0.clone())
    }

    /// Assigns to an attribute that is a property. Whether it is one.
    pub(super) fn set_property(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        id: ObjId,
        name: Name,
        new: &Value,
    ) -> bool {
        let class = self.object(state, id).and_then(|object| object.class.clone());
        let Some((member, owner)) = class.and_then(|class| self.class_member(&class, name)) else {
            return false;
        };
        let site = Site { file: frame.file, span: Span::default() };
        if self.write_descriptor(state, &member, id, new, site) {
            return true;
        }
        let is_property = |alt: &&Alt| matches!(alt, Alt::Func(it) if it.kind == Binding::Property);
        let Some(Alt::Func(getter)) = member.alts.iter().find(is_property) else { return false };
        let setter = self.setters.get(&(getter.file, getter.function)).cloned();
        if let Some(setter) = setter {
            let setter = FuncValue { kind: Binding::Plain, ..(*setter).clone() };
            let setter = Value::of(Alt::Func(Rc::new(setter)));
            let bound = self.bind_to(&setter, &Value::of(Alt::Obj(id)), &owner);
            self.call_value(frame, state, &bound, Args::of(site, vec![new.clone()]));
        }
        true
    }
}

/// The paths of the classes that a value may be of, if they are a few; otherwise none.
fn classes_of(value: &Value) -> &'static [&'static str] {
    let is_text =
        |alt: &Alt| matches!(alt, Alt::Const(Const::Str(_)) | Alt::Text(_) | Alt::Typed(Type::Str));
    let is_number = |alt: &Alt| matches!(alt, Alt::Const(Const::Int(_)) | Alt::Typed(Type::Number));
    if value.alts.is_empty() {
        return &[];
    }
    if value.alts.iter().all(is_text) {
        return &["str"];
    }
    if value.alts.iter().all(is_number) {
        return &["int"];
    }
    let came_as_text =
        !value.taints.is_empty() && value.taints.iter().all(|it| it.flags & Taint::TEXT != 0);
    if came_as_text && value.alts.iter().all(|alt| is_text(alt) || matches!(alt, Alt::Any)) {
        return &["str", "bytes"];
    }
    &[]
}

/// What the methods of an operator are called, without underscores.
fn stem(op: BinOp) -> &'static str {
    match op {
        BinOp::Add => "add",
        BinOp::Sub => "sub",
        BinOp::Mul => "mul",
        BinOp::Div => "truediv",
        BinOp::FloorDiv => "floordiv",
        BinOp::Mod => "mod",
        BinOp::Pow => "pow",
        BinOp::Shl => "lshift",
        BinOp::Shr => "rshift",
        BinOp::Or => "or",
        BinOp::Xor => "xor",
        BinOp::And => "and",
        BinOp::MatMul => "matmul",
    }
}
