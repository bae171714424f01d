//! Statements: what is known behind them.

use hognose_ir::{ExprKind, Handler, Stmt, Target, WithItem};

use super::annotation::divided;
use super::flag::meet;
use super::{Frame, Interp};
use crate::limits::{LOOP_ROUNDS, MAX_LOOPS};
use crate::state::{Kind, Object, State};
use crate::value::{Alt, Type, Value};

impl Interp<'_> {
    pub(crate) fn block(&mut self, frame: &mut Frame, state: &mut State, statements: &[Stmt]) {
        for statement in statements {
            if !state.alive || self.is_spent() {
                return;
            }
            if let Some(Some(before)) = frame.tries.last_mut() {
                before.join(state.clone());
            } else if let Some(before) = frame.tries.last_mut() {
                *before = Some(state.clone());
            }
            self.statement(frame, state, statement);
        }
    }

    #[expect(clippy::too_many_lines, reason = "one arm for each kind of statement")]
    fn statement(&mut self, frame: &mut Frame, state: &mut State, statement: &Stmt) {
        match statement {
            Stmt::Expr(expr) => {
                self.eval(frame, state, expr);
            }
            Stmt::Assign(targets, value) => {
                let result = self.eval(frame, state, value);
                frame.assigns_literal = matches!(value.kind, ExprKind::Lit(_));
                for target in targets {
                    self.assign(frame, state, target, result.clone());
                }
                frame.assigns_literal = false;
            }
            Stmt::Annotated(target, annotation, value) => {
                let class = self.annotation(frame, state, annotation);
                let class = class.map(|class| divided(class).0);
                let value = value.as_ref().map(|value| self.eval(frame, state, value));
                if let Some(value) = value {
                    let value = match &class {
                        Some(class) => self.declared_as(state, value, class),
                        None => value,
                    };
                    self.assign(frame, state, target, value);
                } else if let (Target::Var(var, _), Some(class)) = (target, class)
                    && self.var(frame, state, *var).is_bottom()
                {
                    let value = self.instance_of(state, &class);
                    self.set_var(frame, state, *var, value);
                }
            }
            Stmt::Augmented(target, op, value, span) => {
                let right = self.eval(frame, state, value);
                let left = self.read(frame, state, target);
                let site = frame.site(*span);
                let result = self.augmented(state, *op, &left, &right, site);
                self.assign(frame, state, target, result);
            }
            Stmt::If(test, then, otherwise) => {
                let (mut yes, mut no) = self.branch(frame, state.clone(), test);
                self.block(frame, &mut yes, then);
                self.block(frame, &mut no, otherwise);
                meet(frame, &mut yes, no);
                *state = yes;
            }
            Stmt::While(test, body, otherwise) => {
                let mut exit = State::dead();
                let rounds = rounds(frame);
                frame.breaks.push((None, None));
                for round in 0..rounds {
                    let (mut inside, outside) = self.branch(frame, state.clone(), test);
                    exit.join(outside);
                    if !inside.alive {
                        break;
                    }
                    self.block(frame, &mut inside, body);
                    self.again(frame, &mut inside);
                    if round + 1 == rounds {
                        let (_, outside) = self.branch(frame, inside, test);
                        exit.join(outside);
                    } else {
                        state.join(inside);
                    }
                }
                self.after_loop(frame, state, exit, otherwise);
            }
            Stmt::For(target, iterable, body, otherwise) => {
                let site = frame.site(iterable.span);
                let iterable = self.eval(frame, state, iterable);
                if frame.breaks.len() < 2
                    && let Some(elements) = self.one_by_one(state, &iterable)
                {
                    self.unrolled(frame, state, target, elements, (body, otherwise));
                    return;
                }
                let mut exit = state.clone();
                let is_never = self.is_empty(state, &iterable);
                let rounds = rounds(frame);
                let is_data = u32::from(!self.deep(state, &iterable).is_empty());
                frame.data_loops += is_data;
                frame.breaks.push((None, None));
                for _ in 0..if is_never { 0 } else { rounds } {
                    let mut inside = state.clone();
                    self.here = site;
                    let element = self.each(&mut inside, &iterable);
                    let elements = self.deep(&inside, &element);
                    self.assign(frame, &mut inside, target, element);
                    self.block(frame, &mut inside, body);
                    self.again(frame, &mut inside);
                    // What was found out about each element holds for all; also if there are none.
                    let found = self.about_each(&inside, &elements);
                    let mut over = inside.clone();
                    over.facts.and(&found);
                    exit.facts.and(&found);
                    meet(frame, &mut exit, over);
                    meet(frame, state, inside);
                }
                self.after_loop(frame, state, exit, otherwise);
                frame.data_loops -= is_data;
            }
            Stmt::Try(body, handlers, otherwise, last) => {
                self.attempt(frame, state, (body, handlers, otherwise, last));
            }
            Stmt::With(items, body) => self.with(frame, state, items, body),
            Stmt::Match(subject, cases) => self.matching(frame, state, subject, cases),
            Stmt::Return(value) => {
                let span = value.as_ref().map(|value| value.span);
                let value = match value {
                    Some(value) => self.eval(frame, state, value),
                    None => Value::none(),
                };
                if state.alive {
                    if let Some(span) = span {
                        let site = frame.site(span);
                        self.returned_to_library(frame, state, &value, site);
                    }
                    let state = std::mem::replace(state, State::dead());
                    self.leave(frame, state, value);
                }
            }
            Stmt::Raise(exception) => {
                if let Some(exception) = exception {
                    let value = self.eval(frame, state, exception);
                    self.note_raised(state, &value);
                    let taints = self.said(state, &value);
                    let taints = self.settle(state, &taints);
                    frame
                        .raised
                        .join(&Value { alts: value.alts, ..Value::default() }.with(&taints));
                }
                self.raise(frame, state);
            }
            Stmt::Assert(test) => {
                let (yes, _) = self.branch(frame, state.clone(), test);
                *state = yes;
            }
            Stmt::Delete(targets) => {
                for target in targets {
                    match target {
                        Target::Var(var, _) => {
                            self.set_var(frame, state, *var, Value::default());
                        }
                        Target::Index(object, index, _) => {
                            let object = self.eval(frame, state, object);
                            if let ExprKind::Slice(parts) = &index.kind {
                                let nothing = self.allocate(state, Object::new(Kind::List));
                                self.set_slice(frame, state, &object, parts, &nothing);
                                continue;
                            }
                            let index = self.eval(frame, state, index);
                            self.secret_taken_out(state, &object, &index);
                            self.remove(state, &object, &index);
                        }
                        _ => {}
                    }
                }
            }
            Stmt::Break | Stmt::Continue => {
                let left = std::mem::replace(state, State::dead());
                if let Some((breaks, continues)) = frame.breaks.last_mut() {
                    let place = if matches!(statement, Stmt::Break) { breaks } else { continues };
                    match place {
                        Some(known) => known.join(left),
                        None => *place = Some(left),
                    }
                }
            }
            Stmt::Import { module, renamed, var } => {
                let module = self.text(frame.name(*module));
                let value = self.import(frame, &module, *renamed);
                self.set_var(frame, state, *var, value);
            }
            Stmt::ImportFrom { module, level, member } => {
                let module = self.text(frame.name(*module));
                match member {
                    Some((member, var)) => {
                        let member = frame.name(*member);
                        let value = if frame.is_module() {
                            self.import_later(frame, &module, *level, member)
                        } else {
                            self.import_from(frame, &module, *level, member)
                        };
                        self.set_var(frame, state, *var, value);
                    }
                    None => self.import_star(frame, &module, *level),
                }
            }
            Stmt::Def { var, function, decorators, defaults } => {
                let value = self.function_value(frame, state, *function, defaults);
                let value = self.decorate(frame, state, value, decorators);
                self.set_var(frame, state, *var, value);
            }
            Stmt::Class { .. } => self.class_statement(frame, state, statement),
        }
    }

    /// A loop over a few elements, one round for each: `for bad in ("/", ".."): if bad in name: …`.
    fn unrolled(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        target: &Target,
        elements: Vec<Value>,
        (body, otherwise): (&[Stmt], &[Stmt]),
    ) {
        frame.breaks.push((None, None));
        for element in elements {
            if !state.alive {
                break;
            }
            self.assign(frame, state, target, element);
            self.block(frame, state, body);
            self.again(frame, state);
        }
        let exit = std::mem::replace(state, State::dead());
        self.after_loop(frame, state, exit, otherwise);
    }

    /// Ends a round of a loop: `continue` comes here, too.
    fn again(&mut self, frame: &mut Frame, state: &mut State) {
        if let Some((_, continues)) = frame.breaks.last_mut()
            && let Some(continued) = continues.take()
        {
            meet(frame, state, continued);
        }
    }

    fn after_loop(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        mut exit: State,
        otherwise: &[Stmt],
    ) {
        let broken = frame.breaks.pop().and_then(|(breaks, _)| breaks);
        self.block(frame, &mut exit, otherwise);
        if let Some(broken) = broken {
            meet(frame, &mut exit, broken);
        }
        *state = exit;
    }

    /// Leaves the function with a value.
    pub(crate) fn leave(&mut self, frame: &mut Frame, state: State, value: Value) {
        let mut value = self.settled(&state, value);
        value.cond = Some(self.returned_cond(&state, &value));
        frame.returned.join(&value);
        match &mut frame.exit {
            Some(exit) => exit.join(state),
            None => frame.exit = Some(state),
        }
    }

    /// The state goes to whoever catches exceptions.
    pub(crate) fn raise(&mut self, frame: &mut Frame, state: &mut State) {
        let raised = std::mem::replace(state, State::dead());
        match frame.tries.last_mut() {
            Some(Some(known)) => known.join(raised),
            Some(place) => *place = Some(raised),
            None => {}
        }
    }

    fn attempt(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        (body, handlers, otherwise, last): (&[Stmt], &[Handler], &[Stmt], &[Stmt]),
    ) {
        let outer_raised = std::mem::take(&mut frame.raised);
        frame.tries.push(None);
        self.block(frame, state, body);
        let caught = frame.tries.pop().flatten();
        let raised = std::mem::replace(&mut frame.raised, outer_raised);
        self.block(frame, state, otherwise);
        let caught = caught.unwrap_or_else(State::dead);
        for handler in handlers {
            let mut inside = caught.clone();
            if !inside.alive {
                break;
            }
            let kind = handler.kind.as_ref().map(|kind| self.eval(frame, &mut inside, kind));
            if let Some(var) = handler.var {
                let exception = self.exception(frame, &inside, handler, kind.as_ref(), &raised);
                self.set_var(frame, &mut inside, var, exception);
            }
            self.block(frame, &mut inside, &handler.body);
            state.join(inside);
        }
        if handlers.is_empty() {
            frame.raised.join(&raised);
        }
        if !last.is_empty() {
            // Whoever leaves there forgets what was raised.
            if !state.alive || handlers.is_empty() && leaves(last) {
                let mut inside = caught;
                self.block(frame, &mut inside, last);
            }
            self.block(frame, state, last);
        }
    }

    fn with(&mut self, frame: &mut Frame, state: &mut State, items: &[WithItem], body: &[Stmt]) {
        let mut contexts = Vec::with_capacity(items.len());
        for item in items {
            let context = self.eval(frame, state, &item.context);
            let site = frame.site(item.context.span);
            let entered = self.enter(frame, state, &context, site);
            if let Some(target) = &item.target {
                self.assign(frame, state, target, entered.clone());
            }
            let before = self.deep(state, &entered);
            contexts.push((context, (entered, before), site));
        }
        if contexts.iter().any(|it| self.may_take_exceptions(state, &it.0)) {
            frame.tries.push(None);
            self.block(frame, state, body);
            if let Some(mut raised) = frame.tries.pop().flatten()
                && contexts.iter().any(|it| self.takes_exceptions(&mut raised, &it.0, it.2))
            {
                state.join(raised);
            }
        } else {
            self.block(frame, state, body);
        }
        for (context, entered, site) in contexts.iter().rev() {
            if state.alive {
                self.leave_context(frame, state, (context, entered), *site);
            }
        }
    }

    // Targets.

    /// The value that a target has.
    fn read(&mut self, frame: &mut Frame, state: &mut State, target: &Target) -> Value {
        match target {
            Target::Var(var, _) => self.var(frame, state, *var),
            Target::Attr(object, name, span) => {
                let object = self.eval(frame, state, object);
                let site = frame.site(*span);
                self.attribute(frame, state, &object, frame.name(*name), site)
            }
            Target::Index(object, index, span) => {
                let object = self.eval(frame, state, object);
                let index = self.key(frame, state, index);
                let site = frame.site(*span);
                self.index(state, &object, &index, site)
            }
            _ => Value::any(),
        }
    }

    pub(crate) fn assign(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        target: &Target,
        mut value: Value,
    ) {
        match target {
            Target::Var(var, span) => {
                if !value.taints.is_empty() {
                    let name = self.var_name(frame, *var);
                    if let Some(name) = name {
                        self.given_name(frame, state, &name, &mut value, frame.site(*span));
                        let what = format!("assigned to `{name}`");
                        value.taints = self.step(&value.taints, frame.site(*span), &what);
                    }
                }
                self.set_var(frame, state, *var, value);
            }
            Target::Attr(object, name, span) => {
                let object = self.eval(frame, state, object);
                let name = frame.name(*name);
                let site = frame.site(*span);
                if !value.taints.is_empty() {
                    self.given_name(frame, state, &self.text(name), &mut value, site);
                    let what = format!("stored in the attribute `{}`", self.text(name));
                    value.taints = self.step(&value.taints, site, &what);
                }
                self.assigned(
                    frame,
                    state,
                    &object,
                    &format!(".{}=", self.text(name)),
                    &value,
                    site,
                );
                self.set_attribute(frame, state, &object, name, value);
            }
            Target::Index(container, index, span) => {
                let object = self.eval(frame, state, container);
                if let ExprKind::Slice(parts) = &index.kind {
                    self.set_slice(frame, state, &object, parts, &value);
                    return;
                }
                let index = self.key(frame, state, index);
                let site = frame.site(*span);
                self.given_key(frame, state, (&object, container), &index, site);
                if !value.taints.is_empty() {
                    if let Some(key) = index.as_str() {
                        self.given_name(frame, state, key, &mut value, site);
                    }
                    value.taints = self.step(&value.taints, site, "stored in an element");
                }
                self.assigned_element(frame, state, &object, &index, &value, site);
                self.set_element(state, &object, &index, value);
            }
            Target::Tuple(targets) => {
                let star = targets.iter().position(|target| matches!(target, Target::Star(_)));
                let elements = self.unpack(state, &value, targets.len(), star);
                for (target, element) in targets.iter().zip(elements) {
                    self.assign(frame, state, target, element);
                }
            }
            Target::Star(inner) => self.assign(frame, state, inner, value),
            Target::Unknown => {}
        }
    }

    // Variables.

    /// What is caught.
    fn exception(
        &mut self,
        frame: &Frame,
        state: &State,
        handler: &Handler,
        kind: Option<&Value>,
        raised: &Value,
    ) -> Value {
        let mut value = Value { taints: raised.taints.clone(), ..Value::any() };
        let mut kinds: Vec<Alt> = Vec::new();
        for alt in kind.iter().flat_map(|kind| &kind.alts) {
            let elements = match alt {
                Alt::Obj(id) => self.object(state, *id).and_then(|object| object.elements()),
                _ => None,
            };
            match elements {
                Some(elements) => kinds.extend(elements.into_iter().flat_map(|it| it.alts)),
                None => kinds.push(alt.clone()),
            }
        }
        // What the program itself raises is meant to be read; what Python and libraries raise is not,
        // and least if it may be anything.
        // So is what says of data that it is not as it should be: it tells whoever sent it.
        let is_own = |alt: &Alt| match alt {
            Alt::Class(_) => true,
            Alt::Api(id) => is_about_input(&self.apis.path(*id)),
            _ => false,
        };
        if !kinds.is_empty() && kinds.iter().all(is_own) {
            return value;
        }
        let source = self.source_at("<exception>", frame.site(handler.span));
        let is_broad = kinds.is_empty()
            || kinds.iter().any(|alt| match alt {
                Alt::Api(id) => matches!(&*self.apis.path(*id), "Exception" | "BaseException"),
                _ => false,
            });
        let source = if is_broad { source } else { Self::unsure(&source) };
        value.taints.join(&source);
        value
    }

    /// What a value is known to be by its class.
    pub(crate) fn narrow(&mut self, value: Value, class: Option<&Value>) -> Value {
        match class {
            Some(class) if self.is_no_text(class) => {
                let only_texts = self.cat.rules.texts;
                let taints = value.taints.without(only_texts);
                let alts = match value.single() {
                    Some(Alt::Any) => Value::typed(Type::Number).alts,
                    _ => value.alts,
                };
                Value { taints, alts, cond: value.cond }
            }
            _ => value,
        }
    }
}

