//! Runs an expression on a text as `re` does: one way after the other, going back where it fails; and
//! counts the steps.

use crate::set::Set;
use crate::syntax::{Assert, Node};

/// Instructions of one expression. Repetitions are loops, so there are hardly more than characters.
const MAX_CODE: usize = 4096;

/// An instruction; numbers are places of others.
#[derive(Clone, Debug)]
enum Op {
    Set(Set),
    /// The first way, and the one to go back to.
    Fork(usize, usize),
    Jump(usize),
    /// Notes where a group begins (even) or ends (odd).
    Note(usize),
    /// Begins to count.
    Count(usize),
    /// Another round, or on to what follows.
    Round {
        counter: usize,
        min: u32,
        max: u32,
        is_greedy: bool,
        exit: usize,
    },
    Assert(Assert),
    Again(usize),
    Whether(usize, usize),
    /// Tries what follows by itself, and goes on behind it.
    Look {
        width: Option<usize>,
        is_negative: bool,
        exit: usize,
    },
    Atomic(usize),
    Found,
}

/// An expression that can be run.
#[derive(Debug)]
pub(crate) struct Machine {
    code: Vec<Op>,
    counters: usize,
    notes: usize,
}

/// How an expression is compared with a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Use {
    /// It has to match at the beginning of the text.
    Match,
    /// It has to match all of the text.
    FullMatch,
    /// It may match anywhere in the text.
    Search,
}

/// What can be gone back to, and what has to be undone on the way.
enum Back {
    Way(usize, usize),
    /// Another round.
    Round(usize, usize),
    Note(usize, usize),
    Counter(usize, (u32, usize)),
}

/// That a group or a round has no place.
const NOWHERE: usize = usize::MAX;

struct Run<'a> {
    machine: &'a Machine,
    text: &'a [u32],
    is_full: bool,
    notes: Vec<usize>,
    counters: Vec<(u32, usize)>,
    left: u64,
}

impl Machine {
    /// None if the expression is too large.
    pub(crate) fn new(node: &Node) -> Option<Self> {
        let mut machine = Self { code: Vec::new(), counters: 0, notes: 0 };
        machine.add(node)?;
        machine.code.push(Op::Found);
        Some(machine)
    }

    /// The number of steps that it takes, up to a limit.
    pub(crate) fn steps(&self, text: &[u32], usage: Use, limit: u64) -> u64 {
        let starts = if usage == Use::Search { text.len() } else { 0 };
        let mut run = Run {
            machine: self,
            text,
            is_full: usage == Use::FullMatch,
            notes: vec![NOWHERE; self.notes],
            counters: vec![(0, NOWHERE); self.counters],
            left: limit,
        };
        for start in 0..=starts {
            let mut ways = Vec::new();
            if run.left == 0 || run.run(0, start, &mut ways).is_some() {
                break;
            }
        }
        limit - run.left
    }

    fn push(&mut self, op: Op) -> Option<usize> {
        if self.code.len() >= MAX_CODE {
            return None;
        }
        self.code.push(op);
        Some(self.code.len() - 1)
    }

    fn add(&mut self, part: &Node) -> Option<()> {
        match part {
            Node::Empty => {}
            Node::Set(set) => {
                self.push(Op::Set(set.clone()))?;
            }
            Node::Sequence(nodes) => {
                for node in nodes {
                    self.add(node)?;
                }
            }
            Node::Either(nodes) => {
                let mut jumps = Vec::new();
                for (place, way) in nodes.iter().enumerate() {
                    let is_last = place + 1 == nodes.len();
                    let fork = if is_last { None } else { Some(self.push(Op::Fork(0, 0))?) };
                    self.add(way)?;
                    if let Some(fork) = fork {
                        jumps.push(self.push(Op::Jump(0))?);
                        self.code[fork] = Op::Fork(fork + 1, self.code.len());
                    }
                }
                for jump in jumps {
                    self.code[jump] = Op::Jump(self.code.len());
                }
            }
            Node::Repeat(repeat) => {
                let counter = self.counters;
                self.counters += 1;
                self.push(Op::Count(counter))?;
                let round = self.push(Op::Jump(0))?;
                self.add(&repeat.node)?;
                self.push(Op::Jump(round))?;
                self.code[round] = Op::Round {
                    counter,
                    min: repeat.min,
                    max: repeat.max.unwrap_or(u32::MAX),
                    is_greedy: repeat.is_greedy,
                    exit: self.code.len(),
                };
            }
            Node::Group(number, inner) => {
                let note = *number as usize * 2;
                self.notes = self.notes.max(note + 2);
                self.push(Op::Note(note))?;
                self.add(inner)?;
                self.push(Op::Note(note + 1))?;
            }
            Node::Atomic(node) => {
                let atomic = self.push(Op::Atomic(0))?;
                self.add(node)?;
                self.push(Op::Found)?;
                self.code[atomic] = Op::Atomic(self.code.len());
            }
            Node::Look(look) => {
                let width = if look.is_ahead { None } else { Some(look.node.width()?) };
                let op = self.push(Op::Found)?;
                self.add(&look.node)?;
                self.push(Op::Found)?;
                let (is_negative, exit) = (look.is_negative, self.code.len());
                self.code[op] = Op::Look { width, is_negative, exit };
            }
            Node::Assert(assert) => {
                self.push(Op::Assert(*assert))?;
            }
            Node::Again(number) => {
                let note = *number as usize * 2;
                self.notes = self.notes.max(note + 2);
                self.push(Op::Again(note))?;
            }
            Node::Whether(number, nodes) => {
                let note = *number as usize * 2;
                self.notes = self.notes.max(note + 2);
                let op = self.push(Op::Found)?;
                self.add(&nodes.0)?;
                let jump = self.push(Op::Jump(0))?;
                self.code[op] = Op::Whether(note, self.code.len());
                self.add(&nodes.1)?;
                self.code[jump] = Op::Jump(self.code.len());
            }
        }
        Some(())
    }
}

