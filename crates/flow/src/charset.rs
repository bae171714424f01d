//! Sets of characters, and which characters a regular expression admits.

/// A set of ASCII characters, and whether any others are in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Charset {
    ascii: u128,
    others: bool,
}

impl Charset {
    pub(crate) const ALL: Self = Self { ascii: u128::MAX, others: true };

    pub(crate) fn of(chars: &str) -> Self {
        chars.chars().fold(Self::default(), Self::with)
    }

    /// Everything but control characters.
    pub(crate) fn printable() -> Self {
        Self { ascii: !0 << 32 & !(1 << 127), others: true }
    }

    /// Everything but some characters.
    pub(crate) fn except(chars: &str) -> Self {
        Self::of(chars).not()
    }

    pub(crate) fn with(mut self, char: char) -> Self {
        match u32::from(char) {
            code @ 0..=127 => self.ascii |= 1 << code,
            _ => self.others = true,
        }
        self
    }

    fn range(first: char, last: char) -> Self {
        let (first, last) = (u32::from(first), u32::from(last));
        let mut set = Self { ascii: 0, others: last > 127 };
        for code in first..=last.min(127) {
            set.ascii |= 1 << code;
        }
        set
    }

    pub(crate) fn or(self, other: Self) -> Self {
        Self { ascii: self.ascii | other.ascii, others: self.others || other.others }
    }

    fn not(self) -> Self {
        Self { ascii: !self.ascii, others: true }
    }

    /// Whether the sets have a character in common.
    pub(crate) fn meets(self, other: Self) -> bool {
        self.ascii & other.ascii != 0 || self.others && other.others
    }

    /// The characters of texts for which a method of `str` is true.
    pub(crate) fn of_predicate(method: &str) -> Option<Self> {
        let letters = Self::range('a', 'z').or(Self::range('A', 'Z'));
        let digits = Self::range('0', '9');
        let others = Self { ascii: 0, others: true };
        Some(match method {
            "isdigit" | "isdecimal" | "isnumeric" => digits,
            "isalnum" => letters.or(digits).or(others),
            "isalpha" => letters.or(others),
            "isidentifier" => letters.or(digits).or(others).with('_'),
            "isspace" => Self::of(" \t\n\r\u{b}\u{c}"),
            _ => return None,
        })
    }
}

/// How a regular expression is compared with a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Anchoring {
    /// Anywhere: `search`.
    None,
    /// From the start: `match`.
    Start,
    /// All of it: `fullmatch`.
    Both,
}

/// The characters that a text can be made of that an expression matches as a whole. None if it may
/// match only a part of the text, or cannot be understood.
pub(crate) fn alphabet(pattern: &str, anchoring: Anchoring) -> Option<Charset> {
    let mut reader = Reader { chars: pattern.chars().collect(), at: 0, ignore_space: false };
    let (set, starts, ends) = reader.alternatives(0)?;
    if reader.at < reader.chars.len() {
        return None;
    }
    let starts = starts || anchoring != Anchoring::None;
    let (ends, newline) = match ends {
        _ if anchoring == Anchoring::Both => (true, false),
        End::Text => (true, false),
        End::Line => (true, true),
        End::Open => (false, false),
    };
    // `$` also matches before a newline at the end.
    (starts && ends).then(|| if newline { set.with('\n') } else { set })
}

/// The characters that are left when everything that an expression matches is taken away. Only for
/// expressions that are one class of characters.
pub(crate) fn kept(pattern: &str) -> Option<Charset> {
    let mut reader = Reader { chars: pattern.chars().collect(), at: 0, ignore_space: false };
    let taken = match reader.next()? {
        '[' => reader.class()?,
        '\\' => Reader::escape(reader.next()?),
        _ => return None,
    };
    if matches!(reader.peek(), Some('+' | '*')) {
        reader.at += 1;
    }
    (reader.at == reader.chars.len()).then(|| taken.not())
}

/// The characters with which anything can begin that an expression finds. None if that may be nothing,
/// or cannot be understood.
pub(crate) fn begins(pattern: &str) -> Option<Charset> {
    let mut reader = Reader { chars: pattern.chars().collect(), at: 0, ignore_space: false };
    let (set, may_be_empty) = reader.firsts(0)?;
    (!may_be_empty && reader.at == reader.chars.len()).then_some(set)
}

