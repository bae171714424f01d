//! Suppression comments: finding them and reading them.
//!
//! Understood are
//!
//! - `# hognose: ignore[rule, …] reason` and `# hognose: ignore-file[rule, …] reason`, where a rule
//!   is whatever selects rules elsewhere: an id, an alias, a family, a CWE;
//! - Bandit's `# nosec`, with or without a list of ids or of Bandit's names for its tests, those that
//!   only its reports print included. Commas and spaces both separate;
//!   words that name no rule are taken for a reason. A code such as `B999` that hognose does not
//!   know keeps the comment from hiding everything;
//! - `# noqa: S602`: only codes of hognose's rules count. A bare `# noqa` says nothing about
//!   security and hides nothing.

use std::collections::BTreeSet;

use hognose_core::{RuleIndex, SourceFile, SuppressionKind, TextRange, TextSize};
use hognose_python::Parsed;
use hognose_registry::{Registry, RuleSet, Selector};
use memchr::memmem;

use crate::CheckOptions;
use crate::nosec::{meant_test, read_differently};

/// Which foreign suppression comments count.
#[derive(Clone, Copy, Debug)]
pub struct Honoured {
    /// Bandit's `# nosec`.
    pub nosec: bool,
    /// `# noqa: S…`.
    pub noqa: bool,
}

/// The rules about suppression comments, if they run.
#[derive(Clone, Copy, Debug)]
pub struct SuppressionRules {
    /// A comment that hides nothing.
    pub unused: Option<RuleIndex>,
    /// A comment that names no rule.
    pub unknown: Option<RuleIndex>,
    /// A `# nosec` that Bandit reads otherwise than it says.
    pub read_differently: Option<RuleIndex>,
}

/// A suppression comment.
#[derive(Debug)]
pub(crate) struct Directive {
    pub(crate) kind: SuppressionKind,
    /// The part of the comment that is the directive.
    pub(crate) range: TextRange,
    /// What it hides; for `nosec`, nothing named means everything.
    pub(crate) targets: Vec<Target>,
    /// Whether it hides every rule.
    pub(crate) blanket: bool,
    pub(crate) reason: Option<String>,
    /// What is wrong with it.
    pub(crate) problems: Vec<(TextRange, String)>,
    /// What Bandit makes of it, if that is something else.
    pub(crate) read_differently: Option<String>,
}

/// One name in a suppression comment.
#[derive(Debug)]
pub(crate) struct Target {
    pub(crate) range: TextRange,
    pub(crate) name: String,
    pub(crate) rules: RuleSet,
}

/// The suppression comments of a file, in the order of the text.
pub(crate) fn directives(
    source: &SourceFile,
    parsed: &Parsed,
    options: &CheckOptions<'_>,
) -> Vec<Directive> {
    // Most files have none: the text tells faster than the tokens.
    let mentions = |word: &str| memmem::find(source.text().as_bytes(), word.as_bytes()).is_some();
    if !["hognose:", "nosec", "NOSEC", "noqa", "NOQA"].into_iter().any(mentions) {
        return Vec::new();
    }
    let reader = Reader { registry: options.registry, honoured: options.honoured };
    let mut all = Vec::new();
    for comment in hognose_python::comments(parsed) {
        reader.comment(source.slice(comment), comment.start(), &mut all);
    }
    all
}

/// Our own suppression comments in a file of settings, in the order of the text: what begins with `#` and
/// goes on to the end of the line, wherever it stands. Comments of other tools are about code.
pub(crate) fn directives_of_settings(
    source: &SourceFile,
    options: &CheckOptions<'_>,
) -> Vec<Directive> {
    const WORD: &str = "hognose:";
    let mut all = Vec::new();
    if memmem::find(source.text().as_bytes(), WORD.as_bytes()).is_none() {
        return all;
    }
    let honoured = Honoured { nosec: false, noqa: false };
    let reader = Reader { registry: options.registry, honoured };
    for number in 1..=source.lines().count() {
        let line = source.line_text(number);
        let start = memmem::find_iter(line.as_bytes(), WORD)
            .map(|at| line[..at].trim_end())
            .find(|before| before.ends_with('#'))
            .and_then(|before| TextSize::try_from(before.len() - 1).ok());
        if let Some(start) = start {
            let comment = &line[start.to_usize()..];
            reader.comment(comment, source.lines().start(number) + start, &mut all);
        }
    }
    all
}

struct Reader<'r> {
    registry: &'r Registry,
    honoured: Honoured,
}

