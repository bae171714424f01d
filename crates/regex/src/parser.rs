//! Reads regular expressions as Python's `re` does.
//!
//! Of the alternatives, `re` takes out what they all begin with, and makes one class of single
//! characters. Both change how much there is to try, so it is done here as well.

use crate::set::Set;
use crate::syntax::{Assert, Look, Node, Repeat};
use crate::{Flags, MAX_PATTERN};

/// Groups in groups are read so deep.
const MAX_DEPTH: u32 = 60;

/// Repetitions beyond are without an end.
const MANY: u32 = 1 << 16;

/// Reads an expression. None if it is none, or if it uses what `re` does not know.
pub(crate) fn parse(pattern: &str, flags: Flags) -> Option<Node> {
    if pattern.len() > MAX_PATTERN {
        return None;
    }
    let mut parser =
        Parser { chars: pattern.chars().collect(), at: 0, flags, groups: 0, names: Vec::new() };
    let node = parser.alternatives(0)?;
    (parser.at == parser.chars.len()).then_some(node)
}

struct Parser {
    chars: Vec<char>,
    at: usize,
    flags: Flags,
    groups: u32,
    names: Vec<(String, u32)>,
}

impl Parser {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let char = self.peek()?;
        self.at += 1;
        Some(char)
    }

    fn eat(&mut self, text: &str) -> bool {
        let is_next =
            text.chars().enumerate().all(|(i, it)| self.chars.get(self.at + i) == Some(&it));
        if is_next {
            self.at += text.chars().count();
        }
        is_next
    }

    /// Reads flags that are about all that follows; whether there are some.
    fn flags(&mut self) -> bool {
        let start = self.at;
        if self.eat("(?")
            && let Some(flags) = self.flag_letters(self.flags)
            && self.eat(")")
        {
            self.flags = flags;
            return true;
        }
        self.at = start;
        false
    }

    fn flag_letters(&mut self, mut flags: Flags) -> Option<Flags> {
        let mut value = true;
        let start = self.at;
        while let Some(char) = self.peek() {
            match char {
                'i' => flags.ignore_case = value,
                'm' => flags.multi_line = value,
                's' => flags.dot_all = value,
                'x' => flags.verbose = value,
                'a' => flags.ascii = value,
                'u' | 'L' => flags.ascii = false,
                '-' if value => value = false,
                _ => break,
            }
            self.at += 1;
        }
        (self.at > start).then_some(flags)
    }

    fn alternatives(&mut self, depth: u32) -> Option<Node> {
        if depth > MAX_DEPTH {
            return None;
        }
        let mut all = vec![self.sequence(depth)?];
        while self.eat("|") {
            all.push(self.sequence(depth)?);
        }
        Some(either(all))
    }

    fn sequence(&mut self, depth: u32) -> Option<Vec<Node>> {
        let mut nodes: Vec<Node> = Vec::new();
        loop {
            if self.flags.verbose {
                self.skip_space();
            }
            if self.eat("(?#") {
                self.until(')')?;
                continue;
            }
            if self.flags() {
                continue;
            }
            let Some(char) = self.peek() else { break };
            if matches!(char, '|' | ')') {
                break;
            }
            self.at += 1;
            let node = match char {
                '^' if self.flags.multi_line => Node::Assert(Assert::LineStart),
                '^' => Node::Assert(Assert::Start),
                '$' if self.flags.multi_line => Node::Assert(Assert::LineEnd),
                '$' => Node::Assert(Assert::LastLineEnd),
                '.' if self.flags.dot_all => Node::Set(Set::all()),
                '.' => Node::Set(Set::char(u32::from('\n')).not()),
                '[' => Node::Set(self.class()?),
                '(' => self.group(depth)?,
                '\\' => self.escape()?,
                '*' | '+' | '?' => return None,
                char => self.literal(char),
            };
            nodes.push(self.repeated(node)?);
        }
        Some(nodes)
    }

    fn skip_space(&mut self) {
        while let Some(char) = self.peek() {
            if char == '#' {
                while self.next().is_some_and(|it| it != '\n') {}
            } else if char.is_ascii_whitespace() || char == '\u{b}' {
                self.at += 1;
            } else {
                break;
            }
        }
    }

    fn literal(&self, char: char) -> Node {
        Node::Set(self.cased(Set::char(u32::from(char))))
    }

    fn cased(&self, set: Set) -> Set {
        if self.flags.ignore_case { set.ignoring_case() } else { set }
    }

    /// How often something may be there.
    fn repeated(&mut self, node: Node) -> Option<Node> {
        if self.flags.verbose {
            self.skip_space();
        }
        let (min, max) = match self.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => match self.bounds() {
                Some(bounds) => bounds,
                None => return Some(node),
            },
            _ => return Some(node),
        };
        self.at += 1;
        if max.is_some_and(|max| max < min) {
            return None;
        }
        let is_greedy = !self.eat("?");
        let is_kept = is_greedy && self.eat("+");
        if matches!(self.peek(), Some('*' | '+' | '?')) {
            return None;
        }
        let node = Node::Repeat(Box::new(Repeat { node, min, max, is_greedy }));
        Some(if is_kept { Node::Atomic(Box::new(node)) } else { node })
    }

    /// Reads `{1,2}` up to the brace; where there is no such thing, `{` stands for itself.
    fn bounds(&mut self) -> Option<(u32, Option<u32>)> {
        let start = self.at;
        self.at += 1;
        let min = self.number();
        let (max, is_pair) = if self.eat(",") { (self.number(), true) } else { (min, false) };
        if self.peek() != Some('}') || !is_pair && min.is_none() || is_pair && min.or(max).is_none()
        {
            // `{,}` is a star, which nobody writes.
            self.at = start;
            return None;
        }
        let limit = |it: u32| (it < MANY).then_some(it);
        Some((min.unwrap_or(0).min(MANY), max.and_then(limit)))
    }

    fn number(&mut self) -> Option<u32> {
        let mut number = None;
        while let Some(digit) = self.peek().and_then(|it| it.to_digit(10)) {
            number = Some(number.unwrap_or(0_u32).saturating_mul(10).saturating_add(digit));
            self.at += 1;
        }
        number
    }

    /// What stands in parentheses.
    fn group(&mut self, depth: u32) -> Option<Node> {
        let outer = self.flags;
        let mut wrap: Box<dyn Fn(Node) -> Node> = Box::new(|node| node);
        let look = |is_ahead, is_negative| {
            Box::new(move |node| Node::Look(Box::new(Look { node, is_ahead, is_negative })))
        };
        if !self.eat("?") {
            self.groups += 1;
            let number = self.groups;
            wrap = Box::new(move |node| Node::Group(number, Box::new(node)));
        } else if self.eat("P<") {
            let name = self.until('>')?;
            self.groups += 1;
            let number = self.groups;
            self.names.push((name, number));
            wrap = Box::new(move |node| Node::Group(number, Box::new(node)));
        } else if self.eat("P=") {
            let name = self.until(')')?;
            let number = self.named(&name)?;
            return Some(Node::Again(number));
        } else if self.eat(">") {
            wrap = Box::new(|node| Node::Atomic(Box::new(node)));
        } else if self.eat("=") {
            wrap = look(true, false);
        } else if self.eat("!") {
            wrap = look(true, true);
        } else if self.eat("<=") {
            wrap = look(false, false);
        } else if self.eat("<!") {
            wrap = look(false, true);
        } else if self.eat("(") {
            return self.whether(depth);
        } else if !self.eat(":") {
            let flags = self.flag_letters(self.flags)?;
            self.flags = flags;
            self.eat(":").then_some(())?;
        }
        let inner = self.alternatives(depth + 1)?;
        self.eat(")").then_some(())?;
        self.flags = outer;
        Some(wrap(inner))
    }

    fn whether(&mut self, depth: u32) -> Option<Node> {
        let name = self.until(')')?;
        let number = self.named(&name)?;
        let yes = Node::Sequence(self.sequence(depth + 1)?);
        let no =
            if self.eat("|") { Node::Sequence(self.sequence(depth + 1)?) } else { Node::Empty };
        self.eat(")").then_some(())?;
        Some(Node::Whether(number, Box::new((yes, no))))
    }

    fn until(&mut self, end: char) -> Option<String> {
        let start = self.at;
        while self.next()? != end {}
        Some(self.chars[start..self.at - 1].iter().collect())
    }

    fn named(&self, name: &str) -> Option<u32> {
        let found = self.names.iter().find(|it| it.0 == name).map(|it| it.1);
        let number = found.or_else(|| name.parse().ok())?;
        (1..=self.groups).contains(&number).then_some(number)
    }

    fn escape(&mut self) -> Option<Node> {
        Some(match self.next()? {
            'A' => Node::Assert(Assert::Start),
            'Z' => Node::Assert(Assert::End),
            'b' => Node::Assert(Assert::Word),
            'B' => Node::Assert(Assert::NotWord),
            digit @ '1'..='9' => {
                let mut number = digit.to_digit(10)?;
                if let Some(second) = self.peek().and_then(|it| it.to_digit(10)) {
                    let third = self.chars.get(self.at + 1).and_then(|it| it.to_digit(8));
                    if let (true, Some(third)) = (number < 4 && second < 8, third) {
                        self.at += 2;
                        return Some(Node::Set(Set::char(number * 64 + second * 8 + third)));
                    }
                    self.at += 1;
                    number = number * 10 + second;
                }
                (number <= self.groups).then_some(Node::Again(number))?
            }
            char => {
                let set = self.character(char)?.0;
                Node::Set(self.cased(set))
            }
        })
    }

    /// What an escape stands for, and the one character if it is one.
    fn character(&mut self, char: char) -> Option<(Set, Option<u32>)> {
        if let Some(set) = Set::class(char.to_ascii_lowercase(), self.flags.ascii)
            && matches!(char, 'd' | 's' | 'w' | 'D' | 'S' | 'W')
        {
            let set = if char.is_ascii_uppercase() { set.not().known() } else { set };
            return Some((set, None));
        }
        let code = match char {
            'a' => 7,
            'f' => 12,
            'n' => 10,
            'r' => 13,
            't' => 9,
            'v' => 11,
            '0' => {
                let mut code = 0;
                for _ in 0..2 {
                    let Some(digit) = self.peek().and_then(|it| it.to_digit(8)) else { break };
                    self.at += 1;
                    code = code * 8 + digit;
                }
                code
            }
            'x' => self.hex(2)?,
            'u' => self.hex(4)?,
            'U' => self.hex(8)?,
            char if char.is_ascii_alphanumeric() => return None,
            char => u32::from(char),
        };
        Some((Set::char(code), Some(code)))
    }

    fn hex(&mut self, count: u32) -> Option<u32> {
        (0..count).try_fold(0_u32, |code, _| {
            let digit = self.next()?.to_digit(16)?;
            code.checked_mul(16)?.checked_add(digit)
        })
    }

    fn class(&mut self) -> Option<Set> {
        let is_negated = self.eat("^");
        let (mut ranges, mut is_first, mut is_vague) = (Vec::new(), true, false);
        loop {
            let char = self.next()?;
            if char == ']' && !is_first {
                break;
            }
            is_first = false;
            let (set, first) = self.member(char)?;
            is_vague |= first.is_none();
            let next = self.chars.get(self.at + 1).copied();
            let Some(first) = first.filter(|_| self.peek() == Some('-') && next != Some(']'))
            else {
                ranges.extend_from_slice(set.ranges());
                continue;
            };
            self.at += 1;
            let char = self.next()?;
            let last = self.member(char)?.1?;
            (first <= last).then_some(())?;
            ranges.push((first, last));
        }
        let set = self.cased(Set::of(ranges));
        Some(match (is_negated, is_vague) {
            (false, _) => set,
            (true, false) => set.not(),
            (true, true) => set.not().known(),
        })
    }

    fn member(&mut self, char: char) -> Option<(Set, Option<u32>)> {
        if char != '\\' {
            return Some((Set::char(u32::from(char)), Some(u32::from(char))));
        }
        match self.next()? {
            'b' => Some((Set::char(8), Some(8))),
            digit @ '1'..='7' => {
                let mut code = digit.to_digit(8)?;
                for _ in 0..2 {
                    let Some(digit) = self.peek().and_then(|it| it.to_digit(8)) else { break };
                    self.at += 1;
                    code = code * 8 + digit;
                }
                Some((Set::char(code), Some(code)))
            }
            char => self.character(char),
        }
    }
}

fn sequence(mut nodes: Vec<Node>) -> Node {
    match nodes.len() {
        0 => Node::Empty,
        1 => nodes.remove(0),
        _ => Node::Sequence(nodes),
    }
}

/// Alternatives, as `re` simplifies them.
fn either(mut all: Vec<Vec<Node>>) -> Node {
    if all.len() == 1 {
        return sequence(all.remove(0));
    }
    let first = &all[0];
    let common = (0..first.len())
        .take_while(|at| all.iter().all(|nodes| nodes.get(*at) == first.get(*at)))
        .count();
    let mut before: Vec<Node> = first[..common].to_vec();
    for nodes in &mut all {
        nodes.drain(..common);
    }
    let single = |nodes: &Vec<Node>| match &nodes[..] {
        [Node::Set(set)] => Some(set.clone()),
        _ => None,
    };
    let sets: Option<Vec<Set>> = all.iter().map(single).collect();
    before.push(match sets {
        Some(sets) => Node::Set(sets.iter().fold(Set::default(), |all, set| all.or(set))),
        None => Node::Either(all.into_iter().map(sequence).collect()),
    });
    sequence(before)
}
