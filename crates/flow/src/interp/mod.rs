//! Runs functions on values of which only some things are known.
//!
//! A function is run once for each different kind of arguments, on its own: data that comes in through
//! a parameter is a placeholder, and what happened to it is put into the place of the call
//! ([`summary`](crate::summary)). Nothing is run that no entry of the program leads to.

mod annotation;
mod api_call;
mod attribute;
mod beginning;
mod bind;
mod builtins;
mod call;
mod called;
mod change;
mod checks;
mod class;
mod comprehension;
mod condition;
mod container;
mod copies;
mod declared;
mod descriptor;
mod element;
mod entry;
mod exception;
mod expr;
mod file;
mod flag;
mod groups;
mod html;
mod import;
mod kept;
mod membership;
mod methods;
mod nodes;
mod numbers;
mod operator;
mod ops;
mod options;
mod part;
mod paths;
mod pattern;
mod prehash;
mod protocol;
mod route;
mod runs;
mod secret;
mod sequences;
mod setting;
mod shape;
mod shared;
mod sink;
mod slow;
mod source;
mod stmt;
mod translate;
mod uncalled;
mod unpickler;
mod url;
mod variables;
mod views;
mod whole;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use hognose_ir::{FuncId, Module, Span, Stmt, Sym, Var};
use rustc_hash::{FxHashMap, FxHashSet};

use self::file::File;
pub(crate) use self::shared::{Depends, Moment, Shared};
use crate::api::Apis;
use crate::call::{CallKey, Called};
use crate::catalogue::Catalogue;
use crate::limits::{BUDGET, BUDGET_PER_FILE, DATA_DEPTH, MAX_SEEN, PROGRAM_ROUNDS};
use crate::names::{Name, Names};
use crate::project::Program;
use crate::state::{Facts, Heap, Key, Kind, Object, State};
use crate::summary::Summary;
use crate::trace::{Site, Step, Steps, Vids};
use crate::value::{
    Annotations, ClassValue, FuncValue, Mask, ObjId, Origin, StepId, Taint, Taints, Value, Vid,
};
use crate::words::Word;

