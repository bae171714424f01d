//! The words by which code is told that may read a source, without running it.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::models::ClassModel;
use crate::secret_names::{Said, judge};

/// Words of which many things are called.
const COMMON: [&str; 110] = [
    "args",
    "body",
    "chunks",
    "content",
    "cookies",
    "data",
    "event",
    "files",
    "form",
    "get",
    "headers",
    "host",
    "id",
    "input",
    "items",
    "json",
    "list",
    "message",
    "messages",
    "meta",
    "method",
    "name",
    "output",
    "params",
    "path",
    "payload",
    "query",
    "read",
    "readline",
    "readlines",
    "request",
    "response",
    "result",
    "state",
    "stream",
    "text",
    "url",
    "user",
    "value",
    "values",
    "write",
    "load",
    "run",
    "call",
    "keys",
    "error",
    "post",
    "put",
    "patch",
    "delete",
    "send",
    "close",
    "encode",
    "decode",
    "login",
    "create",
    "update",
    "save",
    "open",
    "connect",
    "find",
    "search",
    "execute",
    "fetch",
    "format",
    "render",
    "start",
    "process",
    "handle",
    "main",
    "setup",
    "parse",
    "check",
    "next",
    "first",
    "all",
    "filter",
    "set",
    "add",
    "callback",
    "bytes",
    "field",
    "task",
    "choices",
    "command",
    "action",
    "view",
    "digest",
    "route",
    "cookie",
    "api",
    "http",
    "html",
    "middleware",
    "application",
    "Application",
    "choice",
    "sample",
    "websocket",
    "template",
    "resource",
    "handler",
    "entry",
    "session",
    "config",
    "option",
    "options",
    "module",
    "seed",
    "stdout",
];

/// Words of code that writes something somewhere, or hashes it.
const WRITING: [&str; 14] = [
    "print",
    "debug",
    "critical",
    "warn",
    "write",
    "write_text",
    "dump",
    "dumps",
    "hashlib",
    "md5",
    "sha1",
    "sha256",
    "log",
    "logging",
];

/// Words of code that writes what a source says without reading it itself.
const HANDING_ON: [&str; 2] = ["print_exc", "print_exception"];

/// The last words of the paths of sources, with the words of which one leads there; none if the word
/// says enough by itself.
#[derive(Debug, Default)]
pub(crate) struct SourceWords(FxHashMap<Box<str>, Vec<Box<str>>>);

impl SourceWords {
    /// Notes by which words code can be told that reads the source at a path.
    pub(crate) fn note(&mut self, classes: &[ClassModel], path: &str) {
        let words = |path: &str| -> Vec<Box<str>> {
            let words = path.split(['.', '(', ')', '[', ']', '=']);
            words.filter(|word| !word.is_empty() && *word != "*").map(Box::from).collect()
        };
        let mut all = words(path);
        let Some(last) = all.pop() else { return };
        let mut leading = Vec::new();
        match path.split_once("()") {
            // Of an instance: what its class is called, and what gives one.
            Some((class, rest)) if !rest.is_empty() => {
                leading.extend(words(class).pop());
                for model in classes.iter().filter(|model| model.name == class) {
                    leading.extend(model.from.iter().filter_map(|from| words(from).pop()));
                }
            }
            // `from traceback import format_exc` leaves one word of two.
            _ if all.last().is_some_and(|it| it.starts_with(char::is_uppercase))
                || COMMON.contains(&&*last) =>
            {
                leading = all;
            }
            _ => {}
        }
        let is_first = !self.0.contains_key(&last);
        let ways = self.0.entry(last).or_default();
        // What says enough by itself does so whatever else leads there.
        if leading.is_empty() || !is_first && ways.is_empty() {
            ways.clear();
            return;
        }
        ways.extend(leading);
        ways.sort_unstable();
        ways.dedup();
    }

    /// Whether some words lead to a source together; for a class, its package is enough, which the file
    /// imports: `from tornado.web import Application`.
    pub(crate) fn may_read(&self, mentions: &[Rc<str>], packages: &[Box<str>]) -> bool {
        mentions.iter().any(|word| {
            self.0.get(&**word).is_some_and(|ways| {
                let is_class = word.starts_with(char::is_uppercase);
                mentions.iter().any(|other| ways.iter().any(|way| **way == **other))
                    || is_class && packages.iter().any(|it| ways.contains(it))
            })
        })
    }

    /// What a word says by itself.
    pub(crate) fn word(&self, word: &str) -> Word {
        let ways = self.0.get(word);
        Word {
            is_source: ways.is_some_and(Vec::is_empty) || HANDING_ON.contains(&word),
            has_ways: ways.is_some_and(|ways| !ways.is_empty()),
            said: judge(word),
            writes: writes(word),
            ..Word::default()
        }
    }
}

/// Whether a word is one of code that writes something somewhere, or hashes it. What is called after a
/// log is one; `login` and `catalog` are not.
fn writes(word: &str) -> bool {
    let ends = |end: &str| {
        let start = word.len().saturating_sub(end.len());
        word.get(start..).is_some_and(|it| it.eq_ignore_ascii_case(end))
    };
    WRITING.iter().any(|writing| writing.eq_ignore_ascii_case(word))
        || ends("logger")
        || ends("_log")
        || word.starts_with("log_")
}

/// What words say about code that mentions them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent of each other")]
pub(crate) struct Word {
    /// It is read from a source.
    pub(crate) is_source: bool,
    /// It is, if another word leads there.
    pub(crate) has_ways: bool,
    /// What it says as a name.
    pub(crate) said: Said,
    /// Something is written somewhere, or compared.
    pub(crate) writes: bool,
    /// A class of a library is called so.
    pub(crate) is_class: bool,
    /// The first parameter of what some library calls.
    pub(crate) may_be_first: bool,
    /// A class of a library in whose instances programs keep things is called so.
    pub(crate) is_keeper: bool,
}

impl Word {
    /// What is said by either.
    pub(crate) fn or(self, other: Self) -> Self {
        Self {
            is_source: self.is_source | other.is_source,
            has_ways: self.has_ways | other.has_ways,
            said: Said { is_secret: self.said.is_secret | other.said.is_secret, ..self.said },
            writes: self.writes | other.writes,
            is_class: self.is_class | other.is_class,
            may_be_first: self.may_be_first | other.may_be_first,
            is_keeper: self.is_keeper | other.is_keeper,
        }
    }
}

/// Whether many things are called so.
pub(crate) fn is_common(word: &str) -> bool {
    COMMON.contains(&word)
}
