//! From what Bandit's files ask for to hognose's settings.

use std::path::Path;

use hognose_core::{Confidence, Severity};
use hognose_registry::{
    BANDIT_BLACKLISTS, OptionDefault, OptionValue, Registry, RuleMeta, Selector, bandit_tests,
};

use crate::Vocabulary;
use crate::layer::Layer;
use crate::origin::{Located, Origin};
use crate::patterns::Pattern;
use crate::problem::Complaint;
use crate::rule_options::{OptionTable, SetOption};
use crate::value::{Format, List, Table};

use super::blocks::{is_read, tests_of};
use super::node::{Data, Node};
use super::paths::BanditPattern;
use super::preset::Preset;
use super::wishes::{WishReader, Wishes};

/// Translates the wishes. What is wrong or has no effect goes to the reader of the last file.
pub(super) fn layer(
    wishes: &Wishes,
    preset: Preset,
    vocabulary: &Vocabulary<'_>,
    cwd: &Path,
    reader: &mut WishReader<'_>,
) -> Layer {
    let registry = vocabulary.registry;
    let mut layer = Layer::default();
    let selected = selectors(&wishes.tests, preset, registry, &mut reader.notes);
    if let Some(origin) = &wishes.limited {
        if selected.is_empty() {
            let complaint =
                Complaint::new("`tests` names no test that there is: nothing would run");
            reader.problems.push(
                complaint
                    .help("name tests by their ids, such as B602; without `tests`, all run")
                    .about_file(reader.document.path()),
            );
        }
        layer.select = Some(List { origin: origin.clone(), items: selected });
    }
    let mut ignored = selectors(&wishes.skips, preset, registry, &mut reader.notes);
    if preset == Preset::Bandit {
        ignored.extend(failing(wishes, registry, &mut reader.notes));
    }
    layer.ignore = list(ignored);
    layer.bandit_exclude = exclusions(wishes, preset, cwd);
    (layer.include, layer.bandit_include) = includes(wishes, preset, cwd, &mut reader.notes);
    layer.rules = options(wishes, preset, registry, reader);
    // With Bandit's own judgement, the rule's option does it.
    if preset == Preset::Default {
        layer.per_file_ignores = assert_skips(wishes, registry, cwd, &mut reader.notes);
    }
    layer.severity = level(wishes.level.as_ref(), Severity::ALL, "level", reader);
    layer.confidence = level(wishes.confidence.as_ref(), Confidence::ALL, "confidence", reader);
    layer.respect_nosec = wishes
        .ignore_nosec
        .as_ref()
        .map(|ignored| Located { value: !ignored.value, origin: ignored.origin.clone() });
    if let Some(format) = &wishes.format {
        let word = match format.value.as_str() {
            "screen" | "txt" => "full",
            word => word,
        };
        match vocabulary.output_formats.iter().find(|known| **known == word) {
            Some(known) => {
                let origin = format.origin.clone();
                layer.output_format = Some(Located { value: Format(known), origin });
            }
            None => reader
                .notes
                .push(format!("{}: there is no format `{}`", format.origin, format.value)),
        }
    }
    layer
}

fn list<T>(items: Vec<Located<T>>) -> Option<List<T>> {
    let origin = items.first()?.origin.clone();
    Some(List { origin, items })
}

/// Whether the id is one of those that `B001` stands for.
fn is_blacklist(id: &str) -> bool {
    (id.starts_with("B3") || id.starts_with("B4")) && id != "B324"
}

/// The rules of tests. Where hognose judges for itself, also their quieter siblings: who wants no
/// `B602` wants none of what hognose says in its place.
fn selectors(
    ids: &[Located<String>],
    preset: Preset,
    registry: &Registry,
    notes: &mut Vec<String>,
) -> Vec<Located<Selector>> {
    let has_single = ids.iter().any(|id| is_blacklist(&id.value));
    let mut selectors: Vec<Located<Selector>> = Vec::new();
    let mut add = |text: &str, origin: &Origin| {
        let Ok(selector) = Selector::parse(registry, text) else { return };
        if !selectors.iter().any(|other| other.value.text() == selector.text()) {
            selectors.push(Located { value: selector, origin: origin.clone() });
        }
    };
    for Located { value: id, origin } in ids {
        let ids: Vec<&str> = if id != BANDIT_BLACKLISTS {
            vec![id]
        } else if has_single {
            Vec::new()
        } else {
            bandit_tests().filter(|id| is_blacklist(id)).collect()
        };
        for id in ids {
            let rules = registry.silenced_by(id);
            if rules.is_empty() {
                notes.push(format!("{origin}: hognose has no rule for `{id}`"));
            }
            add(id, origin);
            if preset == Preset::Default {
                let named = registry.find(id);
                for rule in rules.iter().filter(|rule| Some(*rule) != named) {
                    add(registry.meta(rule).id, origin);
                }
            }
        }
    }
    selectors
}

