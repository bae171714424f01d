//! What packs say about data flow: tables beside rules, and how those of all packs are joined.

use std::collections::HashSet;
use std::ops::Range;

use hognose_flow::{MAX_RULES, Models};

use crate::document::Document;
use crate::problem::Problem;
use crate::schema::unknown;

/// A table about data flow, and where it stands.
#[derive(Clone, Debug)]
pub struct FlowTable {
    /// The table, and nothing else.
    pub(crate) models: Models,
    /// What it names that has to be somewhere else.
    pub(crate) mentions: Vec<Mention>,
    pub(crate) place: (Document, Range<usize>),
}

/// A name in a table.
#[derive(Clone, Debug)]
pub(crate) struct Mention {
    pub(crate) name: String,
    pub(crate) span: Range<usize>,
    pub(crate) of: Mentioned,
}

/// What a name is the name of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mentioned {
    /// A rule about data flow.
    TaintRule,
    /// Any rule.
    Rule,
    /// The path of a sink.
    Sink,
}

/// What is there beside the tables of packs.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// What is built in.
    pub models: &'a Models,
    /// Whether there is a rule of that name, of whatever kind.
    pub rule: &'a dyn Fn(&str) -> bool,
    /// Whether the rule of that name cannot be used, which has been said already.
    pub broken: &'a dyn Fn(&str) -> bool,
}

/// The tables of packs that can be used, and what is wrong with the others.
#[derive(Debug, Default)]
pub struct Joined {
    /// What the packs say; what is built in is not repeated.
    pub models: Models,
    /// The ids of rules about data flow that cannot be used.
    pub broken: HashSet<String>,
    /// What is wrong.
    pub problems: Vec<Problem>,
}

impl FlowTable {
    /// The names of the rules about data flow that the table names, its own included.
    pub fn rules(&self) -> impl Iterator<Item = &str> {
        let mentioned = self.mentions.iter().filter(|it| it.of == Mentioned::TaintRule);
        let own = self.models.taint_rule.iter().map(|rule| rule.id.as_str());
        own.chain(mentioned.map(|it| it.name.as_str())).filter(|name| *name != "*")
    }

    fn problem(&self, span: &Range<usize>, message: String) -> Problem {
        self.place.0.problem(span, message)
    }
}

/// Joins the tables of packs. One that names something that there is not is left out.
pub fn join(tables: Vec<FlowTable>, known: Known<'_>) -> Joined {
    let mut joined = Joined::default();
    let (rules, others): (Vec<_>, Vec<_>) =
        tables.into_iter().partition(|table| !table.models.taint_rule.is_empty());
    let built_in = &known.models.taint_rule;
    let mut ids: HashSet<String> = built_in.iter().map(|rule| rule.id.clone()).collect();
    let mut usable = Vec::new();
    for table in rules {
        let names = table.models.taint_rule.iter().map(|rule| rule.id.clone());
        if built_in.len() + usable.len() < MAX_RULES {
            ids.extend(names);
            usable.push(table);
            continue;
        }
        let message = format!(
            "there are more than {MAX_RULES} rules about data flow, {} of them built in: leave this \
             one out",
            built_in.len()
        );
        joined.problems.push(table.problem(&table.place.1, message));
        joined.broken.extend(names);
    }
    let own = usable.iter().chain(&others).flat_map(|table| &table.models.sink);
    let sinks: HashSet<String> =
        own.chain(&known.models.sink).flat_map(|sink| sink.path.iter().cloned()).collect();
    for table in usable.into_iter().chain(others) {
        let before = joined.problems.len();
        let mut is_usable = true;
        for mention in &table.mentions {
            let name = &mention.name;
            let is_there = match mention.of {
                Mentioned::TaintRule => name == "*" || ids.contains(name),
                Mentioned::Rule => ids.contains(name) || (known.rule)(name),
                Mentioned::Sink => sinks.contains(name),
            };
            if is_there {
                continue;
            }
            is_usable = false;
            if mention.of == Mentioned::TaintRule && (known.broken)(name) {
                continue;
            }
            let message = match mention.of {
                Mentioned::Sink => format!("no `[[sink]]` has the path `{name}`"),
                _ if mention.of == Mentioned::TaintRule && (known.rule)(name) => {
                    format!(
                        "`{name}` is no rule about data flow, which is one of a `[[taint-rule]]`"
                    )
                }
                _ => {
                    let mut all: Vec<&str> = ids.iter().map(String::as_str).collect();
                    all.sort_unstable();
                    unknown("rule", name, &all)
                }
            };
            joined.problems.push(table.problem(&mention.span, message));
        }
        if is_usable && joined.problems.len() == before {
            joined.models.extend(table.models);
        } else {
            joined.broken.extend(table.models.taint_rule.into_iter().map(|rule| rule.id));
        }
    }
    joined
}
