//! The taint rules, in numbers; and the harm that data can do, one bit for each of them.

use crate::charset::Charset;
use crate::limits::MAX_RULES;
use crate::models::{Models, Shape};
use crate::value::Mask;

/// The kinds of data that somebody else may have made.
const UNTRUSTED: [&str; 6] = ["remote", "model", "queue", "stored", "local", "parameter"];

/// How many of the highest bits of a [`Mask`] are no rules, but what a text may be: what is found out about
/// it excludes that as it excludes harm, and some rules are about texts that may be so.
pub(crate) const PROPERTIES: usize = 6;
/// It may be a dictionary, where a text is wanted.
pub(crate) const STRUCTURE: Mask = 1 << 127;
/// It may begin with something else than a slash.
pub(crate) const NO_SLASH: Mask = 1 << 126;
/// It may begin with two slashes.
pub(crate) const TWO_SLASHES: Mask = 1 << 125;
/// There may be a backslash in it.
pub(crate) const BACKSLASH: Mask = 1 << 124;
/// What a text has one of that leads to another site: none begins with one slash, and has no backslash.
pub(crate) const FOREIGN: Mask = NO_SLASH | TWO_SLASHES | BACKSLASH;

/// It may be an absolute path.
pub(crate) const ABSOLUTE: Mask = 1 << 123;
/// It may have `..` in it.
pub(crate) const UPWARD: Mask = 1 << 122;
/// What a path has one of that leads out of a folder.
const OUTWARD: Mask = ABSOLUTE | UPWARD;

/// A taint rule.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) id: Box<str>,
    pub(crate) shape: Shape,
    /// The number of the rule that is meant where the harm is limited.
    pub(crate) limited: Option<u32>,
    pub(crate) is_enabled: bool,
    /// What data does harm; untrusted data if nothing is named.
    from: Vec<Box<str>>,
    needed: Box<str>,
    needs: Option<Charset>,
    also_needs: Option<Charset>,
    decisive: Box<str>,
    is_leading: bool,
}

/// The rules of a run, by their numbers; and what is often asked of all of them.
#[derive(Debug, Default)]
pub(crate) struct Rules {
    list: Vec<Rule>,
    /// All harm.
    pub(crate) all: Mask,
    /// What is no text cannot do this.
    pub(crate) texts: Mask,
    /// The first character of a text does this.
    pub(crate) leading: Mask,
    /// What is encoded does this all the same: whoever finds it can decode it.
    pub(crate) readable: Mask,
    /// Data that went through code of which nothing is known cannot do this any more.
    pub(crate) quiet: Mask,
    /// What is not a secret any more cannot do this.
    pub(crate) secret: Mask,
    /// What the program's own data does: secrets, numbers that can be guessed, what errors say.
    pub(crate) own: Mask,
    /// A path within its folder cannot do this.
    pub(crate) paths: Mask,
    /// A URL whose host was found to be right cannot do this.
    pub(crate) hosts: Mask,
    pub(crate) ssrf: Mask,
    pub(crate) open_redirect: Mask,
    /// A URL of which it is known that it is no script cannot do this.
    pub(crate) script_url: Mask,
    /// What is put into pages does this.
    pub(crate) pages: Mask,
    /// What the keys of a dictionary do, whatever stands there.
    pub(crate) keys: Mask,
    pub(crate) argument_injection: Mask,
    /// A statement of SQL does this.
    pub(crate) sql: Mask,
    /// The scope of an address of IPv6, which may be any text without a slash, does this.
    pub(crate) scopes: Mask,
    /// Data that comes from somebody who has the key cannot do this.
    pub(crate) authentic: Mask,
    /// An archive whose size was looked at cannot do this.
    pub(crate) measured: Mask,
    /// A number with an upper bound cannot do this.
    pub(crate) bounded: Mask,
    /// A text whose length has a bound cannot do this.
    pub(crate) lengths: Mask,
    /// What was hashed before cannot do this: it is as long and as random as a key.
    pub(crate) hashing: Mask,
    /// A literal of Python cannot do this.
    pub(crate) code: Mask,
    /// What errors say cannot do this where the program runs for those who write it.
    pub(crate) exposure: Mask,
    /// The rule about comparisons of secrets, if it is enabled.
    pub(crate) comparison: Option<u32>,
}