/// The tests that find nothing, because they look for an option that a block lacks.
fn failing(
    wishes: &Wishes,
    registry: &Registry,
    notes: &mut Vec<String>,
) -> Vec<Located<Selector>> {
    let mut failing: Vec<Located<Selector>> = Vec::new();
    for (Located { value: option, origin }, tests) in &wishes.lacking {
        notes.push(format!("{origin}: without `{option}`, Bandit's {} fail", tests.join(", ")));
        for test in *tests {
            let is_known = failing.iter().any(|other| other.value.text() == *test);
            if let Ok(value) = Selector::parse(registry, test)
                && !is_known
            {
                failing.push(Located { value, origin: origin.clone() });
            }
        }
    }
    failing
}

fn exclusions(wishes: &Wishes, preset: Preset, cwd: &Path) -> Option<List<BanditPattern>> {
    let written = |text: &Located<String>| Located {
        value: BanditPattern::written(&text.value),
        origin: text.origin.clone(),
    };
    let mut items: Vec<_> = wishes.exclude_dirs.iter().map(written).collect();
    match (&wishes.exclude, preset) {
        (Some(exclude), _) => items.extend(exclude.iter().map(|text| Located {
            value: BanditPattern::option(&text.value, cwd),
            origin: text.origin.clone(),
        })),
        (None, Preset::Bandit) if !items.is_empty() => {
            items.extend(BanditPattern::defaults(cwd, &Origin::Preset("bandit")).items);
        }
        (None, _) => {}
    }
    list(items)
}

/// What is included by our patterns, and by Bandit's.
fn includes(
    wishes: &Wishes,
    preset: Preset,
    cwd: &Path,
    notes: &mut Vec<String>,
) -> (Option<List<Pattern>>, Option<List<BanditPattern>>) {
    let Some(config) = wishes.config.as_ref().filter(|_| preset == Preset::Bandit) else {
        return (list(patterns(&wishes.include, cwd, notes)), None);
    };
    // With a configuration file that says nothing of it, Bandit forgets about `*.pyw`.
    let ours = if wishes.include.is_empty() { "*.py" } else { "*" };
    let written = |text: &Located<String>| Located {
        value: BanditPattern::written(&text.value),
        origin: text.origin.clone(),
    };
    let ours = Pattern::new(ours, cwd).ok().map(|value| List {
        origin: config.clone(),
        items: vec![Located { value, origin: config.clone() }],
    });
    (ours, list(wishes.include.iter().map(written).collect()))
}

/// Patterns in which `*` also stands for `/`, in ours.
fn patterns(
    texts: &[Located<String>],
    cwd: &Path,
    notes: &mut Vec<String>,
) -> Vec<Located<Pattern>> {
    let mut patterns = Vec::new();
    for Located { value: text, origin } in texts {
        match Pattern::new(&deep(text), cwd) {
            Ok(value) => patterns.push(Located { value, origin: origin.clone() }),
            Err(_) => notes.push(format!("{origin}: the pattern `{text}` has no effect")),
        }
    }
    patterns
}

/// The pattern with `**` for every `*` that stands for whole names.
fn deep(text: &str) -> String {
    let parts: Vec<_> = text.split('/').map(|part| if part == "*" { "**" } else { part }).collect();
    parts.join("/")
}