/// All that is known while a program is analysed.
pub(crate) struct Interp<'p> {
    pub(crate) cat: &'p Catalogue,
    pub(crate) program: &'p Program<'p>,
    pub(crate) names: Names<'p>,
    pub(crate) apis: Apis<'p>,
    pub(crate) steps: Steps,
    pub(crate) vids: Vids,
    files: FxHashMap<u32, Option<File>>,
    /// The code of functions that were looked at last.
    bodies: FxHashMap<(u32, FuncId), Rc<[Stmt]>>,
    /// The objects that modules made.
    pub(crate) statics: Heap,
    pub(crate) origins: Vec<OriginInfo>,
    origin_numbers: FxHashMap<(Option<u32>, Site, Rc<str>), Origin>,
    /// Texts that are the same wherever they are read.
    source_vids: FxHashMap<Rc<str>, Vid>,
    pub(crate) memo: FxHashMap<CallKey, Rc<Summary>>,
    /// How many kinds of arguments each function was run with.
    pub(crate) contexts: FxHashMap<Called, u32>,
    /// The functions that were run.
    pub(crate) has_run: FxHashSet<(u32, FuncId)>,
    /// Calls that were found to call themselves, and what is known of them after a first round.
    pub(crate) recursive: FxHashSet<CallKey>,
    pub(crate) first_rounds: FxHashMap<CallKey, Rc<Summary>>,
    /// The calls that are being run.
    pub(crate) running: Vec<CallKey>,
    /// Data that does harm in code that Python calls by itself: to be taken by who runs.
    pub(crate) stray: Vec<Hit>,
    /// What is written into objects that everybody sees, by class and attribute.
    shared: FxHashMap<Shared, Value>,
    /// What the function that is being run writes there of what its caller gives it.
    pub(crate) effects: Vec<(Shared, Taints)>,
    /// When something was last written there, if it was not known before.
    shared_changes: FxHashMap<Shared, Moment>,
    /// On what the function depends that is being run.
    depends: RefCell<Depends>,
    /// On what the functions depend that were run, by the numbers of their summaries.
    dependencies: Vec<Depends>,
    now: Moment,
    /// What the annotations of functions say, as far as somebody asked.
    annotations: FxHashMap<(u32, FuncId), Rc<Annotations>>,
    /// The fields that functions of models look at.
    pub(crate) validators: FxHashMap<(u32, FuncId), Vec<Name>>,
    /// The functions of schemas that make something of what was loaded: `@post_load`.
    pub(crate) makers: FxHashSet<(u32, FuncId)>,
    /// What instances of classes are like, by the numbers of the classes.
    pub(crate) prototypes: FxHashMap<u32, Rc<Object>>,
    /// The modules that each file imports everything from.
    stars: FxHashMap<u32, Vec<Value>>,
    /// Whether what gets to the places that rules are about is known to be harmless, by rule and call.
    pub(crate) judged: BTreeMap<(u32, Site), bool>,
    pub(crate) found: BTreeMap<(u32, Site), Hit>,
    /// Functions that a library calls, once.
    entries: Vec<entry::Entry>,
    seen_entries: FxHashSet<(FunctionKey, u32)>,
    /// Up to how many expressions may be looked at for the entry that is run.
    entry_end: u64,
    /// The parameters of functions that decorators declare as numbers.
    pub(crate) numbers: FxHashMap<FunctionKey, Vec<Rc<str>>>,
    /// Where that goes which functions that a library calls return.
    pub(crate) returns: FxHashMap<(u32, FuncId), Rc<str>>,
    /// Functions that a task queue gives themselves as the first argument.
    pub(crate) given_themselves: FxHashSet<(u32, FuncId)>,
    /// How many bodies of modules are being run, one within the other.
    pub(crate) loading: u32,
    /// The functions that stand for others where the first argument is of a class:
    /// `functools.singledispatch`.
    pub(crate) overloads: FxHashMap<(u32, FuncId), Vec<protocol::Overload>>,
    /// What gives the values of parameters, by the names of those: `dependencies={"db": Provide(connect)}`.
    providers: FxHashMap<Rc<str>, Value>,
    /// Packages of the program that are called like libraries, and whether they are something else.
    namesakes: FxHashMap<Rc<str>, bool>,
    /// Generators that are entered by `with`.
    context_managers: FxHashSet<(u32, FuncId)>,
    /// Those that were called, and with what, by what the call has given.
    begun: FxHashMap<ObjId, Begun>,
    /// What the function that is called next may know of data that it reads itself.
    pub(crate) inherited: Facts,
    /// The classes of exceptions that functions handle for a library, and which function handles which.
    handled: FxHashSet<u32>,
    handlers: FxHashMap<(u32, FuncId), Rc<ClassValue>>,
    /// What assigns to properties, by what reads them.
    setters: FxHashMap<(u32, FuncId), Rc<FuncValue>>,
    /// What decorators of the program have put in the place of functions.
    pub(crate) wrapped: FxHashMap<FunctionKey, FunctionKey>,
    /// Functions that ask what somebody has sent for a password.
    asking: FxHashSet<RunningFunction>,
    /// Functions in which it is said that a response is no HTML.
    pub(crate) no_html: FxHashMap<(u32, FuncId), bool>,
    /// Functions in which something slow hashes what a fast function has hashed.
    pub(crate) hashed_again: FxHashMap<(u32, FuncId), bool>,
    /// What regular expressions do that take long, by how they are used.
    pub(crate) slow: FxHashMap<(Rc<str>, hognose_regex::Use), Option<slow::Slow>>,
    /// The expression that was looked at last.
    pub(crate) here: Site,
    next_object: u32,
    next_parameter: u32,
    next_class: u32,
    pub(crate) depth: u32,
    /// The calls of what is no function that are being run, one within the other.
    pub(crate) indirect: u32,
    /// The names of functions that have returned data which came in below them, and of attributes that
    /// have such data.
    pub(crate) returning: FxHashSet<Name>,
    uncalled: uncalled::Uncalled,
    /// What words say about code that mentions them, as far as it was asked.
    words: FxHashMap<Name, Word>,
    /// The names of classes that are derived from those of libraries.
    known_classes: FxHashSet<Name>,
    /// How many of the calls that are being run, the last ones, no data went into.
    pub(crate) idle: u32,
    pub(crate) counters: Counters,
    /// The kind of data that can do harm, by its name.
    harm: FxHashMap<Rc<str>, Mask>,
}

/// What was given up, and how much was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Functions that were run, for each kind of arguments.
    pub functions: u64,
    /// Expressions that were looked at.
    pub expressions: u64,
    /// Calls that were too deep to be followed.
    pub too_deep: u64,
    /// Functions that were called with so many kinds of arguments that not all are told apart.
    pub too_many_contexts: u64,
    /// Functions that make or change so many objects that not all are told apart.
    pub too_many_objects: u64,
    /// Functions that were left because the work was too much.
    pub out_of_budget: u64,
}

