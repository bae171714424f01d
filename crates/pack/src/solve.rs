//! Compares a pattern with a piece of code.
//!
//! All ways in which they can agree are tried, one after the other, until the caller is content with
//! one. The work is bounded by fuel: when it is used up, there is no match.

use std::cell::RefCell;
use std::rc::Rc;

use std::borrow::Cow;

use hognose_core::{Ranged, SourceFile, TextRange, TextSize};
use hognose_python::ast::{self, Expr, Stmt};
use hognose_semantic::{Constant, NodeId, Place, SemanticModel, Syntax, Value};
use rustc_hash::FxHashMap;

use crate::lower::dotted;
use crate::pattern::{Import, Kind, Literal, Pattern, Slot};
use crate::shape::{Code, Parts};

/// What a metavariable stands for.
#[derive(Clone, Debug)]
pub(crate) enum Bound<'a> {
    /// A piece of code, and from where its names are looked up.
    Code(Code<'a>, Place),
    /// Elements of a list.
    List(Parts<'a>),
    /// A text: what a literal says, or a name that was resolved.
    Text(Cow<'a, str>, TextRange),
}

impl Ranged for Bound<'_> {
    fn range(&self) -> TextRange {
        match self {
            Self::Code(code, _) => code.range(),
            Self::List(parts) => match (parts.first(), parts.last()) {
                (Some(first), Some(last)) => first.range().cover(last.range()),
                _ => TextRange::default(),
            },
            Self::Text(_, range) => *range,
        }
    }
}

/// What the metavariables stand for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Env<'a> {
    slots: Vec<Option<Bound<'a>>>,
    /// The end of the last statement of a list that was matched.
    pub(crate) end: TextSize,
}

impl<'a> Env<'a> {
    /// What a metavariable stands for.
    pub(crate) fn get(&self, slot: Slot) -> Option<&Bound<'a>> {
        self.slots.get(usize::from(slot))?.as_ref()
    }

    fn with(&self, slot: Slot, bound: Bound<'a>) -> Self {
        let mut env = self.clone();
        let at = usize::from(slot);
        if env.slots.len() <= at {
            env.slots.resize(at + 1, None);
        }
        if let Some(place) = env.slots.get_mut(at) {
            *place = Some(bound);
        }
        env
    }
}

