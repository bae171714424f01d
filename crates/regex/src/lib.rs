//! Regular expressions of Python, and how long they can take.
//!
//! `re` tries one way after the other. [`Pattern::parse`] reads an expression as `re` does;
//! [`Pattern::exponential`] and [`Pattern::polynomial`] look for a text on which there are so many ways
//! that nobody can wait for the end. An automaton gives guesses ([`ambiguity`]); each is tried with a
//! machine that does what `re` does and counts the steps ([`machine`]): what is reported was seen.
//!
//! All work is bounded, by the limits that stand at the head of each module. Of an expression that is
//! beyond them, or that uses what `re` does not know, nothing is said. Nothing here knows about code,
//! rules or files.

mod ambiguity;
mod automaton;
mod graph;
mod machine;
mod parser;
mod set;
mod syntax;

use ambiguity::Guess;
use automaton::Automaton;
use machine::Machine;
use syntax::Node;

pub use machine::Use;

/// The length of an expression that is read, in bytes.
pub const MAX_PATTERN: usize = 4096;

/// Steps of one run.
const MAX_STEPS: u64 = 300_000;

/// Steps of all runs of one expression.
const MAX_ALL_STEPS: u64 = 2_000_000;

/// What may stand behind the text that is repeated.
const MAX_ENDS: usize = 16;

/// How an expression is meant.
#[expect(clippy::struct_excessive_bools, reason = "they are the flags of `re`")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Flags {
    /// `re.IGNORECASE`.
    pub ignore_case: bool,
    /// `re.MULTILINE`.
    pub multi_line: bool,
    /// `re.DOTALL`.
    pub dot_all: bool,
    /// `re.VERBOSE`.
    pub verbose: bool,
    /// `re.ASCII`; of expressions for bytes, too.
    pub ascii: bool,
}

/// How the time grows with the length of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Growth {
    /// With this power of the length: 2 is quadratic.
    Power(u32),
    /// Each time that the text is repeated once more, it takes twice as long, at least.
    Exponential,
}

/// Texts on which an expression takes long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attack {
    /// What they begin with.
    pub prefix: String,
    /// What they go on with, again and again.
    pub pump: String,
    /// What they end with.
    pub suffix: String,
    /// How the time grows.
    pub growth: Growth,
}

impl Attack {
    /// Such a text as Python writes it: `"x" + "ab" * 40 + "!"`.
    pub fn example(&self, count: u32) -> String {
        let mut parts = Vec::new();
        if !self.prefix.is_empty() {
            parts.push(quoted(&self.prefix));
        }
        parts.push(format!("{} * {count}", quoted(&self.pump)));
        if !self.suffix.is_empty() {
            parts.push(quoted(&self.suffix));
        }
        parts.join(" + ")
    }
}

/// A text as Python writes it.
fn quoted(text: &str) -> String {
    let escaped = |char: char| match char {
        '"' => "\\\"".to_owned(),
        '\\' => "\\\\".to_owned(),
        '\n' => "\\n".to_owned(),
        '\t' => "\\t".to_owned(),
        ' '..='~' => char.to_string(),
        _ => match u32::from(char) {
            code @ ..=0xff => format!("\\x{code:02x}"),
            code @ ..=0xffff => format!("\\u{code:04x}"),
            code => format!("\\U{code:08x}"),
        },
    };
    format!("\"{}\"", text.chars().map(escaped).collect::<String>())
}

/// A regular expression.
#[derive(Debug)]
pub struct Pattern {
    node: Node,
    machine: Machine,
}

impl Pattern {
    /// Reads an expression. None if `re` would refuse it, or if it is too large.
    pub fn parse(pattern: &str, flags: Flags) -> Option<Self> {
        let node = parser::parse(pattern, flags)?;
        let machine = Machine::new(&node)?;
        Some(Self { node, machine })
    }

    /// Whether [`exponential`](Self::exponential) has work to do: few expressions can take so long.
    pub fn is_suspicious(&self) -> bool {
        has_choice_in_loop(&self.node, false)
    }

    /// Texts on which the expression takes exponential time.
    pub fn exponential(&self, usage: Use) -> Option<Attack> {
        if !self.is_suspicious() {
            return None;
        }
        let automaton = Automaton::new(&self.node)?;
        let mut tries = Tries { machine: &self.machine, usage, left: MAX_ALL_STEPS };
        let guesses = ambiguity::exponential(&automaton);
        guesses.iter().find_map(|guess| tries.exponential(guess, &ends(&automaton)))
    }

