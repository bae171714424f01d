//! What the metavariables of a rule stand for.

use std::borrow::Cow;

use hognose_core::{Ranged, TextRange, TextSize};
use hognose_semantic::Place;

use crate::pattern::Slot;
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

    pub(crate) fn with(&self, slot: Slot, bound: Bound<'a>) -> Self {
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