/// One comparison that is left to do.
#[derive(Clone, Copy)]
enum Goal<'g, 'a> {
    One(&'g Pattern, Code<'a>, Place),
    List(&'g [Pattern], &'g [Code<'a>], Place),
    /// The first statements of a list; more may follow.
    Prefix(&'g [Pattern], &'a [Stmt], Place),
    Keywords(Keywords<'g, 'a>),
}

#[derive(Clone, Copy)]
struct Keywords<'g, 'a> {
    patterns: &'g [(Pattern, Pattern)],
    given: &'a [ast::Keyword],
    /// Those that a pattern has been found for.
    used: u64,
    open: bool,
    place: Place,
}

/// The comparisons that are left to do, on the stack.
struct Goals<'g, 'a> {
    goal: Goal<'g, 'a>,
    next: Option<&'g Goals<'g, 'a>>,
}

/// Is told of every way to agree, and says whether it is content.
pub(crate) type Done<'d, 'm, 'a> = &'d mut dyn FnMut(&mut Solver<'m, 'a>, &Env<'a>) -> bool;

/// Compares patterns with the code of one file.
#[derive(Debug)]
pub(crate) struct Solver<'m, 'a> {
    pub(crate) model: &'m SemanticModel<'a>,
    pub(crate) source: &'a SourceFile,
    fuel: u32,
    /// The recorded nodes by their syntax, once they have been asked for.
    nodes: Option<FxHashMap<usize, NodeId>>,
    /// The names of the expression that was asked about last: many rules ask about one callee.
    resolved: RefCell<Option<Resolved>>,
}

/// The names that an expression can stand for in a place.
#[derive(Debug)]
struct Resolved {
    of: *const Expr,
    place: Place,
    names: Rc<[String]>,
}

/// The comparisons for one place where a rule could match.
const FUEL: u32 = 4_000;
/// Longer texts are not compared.
const MAX_TEXT: usize = 1 << 12;
/// The functions that import the module that their first argument names.
const IMPORT_FUNCTIONS: &[&str] =
    &["__import__", "importlib.__import__", "importlib.import_module"];
/// How deep in a statement an expression is looked for.
const MAX_DEPTH: u32 = 8;

fn address<T>(reference: &T) -> usize {
    std::ptr::from_ref(reference).addr()
}

impl<'m, 'a> Solver<'m, 'a> {
    pub(crate) fn new(model: &'m SemanticModel<'a>, source: &'a SourceFile) -> Self {
        Self { model, source, fuel: FUEL, nodes: None, resolved: RefCell::new(None) }
    }

    /// Remembers the names that an expression can stand for in a place.
    pub(crate) fn resolved(&mut self, of: &'a Expr, place: Place, names: &Rc<[String]>) {
        self.resolved = RefCell::new(Some(Resolved { of, place, names: Rc::clone(names) }));
    }

    /// Allows as much work as one place is worth.
    pub(crate) fn refuel(&mut self) {
        self.fuel = FUEL;
    }

    /// Takes a step, if there is fuel left.
    pub(crate) fn step(&mut self) -> bool {
        self.fuel = self.fuel.saturating_sub(1);
        self.fuel > 0
    }

    /// From where names in a statement are looked up.
    fn place_of(&mut self, code: Code<'a>, outer: Place) -> Place {
        let at = match code {
            Code::Stmt(statement) => address(statement),
            Code::Handler(handler) => address(handler),
            Code::Expr(
                expression @ (Expr::Lambda(_)
                | Expr::ListComp(_)
                | Expr::SetComp(_)
                | Expr::DictComp(_)
                | Expr::Generator(_)),
            ) => address(expression),
            _ => return outer,
        };
        let model = self.model;
        let nodes = self.nodes.get_or_insert_with(|| {
            let address = |syntax| match syntax {
                Syntax::Module => 0,
                Syntax::Statement(it) => address(it),
                Syntax::Handler(it) => address(it),
                Syntax::Expression(it) => address(it),
            };
            model.nodes().map(|(id, node)| (address(node.syntax), id)).collect()
        });
        nodes.get(&at).map_or(outer, |id| model.node(*id).place())
    }

    /// Compares a pattern with a piece of code.
    pub(crate) fn one(
        &mut self,
        pattern: &Pattern,
        code: Code<'a>,
        place: Place,
        env: &Env<'a>,
        done: Done<'_, 'm, 'a>,
    ) -> bool {
        let goals = Goals { goal: Goal::One(pattern, code, place), next: None };
        self.solve(Some(&goals), env, done)
    }

    /// Compares a list of patterns with the first of a list of statements.
    pub(crate) fn prefix(
        &mut self,
        patterns: &[Pattern],
        statements: &'a [Stmt],
        place: Place,
        env: &Env<'a>,
        done: Done<'_, 'm, 'a>,
    ) -> bool {
        let goals = Goals { goal: Goal::Prefix(patterns, statements, place), next: None };
        self.solve(Some(&goals), env, done)
    }

    fn solve(
        &mut self,
        goals: Option<&Goals<'_, 'a>>,
        env: &Env<'a>,
        done: Done<'_, 'm, 'a>,
    ) -> bool {
        let Some(Goals { goal, next }) = goals else { return done(self, env) };
        if !self.step() {
            return false;
        }
        match *goal {
            Goal::One(pattern, code, place) => self.compare(pattern, code, place, *next, env, done),
            Goal::List(patterns, list, place) => self.list(patterns, list, place, *next, env, done),
            Goal::Prefix(patterns, list, place) => {
                self.sequence(patterns, list, place, *next, env, done)
            }
            Goal::Keywords(keywords) => self.keywords(keywords, *next, env, done),
        }
    }

    fn list(
        &mut self,
        patterns: &[Pattern],
        list: &[Code<'a>],
        place: Place,
        next: Option<&Goals<'_, 'a>>,
        env: &Env<'a>,
        done: Done<'_, 'm, 'a>,
    ) -> bool {
        let Some((first, patterns)) = patterns.split_first() else {
            return list.is_empty() && self.solve(next, env, done);
        };
        let shortest = if patterns.is_empty() { list.len() } else { 0 };
        match first {
            Pattern::Ellipsis => (shortest..=list.len()).any(|skipped| {
                let rest = list.get(skipped..).unwrap_or_default();
                self.solve(
                    Some(&Goals { goal: Goal::List(patterns, rest, place), next }),
                    env,
                    done,
                )
            }),
            Pattern::Rest(slot) => (shortest..=list.len()).any(|taken| {
                let (taken, rest) = list.split_at(taken);
                let bound = Bound::List(taken.iter().copied().collect());
                match self.bind(*slot, bound, env) {
                    Some(env) => self.solve(
                        Some(&Goals { goal: Goal::List(patterns, rest, place), next }),
                        &env,
                        done,
                    ),
                    None => false,
                }
            }),
            first => {
                let Some((code, rest)) = list.split_first() else { return false };
                let next = Goals { goal: Goal::List(patterns, rest, place), next };
                let place = self.place_of(*code, place);
                let goal = Goal::One(first, *code, place);
                self.solve(Some(&Goals { goal, next: Some(&next) }), env, done)
            }
        }
    }

    /// The first statements of a list; the last `...` takes all the others.
    fn sequence(
        &mut self,
        patterns: &[Pattern],
        list: &'a [Stmt],
        place: Place,
        next: Option<&Goals<'_, 'a>>,
        env: &Env<'a>,
        done: Done<'_, 'm, 'a>,
    ) -> bool {
        let Some((first, patterns)) = patterns.split_first() else {
            return self.solve(next, env, done);
        };
        let ended = |env: &Env<'a>, last: Option<&Stmt>| {
            let mut env = env.clone();
            env.end = last.map_or(env.end, Ranged::end);
            env
        };
        match first {
            Pattern::Ellipsis if patterns.is_empty() => {
                self.solve(next, &ended(env, list.last()), done)
            }
            Pattern::Ellipsis => (0..=list.len()).any(|skipped| {
                let rest = list.get(skipped..).unwrap_or_default();
                self.solve(
                    Some(&Goals { goal: Goal::Prefix(patterns, rest, place), next }),
                    env,
                    done,
                )
            }),
            first => {
                let Some((statement, rest)) = list.split_first() else { return false };
                let next = Goals { goal: Goal::Prefix(patterns, rest, place), next };
                let code = Code::Stmt(statement);
                let place = self.place_of(code, place);
                let goal = Goal::One(first, code, place);
                let env = ended(env, Some(statement));
                self.solve(Some(&Goals { goal, next: Some(&next) }), &env, done)
            }
        }
    }

    fn keywords(
        &mut self,
        goal: Keywords<'_, 'a>,
        next: Option<&Goals<'_, 'a>>,
        env: &Env<'a>,
        done: Done<'_, 'm, 'a>,
    ) -> bool {
        let Some(((name, value), patterns)) = goal.patterns.split_first() else {
            let all = goal.given.len() == goal.used.count_ones() as usize;
            return (goal.open || all) && self.solve(next, env, done);
        };
        goal.given.iter().take(64).enumerate().any(|(at, keyword)| {
            let bit = 1_u64 << at;
            let Some(argument) = &keyword.arg else { return false };
            if goal.used & bit != 0
                || matches!(name, Pattern::Word(word) if word.as_str() != argument.as_str())
            {
                return false;
            }
            let rest = Keywords { patterns, used: goal.used | bit, ..goal };
            let rest = Goals { goal: Goal::Keywords(rest), next };
            let code = Code::Expr(&keyword.value);
            let value = Goals { goal: Goal::One(value, code, goal.place), next: Some(&rest) };
            let word = Goal::One(name, Code::Word(argument), goal.place);
            self.solve(Some(&Goals { goal: word, next: Some(&value) }), env, done)
        })
    }

    fn compare(
        &mut self,
        pattern: &Pattern,
        code: Code<'a>,
        place: Place,
        next: Option<&Goals<'_, 'a>>,
        env: &Env<'a>,
        done: Done<'_, 'm, 'a>,
    ) -> bool {
        let agree = match (pattern, code) {
            (Pattern::Ellipsis, _) => true,
            (Pattern::Meta(slot), Code::Stmt(Stmt::Expr(it))) => {
                return self.bound(
                    *slot,
                    Bound::Code(Code::Expr(&it.value), place),
                    next,
                    env,
                    done,
                );
            }
            (Pattern::Meta(slot), code) => {
                return self.bound(*slot, Bound::Code(code, place), next, env, done);
            }
            (Pattern::Rest(slot), code) => {
                let list = std::iter::once(code).collect();
                return self.bound(*slot, Bound::List(list), next, env, done);
            }
            (Pattern::Word(word), Code::Word(name)) => word.as_str() == name.as_str(),
            (Pattern::Import(import), Code::Stmt(statement)) => {
                return self.import(import, statement, place, next, env, done);
            }
            (Pattern::Node { kind, .. }, Code::Stmt(statement)) if !is_expression(*kind) => {
                return self.node(pattern, Code::Stmt(statement), place, next, env, done);
            }
            (_, Code::Stmt(statement)) => {
                return self.within(pattern, statement, place, next, env, done);
            }
            (pattern, Code::Expr(expression)) => {
                return self.expression(pattern, expression, place, next, env, done);
            }
            _ => return self.node(pattern, code, place, next, env, done),
        };
        agree && self.solve(next, env, done)
    }

    fn expression(
        &mut self,
        pattern: &Pattern,
        expression: &'a Expr,
        place: Place,
        next: Option<&Goals<'_, 'a>>,
        env: &Env<'a>,
        done: Done<'_, 'm, 'a>,
    ) -> bool {
        let code = Code::Expr(expression);
        let agree = match pattern {
            Pattern::Typed(slot, class) => {
                let bound = Bound::Code(code, place);
                return self.is_instance(expression, place, class)
                    && self.bound(*slot, bound, next, env, done);
            }
            Pattern::Name { path, builtin } => self.is_named(expression, place, path, *builtin),
            Pattern::AnyText => self.text(expression, place).is_some(),
            Pattern::MetaText(slot) => {
                let Some(text) = self.text(expression, place) else { return false };
                return self.bound(*slot, Bound::Text(text, code.range()), next, env, done);
            }
            Pattern::TextParts(parts) => {
                self.text(expression, place).is_some_and(|text| has_parts(&text, parts))
            }
            Pattern::Literal(literal) => self
                .model
                .constant(expression, place)
                .is_some_and(|constant| is_literal(&constant, literal)),
            Pattern::Call { callee, arguments, keywords, open } => {
                let Expr::Call(call) = expression else { return false };
                let keywords = Keywords {
                    patterns: keywords,
                    given: &call.arguments.keywords,
                    used: 0,
                    open: *open,
                    place,
                };
                let list: Parts<'a> = call.arguments.args.iter().map(Code::Expr).collect();
                let rest = Goals { goal: Goal::Keywords(keywords), next };
                let rest = Goals { goal: Goal::List(arguments, &list, place), next: Some(&rest) };
                let goal = Goal::One(callee, Code::Expr(&call.func), place);
                return self.solve(Some(&Goals { goal, next: Some(&rest) }), env, done);
            }
            Pattern::Import(Import { module, member: None }) => {
                // `importlib.import_module("module")`
                let Expr::Call(call) = expression else { return false };
                let name = call.arguments.find_argument_value("name", 0);
                name.and_then(|name| self.text(name, place))
                    .is_some_and(|name| is_at_or_below(&name, module))
                    && self.model.is_any_of(&call.func, place, IMPORT_FUNCTIONS)
            }
            Pattern::Node { kind: Kind::Attribute, parts, .. } => {
                return self.node(pattern, code, place, next, env, done)
                    || self.imported_attribute(parts, expression, place, next, env, done);
            }
            _ => {
                let place = self.place_of(code, place);
                return self.node(pattern, code, place, next, env, done);
            }
        };
        agree && self.solve(next, env, done)
    }

    /// Compares what is compared part by part.
    fn node(
        &mut self,
        pattern: &Pattern,
        code: Code<'a>,
        place: Place,
        next: Option<&Goals<'_, 'a>>,
        env: &Env<'a>,
        done: Done<'_, 'm, 'a>,
    ) -> bool {
        let Pattern::Node { kind, text, parts } = pattern else { return false };
        let Some(mut shape) = code.shape() else { return false };
        if *kind == Kind::Assign && shape.kind == Kind::AnnAssign {
            // `x: int = 1` is an assignment, too.
            shape.kind = Kind::Assign;
            shape.parts.remove(1);
        }
        let is_async = &*shape.text == "async" && text.is_empty();
        if shape.kind != *kind || shape.parts.len() != parts.len() {
            return false;
        }
        if *shape.text != **text && !is_async {
            return false;
        }
        self.parts(parts, &shape.parts, place, next, env, done)
    }

    /// Compares lists of parts, one after the other.
    fn parts(
        &mut self,
        patterns: &[Vec<Pattern>],
        parts: &[Parts<'a>],
        place: Place,
        next: Option<&Goals<'_, 'a>>,
        env: &Env<'a>,
        done: Done<'_, 'm, 'a>,
    ) -> bool {
        let (Some((pattern, patterns)), Some((last, parts))) =
            (patterns.split_last(), parts.split_last())
        else {
            return self.solve(next, env, done);
        };
        let goals = Goals { goal: Goal::List(pattern, last, place), next };
        self.parts(patterns, parts, place, Some(&goals), env, done)
    }

    /// `module.$X` and a name that was imported from the module.
    fn imported_attribute(
        &mut self,
        parts: &[Vec<Pattern>],
        expression: &'a Expr,
        place: Place,
        next: Option<&Goals<'_, 'a>>,
        env: &Env<'a>,
        done: Done<'_, 'm, 'a>,
    ) -> bool {
        let [base, attribute] = parts else { return false };
        let ([Pattern::Name { path, .. }], [attribute]) = (&base[..], &attribute[..]) else {
            return false;
        };
        let names: Vec<String> = self.model.qualified_names(expression, place).collect();
        names.into_iter().any(|name| {
            let Some((module, last)) = name.rsplit_once('.') else { return false };
            if module != path {
                return false;
            }
            match attribute {
                Pattern::Meta(slot) => {
                    let bound = Bound::Text(Cow::Owned(last.to_owned()), expression.range());
                    self.bound(*slot, bound, next, env, done)
                }
                Pattern::Word(word) => word == last && self.solve(next, env, done),
                _ => false,
            }
        })
    }

    /// Looks for an expression in a simple statement.
    fn within(
        &mut self,
        pattern: &Pattern,
        statement: &'a Stmt,
        place: Place,
        next: Option<&Goals<'_, 'a>>,
        env: &Env<'a>,
        done: Done<'_, 'm, 'a>,
    ) -> bool {
        let simple = matches!(
            statement,
            Stmt::Expr(_)
                | Stmt::Assign(_)
                | Stmt::AnnAssign(_)
                | Stmt::AugAssign(_)
                | Stmt::Return(_)
        );
        let mut waiting: Vec<(Code<'a>, u32)> = match statement {
            Stmt::Expr(it) => vec![(Code::Expr(&it.value), 0)],
            other if simple => vec![(Code::Stmt(other), 0)],
            _ => return false,
        };
        while let Some((code, depth)) = waiting.pop() {
            if !self.step() {
                return false;
            }
            if let Code::Expr(expression) = code
                && self.expression(pattern, expression, place, next, env, done)
            {
                return true;
            }
            if depth >= MAX_DEPTH {
                continue;
            }
            if let Code::Expr(Expr::Call(call)) = code {
                waiting.extend(call.arguments.args.iter().map(|it| (Code::Expr(it), depth + 1)));
                let values = call.arguments.keywords.iter().map(|it| Code::Expr(&it.value));
                waiting.extend(values.map(|it| (it, depth + 1)));
                waiting.push((Code::Expr(&call.func), depth + 1));
            } else if let Some(shape) = code.shape() {
                let parts = shape.parts.into_iter().flatten().take(256);
                waiting.extend(parts.map(|part| (part, depth + 1)));
            }
        }
        false
    }

    fn import(
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
    fn imported(
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

    /// Goes on with a metavariable bound.
    fn bound(
        &mut self,
        slot: Slot,
        bound: Bound<'a>,
        next: Option<&Goals<'_, 'a>>,
        env: &Env<'a>,
        done: Done<'_, 'm, 'a>,
    ) -> bool {
        match self.bind(slot, bound, env) {
            Some(env) => self.solve(next, &env, done),
            None => false,
        }
    }

    fn bind(&mut self, slot: Slot, bound: Bound<'a>, env: &Env<'a>) -> Option<Env<'a>> {
        match env.get(slot) {
            None => Some(env.with(slot, bound)),
            Some(before) => self.is_same(before, &bound).then(|| env.clone()),
        }
    }

    /// Whether two pieces of code are the same: written the same, or known to be the same.
    fn is_same(&self, one: &Bound<'a>, other: &Bound<'a>) -> bool {
        if let (Bound::Text(one, _), Bound::Text(other, _)) = (one, other) {
            return one == other;
        }
        if let (Bound::Text(text, _), Bound::Code(Code::Word(word), _))
        | (Bound::Code(Code::Word(word), _), Bound::Text(text, _)) = (one, other)
        {
            return **text == *word.as_str();
        }
        let (first, second) = (self.source.slice(one.range()), self.source.slice(other.range()));
        if first.len() <= MAX_TEXT && second.len() <= MAX_TEXT && is_same_text(first, second) {
            return true;
        }
        let (Bound::Code(Code::Expr(one), at), Bound::Code(Code::Expr(other), there)) =
            (one, other)
        else {
            return false;
        };
        if let Some(constant) = self.model.constant(one, *at)
            && self.model.constant(other, *there).is_some_and(|other| other == constant)
        {
            return true;
        }
        let names: Vec<String> = self.model.qualified_names(one, *at).collect();
        self.model.qualified_names(other, *there).any(|name| names.contains(&name))
    }

    /// The text that an expression is known to be.
    pub(crate) fn text(&self, expression: &'a Expr, place: Place) -> Option<Cow<'a, str>> {
        self.model.constant_str(expression, place)
    }

    fn is_named(&self, expression: &'a Expr, place: Place, path: &str, builtin: bool) -> bool {
        if !matches!(
            expression,
            Expr::Name(_)
                | Expr::Attribute(_)
                | Expr::Call(_)
                | Expr::Named(_)
                | Expr::If(_)
                | Expr::BoolOp(_)
                | Expr::Await(_)
        ) {
            return false;
        }
        let mut known = false;
        for name in self.names(expression, place).iter() {
            if name == path {
                return true;
            }
            known = true;
        }
        // A bare name that is no built-in is also matched as it is spelled.
        let resolved = known && (builtin || path.contains('.'));
        if resolved || dotted(expression).is_none_or(|spelled| spelled != path) {
            return false;
        }
        !builtin
            || !self
                .model
                .values(expression, place)
                .iter()
                .any(|value| matches!(value, Value::Function(_) | Value::Class(_)))
    }

    /// The dotted names that an expression can stand for.
    fn names(&self, expression: &'a Expr, place: Place) -> Rc<[String]> {
        if let Some(Resolved { of, place: there, names }) = &*self.resolved.borrow()
            && std::ptr::eq(*of, expression)
            && *there == place
        {
            return Rc::clone(names);
        }
        let names: Rc<[String]> = self.model.qualified_names(expression, place).collect();
        let of = std::ptr::from_ref(expression);
        *self.resolved.borrow_mut() = Some(Resolved { of, place, names: Rc::clone(&names) });
        names
    }

    fn is_instance(&self, expression: &'a Expr, place: Place, class: &str) -> bool {
        if self.model.is_instance(expression, place, class) {
            return true;
        }
        match self.model.constant(expression, place) {
            Some(Constant::Str(_)) => class == "str",
            Some(Constant::Bytes(_)) => class == "bytes",
            Some(Constant::Bool(_)) => class == "bool",
            Some(Constant::Int(_)) => class == "int",
            Some(Constant::Float(_)) => class == "float",
            _ => false,
        }
    }
}

fn is_expression(kind: Kind) -> bool {
    !matches!(
        kind,
        Kind::AnnAssign
            | Kind::Assert
            | Kind::Assign
            | Kind::AugAssign
            | Kind::Break
            | Kind::Class
            | Kind::Continue
            | Kind::Delete
            | Kind::For
            | Kind::Function
            | Kind::Global
            | Kind::If
            | Kind::Nonlocal
            | Kind::Pass
            | Kind::Raise
            | Kind::Return
            | Kind::Try
            | Kind::While
            | Kind::With
    )
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

fn is_same_text(one: &str, other: &str) -> bool {
    let significant = |c: &char| !c.is_whitespace();
    one.chars().filter(significant).eq(other.chars().filter(significant))
}

/// Whether a text consists of these parts, with anything between them.
fn has_parts(text: &str, parts: &[String]) -> bool {
    let Some((first, rest)) = parts.split_first() else { return true };
    let Some((last, middle)) = rest.split_last() else { return text == first };
    let Some(mut text) = text.strip_prefix(first.as_str()) else { return false };
    for part in middle {
        let Some(at) = text.find(part.as_str()) else { return false };
        text = &text[at + part.len()..];
    }
    text.ends_with(last.as_str())
}

fn is_literal(constant: &Constant<'_>, literal: &Literal) -> bool {
    match (constant, literal) {
        (Constant::None, Literal::None) => true,
        (Constant::Bool(one), Literal::Bool(other)) => one == other,
        (Constant::Int(one), Literal::Int(other)) => one == other,
        (Constant::Float(one), Literal::Float(other)) => one.to_bits() == other.to_bits(),
        (Constant::Str(one), Literal::Text(other)) => **one == **other,
        (Constant::Bytes(one), Literal::Bytes(other)) => **one == **other,
        _ => false,
    }
}
