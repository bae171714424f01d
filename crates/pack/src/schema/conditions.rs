//! The conditions of a rule.

use super::{Read, Reader, unknown};
use crate::comparison::comparison;
use crate::document::{Entry, Node, Value};
use crate::formula::{Clause, Expression, Filter};
use crate::lower::{Names, pattern};

/// Conditions nest no deeper.
const MAX_DEPTH: u32 = 16;

pub(super) const MATCH_KEYS: &[&str] = &[
    "pattern",
    "patterns",
    "pattern-either",
    "pattern-not",
    "pattern-inside",
    "pattern-not-inside",
    "pattern-regex",
    "pattern-not-regex",
    "metavariable-regex",
    "metavariable-pattern",
    "metavariable-comparison",
    "focus-metavariable",
];

impl Reader<'_> {
    /// Conditions that all have to hold.
    pub(super) fn conditions(
        &mut self,
        entries: &[&Entry],
        names: &mut Names,
        depth: u32,
    ) -> Read<Filter> {
        if depth > MAX_DEPTH {
            let span = entries.first().map_or(0..0, |entry| entry.span.clone());
            return self.fail(&span, format!("conditions nest at most {MAX_DEPTH} levels deep"));
        }
        let mut clauses = Vec::new();
        let mut failed = false;
        // What binds metavariables is read before what asks for them.
        let asks = |entry: &&&Entry| {
            entry.key.starts_with("metavariable-") || entry.key.starts_with("focus-")
        };
        let (asking, binding): (Vec<_>, Vec<_>) = entries.iter().partition(asks);
        for entry in binding.into_iter().chain(asking) {
            match self.condition(entry, names, depth) {
                Ok(more) => clauses.extend(more),
                Err(()) => failed = true,
            }
        }
        if failed {
            return Err(());
        }
        Ok(match <[Clause; 1]>::try_from(clauses) {
            Ok([Clause::Is(filter)]) => filter,
            Ok([other]) => Filter::All(vec![other]),
            Err(mut clauses) => {
                clauses.sort_by_key(Clause::rank);
                Filter::All(clauses)
            }
        })
    }

    fn condition(&mut self, entry: &Entry, names: &mut Names, depth: u32) -> Read<Vec<Clause>> {
        let node = &entry.node;
        Ok(vec![match entry.key.as_str() {
            "pattern" => Clause::Is(self.filter(node, names, depth)?),
            "pattern-not" => Clause::Not(self.filter(node, names, depth)?),
            "pattern-inside" => Clause::Inside(self.filter(node, names, depth)?),
            "pattern-not-inside" => Clause::NotInside(self.filter(node, names, depth)?),
            "pattern-regex" => Clause::Is(Filter::Regex(self.regex(node, false)?)),
            "pattern-not-regex" => Clause::Not(Filter::Regex(self.regex(node, false)?)),
            "patterns" => Clause::Is(self.all(node, names, depth)?),
            "pattern-either" => {
                let Value::List(list) = &node.value else {
                    return self.fail(&node.span, "`pattern-either` is a list");
                };
                let mut any = Vec::new();
                let mut failed = list.is_empty();
                for node in list {
                    match self.table(node, names, depth) {
                        Ok(filter) => any.push(filter),
                        Err(()) => failed = true,
                    }
                }
                if failed {
                    return Err(());
                }
                Clause::Is(Filter::Any(any))
            }
            "metavariable-regex" => {
                let [metavariable, regex] = self.fields(entry, ["metavariable", "regex"])?;
                let slot = self.slot(metavariable, names)?;
                Clause::MetaRegex(slot, self.regex(regex, true)?)
            }
            "metavariable-pattern" => return self.metavariable_pattern(node, names, depth),
            "metavariable-comparison" => {
                let Value::Table(entries) = &node.value else {
                    return self.fail(&node.span, "`metavariable-comparison` is a table");
                };
                let mut term = None;
                for entry in entries {
                    match entry.key.as_str() {
                        "comparison" => {
                            let text = self.text(&entry.node)?;
                            term = Some(match comparison(&text, names) {
                                Ok(term) => term,
                                Err(why) => return self.fail(&entry.node.span, why),
                            });
                        }
                        "metavariable" => {
                            self.slot(&entry.node, names)?;
                        }
                        key => {
                            let message =
                                format!("`{key}` is not supported in `metavariable-comparison`");
                            return self.fail(&entry.span, message);
                        }
                    }
                }
                match term {
                    Some(term) => Clause::Compare(term),
                    None => return self.fail(&node.span, "there is no `comparison`"),
                }
            }
            "focus-metavariable" => {
                let nodes = match &node.value {
                    Value::List(list) => list.as_slice(),
                    _ => std::slice::from_ref(node),
                };
                let slots: Vec<_> =
                    nodes.iter().map(|node| self.slot(node, names)).collect::<Read<_>>()?;
                Clause::Focus(slots)
            }
            key => {
                let message = unknown("condition", key, MATCH_KEYS);
                return self.fail(&entry.span, message);
            }
        }])
    }

    fn metavariable_pattern(
        &mut self,
        node: &Node,
        names: &mut Names,
        depth: u32,
    ) -> Read<Vec<Clause>> {
        let Value::Table(entries) = &node.value else {
            return self.fail(&node.span, "`metavariable-pattern` is a table");
        };
        let (about, conditions): (Vec<&Entry>, Vec<&Entry>) =
            entries.iter().partition(|entry| entry.key == "metavariable");
        let [about] = about[..] else {
            return self.fail(&node.span, "there is no `metavariable`");
        };
        if let Some(language) = conditions.iter().find(|entry| entry.key == "language") {
            return self.fail(&language.span, "`language` is not supported");
        }
        let slot = self.slot(&about.node, names)?;
        Ok(vec![Clause::MetaPattern(slot, self.conditions(&conditions, names, depth + 1)?)])
    }

    /// The text of a pattern, or a table of conditions.
    fn filter(&mut self, node: &Node, names: &mut Names, depth: u32) -> Read<Filter> {
        match &node.value {
            Value::Text(text) => match pattern(text, names) {
                Ok(pattern) => Ok(Filter::Pattern(pattern)),
                Err(why) => self.fail(&node.span, why),
            },
            Value::Table(_) => self.table(node, names, depth),
            _ => self.fail(&node.span, "a pattern is a text"),
        }
    }

    fn table(&mut self, node: &Node, names: &mut Names, depth: u32) -> Read<Filter> {
        let Value::Table(entries) = &node.value else {
            return self.fail(&node.span, "this is a table, such as `{ pattern = \"…\" }`");
        };
        let entries: Vec<&Entry> = entries.iter().collect();
        self.conditions(&entries, names, depth + 1)
    }

    fn all(&mut self, node: &Node, names: &mut Names, depth: u32) -> Read<Filter> {
        let Value::List(list) = &node.value else {
            return self.fail(&node.span, "`patterns` is a list");
        };
        let mut entries: Vec<&Entry> = Vec::new();
        for node in list {
            match &node.value {
                Value::Table(table) => entries.extend(table),
                _ => self.report(&node.span, "this is a table, such as `{ pattern = \"…\" }`"),
            }
        }
        self.conditions(&entries, names, depth + 1)
    }

    fn fields<'n, const N: usize>(
        &mut self,
        of: &'n Entry,
        keys: [&str; N],
    ) -> Read<[&'n Node; N]> {
        let Value::Table(entries) = &of.node.value else {
            return self.fail(&of.node.span, format!("`{}` is a table", of.key));
        };
        for entry in entries {
            if !keys.contains(&entry.key.as_str()) {
                return self.fail(
                    &entry.span,
                    format!("`{}` is not supported in `{}`", entry.key, of.key),
                );
            }
        }
        let mut found = Vec::new();
        for key in keys {
            match entries.iter().find(|entry| entry.key == key) {
                Some(entry) => found.push(&entry.node),
                None => return self.fail(&of.span, format!("`{}` has no `{key}`", of.key)),
            }
        }
        <[&Node; N]>::try_from(found).map_err(|_| ())
    }

    fn slot(&mut self, node: &Node, names: &Names) -> Read<u8> {
        let text = self.text(node)?;
        let name = text.strip_prefix("$...").or_else(|| text.strip_prefix('$'));
        match name.and_then(|name| names.known(name)) {
            Some(slot) => Ok(slot),
            None => self.fail(&node.span, format!("no pattern binds `{text}`")),
        }
    }

    fn regex(&mut self, node: &Node, anchored: bool) -> Read<Expression> {
        let text = self.text(node)?;
        match Expression::new(&text, anchored) {
            Ok(expression) => Ok(expression),
            Err(why) => self.fail(&node.span, why),
        }
    }
}
