//! Where things are in the working copy that this program was built from.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

/// The folder of the workspace's `Cargo.toml`.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}

/// The folder of the extracted corpus; git ignores it.
pub(crate) fn corpus() -> PathBuf {
    root().join(".corpus")
}

/// The folder of the releases of libraries, as archives; git ignores it.
pub(crate) fn libraries() -> PathBuf {
    root().join(".libraries")
}

/// A folder for what the tasks need and nobody else does; `cargo clean` removes it.
pub(crate) fn scratch() -> PathBuf {
    root().join("target/xtask")
}

/// The optimised builds of two programs of the workspace, brought up to date.
#[derive(Debug)]
pub(crate) struct Binaries {
    /// The linter.
    pub(crate) hognose: PathBuf,
    /// The program that only parses.
    pub(crate) parse_only: PathBuf,
}

/// Builds the release binaries that the benchmark compares.
///
/// # Errors
///
/// If the build fails; cargo has then said why.
pub(crate) fn build() -> Result<Binaries> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["build", "--release", "--message-format", "json-render-diagnostics"])
        .args(["--package", "hognose", "--bin", "hognose"])
        .args(["--package", "xtask", "--bin", "parse_only"])
        .current_dir(root())
        .stderr(std::process::Stdio::inherit())
        .output()
        .context("cannot start cargo")?;
    if !output.status.success() {
        bail!("the build failed");
    }
    let find = |name: &str| {
        executable(&output.stdout, name)
            .with_context(|| format!("cargo did not say where it put `{name}`"))
    };
    Ok(Binaries { hognose: find("hognose")?, parse_only: find("parse_only")? })
}

/// The part of cargo's messages that is of interest.
#[derive(Deserialize)]
struct Message {
    target: Option<Target>,
    executable: Option<PathBuf>,
}

#[derive(Deserialize)]
struct Target {
    name: String,
}

/// The path of the executable `name`, from cargo's messages (one JSON object on each line).
fn executable(messages: &[u8], name: &str) -> Option<PathBuf> {
    messages
        .split(|byte| *byte == b'\n')
        .filter_map(|line| serde_json::from_slice::<Message>(line).ok())
        .find(|message| message.target.as_ref().is_some_and(|target| target.name == name))?
        .executable
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_holds_the_workspace() {
        assert!(root().join("crates/xtask/corpus.toml").is_file());
    }

    #[test]
    fn executables_are_found_among_other_messages() {
        let messages =
            br#"{"reason":"compiler-artifact","target":{"name":"memchr"},"executable":null}
{"reason":"compiler-artifact","target":{"name":"parse_only"},"executable":"/t/release/parse_only"}
{"reason":"build-finished","success":true}
"#;
        assert_eq!(executable(messages, "parse_only"), Some("/t/release/parse_only".into()));
        assert_eq!(executable(messages, "hognose"), None);
    }
}
