//! The reference of the configuration, as Markdown for the documentation.

use std::fmt::Write as _;

use crate::layer::{SETTINGS, SettingMeta};

/// Which file holds, every setting with its default and an example, and how patterns are written.
/// The headings begin at the second level.
pub fn reference_markdown() -> String {
    let settings: Vec<_> = SETTINGS.iter().map(section).collect();
    [
        "## The configuration file\n\n",
        include_str!("find.md"),
        "\n## Settings\n\n",
        &settings.join("\n"),
        "\n## Patterns\n\n",
        include_str!("patterns.md"),
    ]
    .concat()
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