    /// Texts on which the expression takes more than linear time: the worst that were found.
    pub fn polynomial(&self, usage: Use) -> Option<Attack> {
        let automaton = Automaton::new(&self.node)?;
        let mut tries = Tries { machine: &self.machine, usage, left: MAX_ALL_STEPS };
        let guesses = ambiguity::polynomial(&automaton, usage == Use::Search);
        let ends = ends(&automaton);
        let mut worst: Option<Attack> = None;
        for guess in &guesses {
            let attack = tries.polynomial(guess, &ends);
            let is_worse =
                |it: &Attack| worst.as_ref().is_none_or(|worst| it.growth > worst.growth);
            if let Some(attack) = attack.filter(is_worse) {
                worst = Some(attack);
            }
        }
        worst
    }
}

/// Whether there is a repetition that one can go through in several ways.
fn has_choice_in_loop(node: &Node, is_inside: bool) -> bool {
    match node {
        Node::Empty | Node::Set(_) | Node::Assert(_) | Node::Again(_) => false,
        Node::Sequence(nodes) => nodes.iter().any(|it| has_choice_in_loop(it, is_inside)),
        Node::Either(nodes) => is_inside || nodes.iter().any(|it| has_choice_in_loop(it, false)),
        Node::Repeat(repeat) => {
            is_inside || has_choice_in_loop(&repeat.node, repeat.max.is_none_or(|max| max > 6))
        }
        Node::Group(_, node) | Node::Atomic(node) => has_choice_in_loop(node, is_inside),
        Node::Look(look) => has_choice_in_loop(&look.node, false),
        Node::Whether(_, nodes) => {
            is_inside || has_choice_in_loop(&nodes.0, false) || has_choice_in_loop(&nodes.1, false)
        }
    }
}

/// What may stand at the end of a text: nothing, or one character of each kind.
fn ends(automaton: &Automaton) -> Vec<Vec<u32>> {
    let chars = automaton.chars().iter().rev().map(|char| vec![*char]);
    std::iter::once(Vec::new()).chain(chars).take(MAX_ENDS).collect()
}

/// Runs of an expression.
struct Tries<'a> {
    machine: &'a Machine,
    usage: Use,
    left: u64,
}

impl Tries<'_> {
    fn steps(&mut self, guess: &Guess, end: &[u32], count: usize) -> Option<u64> {
        let mut text = guess.before.clone();
        for _ in 0..count {
            text.extend_from_slice(&guess.pump);
        }
        text.extend_from_slice(end);
        let steps = self.machine.steps(&text, self.usage, MAX_STEPS.min(self.left));
        self.left -= steps;
        (self.left > 0).then_some(steps)
    }

    /// The end with which most is to be tried.
    fn end<'e>(&mut self, guess: &Guess, ends: &'e [Vec<u32>], count: usize) -> Option<&'e [u32]> {
        let mut best: Option<(u64, &[u32])> = None;
        for end in ends {
            let steps = self.steps(guess, end, count)?;
            if best.is_none_or(|best| steps > best.0 + best.0 / 8) {
                best = Some((steps, end));
            }
        }
        best.map(|best| best.1)
    }

    fn exponential(&mut self, guess: &Guess, ends: &[Vec<u32>]) -> Option<Attack> {
        let end = self.end(guess, ends, 5)?;
        let mut before = self.steps(guess, end, 5)?;
        // Four times more are sixteen times as much, of which a part does not grow.
        for count in [9, 13] {
            let steps = self.steps(guess, end, count)?;
            if steps < before.saturating_mul(8) && steps < MAX_STEPS {
                return None;
            }
            before = steps;
        }
        attack(guess, end, Growth::Exponential)
    }

    fn polynomial(&mut self, guess: &Guess, ends: &[Vec<u32>]) -> Option<Attack> {
        let end = self.end(guess, ends, 12)?;
        let mut power = None;
        for count in [6, 16, 32, 64] {
            let (once, twice) =
                (self.steps(guess, end, count)?, self.steps(guess, end, count * 2)?);
            if twice >= MAX_STEPS {
                break;
            }
            power = (2..12).rev().find(|power| {
                // 2 to the power, less what grows slower.
                twice.saturating_mul(4) >= once.saturating_mul(3 << power)
            });
        }
        attack(guess, end, Growth::Power(power?))
    }
}

fn attack(guess: &Guess, end: &[u32], growth: Growth) -> Option<Attack> {
    let text = |codes: &[u32]| -> Option<String> {
        codes.iter().map(|code| char::from_u32(*code)).collect()
    };
    Some(Attack {
        prefix: text(&guess.before)?,
        pump: text(&guess.pump)?,
        suffix: text(end)?,
        growth,
    })
}
