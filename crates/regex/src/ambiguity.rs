//! Texts over which an expression has many ways to go: guesses, from the automaton.
//!
//! After "Analyzing Matching Time Behavior of Backtracking Regular Expression Matchers by Using
//! Ambiguity of NFA" (Weideman, van der Merwe, Berglund, Watson 2016). A state from which two ways over
//! the same text lead back to it doubles the work with each time that the text is there; a text over
//! which one state leads to itself and to another one, and that one to itself, multiplies it by the
//! length.

use std::collections::VecDeque;

use crate::automaton::{Automaton, Kinds};
use crate::graph::{components, way};

/// Loops with more states are left alone: pairs of them are looked at.
const MAX_LOOP: usize = 120;

/// Steps between pairs of states.
const MAX_PAIR_STEPS: usize = 200_000;

/// Guesses about one expression.
const MAX_GUESSES: usize = 24;

/// Threes of states that are looked at.
const MAX_THREES: usize = 120_000;

/// A text that may take long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Guess {
    /// What leads to the loop.
    pub(crate) before: Vec<u32>,
    /// What is repeated.
    pub(crate) pump: Vec<u32>,
}

/// The automaton as a graph, with a start from which every match begins.
struct Places<'a> {
    automaton: &'a Automaton,
    graph: Vec<Vec<usize>>,
    start: usize,
    component: Vec<usize>,
}

impl<'a> Places<'a> {
    fn new(automaton: &'a Automaton) -> Self {
        let start = automaton.labels.len();
        let states = automaton.steps.iter();
        let mut graph: Vec<Vec<usize>> =
            states.map(|steps| steps.iter().map(|it| it.0).collect()).collect();
        graph.push(automaton.first.clone());
        let component = components(&graph);
        Self { automaton, graph, start, component }
    }

    fn text(&self, states: &[usize]) -> Option<Vec<u32>> {
        states.iter().map(|state| self.automaton.char(self.automaton.labels[*state])).collect()
    }

    /// A text that leads from the start to a state.
    fn before(&self, state: usize) -> Option<Vec<u32>> {
        let is_possible = |it: usize| self.automaton.labels.get(it).is_some_and(|it| *it != 0);
        self.text(&way(&self.graph, &[self.start], is_possible, |it| it == state)?)
    }

    /// A character with which no match begins.
    fn no_beginning(&self) -> Option<u32> {
        let labels = &self.automaton.labels;
        let first = self.automaton.first.iter().fold(0, |all, state| all | labels[*state]);
        self.automaton.char(!first)
    }

    fn is_loop(&self, state: usize) -> bool {
        let own = self.component[state];
        self.graph[state].iter().any(|next| self.component[*next] == own)
    }
}

/// Texts that may take exponential time.
pub(crate) fn exponential(automaton: &Automaton) -> Vec<Guess> {
    let places = Places::new(automaton);
    let mut guesses: Vec<Guess> = Vec::new();
    let mut add = |state: usize, pump: Option<Vec<u32>>| {
        if let (Some(before), Some(pump)) = (places.before(state), pump) {
            let guess = Guess { before, pump };
            if guesses.len() < MAX_GUESSES && !guesses.contains(&guess) {
                guesses.push(guess);
            }
        }
    };
    // Two ways from one state to the next.
    for (state, steps) in automaton.steps.iter().enumerate() {
        let own = places.component[state];
        for (next, _) in steps.iter().filter(|(next, many)| *many && places.component[*next] == own)
        {
            let mut states = vec![*next];
            if *next != state {
                let inside = |it: usize| places.component[it] == own;
                states.extend(
                    way(&places.graph, &[*next], inside, |it| it == state).unwrap_or_default(),
                );
            }
            add(state, places.text(&states));
        }
    }
    // Two ways over different states.
    let mut by_component: Vec<Vec<usize>> = vec![Vec::new(); places.graph.len()];
    for state in (0..places.start).filter(|state| places.is_loop(*state)) {
        by_component[places.component[state]].push(state);
    }
    for states in by_component.iter().filter(|it| (2..=MAX_LOOP).contains(&it.len())) {
        for (state, pump) in pairs(&places, states) {
            add(state, Some(pump));
        }
    }
    guesses
}

