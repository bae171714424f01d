//! The bound on the work for one question.
//!
//! Names, constants and texts ask each other; a name can lead back to itself (`x = x % y` in a loop).
//! One budget goes with a question all the way.

use std::cell::Cell;

/// How far an answer may still be looked for.
#[derive(Debug)]
pub(crate) struct Fuel {
    steps: Cell<u32>,
    depth: Cell<u32>,
}

impl Fuel {
    /// A budget of so many steps, at most so many of them within each other.
    pub(crate) fn new(steps: u32, depth: u32) -> Self {
        Self { steps: Cell::new(steps), depth: Cell::new(depth) }
    }

    /// Takes a step, if the budget still allows one.
    pub(crate) fn step<T>(&self, step: impl FnOnce() -> T) -> Option<T> {
        let (steps, depth) = (self.steps.get(), self.depth.get());
        if steps == 0 || depth == 0 {
            return None;
        }
        self.steps.set(steps - 1);
        self.depth.set(depth - 1);
        let result = step();
        self.depth.set(depth);
        Some(result)
    }
}