/// The characters with which a text can begin that an expression matches. None if it may match
/// nothing, or something further on, or cannot be understood.
pub(crate) fn first(pattern: &str, anchoring: Anchoring) -> Option<Charset> {
    let reader = || Reader { chars: pattern.chars().collect(), at: 0, ignore_space: false };
    let (_, starts, _) = reader().alternatives(0)?;
    let (set, may_be_empty) = reader().firsts(0)?;
    (starts || anchoring != Anchoring::None).then_some(())?;
    (anchoring == Anchoring::Both || !may_be_empty).then_some(set)
}

/// The groups of an expression in order, each with its name, if it has one, and what is within it.
pub(crate) fn groups(pattern: &str) -> Vec<(Option<&str>, &str)> {
    let bytes = pattern.as_bytes();
    let mut groups: Vec<(Option<&str>, &str)> = Vec::new();
    // Where the groups begin that are open, and their numbers if they have one.
    let mut open: Vec<(usize, Option<usize>)> = Vec::new();
    let (mut at, mut in_class) = (0, None);
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b']' if in_class.is_some_and(|start| at > start) => in_class = None,
            _ if in_class.is_some() => {}
            // A bracket that comes first is one of the characters.
            b'[' => {
                let negated = usize::from(bytes.get(at + 1) == Some(&b'^'));
                in_class = Some(at + negated + 1);
            }
            b'(' => {
                let rest = pattern.get(at + 1..).unwrap_or_default();
                let name = rest.strip_prefix("?P<").and_then(|rest| rest.split_once('>'));
                match name {
                    Some((name, _)) => {
                        open.push((at + name.len() + 5, Some(groups.len())));
                        groups.push((Some(name), ""));
                    }
                    None if rest.starts_with('?') => open.push((at + 1, None)),
                    None => {
                        open.push((at + 1, Some(groups.len())));
                        groups.push((None, ""));
                    }
                }
            }
            b')' => {
                if let Some((start, Some(number))) = open.pop() {
                    groups[number].1 = pattern.get(start..at).unwrap_or_default();
                }
            }
            _ => {}
        }
        at += 1;
    }
    groups
}

/// What an expression ends with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Open,
    Line,
    Text,
}

impl End {
    fn weaker(self, other: Self) -> Self {
        match (self, other) {
            (Self::Open, _) | (_, Self::Open) => Self::Open,
            (Self::Line, _) | (_, Self::Line) => Self::Line,
            _ => Self::Text,
        }
    }
}

struct Reader {
    chars: Vec<char>,
    at: usize,
    ignore_space: bool,
}

