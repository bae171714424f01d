//! Of what kind a call is: calls of one kind do the same, and are run once.

use std::hash::{Hash, Hasher};
use std::rc::Rc;

use hognose_ir::FuncId;
use smallvec::SmallVec;

use crate::cells::Cells;
use crate::interp::Interp;
use crate::limits::{MAX_OBJECTS, OBJECT_DEPTH};
use crate::state::{Key, State};
use crate::value::{Alt, FuncValue, Mask, ObjId, Piece, Taint, Taints, Value, hash};

/// What a function sees of the flags of data in its arguments.
pub(crate) const SEEN: u8 = Taint::NORMALIZED | Taint::TEXT | Taint::UNSURE | Taint::ADDRESS;

/// What calls that do the same have in common. It is long and asked for often: hashed once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CallKey {
    hash: u64,
    words: Vec<u64>,
    /// The functions that it is given or sees around it.
    given: u64,
}

impl CallKey {
    fn new(words: Vec<u64>, given: u64) -> Self {
        Self { hash: hash(&words), words, given }
    }

    /// The function that is called.
    pub(crate) fn function(&self) -> (u64, u64) {
        (self.words[0], self.words[1])
    }

    /// Whether the same code is called.
    pub(crate) fn is_of_same_code(&self, other: &Self) -> bool {
        self.words[..2] == other.words[..2]
    }

    /// Whether it is the same function that is called: what a decorator makes of each function is another
    /// one.
    pub(crate) fn is_of_same_function(&self, other: &Self) -> bool {
        self.is_of_same_code(other) && self.given == other.given
    }
}

impl Hash for CallKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.hash);
    }
}

/// A function, by its file and its number there, and by the functions that it is given or sees around it:
/// what a decorator makes of each function is another one.
pub(crate) type Called = (u32, FuncId, u64);

/// Of what kind a call is, and what it puts in the places of placeholders.
pub(crate) struct Call {
    pub(crate) key: CallKey,
    pub(crate) function: Called,
    pub(crate) groups: Vec<Group>,
    /// The objects that the arguments hold, in the order in which they are found.
    pub(crate) objects: Vec<ObjId>,
    /// The variables around functions that it can get at.
    pub(crate) cells: Cells,
    /// Whether what is in its objects is not told apart: what it finds there is not sure.
    pub(crate) is_blurred: bool,
}

/// Data in arguments that no function can tell apart: wherever there is one of them, there are the others.
/// A function gets one placeholder for all.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    pub(crate) members: SmallVec<[Taint; 1]>,
    /// The harm that any of them can do.
    pub(crate) live: Mask,
}

impl Group {
    pub(crate) fn holds(&self, taint: &Taint) -> bool {
        self.members.iter().any(|it| same(it, taint))
    }
}

fn same(one: &Taint, other: &Taint) -> bool {
    one.origin == other.origin && one.vid == other.vid
}

impl Call {
    pub(crate) fn of(
        interp: &Interp<'_>,
        state: &State,
        function: &FuncValue,
        params: &[Value],
    ) -> Self {
        let mut cells = Cells::of(interp, state, function, params);
        let functions = cells.functions();
        let given = if functions.is_empty() { 0 } else { hash(&functions) };
        let mut collector = loop {
            let mut collector = Collector::new(interp, state, cells);
            collector.call(function, params);
            if !collector.has_grown {
                break collector;
            }
            // A function that was found later gets at more of what was looked at before.
            cells = collector.cells;
        };
        let groups = collector.groups();
        Self {
            key: CallKey::new(collector.key, given),
            function: (function.file, function.function, given),
            groups,
            objects: collector.objects,
            cells: collector.cells,
            is_blurred: false,
        }
    }
}

/// Writes down of what kind arguments are, and collects the data and the objects in them.
struct Collector<'i, 'p> {
    interp: &'i Interp<'p>,
    state: &'i State,
    key: Vec<u64>,
    /// The data, each once, and in which of the sets it is.
    taints: Vec<(Taint, u64)>,
    /// The sets of data, in the order in which they are found: the places in `taints`.
    sets: Vec<SmallVec<[u32; 8]>>,
    objects: Vec<ObjId>,
    cells: Cells,
    /// Whether functions were found that get at more than was known.
    has_grown: bool,
}

impl<'i, 'p> Collector<'i, 'p> {
    fn new(interp: &'i Interp<'p>, state: &'i State, cells: Cells) -> Self {
        Self {
            interp,
            state,
            key: Vec::with_capacity(64),
            taints: Vec::new(),
            sets: Vec::new(),
            objects: Vec::new(),
            cells,
            has_grown: false,
        }
    }

    fn call(&mut self, function: &FuncValue, params: &[Value]) {
        self.key.extend([u64::from(function.file), u64::from(function.function.0)]);
        for value in params {
            self.value(value, OBJECT_DEPTH);
        }
        match function.closure {
            Some(closure) => self.object(closure, OBJECT_DEPTH),
            None => self.key.push(u64::MAX),
        }
        if let Some(class) = &function.class {
            self.key.push(u64::from(class.number));
        }
    }

    fn taints(&mut self, taints: &Taints) {
        if taints.is_empty() {
            return;
        }
        self.key.push(0x7a17);
        let number = self.sets.len() as u64;
        let mut set = SmallVec::new();
        for taint in taints.iter() {
            let live = self.interp.live(self.state, taint);
            let known = self.taints.iter().position(|(it, _)| same(it, taint));
            let place = known.unwrap_or(self.taints.len());
            if known.is_none() {
                self.taints.push((Taint { live: 0, ..*taint }, 0));
            }
            let (known, sets) = &mut self.taints[place];
            known.live |= live;
            *sets = hash(&(*sets, number, taint.hidden, taint.fails_in, taint.flags & SEEN));
            set.push(u32::try_from(place).unwrap_or(u32::MAX));
        }
        self.sets.push(set);
    }