impl Rules {
    pub(crate) fn new(models: &Models, is_enabled: &dyn Fn(&str) -> bool) -> Self {
        let number = |id: &str| {
            let found = models.taint_rule.iter().take(MAX_RULES).position(|rule| rule.id == id);
            found.and_then(|it| u32::try_from(it).ok())
        };
        let bit = |id: &str| number(id).map_or(0, |number| 1 << number);
        let list: Vec<Rule> = models
            .taint_rule
            .iter()
            .take(MAX_RULES)
            .map(|rule| Rule {
                id: rule.id.as_str().into(),
                shape: Shape::parse(&rule.shape).unwrap_or(Shape::Any),
                limited: number(&rule.limited),
                is_enabled: is_enabled(&rule.id),
                from: rule.from.iter().map(|kind| kind.as_str().into()).collect(),
                needed: rule.needs.as_str().into(),
                needs: (!rule.needs.is_empty()).then(|| Charset::of(&rule.needs)),
                also_needs: (!rule.also_needs.is_empty()).then(|| Charset::of(&rule.also_needs)),
                decisive: rule.decisive.as_str().into(),
                is_leading: rule.leading,
            })
            .collect();
        let properties = STRUCTURE | FOREIGN | OUTWARD;
        let all = mask_of(&list, |_| true) | properties;
        let said = || models.taint_rule.iter().take(MAX_RULES);
        let direct = mask_of(said(), |rule| rule.direct);
        let untrusted = mask_of(&list, |rule| UNTRUSTED.iter().any(|kind| rule.comes_from(kind)));
        let untrusted = untrusted | properties;
        Self {
            all,
            texts: mask_of(said(), |rule| !rule.any_type) | properties,
            leading: mask_of(&list, |rule| rule.is_leading),
            readable: bit("clear-text-storage") | bit("timing-unsafe-comparison"),
            quiet: all & (!untrusted | direct),
            secret: mask_of(&list, |rule| rule.comes_from("secret")) & !untrusted,
            own: mask_of(&list, |rule| {
                ["secret", "random", "exception"].iter().any(|kind| rule.comes_from(kind))
            }) & !untrusted,
            paths: bit("path-traversal") | bit("archive-member-path"),
            hosts: bit("ssrf") | bit("partial-ssrf") | bit("open-redirect") | bit("script-url"),
            ssrf: bit("ssrf"),
            open_redirect: bit("open-redirect"),
            script_url: bit("script-url"),
            pages: bit("reflected-xss") | bit("stored-xss"),
            keys: bit("django-orm-lookup-injection"),
            argument_injection: bit("argument-injection"),
            sql: bit("sql-injection"),
            scopes: ["os-command-injection", "sql-injection", "code-injection", "reflected-xss"]
                .iter()
                .fold(0, |mask, id| mask | bit(id)),
            authentic: bit("deserialization-of-untrusted-data"),
            measured: bit("decompression-bomb"),
            bounded: bit("resource-exhaustion"),
            lengths: bit("polynomial-regex"),
            hashing: bit("weak-hash-of-secret") | bit("fast-hash-of-password"),
            code: bit("code-injection"),
            exposure: bit("stack-trace-exposure"),
            comparison: number("timing-unsafe-comparison")
                .filter(|number| list[*number as usize].is_enabled),
            list,
        }
    }

    /// A rule by its number.
    pub(crate) fn get(&self, number: u32) -> &Rule {
        &self.list[number as usize]
    }

    /// The number of a rule.
    pub(crate) fn number(&self, id: &str) -> Option<u32> {
        let found = self.list.iter().position(|rule| &*rule.id == id)?;
        u32::try_from(found).ok()
    }

    /// The bits of rules by their ids; `*` is all.
    pub(crate) fn mask(&self, ids: &[String]) -> Mask {
        ids.iter().fold(0, |mask, id| match &**id {
            "*" => self.all,
            id => mask | self.number(id).map_or(0, |number| 1 << number),
        })
    }

    /// Whether any rule runs to which data of a kind does harm.
    pub(crate) fn any_runs(&self, kind: &str) -> bool {
        self.list.iter().any(|rule| rule.is_enabled && rule.comes_from(kind))
    }

