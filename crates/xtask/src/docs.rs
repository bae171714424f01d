//! The documentation that is generated: a page for each rule, their index, the configuration
//! reference.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use hognose_registry::{Family, Registry, rule_page};

/// A generated file: its path below `docs`, and its text.
pub type Page = (PathBuf, String);

/// All generated pages, in a fixed order.
pub fn pages(registry: &Registry) -> Vec<Page> {
    let mut pages: Vec<Page> = registry
        .indices()
        .map(|rule| {
            let meta = registry.meta(rule);
            let path =
                Path::new("rules").join(meta.family.as_str()).join(format!("{}.md", meta.id));
            (path, rule_page(meta))
        })
        .collect();
    pages.push(("rules.md".into(), index(registry)));
    pages.push(("configuration.md".into(), hognose_config::reference_markdown()));
    pages
}

fn index(registry: &Registry) -> String {
    let mut text = String::from(
        "# Rules\n\nRules of the tier `default` run unless the configuration says otherwise; those of \
         the tier `audit` say where to look, and run when they are selected.\n",
    );
    for family in Family::ALL {
        let mut rows = registry
            .indices()
            .map(|rule| registry.meta(rule))
            .filter(|meta| meta.family == family)
            .peekable();
        if rows.peek().is_none() {
            continue;
        }
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "\n## {family}\n\n| rule | Bandit | tier | severity | what it finds |\n|---|---|---|---|---|"
        );
        for meta in rows {
            let _ = writeln!(
                text,
                "| [{id}](rules/{family}/{id}.md) | {bandit} | {tier} | {severity} | {summary} |",
                id = meta.id,
                bandit = meta.bandit_id().unwrap_or(""),
                tier = meta.tier,
                severity = meta.severity,
                summary = meta.summary,
            );
        }
    }
    text
}

/// Writes the pages below the folder `docs`, and removes those of rules that are gone.
///
/// # Errors
///
/// If a file or folder cannot be written.
pub fn write(docs: &Path, pages: &[Page]) -> Result<()> {
    let rules = docs.join("rules");
    if rules.exists() {
        fs::remove_dir_all(&rules).with_context(|| format!("cannot remove {}", rules.display()))?;
    }
    for (path, text) in pages {
        let path = docs.join(path);
        let folder = path.parent().unwrap_or(docs);
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}