impl Counters {
    /// Adds what was counted in another part of a program.
    pub fn add(&mut self, other: Self) {
        self.functions += other.functions;
        self.expressions += other.expressions;
        self.too_deep += other.too_deep;
        self.too_many_contexts += other.too_many_contexts;
        self.too_many_objects += other.too_many_objects;
        self.out_of_budget += other.out_of_budget;
    }
}

/// A function of the program with the variables around it.
pub(crate) type FunctionKey = (u32, FuncId, Option<ObjId>);

/// A generator that may be run on: the function, and what it was called with.
type Begun = (Rc<FuncValue>, Vec<Value>);

/// A function that is being run, as its [`CallKey`] tells it.
pub(crate) type RunningFunction = (u64, u64);

/// Where data came from.
#[derive(Clone, Debug)]
pub(crate) struct OriginInfo {
    pub(crate) what: Rc<str>,
    pub(crate) kind: Rc<str>,
    pub(crate) site: Site,
    /// The source, if it is one of the models.
    pub(crate) model: Option<u32>,
    /// The function in which it came in.
    pub(crate) within: Option<RunningFunction>,
}

/// Data in a place where it is dangerous.
#[derive(Clone, Debug)]
pub(crate) struct Hit {
    pub(crate) rule: u32,
    pub(crate) origin: Origin,
    pub(crate) vid: Vid,
    pub(crate) step: StepId,
    pub(crate) flags: u8,
    /// The data.
    pub(crate) at: Site,
    /// The call.
    pub(crate) node: Span,
    pub(crate) what: Rc<str>,
    /// Confidence that the model says, if it does.
    pub(crate) confidence: Rc<str>,
}

/// A function that is being run.
pub(crate) struct Frame {
    pub(crate) file: u32,
    pub(crate) module: Rc<Module>,
    pub(crate) names: Rc<[Name]>,
    pub(crate) function: FuncId,
    pub(crate) class: Option<Rc<ClassValue>>,
    /// The variables that functions within see.
    pub(crate) cells: Option<ObjId>,
    pub(crate) closure: Option<ObjId>,
    /// What it returns, and what holds then.
    pub(crate) returned: Value,
    pub(crate) exit: Option<State>,
    pub(crate) yielded: Value,
    /// What the block has made of what is yielded, if the function is run to its end once more.
    pub(crate) resumed: Option<Value>,
    /// What is sent into it, if it is a generator that is run once more for that.
    pub(crate) sent: Option<Value>,
    /// What is known where it has yielded something last: most generators are left there.
    pub(crate) paused: Option<State>,
    pub(crate) raised: Value,
    /// What is known where the loops that the code is in are left and started again.
    pub(crate) breaks: Vec<(Option<State>, Option<State>)>,
    /// How many loops over data there are around the statement that is run.
    pub(crate) data_loops: u32,
    /// Whether what is assigned is written there: `x.verify = False`.
    pub(crate) assigns_literal: bool,
    /// What is known where the code within `try` may be left.
    pub(crate) tries: Vec<Option<State>>,
    pub(crate) hits: Vec<Hit>,
}

impl Frame {
    pub(crate) fn site(&self, span: Span) -> Site {
        Site { file: self.file, span }
    }

    pub(crate) fn name(&self, sym: Sym) -> Name {
        self.names[sym.0 as usize]
    }

    pub(crate) fn is_module(&self) -> bool {
        self.function == FuncId(0)
    }

    /// What a variable is called; none if nobody gave it a name.
    pub(crate) fn name_of(&self, var: Var) -> Option<Name> {
        let sym = match var {
            Var::Global(sym) | Var::Free(sym) => sym,
            Var::Slot(slot) if self.is_module() => *self.module.globals.get(slot as usize)?,
            Var::Slot(slot) => {
                *self.module.function(self.function).slot_names.get(slot as usize)?
            }
            Var::Outer { .. } => return None,
        };
        self.names.get(sym.0 as usize).copied()
    }
}

