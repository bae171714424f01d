//! The way of data, step by step.

use std::rc::Rc;

use hognose_ir::Span;
use rustc_hash::FxHashMap;

use crate::limits::{MAX_PART_DEPTH, MAX_STEPS};
use crate::value::{StepId, Vid};

/// A place in the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Site {
    pub(crate) file: u32,
    pub(crate) span: Span,
}

/// A step.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Step {
    /// The beginning: a source, or what a caller puts in.
    Start,
    /// Something happens to the data.
    Next { before: StepId, site: Site, what: Rc<str> },
    /// The data goes into a function: the way of the caller up to the call, and the one within.
    Into { caller: StepId, within: StepId },
}

/// All steps, each once.
#[derive(Debug, Default)]
pub(crate) struct Steps {
    all: Vec<Step>,
    numbers: FxHashMap<Step, StepId>,
}

impl Steps {
    pub(crate) fn add(&mut self, step: Step) -> StepId {
        if let Some(id) = self.numbers.get(&step) {
            return *id;
        }
        let id = StepId(u32::try_from(self.all.len()).unwrap_or(u32::MAX));
        self.all.push(step.clone());
        self.numbers.insert(step, id);
        id
    }

    /// The steps on the way to `last`, in order.
    pub(crate) fn way(&self, last: StepId) -> Vec<(Site, Rc<str>)> {
        let mut steps = Vec::new();
        // What is still to be followed, backwards; the next one is the last one.
        let mut todo = vec![last];
        while let Some(next) = todo.pop() {
            if steps.len() >= MAX_STEPS {
                break;
            }
            match self.all.get(next.0 as usize) {
                None | Some(Step::Start) => {}
                Some(Step::Next { before, site, what }) => {
                    steps.push((*site, Rc::clone(what)));
                    todo.push(*before);
                }
                Some(Step::Into { caller, within }) => {
                    todo.push(*caller);
                    todo.push(*within);
                }
            }
        }
        steps.reverse();
        steps
    }
}

/// The texts that are told apart: see [`Vid`].
#[derive(Debug, Default)]
pub(crate) struct Vids {
    /// The text that each is a part of, and which part.
    all: Vec<Option<(Vid, u64)>>,
    numbers: FxHashMap<(Vid, u64), Vid>,
}

impl Vids {
    pub(crate) fn fresh(&mut self) -> Vid {
        self.push(None)
    }

    fn push(&mut self, parent: Option<(Vid, u64)>) -> Vid {
        let vid = Vid(u32::try_from(self.all.len()).unwrap_or(u32::MAX));
        self.all.push(parent);
        vid
    }

    /// A part of a text: the same one whenever it is the same part.
    pub(crate) fn part(&mut self, of: Vid, which: u64) -> Vid {
        if let Some(vid) = self.numbers.get(&(of, which)) {
            return *vid;
        }
        if self.up(of).count() >= MAX_PART_DEPTH {
            return of;
        }
        let vid = self.push(Some((of, which)));
        self.numbers.insert((of, which), vid);
        vid
    }

    /// A part of a text of which nothing is known by what is known of the text: the same one whenever it
    /// is the same part.
    pub(crate) fn apart(&mut self, of: Vid, which: u64) -> Vid {
        if let Some(vid) = self.numbers.get(&(of, !which)) {
            return *vid;
        }
        let vid = self.push(None);
        self.numbers.insert((of, !which), vid);
        vid
    }

    pub(crate) fn parent(&self, vid: Vid) -> Option<(Vid, u64)> {
        self.all.get(vid.0 as usize).copied().flatten()
    }

    /// A text, what it is a part of, and so on.
    pub(crate) fn up(&self, vid: Vid) -> impl Iterator<Item = Vid> {
        std::iter::successors(Some(vid), |vid| self.parent(*vid).map(|parent| parent.0))
    }
}
