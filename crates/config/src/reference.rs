//! The reference of all settings, as Markdown for the documentation.

use std::fmt::Write as _;

use crate::layer::{SETTINGS, SettingMeta};

/// A section for each setting: what it does, its default, an example. The headings are of the third
/// level.
pub fn reference_markdown() -> String {
    let sections: Vec<_> = SETTINGS.iter().map(section).collect();
    sections.join("\n")
}

fn section(setting: &SettingMeta) -> String {
    let mut text = format!("### `{}`\n\n{}\n", setting.key, setting.documentation());
    // Writing to a string cannot fail.
    let default = setting.default.split_whitespace().collect::<Vec<_>>().join(" ");
    let _ = writeln!(text, "Default: `{default}`\n");
    let _ = writeln!(text, "```toml\n{}\n```", setting.example);
    text
}

impl SettingMeta {
    /// What the setting does, as Markdown.
    pub fn documentation(&self) -> String {
        self.documentation
            .lines()
            .flat_map(|line| [line.strip_prefix(' ').unwrap_or(line), "\n"])
            .collect()
    }
}