impl<'p> Interp<'p> {
    pub(crate) fn new(cat: &'p Catalogue, program: &'p Program<'p>) -> Self {
        Self {
            cat,
            program,
            names: Names::new(cat),
            apis: Apis::new(cat),
            steps: Steps::default(),
            vids: Vids::default(),
            files: FxHashMap::default(),
            bodies: FxHashMap::default(),
            statics: Heap::default(),
            origins: Vec::new(),
            origin_numbers: FxHashMap::default(),
            source_vids: FxHashMap::default(),
            memo: FxHashMap::default(),
            contexts: FxHashMap::default(),
            has_run: FxHashSet::default(),
            recursive: FxHashSet::default(),
            first_rounds: FxHashMap::default(),
            running: Vec::new(),
            stray: Vec::new(),
            shared: FxHashMap::default(),
            shared_changes: FxHashMap::default(),
            effects: Vec::new(),
            depends: RefCell::default(),
            dependencies: Vec::new(),
            now: Moment::default(),
            annotations: FxHashMap::default(),
            validators: FxHashMap::default(),
            makers: FxHashSet::default(),
            prototypes: FxHashMap::default(),
            stars: FxHashMap::default(),
            judged: BTreeMap::new(),
            found: BTreeMap::new(),
            entries: Vec::new(),
            seen_entries: FxHashSet::default(),
            entry_end: u64::MAX,
            numbers: FxHashMap::default(),
            returns: FxHashMap::default(),
            given_themselves: FxHashSet::default(),
            loading: 0,
            overloads: FxHashMap::default(),
            providers: FxHashMap::default(),
            namesakes: FxHashMap::default(),
            context_managers: FxHashSet::default(),
            begun: FxHashMap::default(),
            inherited: Facts::default(),
            handled: FxHashSet::default(),
            handlers: FxHashMap::default(),
            setters: FxHashMap::default(),
            wrapped: FxHashMap::default(),
            no_html: FxHashMap::default(),
            asking: FxHashSet::default(),
            hashed_again: FxHashMap::default(),
            slow: FxHashMap::default(),
            here: Site { file: 0, span: Span::default() },
            next_object: 0,
            next_parameter: 0,
            next_class: 0,
            depth: 0,
            indirect: 0,
            returning: FxHashSet::default(),
            uncalled: uncalled::Uncalled::default(),
            words: FxHashMap::default(),
            known_classes: FxHashSet::default(),
            idle: 0,
            counters: Counters::default(),
            harm: FxHashMap::default(),
        }
    }

    /// Analyses the program from files in which data comes in.
    pub(crate) fn run(&mut self, files: &[u32]) {
        for file in files {
            self.module_globals(*file);
        }
        self.run_entries(files);
        // What is written into shared objects may be read by functions that ran before.
        for _ in 1..PROGRAM_ROUNDS {
            if !self.forget_outdated() {
                break;
            }
            self.run_entries_again(files);
        }
    }

    /// Whether enough was looked at for the entry that is run.
    pub(crate) fn is_entry_spent(&self) -> bool {
        self.counters.expressions > self.entry_end
    }

    pub(crate) fn is_spent(&mut self) -> bool {
        let limit = BUDGET.max(BUDGET_PER_FILE * self.files.len() as u64);
        let spent = self.counters.expressions > limit;
        self.counters.out_of_budget += u64::from(spent);
        spent
    }

    // Objects.

    pub(crate) fn allocate(&mut self, state: &mut State, object: Object) -> Value {
        let id = self.next_object();
        state.heap.insert(id, Rc::new(object));
        Value::of(crate::value::Alt::Obj(id))
    }

    pub(crate) fn next_object(&mut self) -> ObjId {
        self.next_object += 1;
        ObjId(self.next_object)
    }

    pub(crate) fn next_parameter(&mut self) -> Origin {
        self.next_parameter += 1;
        Origin::parameter(self.next_parameter)
    }

    pub(crate) fn object<'s>(&'s self, state: &'s State, id: ObjId) -> Option<&'s Rc<Object>> {
        state.heap.get(id).or_else(|| self.statics.get(id))
    }

