//! The words by which code is told that may read a source, without running it.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::models::ClassModel;
use crate::secret_names::is_secret;

/// Words of which many things are called.
const COMMON: [&str; 79] = [
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
];

/// Words of code that writes something somewhere, or compares it.
const WRITING: [&str; 12] = [
    "print",
    "debug",
    "info",
    "warning",
    "warn",
    "error",
    "exception",
    "critical",
    "write",
    "write_text",
    "dump",
    "md5",
];

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

    /// Whether code that mentions some words may read a source, or a secret if those are looked for.
    pub(crate) fn may_read(&self, mentions: &[Rc<str>], has_secrets: bool) -> bool {
        // Secrets are looked for where something is written.
        let writes = |word: &Rc<str>| {
            let word = word.to_ascii_lowercase();
            word.contains("log") || WRITING.contains(&&*word)
        };
        let secrets = has_secrets && mentions.iter().any(writes);
        mentions.iter().any(|word| {
            secrets && is_secret(word)
                || self.0.get(&**word).is_some_and(|ways| {
                    ways.is_empty()
                        || mentions.iter().any(|other| ways.iter().any(|way| **way == **other))
                })
        })
    }
}

/// Whether many things are called so.
pub(crate) fn is_common(word: &str) -> bool {
    COMMON.contains(&word)
}
