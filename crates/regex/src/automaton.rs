//! The characters of an expression, and which can follow which: an automaton in which two ways over
//! the same text are two ways that `re` tries.
//!
//! Each place where the expression has a character is a state. Conditions on places are taken to hold:
//! what is found here is a guess, which is tried afterwards.

use crate::set::Set;
use crate::syntax::{Node, Repeat};

/// States of one expression.
pub(crate) const MAX_STATES: usize = 400;

/// Pairs of states that follow each other.
const MAX_STEPS: usize = 12_000;

/// Repetitions up to so many are written out. Longer ones are taken to have no end.
const MAX_WRITTEN_OUT: u32 = 6;

/// The characters that are told apart: as many kinds as a mask has bits.
const MAX_KINDS: usize = 128;

/// A set of kinds of characters.
pub(crate) type Kinds = u128;

#[derive(Debug, Default)]
pub(crate) struct Automaton {
    /// What each state matches.
    pub(crate) labels: Vec<Kinds>,
    /// The states that can follow each, and whether there is more than one way.
    pub(crate) steps: Vec<Vec<(usize, bool)>>,
    /// The states with which a match can begin.
    pub(crate) first: Vec<usize>,
    /// One character of each kind.
    chars: Vec<u32>,
}

/// A part of the automaton.
#[derive(Clone, Debug, Default)]
struct Part {
    /// The number of ways to match nothing: 0, 1, or 2 for more.
    empty: u8,
    first: Vec<(usize, u8)>,
    last: Vec<(usize, u8)>,
}

#[derive(Default)]
struct Builder<'a> {
    sets: Vec<&'a Set>,
    steps: Vec<Vec<(usize, bool)>>,
    count: usize,
}

impl Automaton {
    /// None if the expression is too large.
    pub(crate) fn new(node: &Node) -> Option<Self> {
        let mut builder = Builder::default();
        let part = builder.part(node)?;
        let chars = representatives(&builder.sets);
        let labels = builder
            .sets
            .iter()
            .map(|set| {
                let kinds = (0..).zip(&chars).filter(|(_, char)| set.contains(**char));
                kinds.fold(0, |mask: Kinds, (bit, _)| mask | 1 << bit)
            })
            .collect();
        let first = part.first.iter().map(|it| it.0).collect();
        Some(Self { labels, steps: builder.steps, first, chars })
    }

    /// A character that states have in common, one that can be read if there is one.
    pub(crate) fn char(&self, kinds: Kinds) -> Option<u32> {
        let common = self.chars.iter().enumerate().filter(|(bit, _)| kinds >> bit & 1 == 1);
        common.map(|it| *it.1).min_by_key(|char| rank(*char))
    }

    /// One character of each kind.
    pub(crate) fn chars(&self) -> &[u32] {
        &self.chars
    }
}

/// How well a character can be shown.
fn rank(code: u32) -> (u8, u32) {
    let kind = match char::from_u32(code) {
        Some('a'..='z') => 0,
        Some('0'..='9') => 1,
        Some('A'..='Z') => 2,
        Some(' ') => 3,
        Some('!'..='~') => 4,
        Some('\t' | '\n') => 5,
        Some(_) => 6,
        None => 7,
    };
    (kind, code)
}

/// One character for each kind that the sets tell apart.
fn representatives(sets: &[&Set]) -> Vec<u32> {
    let mut starts: Vec<u32> = vec![0];
    for (first, last) in sets.iter().flat_map(|set| set.ranges()) {
        starts.extend([*first, last + 1]);
    }
    // What can be shown is told apart from what cannot.
    starts.extend([0x20, 0x21, 0x30, 0x3a, 0x41, 0x5b, 0x61, 0x7b, 0x7f]);
    starts.sort_unstable();
    starts.dedup();
    starts.retain(|start| char::from_u32(*start).is_some());
    let mut seen: Vec<Vec<bool>> = Vec::new();
    let mut chars: Vec<u32> = Vec::new();
    starts.sort_by_key(|start| rank(*start));
    for start in starts {
        if chars.len() == MAX_KINDS {
            break;
        }
        let signature: Vec<bool> = sets.iter().map(|set| set.contains(start)).collect();
        if !seen.contains(&signature) {
            seen.push(signature);
            chars.push(start);
        }
    }
    chars
}