/// The values of options that blocks set.
fn options(
    wishes: &Wishes,
    preset: Preset,
    registry: &Registry,
    reader: &mut WishReader<'_>,
) -> Option<OptionTable> {
    let mut table = OptionTable { options: Vec::new() };
    // What Bandit reads holds where the same option is set in a block that it does not read.
    let (read, printed): (Vec<_>, Vec<_>) =
        wishes.options.iter().partition(|(block, ..)| is_read(block));
    for (block, key, node) in printed.into_iter().chain(read) {
        let origin = &key.origin;
        if preset == Preset::Bandit && !is_read(block) {
            reader.notes.push(format!("{origin}: Bandit does not read the block `{block}`"));
            continue;
        }
        let name = key.value.replace('_', "-");
        let concerns = |meta: &RuleMeta| {
            let is_for = |code: &str| tests_of(block).contains(&code);
            meta.bandit_id().is_some_and(is_for)
                || preset == Preset::Default && meta.silenced_by.iter().any(|code| is_for(code))
        };
        let mut found = false;
        for rule in registry.indices() {
            let meta = registry.meta(rule);
            let option = meta.options.iter().find(|option| option.name == name);
            let Some(option) = option.filter(|_| concerns(meta)) else { continue };
            found = true;
            let Some(value) = value(option.default, node) else {
                let message = format!(
                    "`{block}.{}` must be {}, not {}",
                    key.value,
                    option.default.kind(),
                    node.kind()
                );
                reader.report(node, Complaint::new(message));
                break;
            };
            table.set(SetOption {
                rule,
                rule_id: meta.id,
                name: option.name,
                value,
                origin: origin.clone(),
            });
        }
        if !found && (block.as_str(), key.value.as_str()) != ASSERT_SKIPS {
            reader.notes.push(format!("{origin}: `{block}.{}` has no effect", key.value));
        }
    }
    table.options.sort_by_key(|option| option.rule);
    (!table.options.is_empty()).then_some(table)
}

fn value(default: OptionDefault, node: &Node) -> Option<OptionValue> {
    match (default, &node.data) {
        (OptionDefault::Bool(_), Data::Bool(value)) => Some(OptionValue::Bool(*value)),
        (OptionDefault::Integer(_), Data::Integer(value)) => Some(OptionValue::Integer(*value)),
        (OptionDefault::Text(_), Data::Text(text)) => Some(OptionValue::Text(text.clone())),
        (OptionDefault::Texts(_), Data::List(items)) => {
            items.iter().map(Node::as_text).collect::<Option<_>>().map(OptionValue::Texts)
        }
        (OptionDefault::Texts(_), Data::Null) => Some(OptionValue::Texts(Vec::new())),
        _ => None,
    }
}

/// The option that names files in which B101 is not reported.
const ASSERT_SKIPS: (&str, &str) = ("assert_used", "skips");

fn assert_skips(
    wishes: &Wishes,
    registry: &Registry,
    cwd: &Path,
    notes: &mut Vec<String>,
) -> Option<Table<Pattern, List<Selector>>> {
    let rule = Selector::parse(registry, "B101").ok()?;
    let mut entries = Vec::new();
    for (block, key, node) in &wishes.options {
        if (block.as_str(), key.value.as_str()) != ASSERT_SKIPS {
            continue;
        }
        let Data::List(items) = &node.data else { continue };
        let origin = &key.origin;
        let texts: Vec<_> = items
            .iter()
            .filter_map(Node::as_text)
            .map(|value| Located { value, origin: origin.clone() })
            .collect();
        for pattern in patterns(&texts, cwd, notes) {
            let rule = Located { value: rule.clone(), origin: origin.clone() };
            entries.push((pattern, List { origin: origin.clone(), items: vec![rule] }));
        }
    }
    let origin = entries.first()?.0.origin.clone();
    Some(Table { origin, entries })
}

/// A threshold: a word, or as many letters or as large a number as the option of Bandit's command
/// line is given times.
fn level<L: Copy + std::str::FromStr>(
    text: Option<&Located<String>>,
    levels: [L; 3],
    key: &str,
    reader: &mut WishReader<'_>,
) -> Option<Located<L>> {
    let Located { value: text, origin } = text?;
    let word = text.to_ascii_lowercase();
    let times = match word.as_str() {
        "1" | "l" | "i" | "all" => Some(1),
        "2" | "ll" | "ii" => Some(2),
        "3" | "lll" | "iii" => Some(3),
        _ => None,
    };
    let value = match times {
        Some(times) => levels.get(times - 1).copied(),
        None => word.parse().ok(),
    };
    if value.is_none() {
        let complaint = Complaint::new(format!("`{key}` cannot be `{text}`"))
            .help("it can be `low`, `medium` or `high`");
        reader.problems.push(complaint.about_file(reader.document.path()));
    }
    Some(Located { value: value?, origin: origin.clone() })
}