impl Reader<'_> {
    /// Reads the directives of a comment, each of which begins with its own `#`.
    fn comment(&self, comment: &str, start: TextSize, all: &mut Vec<Directive>) {
        let mut offset = start;
        for part in comment.split_inclusive('#').map(|part| part.trim_end_matches('#')) {
            let range = TextRange::at(offset, TextSize::of(part));
            offset = range.end() + TextSize::of('#');
            let body = part.trim_start();
            let at = range.end() - TextSize::of(body);
            let directive = self
                .own(body, at)
                .or_else(|| self.honoured.nosec.then(|| self.nosec(body, at)).flatten())
                .or_else(|| self.honoured.noqa.then(|| self.noqa(body, at)).flatten());
            all.extend(directive);
        }
    }

    /// `hognose: ignore[…] reason`
    fn own(&self, body: &str, at: TextSize) -> Option<Directive> {
        let rest = body.strip_prefix("hognose:")?;
        let word = rest.trim_start();
        let (kind, list) = if let Some(list) = word.strip_prefix("ignore-file") {
            (SuppressionKind::IgnoreFile, list)
        } else if let Some(list) = word.strip_prefix("ignore") {
            (SuppressionKind::Ignore, list)
        } else {
            let message = "expected `ignore[rule]` or `ignore-file[rule]` after `hognose:`";
            return Some(Directive::broken(body, at, message));
        };
        let Some((names, reason)) = list.strip_prefix('[').and_then(|list| list.split_once(']'))
        else {
            let message = "say which rules are meant: `# hognose: ignore[rule-id] reason`";
            return Some(Directive::broken(body, at, message));
        };
        let mut directive = Directive::new(kind, body, at);
        let first = at + TextSize::of(body) - TextSize::of(list) + TextSize::of('[');
        let mut offset = first;
        for name in names.split(',') {
            let trimmed = name.trim();
            let lead = TextSize::of(name) - TextSize::of(name.trim_start());
            let range = TextRange::at(offset + lead, TextSize::of(trimmed));
            offset += TextSize::of(name) + TextSize::of(',');
            match Selector::parse(self.registry, trimmed) {
                Ok(selector) => directive.targets.push(Target {
                    range,
                    name: trimmed.to_owned(),
                    rules: selector.rules().clone(),
                }),
                Err(error) => directive.problems.push((range, error.to_string())),
            }
        }
        directive.reason = non_empty(reason);
        Some(directive)
    }

    /// `nosec`, `nosec B602`, `nosec: B602, B603 reason`
    fn nosec(&self, body: &str, at: TextSize) -> Option<Directive> {
        let Some(mut rest) = strip_word(body, "nosec") else {
            // To a person this is another word; to Bandit it is not.
            let misread = body.starts_with("nosec").then(|| read_differently(body, None))?;
            let mut directive = Directive::new(SuppressionKind::Nosec, body, at);
            directive.read_differently = misread;
            return Some(directive);
        };
        let mut directive = Directive::new(SuppressionKind::Nosec, body, at);
        let mut unknown_code = false;
        let mut has_code = false;
        let mut meant = BTreeSet::new();
        while let Some((word, after)) = next_word(rest) {
            let test = meant_test(word);
            // Behind a code, `pickle` begins a reason, unless a comma says that the list goes on.
            let gap = &rest[..rest.len() - after.len() - word.len()];
            let is_listed = !has_code || is_code(word) || word.contains('_') || gap.contains(',');
            if let (Some(id), true) = (test, is_listed) {
                meant.insert(id);
                match self.target(id, directive.range) {
                    Some(target) => directive.targets.push(target),
                    None => unknown_code = true,
                }
            } else if let (Some(target), true) =
                (self.target(&word.replace('_', "-"), directive.range), is_listed)
            {
                directive.targets.push(target);
            } else if is_code(word) {
                unknown_code = true;
            } else {
                break;
            }
            has_code |= is_code(word);
            rest = after;
        }
        directive.blanket = directive.targets.is_empty() && !unknown_code;
        directive.reason = non_empty(rest);
        let same = Some(&meant).filter(|_| !directive.blanket);
        directive.read_differently = if meant.is_empty() && !directive.blanket {
            Some("Bandit hides everything here: it knows none of these names".to_owned())
        } else {
            read_differently(body, same)
        };
        Some(directive)
    }

    /// `noqa: S602, E501`
    fn noqa(&self, body: &str, at: TextSize) -> Option<Directive> {
        let rest = strip_word(body, "noqa")?.trim_start().strip_prefix(':')?;
        let mut directive = Directive::new(SuppressionKind::Noqa, body, at);
        for word in rest.split([',', ' ', '\t']).filter(|word| !word.is_empty()) {
            if !is_code(word) {
                break;
            }
            directive.targets.extend(self.target(word, directive.range));
        }
        (!directive.targets.is_empty()).then_some(directive)
    }

    /// The rules that a name in a foreign comment means; none if it names no rule.
    fn target(&self, name: &str, range: TextRange) -> Option<Target> {
        let rules = self.registry.silenced_by(name);
        (!rules.is_empty()).then(|| Target { range, name: name.to_owned(), rules })
    }
}

impl Directive {
    fn new(kind: SuppressionKind, body: &str, at: TextSize) -> Self {
        Self {
            kind,
            range: TextRange::at(at, TextSize::of(body.trim_end())),
            targets: Vec::new(),
            blanket: false,
            reason: None,
            problems: Vec::new(),
            read_differently: None,
        }
    }

    fn broken(body: &str, at: TextSize, message: &str) -> Self {
        let mut directive = Self::new(SuppressionKind::Ignore, body, at);
        directive.problems.push((directive.range, message.to_owned()));
        directive
    }
}

/// What follows a word that stands at the start, in any case, and does not go on.
fn strip_word<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let head = text.get(..word.len())?;
    let rest = &text[word.len()..];
    let ends = !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_');
    (head.eq_ignore_ascii_case(word) && ends).then_some(rest)
}

/// The next word of a list, and what follows it.
fn next_word(text: &str) -> Option<(&str, &str)> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let text = text.trim_start_matches(|c: char| !is_part(c));
    let end = text.find(|c: char| !is_part(c)).unwrap_or(text.len());
    (end > 0).then(|| text.split_at(end))
}

/// Whether a word is a linter's code: `B602`, `S101`, `DUO104`.
fn is_code(word: &str) -> bool {
    let digits = word.trim_start_matches(|c: char| c.is_ascii_uppercase());
    digits.len() < word.len()
        && !digits.is_empty()
        && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn non_empty(text: &str) -> Option<String> {
    let text = text.trim().trim_start_matches([':', '-']).trim_start();
    (!text.is_empty()).then(|| text.to_owned())
}