    /// The harm that data of a kind can do.
    pub(crate) fn harm(&self, kind: &str) -> Mask {
        let properties = if UNTRUSTED.contains(&kind) { STRUCTURE | FOREIGN } else { 0 };
        let harm = mask_of(&self.list, |rule| rule.comes_from(kind)) | properties;
        if harm & self.paths == 0 { harm } else { harm | OUTWARD }
    }

    /// The same harm without what is excluded by the rest: a relative path without `..` stays in its
    /// folder.
    pub(crate) fn consistent(&self, live: Mask) -> Mask {
        if live & OUTWARD == 0 { live & !self.paths } else { live }
    }

    /// The harm that texts of certain characters cannot do.
    pub(crate) fn harmless(&self, charset: Charset) -> Mask {
        let lacks = |rule: &Rule| {
            rule.decisive.chars().any(|char| !charset.meets(Charset::default().with(char)))
        };
        let without = |char, property| {
            if charset.meets(Charset::default().with(char)) { 0 } else { property }
        };
        let properties = without('\\', BACKSLASH) | without('/', ABSOLUTE) | without('.', UPWARD);
        properties
            | mask_of(&self.list, |rule| {
                rule.needs.is_some_and(|needs| !needs.meets(charset))
                    || rule.also_needs.is_some_and(|needs| !needs.meets(charset))
                    || rule.is_leading && lacks(rule)
            })
    }

    /// The harm that texts cannot do of which every character is known to be one of certain ones: they
    /// have none of the others.
    pub(crate) fn harmless_only(&self, charset: Charset) -> Mask {
        self.harmless(charset)
            | mask_of(&self.list, |rule| {
                rule.decisive.chars().any(|char| !charset.meets(Charset::default().with(char)))
            })
    }

    /// The harm that texts cannot do that begin with certain characters.
    pub(crate) fn harmless_start(&self, first: Charset) -> Mask {
        let property = if first.meets(Charset::of("/")) { 0 } else { ABSOLUTE };
        property
            | mask_of(&self.list, |rule| {
                rule.is_leading && !rule.needs.is_some_and(|needs| needs.meets(first))
            })
    }

    /// The harm that texts cannot do that begin with none of certain characters.
    pub(crate) fn harmless_without_start(&self, first: &str) -> Mask {
        let property = if first.contains('/') { ABSOLUTE } else { 0 };
        property
            | mask_of(&self.list, |rule| {
                rule.is_leading && rule.needed.chars().all(|char| first.contains(char))
            })
    }

    /// The harm that texts without a certain text in them cannot do. That a text has no `..` keeps it
    /// within its folder if it is no absolute path, though it may have any other character.
    pub(crate) fn without_char(&self, text: &str) -> Mask {
        match text {
            ".." => return UPWARD,
            "//" => return TWO_SLASHES,
            _ => {}
        }
        let mut chars = text.chars();
        match (chars.next(), chars.next()) {
            (Some(char), None) => self.decided(char) | self.harmless(Charset::except(text)),
            _ => 0,
        }
    }

    /// The harm that texts cannot do in which one text was replaced by another.
    pub(crate) fn harmless_without(&self, old: &str, new: &str) -> Mask {
        let mut chars = old.chars();
        let (Some(char), None) = (chars.next(), chars.next()) else { return 0 };
        // A backslash before it does not help: XPath, HTML and headers know no such escapes.
        if new.contains(char) && !matches!(char, '&' | '\\') {
            return 0;
        }
        self.decided(char)
    }

    /// The harm that no text does without a character.
    fn decided(&self, char: char) -> Mask {
        let property = match char {
            '\\' => BACKSLASH,
            '/' => ABSOLUTE,
            '.' => UPWARD,
            _ => 0,
        };
        property | mask_of(&self.list, |rule| rule.decisive.contains(char))
    }
}

impl Rule {
    /// Whether data of a kind does this harm.
    fn comes_from(&self, kind: &str) -> bool {
        match &self.from[..] {
            [] => UNTRUSTED.contains(&kind),
            from => from.iter().any(|it| **it == *kind),
        }
    }
}

/// The bits of the rules of which something holds.
fn mask_of<T>(rules: impl IntoIterator<Item = T>, holds: impl Fn(&T) -> bool) -> Mask {
    let bits = (0..).zip(rules).filter(|(_, rule)| holds(rule));
    bits.fold(0, |mask, (bit, _)| mask | 1 << bit)
}