/// Web frameworks, whose exceptions are answers to whoever sent a request.
const ANSWERING: [&str; 10] = [
    "aiohttp.web.",
    "bottle.",
    "cherrypy.",
    "django.http.",
    "falcon.",
    "fastapi.",
    "sanic.",
    "starlette.",
    "tornado.web.",
    "werkzeug.",
];

/// Whether an exception, by its path, says what is wrong with data, or is an answer itself.
fn is_about_input(path: &str) -> bool {
    let name = path.rsplit('.').next().unwrap_or(path);
    matches!(name, "JSONDecodeError" | "YAMLError" | "BadZipFile")
        || name.contains("Validation")
        || name.contains("Invalid")
        || ANSWERING.iter().any(|framework| path.starts_with(framework))
}

/// Whether a block leaves the function, or a loop around it.
fn leaves(block: &[Stmt]) -> bool {
    block.iter().any(|statement| match statement {
        Stmt::Return(_) | Stmt::Break | Stmt::Continue => true,
        Stmt::If(_, then, otherwise) => leaves(then) || leaves(otherwise),
        _ => false,
    })
}

/// How often the body of a loop is run, given the loops around it.
fn rounds(frame: &Frame) -> u32 {
    let rounds = if frame.breaks.len() < MAX_LOOPS { LOOP_ROUNDS } else { 1 };
    // What is sent into a generator is often looked at a round later.
    rounds + u32::from(frame.sent.is_some())
}