impl Run<'_> {
    /// Where a match ends that begins at a place, if there is one. Of the ways that are left, only what
    /// has to be undone is kept.
    fn run(&mut self, start: usize, from: usize, ways: &mut Vec<Back>) -> Option<usize> {
        let base = ways.len();
        let (mut at, mut place) = (start, from);
        loop {
            self.left = self.left.checked_sub(1)?;
            let next = match self.step(at, place, ways) {
                Some((NOWHERE, end)) if start > 0 || !self.is_full || end == self.text.len() => {
                    let done = ways.split_off(base);
                    let is_undone = |it: &Back| matches!(it, Back::Note(..) | Back::Counter(..));
                    ways.extend(done.into_iter().filter(is_undone));
                    return Some(end);
                }
                Some((NOWHERE, _)) => None,
                next => next,
            };
            (at, place) = match next {
                Some(next) => next,
                None => self.back(ways, base)?,
            };
        }
    }

    fn back(&mut self, ways: &mut Vec<Back>, base: usize) -> Option<(usize, usize)> {
        while ways.len() > base {
            match ways.pop()? {
                Back::Way(at, place) => return Some((at, place)),
                Back::Round(at, place) => return self.enter(at, place, ways),
                Back::Note(note, place) => self.notes[note] = place,
                Back::Counter(counter, value) => self.counters[counter] = value,
            }
        }
        None
    }

    fn undo(&mut self, ways: &mut Vec<Back>, base: usize) {
        while self.back(ways, base).is_some() {}
    }

    /// Begins another round of a repetition.
    fn enter(&mut self, at: usize, place: usize, ways: &mut Vec<Back>) -> Option<(usize, usize)> {
        let Op::Round { counter, .. } = self.machine.code[at] else { return None };
        let (count, last) = self.counters[counter];
        ways.push(Back::Counter(counter, (count, last)));
        self.counters[counter] = (count.saturating_add(1), place);
        Some((at + 1, place))
    }

    /// Where to go on; [`NOWHERE`] when something was found.
    fn step(&mut self, at: usize, place: usize, ways: &mut Vec<Back>) -> Option<(usize, usize)> {
        let next = (at + 1, place);
        Some(match &self.machine.code[at] {
            Op::Set(set) => set.contains(*self.text.get(place)?).then_some((at + 1, place + 1))?,
            Op::Fork(first, second) => {
                ways.push(Back::Way(*second, place));
                (*first, place)
            }
            Op::Jump(to) => (*to, place),
            Op::Note(note) => {
                ways.push(Back::Note(*note, self.notes[*note]));
                self.notes[*note] = place;
                next
            }
            Op::Count(counter) => {
                ways.push(Back::Counter(*counter, self.counters[*counter]));
                self.counters[*counter] = (0, NOWHERE);
                next
            }
            Op::Round { counter, min, max, is_greedy, exit } => {
                let (count, last) = self.counters[*counter];
                // A round in which nothing was matched is the last one.
                if count < *min {
                    return self.enter(at, place, ways);
                }
                if count >= *max || last == place {
                    return Some((*exit, place));
                }
                if *is_greedy {
                    ways.push(Back::Way(*exit, place));
                    return self.enter(at, place, ways);
                }
                ways.push(Back::Round(at, place));
                (*exit, place)
            }
            Op::Assert(assert) => self.holds(*assert, place).then_some(next)?,
            Op::Again(note) => {
                let (start, end) = (self.notes[*note], self.notes[*note + 1]);
                let found = self.text.get(start..end)?;
                let rest = self.text.get(place..place.checked_add(found.len())?)?;
                (found == rest).then_some((at + 1, place + found.len()))?
            }
            Op::Whether(note, no) => {
                if self.notes[*note + 1] == NOWHERE {
                    (*no, place)
                } else {
                    next
                }
            }
            Op::Look { width, is_negative, exit } => {
                let start = place.checked_sub(width.unwrap_or(0));
                let before = ways.len();
                let found = start.and_then(|start| self.run(at + 1, start, ways));
                if *is_negative {
                    self.undo(ways, before);
                }
                (found.is_some() != *is_negative).then_some((*exit, place))?
            }
            Op::Atomic(exit) => (*exit, self.run(at + 1, place, ways)?),
            Op::Found => (NOWHERE, place),
        })
    }

    fn holds(&self, assert: Assert, place: usize) -> bool {
        let newline = u32::from('\n');
        let is_word = |place: Option<usize>| {
            let char = place.and_then(|it| self.text.get(it)).copied().and_then(char::from_u32);
            char.is_some_and(|it| it.is_alphanumeric() || it == '_')
        };
        let is_edge = || is_word(place.checked_sub(1)) != is_word(Some(place));
        let is_end = place == self.text.len();
        match assert {
            Assert::Start => place == 0,
            Assert::LineStart => place == 0 || self.text[place - 1] == newline,
            Assert::End => is_end,
            Assert::LastLineEnd => is_end || self.text[place..] == [newline],
            Assert::LineEnd => is_end || self.text[place] == newline,
            Assert::Word => is_edge(),
            Assert::NotWord => !is_edge(),
        }
    }
}