    /// An object, to be changed.
    pub(crate) fn object_mut<'s>(
        &mut self,
        state: &'s mut State,
        id: ObjId,
    ) -> Option<&'s mut Object> {
        if !state.heap.contains(id) {
            let object = self.statics.get(id)?;
            let mut copy = (**object).clone();
            copy.is_shared = true;
            state.heap.insert(id, Rc::new(copy));
        }
        state.heap.get_mut(id)
    }

    /// The data in a value and in what it holds.
    pub(crate) fn deep(&self, state: &State, value: &Value) -> Taints {
        let mut taints = value.taints.clone();
        let mut seen = Vec::new();
        self.deep_into(state, value, &mut taints, &mut seen, DATA_DEPTH);
        taints
    }

    fn deep_into(
        &self,
        state: &State,
        value: &Value,
        taints: &mut Taints,
        seen: &mut Vec<ObjId>,
        depth: u32,
    ) {
        let Some(depth) = depth.checked_sub(1) else { return };
        for id in value.objects() {
            if seen.contains(&id) || seen.len() > MAX_SEEN {
                continue;
            }
            seen.push(id);
            let Some(object) = self.object(state, id) else { continue };
            if object.kind == Kind::Cells {
                continue;
            }
            let fields = object.fields.iter().map(|field| &field.1);
            for value in fields.chain(&object.rest) {
                taints.join(&value.taints);
                self.deep_into(state, value, taints, seen, depth);
            }
            for place in [Shared::Object(id), Shared::Entries(id)] {
                if let Some(more) = self.shared(place) {
                    taints.join(&more.taints);
                }
            }
        }
    }

    // Steps.

    /// The same data, one step on.
    pub(crate) fn step(&mut self, taints: &Taints, site: Site, what: &str) -> Taints {
        if taints.is_empty() {
            return taints.clone();
        }
        let what: Rc<str> = what.into();
        taints.map(|taint| {
            let step = Step::Next { before: taint.step, site, what: Rc::clone(&what) };
            Taint { step: self.steps.add(step), ..taint }
        })
    }

    /// The harm that data can still do at a point.
    pub(crate) fn live(&self, state: &State, taint: &Taint) -> Mask {
        let known = if state.facts.is_empty() { 0 } else { self.known(state, taint) };
        self.cat.rules.consistent(taint.live & !known)
    }

    /// The harm that data cannot do by what was found out about it.
    fn known(&self, state: &State, taint: &Taint) -> Mask {
        let any = state.facts.get(Vid::ANY);
        self.vids.up(taint.vid).fold(any, |mask, vid| mask | state.facts.get(vid))
    }

    /// The data in a value that can still do harm at a point.
    pub(crate) fn settle(&self, state: &State, taints: &Taints) -> Taints {
        if state.facts.is_empty() {
            return taints.clone();
        }
        taints.map(|taint| taint.checked(self.known(state, &taint)))
    }

    /// Notes that the texts in a value cannot do some harm.
    pub(crate) fn clear(&self, state: &mut State, value: &Value, mask: Mask) {
        for taint in self.deep(state, value).iter() {
            state.facts.add(taint.vid, mask);
        }
    }

    /// Parts of texts, which are told apart by what they are.
    pub(crate) fn part(&mut self, taints: &Taints, which: u64) -> Taints {
        taints.map(|taint| Taint { vid: self.vids.part(taint.vid, which), ..taint })
    }

    // Names.

    pub(crate) fn text(&self, name: Name) -> Rc<str> {
        self.names.text(name)
    }

    pub(crate) fn frame(
        &self,
        file: u32,
        module: Rc<Module>,
        names: Rc<[Name]>,
        function: FuncId,
    ) -> Frame {
        Frame {
            file,
            module,
            names,
            function,
            class: None,
            cells: None,
            closure: None,
            returned: Value::default(),
            exit: None,
            yielded: Value::default(),
            resumed: None,
            sent: None,
            paused: None,
            raised: Value::default(),
            breaks: Vec::new(),
            data_loops: 0,
            assigns_literal: false,
            tries: Vec::new(),
            hits: Vec::new(),
        }
    }

    // Functions.

    pub(crate) fn prepare(&mut self, function: &FuncValue) -> Option<(Frame, Rc<Module>)> {
        let (module, names) = self.module(function.file)?;
        let mut frame = self.frame(function.file, Rc::clone(&module), names, function.function);
        frame.class.clone_from(&function.class);
        frame.closure = function.closure;
        Some((frame, module))
    }

    /// Runs the body of a function whose parameters have values. The state at the end is in
    /// `frame.exit`, unless it never ends.
    pub(crate) fn run_body(&mut self, frame: &mut Frame, mut state: State, params: Vec<Value>) {
        self.counters.functions += 1;
        let module = Rc::clone(&frame.module);
        let function = module.function(frame.function);
        if !function.captured.is_empty() || frame.closure.is_some() {
            let mut cells = Object::new(Kind::Cells);
            if let Some(outer) = frame.closure {
                cells.set(Key::Outer, Value::of(crate::value::Alt::Obj(outer)));
            }
            let id = self.next_object();
            state.heap.insert(id, Rc::new(cells));
            frame.cells = Some(id);
        }
        let mut more = params.get(function.params.len()..).unwrap_or_default().iter().cloned();
        (frame.resumed, frame.sent) = (more.next(), more.next());
        for (param, value) in function.params.iter().zip(params) {
            self.set_var(frame, &mut state, param.var, value);
        }
        let body = self.body(frame.file, frame.function);
        let entries = self.entry_count();
        self.block(frame, &mut state, &body);
        if state.alive {
            self.leave(frame, state, Value::none());
        }
        if let Some(exit) = &mut frame.exit {
            self.keep_closures(exit, entries);
        }
    }
}