/// The number of ways when there are some for one part and some for the next.
fn times(left: u8, right: u8) -> u8 {
    left.saturating_mul(right).min(2)
}

fn plus(left: u8, right: u8) -> u8 {
    left.saturating_add(right).min(2)
}

/// The same states, each in so many more ways.
fn scaled(states: &[(usize, u8)], ways: u8) -> Vec<(usize, u8)> {
    if ways == 0 {
        return Vec::new();
    }
    states.iter().map(|(state, count)| (*state, times(*count, ways))).collect()
}

impl<'a> Builder<'a> {
    fn part(&mut self, node: &'a Node) -> Option<Part> {
        Some(match node {
            Node::Set(set) => {
                let state = self.sets.len();
                if state == MAX_STATES {
                    return None;
                }
                self.sets.push(set);
                self.steps.push(Vec::new());
                Part { empty: 0, first: vec![(state, 1)], last: vec![(state, 1)] }
            }
            Node::Sequence(nodes) => {
                let mut all = Part { empty: 1, ..Part::default() };
                for node in nodes {
                    let next = self.part(node)?;
                    all = self.joined(all, next)?;
                }
                all
            }
            Node::Either(nodes) => {
                let mut all = Part::default();
                for node in nodes {
                    let mut part = self.part(node)?;
                    all.empty = plus(all.empty, part.empty);
                    all.first.append(&mut part.first);
                    all.last.append(&mut part.last);
                }
                all
            }
            Node::Whether(_, nodes) => {
                let (mut yes, no) = (self.part(&nodes.0)?, self.part(&nodes.1)?);
                yes.empty = yes.empty.max(no.empty);
                yes.first.extend(no.first);
                yes.last.extend(no.last);
                yes
            }
            Node::Repeat(repeat) => {
                let short = repeat.max.filter(|max| *max <= MAX_WRITTEN_OUT);
                let needed = repeat.min.min(if short.is_some() { MAX_WRITTEN_OUT } else { 2 });
                let needed = if short.is_none() { needed.saturating_sub(1) } else { needed };
                let mut all = Part { empty: 1, ..Part::default() };
                for _ in 0..needed {
                    let next = self.part(&repeat.node)?;
                    all = self.joined(all, next)?;
                }
                let rest = match short {
                    Some(max) => {
                        let mut rest = Part { empty: 1, ..Part::default() };
                        for _ in needed..max {
                            let next = self.part(&repeat.node)?;
                            rest = self.joined(next, rest)?;
                            rest.empty = plus(rest.empty, 1);
                        }
                        rest
                    }
                    None => self.endless(repeat)?,
                };
                self.joined(all, rest)?
            }
            Node::Group(_, node) | Node::Atomic(node) => self.part(node)?,
            Node::Look(look) if look.is_ahead => {
                let part = self.part(&look.node)?;
                Part { empty: 1, first: part.first, last: Vec::new() }
            }
            // What was found before is not looked into.
            Node::Empty | Node::Assert(_) | Node::Look(_) | Node::Again(_) => {
                Part { empty: 1, ..Part::default() }
            }
        })
    }

    /// Rounds without an end.
    fn endless(&mut self, repeat: &'a Repeat) -> Option<Part> {
        let mut part = self.part(&repeat.node)?;
        self.connect(&part.last, &part.first)?;
        // A round that matches nothing is the last one.
        part.last = scaled(&part.last, plus(1, part.empty));
        if repeat.min == 0 {
            part.empty = plus(1, part.empty);
        }
        Some(part)
    }

    fn joined(&mut self, left: Part, right: Part) -> Option<Part> {
        self.connect(&left.last, &right.first)?;
        let mut first = left.first;
        first.extend(scaled(&right.first, left.empty));
        let mut last = right.last;
        last.extend(scaled(&left.last, right.empty));
        Some(Part { empty: times(left.empty, right.empty), first, last })
    }

    fn connect(&mut self, from: &[(usize, u8)], to: &[(usize, u8)]) -> Option<()> {
        for (state, ways) in from {
            for (next, more) in to {
                let many = times(*ways, *more) > 1;
                let steps = &mut self.steps[*state];
                if let Some(known) = steps.iter_mut().find(|it| it.0 == *next) {
                    known.1 = true;
                } else {
                    self.count += 1;
                    steps.push((*next, many));
                }
            }
            if self.count > MAX_STEPS {
                return None;
            }
        }
        Some(())
    }
}