    /// Sorts the data by what can be told apart, and writes down which of it is where.
    fn groups(&mut self) -> Vec<Group> {
        let mut groups: Vec<Group> = Vec::new();
        let mut kinds: Vec<(u64, Mask)> = Vec::new();
        let mut places: SmallVec<[u64; 16]> = SmallVec::new();
        for (taint, sets) in &self.taints {
            // What is hidden may come back; then it counts which harm was excluded before.
            let kind = (*sets, if taint.hidden == 0 { 0 } else { taint.live });
            let known = kinds.iter().position(|it| *it == kind);
            let place = known.unwrap_or(groups.len());
            if known.is_none() {
                kinds.push(kind);
                groups.push(Group { members: SmallVec::new(), live: 0 });
            }
            groups[place].members.push(*taint);
            groups[place].live |= taint.live;
            places.push(place as u64);
        }
        for set in &self.sets {
            let start = self.key.len();
            for place in set.iter().filter_map(|place| places.get(*place as usize)) {
                if !self.key[start..].contains(place) {
                    self.key.push(*place);
                }
            }
            self.key.push(u64::MAX);
        }
        #[expect(clippy::cast_possible_truncation, reason = "both halves are written")]
        for (group, (sets, _)) in groups.iter().zip(&kinds) {
            self.key.extend([group.live as u64, (group.live >> 64) as u64, *sets]);
        }
        groups
    }

    fn value(&mut self, value: &Value, depth: u32) {
        self.key.push(0xface ^ (value.alts.len() as u64) << 20);
        self.taints(&value.taints);
        for alt in &value.alts {
            self.alt(alt, depth);
        }
    }

    fn alt(&mut self, alt: &Alt, depth: u32) {
        match alt {
            Alt::Any => self.key.push(1),
            Alt::Const(constant) => self.key.extend([2, hash(constant)]),
            Alt::Typed(kind) => self.key.extend([3, hash(kind)]),
            Alt::Text(pieces) => {
                self.key.push(4);
                for piece in pieces.iter() {
                    match piece {
                        Piece::Text(text) => self.key.push(hash(text)),
                        Piece::Hole(taints) => {
                            self.key.push(41);
                            self.taints(taints);
                        }
                        Piece::Chosen => self.key.push(42),
                    }
                }
            }
            Alt::Obj(id) => self.object(*id, depth),
            Alt::Func(function) => {
                self.key.extend([6, u64::from(function.file), u64::from(function.function.0)]);
                if let Some(closure) = function.closure {
                    self.has_grown |= self.cells.note(self.interp, self.state, function);
                    self.object(closure, depth);
                }
                if let Some(receiver) = &function.receiver {
                    self.value(receiver, depth);
                }
            }
            Alt::Class(class) => self.key.extend([7, u64::from(class.number)]),
            Alt::Api(id) => self.key.extend([8, u64::from(id.0)]),
            Alt::Module(file) => self.key.extend([9, u64::from(*file)]),
            Alt::Member(file, name) => {
                self.key.extend([15, u64::from(*file), u64::from(name.0)]);
            }
            Alt::Package(name) => self.key.extend([10, hash(name)]),
            Alt::Method(method) => {
                self.key.extend([11, u64::from(method.1.0)]);
                self.value(&method.0, depth);
            }
            Alt::Partial(partial) => {
                self.key.push(12);
                self.value(&partial.0, depth);
                for value in &partial.1 {
                    self.value(value, depth);
                }
                for (name, value) in &partial.2 {
                    self.key.push(u64::from(name.0));
                    self.value(value, depth);
                }
            }
            Alt::Super(class, receiver) => {
                self.key.extend([13, u64::from(class.number)]);
                self.value(receiver, depth);
            }
            Alt::Regex(pattern) => self.key.extend([14, hash(pattern)]),
        }
    }

    fn object(&mut self, id: ObjId, depth: u32) {
        let Some(object) = self.state.heap.get(id) else {
            // Of a module: the same for everybody.
            self.key.extend([51, u64::from(id.0)]);
            return;
        };
        if let Some(place) = self.objects.iter().position(|it| *it == id) {
            self.key.extend([52, place as u64]);
            return;
        }
        if self.objects.len() >= MAX_OBJECTS {
            self.key.push(55);
            let taints = self.interp.deep(self.state, &Value::of(Alt::Obj(id)));
            self.taints(&taints);
            return;
        }
        self.objects.push(id);
        let object = Rc::clone(object);
        self.key.extend([
            53,
            hash(&object.kind),
            object.class.as_ref().map_or(0, |class| u64::from(class.number)),
            object.api.map_or(0, |api| u64::from(api.0) + 1),
            u64::from(object.is_shared),
        ]);
        for (key, value) in &object.fields {
            if !self.cells.shows(id, &object, key) {
                continue;
            }
            self.key.push(match key {
                Key::Place(place) => u64::from(*place) << 8,
                other => hash(other),
            });
            match depth.checked_sub(1) {
                Some(depth) => self.value(value, depth),
                None => self.taints(&value.taints),
            }
        }
        if let (Some(rest), Some(depth)) = (&object.rest, depth.checked_sub(1)) {
            self.key.push(54);
            self.value(rest, depth);
        }
    }
}
