//! A rule's page: the same text for `explain`, the documentation and SARIF viewers.

use std::fmt::Write as _;

use crate::{OptionDefault, RuleMeta};

/// The page of a rule, as Markdown.
pub fn rule_page(meta: &RuleMeta) -> String {
    let mut page = String::new();
    // Writing to a string cannot fail.
    let _ = writeln!(page, "# {}\n\n{}\n", meta.id, meta.summary);
    let aliases = if meta.aliases.is_empty() {
        "none".to_owned()
    } else {
        meta.aliases.iter().map(|alias| format!("`{alias}`")).collect::<Vec<_>>().join(", ")
    };
    let cwe = meta
        .cwe
        .iter()
        .map(|cwe| format!("[CWE-{cwe}](https://cwe.mitre.org/data/definitions/{cwe}.html)"))
        .collect::<Vec<_>>()
        .join(", ");
    let _ = writeln!(page, "| | |\n|---|---|");
    let _ = writeln!(page, "| family | `{}` |", meta.family);
    let _ = writeln!(page, "| tier | `{}` |", meta.tier);
    let _ = writeln!(page, "| severity | {} |", meta.severity);
    let _ = writeln!(page, "| confidence | {} |", meta.confidence);
    let _ = writeln!(page, "| aliases | {aliases} |");
    let _ = writeln!(page, "| weakness | {cwe} |");
    let _ = writeln!(page, "\n## Why\n\n{}\n\n## What to do\n\n{}\n", meta.why, meta.fix);
    if !(meta.bad.is_empty() && meta.good.is_empty()) {
        let _ = writeln!(page, "## Example\n\nReported:\n\n```python\n{}```\n", meta.bad);
        let _ = writeln!(page, "Not reported:\n\n```python\n{}```", meta.good);
    }
    if !meta.options.is_empty() {
        let _ = writeln!(page, "\n## Options\n");
        for option in meta.options {
            let _ = writeln!(
                page,
                "- `{}` ({}; default: {}): {}",
                option.name,
                option.default.kind(),
                shown(option.default),
                option.documentation
            );
        }
        let _ = writeln!(page, "\nThey are set in the table `[rules.{}]`.", meta.id);
    }
    if !meta.references.is_empty() {
        let _ = writeln!(page, "\n## References\n");
        for reference in meta.references {
            let _ = writeln!(page, "- <{reference}>");
        }
    }
    page
}

fn shown(default: OptionDefault) -> String {
    match default {
        OptionDefault::Bool(value) => format!("`{value}`"),
        OptionDefault::Integer(value) => format!("`{value}`"),
        OptionDefault::Text(value) => format!("`{value:?}`"),
        OptionDefault::Texts([]) => "none".to_owned(),
        OptionDefault::Texts(values) => {
            values.iter().map(|value| format!("`{value:?}`")).collect::<Vec<_>>().join(", ")
        }
    }
}