impl Reader {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let char = self.peek()?;
        self.at += 1;
        Some(char)
    }

    /// Alternatives up to a closing parenthesis or the end: their characters, whether each begins at
    /// the start of the text, what each ends with.
    fn alternatives(&mut self, depth: u32) -> Option<(Charset, bool, End)> {
        if depth > 50 {
            return None;
        }
        let (mut set, mut starts, mut ends) = self.sequence(depth)?;
        while self.peek() == Some('|') {
            self.at += 1;
            let (more, more_starts, more_ends) = self.sequence(depth)?;
            set = set.or(more);
            starts &= more_starts;
            ends = ends.weaker(more_ends);
        }
        Some((set, starts, ends))
    }

    fn sequence(&mut self, depth: u32) -> Option<(Charset, bool, End)> {
        let mut set = Charset::default();
        let (mut starts, mut ends) = (false, End::Open);
        let mut is_first = true;
        while let Some(char) = self.peek() {
            if matches!(char, '|' | ')') {
                break;
            }
            self.at += 1;
            let mut end = End::Open;
            let item = match char {
                '^' => {
                    starts |= is_first;
                    Charset::default()
                }
                '$' => {
                    end = End::Line;
                    Charset::default()
                }
                '.' => Charset::of("\n").not(),
                '[' => self.class()?,
                '(' => {
                    let (item, inner_starts, inner_ends) = self.group(depth)?;
                    starts |= is_first && inner_starts;
                    end = inner_ends;
                    item
                }
                '\\' => match self.next()? {
                    'A' => {
                        starts |= is_first;
                        Charset::default()
                    }
                    'Z' | 'z' => {
                        end = End::Text;
                        Charset::default()
                    }
                    'b' | 'B' | '1'..='9' => Charset::default(),
                    escape => Self::escape(escape),
                },
                '*' | '+' | '?' => Charset::default(),
                '{' => {
                    while self.peek().is_some_and(|it| it.is_ascii_digit() || it == ',') {
                        self.at += 1;
                    }
                    if self.peek() == Some('}') {
                        self.at += 1;
                        Charset::default()
                    } else {
                        Charset::of("{,0123456789")
                    }
                }
                ' ' | '\n' | '\t' if self.ignore_space => Charset::default(),
                char => Charset::default().with(char),
            };
            set = set.or(item);
            ends = end;
            is_first = false;
        }
        Some((set, starts, ends))
    }

    /// The characters with which alternatives can begin, and whether one of them may be empty.
    fn firsts(&mut self, depth: u32) -> Option<(Charset, bool)> {
        if depth > 50 {
            return None;
        }
        let (mut all, mut any_empty) = (Charset::default(), false);
        loop {
            let mut is_open = true;
            while let Some(char) = self.peek() {
                if matches!(char, '|' | ')') {
                    break;
                }
                self.at += 1;
                let (set, mut may_be_empty) = match char {
                    '^' | '$' => continue,
                    '.' => (Charset::of("\n").not(), false),
                    '[' => (self.class()?, false),
                    '(' => self.first_of_group(depth)?,
                    '\\' => match self.next()? {
                        'A' | 'Z' | 'z' | 'b' | 'B' => continue,
                        '1'..='9' => return None,
                        escape => (Self::escape(escape), false),
                    },
                    char => (Charset::default().with(char), false),
                };
                may_be_empty |= self.quantifier();
                if is_open {
                    all = all.or(set);
                    is_open = may_be_empty;
                }
            }
            any_empty |= is_open;
            if self.peek() != Some('|') {
                return Some((all, any_empty));
            }
            self.at += 1;
        }
    }

    fn first_of_group(&mut self, depth: u32) -> Option<(Charset, bool)> {
        let mut is_look = false;
        if self.peek() == Some('?') {
            self.at += 1;
            match self.next()? {
                ':' => {}
                'P' => {
                    (self.next()? == '<').then_some(())?;
                    while self.next()? != '>' {}
                }
                '=' | '!' => is_look = true,
                _ => return None,
            }
        }
        let inner = self.firsts(depth + 1)?;
        (self.next()? == ')').then_some(())?;
        Some(if is_look { (Charset::default(), true) } else { inner })
    }

    /// Reads how often something may be there: whether it may be missing.
    fn quantifier(&mut self) -> bool {
        let mut may_be_missing = false;
        while let Some(char) = self.peek() {
            match char {
                '*' | '?' => may_be_missing = true,
                '+' => {}
                '{' if self.chars.get(self.at + 1).is_some_and(char::is_ascii_digit) => {
                    may_be_missing |= self.chars.get(self.at + 1) == Some(&'0');
                    while self.peek().is_some_and(|it| it != '}') {
                        self.at += 1;
                    }
                }
                _ => break,
            }
            self.at += 1;
        }
        may_be_missing
    }

    fn group(&mut self, depth: u32) -> Option<(Charset, bool, End)> {
        let mut is_look = false;
        if self.peek() == Some('?') {
            self.at += 1;
            match self.next()? {
                ':' => {}
                'P' => match self.next()? {
                    '<' => while self.next()? != '>' {},
                    '=' => {
                        while self.next()? != ')' {}
                        return Some((Charset::default(), false, End::Open));
                    }
                    _ => return None,
                },
                '=' | '!' => is_look = true,
                '<' => {
                    self.next()?;
                    is_look = true;
                }
                '#' => {
                    while self.next()? != ')' {}
                    return Some((Charset::default(), false, End::Open));
                }
                flag => {
                    let mut flag = flag;
                    loop {
                        match flag {
                            // In this mode `^` and `$` are about lines.
                            'm' => return None,
                            'x' => self.ignore_space = true,
                            ')' => return Some((Charset::default(), true, End::Open)),
                            ':' => break,
                            _ => {}
                        }
                        flag = self.next()?;
                    }
                }
            }
        }
        let inner = self.alternatives(depth + 1)?;
        (self.next()? == ')').then_some(())?;
        Some(if is_look { (Charset::default(), false, End::Open) } else { inner })
    }

    fn class(&mut self) -> Option<Charset> {
        let negated = self.peek() == Some('^');
        if negated {
            self.at += 1;
        }
        let mut set = Charset::default();
        let mut is_first = true;
        loop {
            let char = self.next()?;
            if char == ']' && !is_first {
                break;
            }
            is_first = false;
            let (first, is_single) = match char {
                '\\' => {
                    let escape = self.next()?;
                    let item = Self::escape(escape);
                    set = set.or(item);
                    (escape, !escape.is_ascii_alphanumeric())
                }
                char => {
                    set = set.with(char);
                    (char, true)
                }
            };
            let next_but_one = self.chars.get(self.at + 1).copied();
            if is_single && self.peek() == Some('-') && next_but_one != Some(']') {
                self.at += 1;
                let mut last = self.next()?;
                if last == '\\' {
                    last = self.next()?;
                }
                set = set.or(Charset::range(first, last));
            }
        }
        Some(if negated { set.not() } else { set })
    }

    fn escape(escape: char) -> Charset {
        let letters = Charset::range('a', 'z').or(Charset::range('A', 'Z'));
        let digits = Charset::range('0', '9');
        let others = Charset { ascii: 0, others: true };
        match escape {
            // Digits and spaces of other scripts do no harm that letters of them would.
            'd' => digits,
            'D' => digits.not(),
            'w' => letters.or(digits).or(others).with('_'),
            'W' => letters.or(digits).with('_').not(),
            's' => Charset::of(" \t\n\r\u{b}\u{c}"),
            'S' => Charset::of(" \t\n\r\u{b}\u{c}").not(),
            'n' => Charset::of("\n"),
            't' => Charset::of("\t"),
            'r' => Charset::of("\r"),
            'f' | 'v' => Charset::of("\u{b}\u{c}"),
            // By number: it may be any.
            'x' | 'u' | 'U' | 'N' | '0' => Charset::ALL,
            char => Charset::default().with(char),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admits(pattern: &str, anchoring: Anchoring, chars: &str) -> Option<bool> {
        alphabet(pattern, anchoring).map(|set| set.meets(Charset::of(chars)))
    }

    #[test]
    fn the_alphabet_of_an_anchored_expression() {
        assert_eq!(admits("^[a-z0-9_]+$", Anchoring::Start, "/."), Some(false));
        assert_eq!(admits("[a-z0-9_./]+$", Anchoring::Start, "/"), Some(true));
        assert_eq!(admits(r"(?:\w|-)+", Anchoring::Both, ";'/"), Some(false));
        assert_eq!(admits("[^/]+", Anchoring::Both, ";"), Some(true));
        assert_eq!(admits("^[a-z]+$", Anchoring::Start, "\n"), Some(true));
        assert_eq!(admits(r"^[a-z]+\Z", Anchoring::Start, "\n"), Some(false));
    }

    #[test]
    fn an_expression_that_matches_a_part_says_nothing() {
        assert_eq!(admits("^[a-z]+", Anchoring::Start, "/"), None);
        assert_eq!(admits("[a-z]+$", Anchoring::None, "/"), None);
        assert_eq!(admits("^[a-z]+|x$", Anchoring::Start, "/"), None);
        assert_eq!(admits("(?m)^[a-z]+$", Anchoring::Start, "/"), None);
    }

    #[test]
    fn whatever_is_no_expression_says_nothing() {
        for pattern in ["[", "(", "(?P<x", "[a-", "\\", "a)", "(?"] {
            assert_eq!(alphabet(pattern, Anchoring::Both), None, "{pattern}");
        }
    }
}