/// States from which two ways lead back, and the text on them, of a loop of states.
fn pairs(places: &Places<'_>, states: &[usize]) -> Vec<(usize, Vec<u32>)> {
    let automaton = places.automaton;
    let count = states.len();
    let mut local = vec![usize::MAX; places.graph.len()];
    for (number, state) in states.iter().enumerate() {
        local[*state] = number;
    }
    let next = |number: usize| {
        let all = places.graph[states[number]].iter();
        all.map(|it| local[*it]).filter(|it| *it != usize::MAX)
    };
    let label = |number: usize| automaton.labels[states[number]];
    let common = |pair: usize| label(pair / count) & label(pair % count);
    let (mut graph, mut total) = (vec![Vec::new(); count * count], 0);
    for left in 0..count {
        for right in left..count {
            let pair: &mut Vec<usize> = &mut graph[left * count + right];
            for one in next(left) {
                for other in next(right) {
                    let to = one.min(other) * count + one.max(other);
                    if common(to) != 0 && !pair.contains(&to) {
                        pair.push(to);
                    }
                }
            }
            total += pair.len();
            if total > MAX_PAIR_STEPS {
                return Vec::new();
            }
        }
    }
    let component = components(&graph);
    let is_same = |pair: usize| pair / count == pair % count;
    // The loops in which both kinds of pairs are.
    let mut kinds = vec![0_u8; graph.len()];
    for pair in 0..graph.len() {
        kinds[component[pair]] |= if is_same(pair) { 1 } else { 2 };
    }
    let both = (0..count).filter(|number| kinds[component[number * count + number]] == 3);
    both.take(MAX_GUESSES)
        .filter_map(|number| {
            let start = number * count + number;
            let inside = |pair: usize| component[pair] == component[start];
            let mut ways = way(&graph, &[start], inside, |pair| !is_same(pair))?;
            ways.extend(way(&graph, &[*ways.last()?], inside, |pair| pair == start)?);
            let chars = ways.iter().map(|pair| automaton.char(common(*pair)));
            Some((states[number], chars.collect::<Option<Vec<u32>>>()?))
        })
        .collect()
}

/// Texts that may take more than linear time. If a match may begin anywhere, `is_search`.
pub(crate) fn polynomial(automaton: &Automaton, is_search: bool) -> Vec<Guess> {
    let mut places = Places::new(automaton);
    let start = places.start;
    let loops: Vec<usize> = (0..start).filter(|state| places.is_loop(*state)).collect();
    if is_search {
        places.graph[start].push(start);
    }
    let mut guesses: Vec<Guess> = Vec::new();
    let mut left = MAX_THREES;
    let froms = loops.iter().copied().chain(is_search.then_some(start));
    for from in froms.collect::<Vec<_>>().into_iter().rev() {
        let mut here = 0;
        for to in &loops {
            if from == *to || here == 4 || guesses.len() >= MAX_GUESSES || left == 0 {
                continue;
            }
            let before = if from == start { Some(Vec::new()) } else { places.before(from) };
            let pump = three(&places, from, *to, &mut left);
            let (Some(before), Some(pump)) = (before, pump) else { continue };
            // Something in front, with which no match begins, if that is another text: `^\s+|\s+$`.
            let other = (from == start).then(|| places.no_beginning()).flatten();
            let others = other.map(|char| Guess { before: vec![char], pump: pump.clone() });
            let guess = Guess { before, pump };
            here += usize::from(!guesses.contains(&guess));
            for guess in [guess].into_iter().chain(others) {
                if !guesses.contains(&guess) {
                    guesses.push(guess);
                }
            }
        }
    }
    guesses
}

/// A text over which one state leads to itself and to another, and that one to itself.
fn three(places: &Places<'_>, from: usize, to: usize, left: &mut usize) -> Option<Vec<u32>> {
    let automaton = places.automaton;
    let label = |state: usize| automaton.labels.get(state).copied().unwrap_or(Kinds::MAX);
    if label(from) & label(to) == 0 {
        return None;
    }
    let goal = [from, to, to];
    // What was seen, and from where.
    let mut seen: Vec<([usize; 3], usize)> = vec![([from, from, to], usize::MAX)];
    let mut known = std::collections::BTreeSet::from([[from, from, to]]);
    let mut queue = VecDeque::from([0]);
    while let Some(at) = queue.pop_front() {
        let [first, second, third] = seen[at].0;
        for one in &places.graph[first] {
            // The first way stays in its loop, and so does the third.
            if places.component[*one] != places.component[from] {
                continue;
            }
            for two in &places.graph[second] {
                let common = label(*one) & label(*two);
                if common == 0 {
                    continue;
                }
                for next in &places.graph[third] {
                    let is_inside = places.component[*next] == places.component[to];
                    let states = [*one, *two, *next];
                    if !is_inside || common & label(*next) == 0 || !known.insert(states) {
                        continue;
                    }
                    *left = left.checked_sub(1)?;
                    seen.push((states, at));
                    if states == goal {
                        return spelled(automaton, &seen, &label);
                    }
                    queue.push_back(seen.len() - 1);
                }
            }
        }
    }
    None
}

/// The text on the way to what was seen last.
fn spelled(
    automaton: &Automaton,
    seen: &[([usize; 3], usize)],
    label: &impl Fn(usize) -> Kinds,
) -> Option<Vec<u32>> {
    let mut text = Vec::new();
    let mut at = seen.len() - 1;
    while let Some((states, before)) = seen.get(at).filter(|it| it.1 != usize::MAX) {
        let kinds = states.iter().fold(Kinds::MAX, |all, state| all & label(*state));
        text.push(automaton.char(kinds)?);
        at = *before;
    }
    text.reverse();
    Some(text)
}
