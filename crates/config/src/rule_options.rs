//! The options of single rules, as the tables below `rules` set them.

use hognose_core::RuleIndex;
use hognose_registry::{OptionDefault, OptionValue, Registry, RuleMeta, RuleOptions, Selector};
use toml::de::DeValue;

use crate::origin::Origin;
use crate::problem::Complaint;
use crate::reader::{Item, Node, Reader, Scope, Value, in_order, mismatch};
use crate::suggest::with_names;

/// Options with their values. None stands twice.
#[derive(Debug)]
pub(crate) struct OptionTable {
    pub(crate) options: Vec<SetOption>,
}

/// An option that has a value.
#[derive(Debug)]
pub(crate) struct SetOption {
    pub(crate) rule: RuleIndex,
    pub(crate) rule_id: &'static str,
    pub(crate) name: &'static str,
    pub(crate) value: OptionValue,
    pub(crate) origin: Origin,
}

impl OptionTable {
    /// Every option of every rule, with its default.
    pub(crate) fn defaults(registry: &Registry) -> Self {
        let of_rule = |rule| {
            let meta = registry.meta(rule);
            meta.options.iter().map(move |option| SetOption {
                rule,
                rule_id: meta.id,
                name: option.name,
                value: option.default.to_value(),
                origin: Origin::Default,
            })
        };
        Self { options: registry.indices().flat_map(of_rule).collect() }
    }

    /// The value that an option has here.
    fn get_mut(&mut self, rule: RuleIndex, name: &str) -> Option<&mut SetOption> {
        self.options.iter_mut().find(|option| option.rule == rule && option.name == name)
    }

    pub(crate) fn set(&mut self, option: SetOption) {
        match self.get_mut(option.rule, option.name) {
            Some(held) => *held = option,
            None => self.options.push(option),
        }
    }

    /// The values of all options.
    pub(crate) fn resolve(&self, registry: &Registry) -> RuleOptions {
        let mut resolved = RuleOptions::defaults(registry);
        for option in &self.options {
            // The registry refuses only what reading has refused before.
            let _ = resolved.set(option.rule, option.name, option.value.clone());
        }
        resolved
    }
}

impl Value for OptionTable {
    fn read(node: &Node<'_>, key: &str, reader: &mut Reader<'_>) -> Option<Self> {
        let DeValue::Table(rules) = node.get_ref() else {
            reader.report(node.span(), mismatch(node, key, "a table"));
            return None;
        };
        let registry = reader.scope.vocabulary.registry;
        let mut read = Self { options: Vec::new() };
        for (name, node) in in_order(rules) {
            if reader.is_full() {
                break;
            }
            match registry.find(name.get_ref()) {
                Some(rule) => {
                    let key = format!("{key}.{}", name.get_ref());
                    read.read_rule(rule, registry.meta(rule), node, &key, reader);
                }
                None => reader.report(name.span(), no_rule(name.get_ref(), &reader.scope)),
            }
        }
        Some(read)
    }
}

impl OptionTable {
    fn read_rule(
        &mut self,
        rule: RuleIndex,
        meta: &'static RuleMeta,
        node: &Node<'_>,
        key: &str,
        reader: &mut Reader<'_>,
    ) {
        let DeValue::Table(options) = node.get_ref() else {
            return reader.report(node.span(), mismatch(node, key, "a table of options"));
        };
        for (name, node) in in_order(options) {
            if reader.is_full() {
                break;
            }
            let key = format!("{key}.{}", name.get_ref());
            let Some(option) = meta.options.iter().find(|option| option.name == name.get_ref())
            else {
                reader.report(name.span(), no_option(meta, name.get_ref()));
                continue;
            };
            if self.get_mut(rule, option.name).is_some() {
                let message = format!("`{key}` is already set under another name of the rule");
                reader.report(name.span(), Complaint::new(message));
            } else if let Some(value) = option_value(option.default, node, &key, reader) {
                let origin = reader.origin(&node.span());
                self.options.push(SetOption {
                    rule,
                    rule_id: meta.id,
                    name: option.name,
                    value,
                    origin,
                });
            }
        }
    }
}

/// Merges the options of an upper layer into those of a lower one.
pub(crate) fn overlaid(
    upper: Option<OptionTable>,
    lower: Option<OptionTable>,
) -> Option<OptionTable> {
    match (upper, lower) {
        (Some(upper), Some(mut lower)) => {
            upper.options.into_iter().for_each(|option| lower.set(option));
            Some(lower)
        }
        (upper, lower) => upper.or(lower),
    }
}

fn no_rule(name: &str, scope: &Scope<'_>) -> Complaint {
    match <Selector as Item>::parse(name, scope) {
        Ok(_) => Complaint::new(format!("`{name}` names a group of rules"))
            .help("options belong to a single rule"),
        Err(complaint) => complaint,
    }
}

fn no_option(meta: &RuleMeta, name: &str) -> Complaint {
    let complaint = Complaint::new(format!("the rule `{}` has no option `{name}`", meta.id));
    match meta.options {
        [] => complaint.help("it has no options"),
        options => {
            let names: Vec<_> = options.iter().map(|option| option.name).collect();
            with_names(complaint, name, &names)
        }
    }
}

/// Reads a value of the kind that the default has.
fn option_value(
    default: OptionDefault,
    node: &Node<'_>,
    key: &str,
    reader: &mut Reader<'_>,
) -> Option<OptionValue> {
    match (default, node.get_ref()) {
        (OptionDefault::Bool(_), DeValue::Boolean(value)) => Some(OptionValue::Bool(*value)),
        (OptionDefault::Text(_), DeValue::String(text)) => {
            Some(OptionValue::Text(text.clone().into_owned()))
        }
        (OptionDefault::Integer(_), DeValue::Integer(integer)) => {
            let value = i64::from_str_radix(integer.as_str(), integer.radix());
            if value.is_err() {
                reader.report(node.span(), Complaint::new(format!("`{key}` is out of range")));
            }
            value.ok().map(OptionValue::Integer)
        }
        (OptionDefault::Texts(_), _) => {
            let texts = reader.strings(node, key, default.kind())?;
            Some(OptionValue::Texts(texts.into_iter().map(|(text, _)| text.to_owned()).collect()))
        }
        _ => {
            reader.report(node.span(), mismatch(node, key, default.kind()));
            None
        }
    }
}
