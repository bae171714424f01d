//! The crates depend on each other in one direction only, and name what only they may name.

use std::process::Command;

use serde_json::Value;

/// From the lowest to the highest: each may use those before it. The tools for development may use
/// everything.
const ORDER: &[&str] = &[
    "hognose-deprecation",
    "hognose-regex",
    "hognose-ir",
    "hognose-flow",
    "hognose-core",
    "hognose-python",
    "hognose-harvest",
    "hognose-semantic",
    "hognose-usage",
    "hognose-project",
    "hognose-pack",
    "hognose-registry",
    "hognose-bandit",
    "hognose-rules",
    "hognose-config",
    "hognose-engine",
    "hognose-report",
    "hognose",
];

/// Pairs that the order alone would allow.
const FORBIDDEN: [(&str, &str); 5] = [
    ("hognose-bandit", "hognose-rules"),
    ("hognose-config", "hognose-rules"),
    ("hognose-engine", "hognose-bandit"),
    ("hognose-engine", "hognose-rules"),
    ("hognose-report", "hognose-engine"),
];

/// External crates that belong to one of ours.
const OWNED: [(&str, &[&str]); 5] = [
    ("ruff_python_ast", &["hognose-python"]),
    ("ruff_python_parser", &["hognose-python"]),
    ("ruff_text_size", &["hognose-core"]),
    ("clap", &["hognose", "xtask"]),
    ("serde-sarif", &["hognose-report"]),
];

fn packages() -> Vec<(String, Vec<String>)> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--no-deps", "--offline"])
        .output()
        .expect("cargo runs");
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo prints JSON");
    let name = |value: &Value| value["name"].as_str().expect("it has a name").to_owned();
    let list = |value: &Value| value.as_array().expect("it is a list").clone();
    list(&metadata["packages"])
        .iter()
        .map(|package| {
            let normal = |dependency: &&Value| dependency["kind"].is_null();
            let dependencies = list(&package["dependencies"]);
            (name(package), dependencies.iter().filter(normal).map(name).collect())
        })
        .collect()
}

#[test]
fn dependencies_point_downwards() {
    let rank = |name: &str| ORDER.iter().position(|crate_name| *crate_name == name);
    let mut seen = 0;
    for (package, dependencies) in packages() {
        let Some(own) = rank(&package) else { continue };
        seen += 1;
        for dependency in dependencies {
            if let Some(other) = rank(&dependency) {
                assert!(other < own, "{package} depends on {dependency}");
            }
            let pair = (package.as_str(), dependency.as_str());
            assert!(!FORBIDDEN.contains(&pair), "{package} depends on {dependency}");
            assert_ne!(dependency, "hognose-testing", "{package} ships the test harness");
        }
    }
    assert_eq!(seen, ORDER.len());
}

#[test]
fn external_crates_are_named_where_they_belong() {
    for (package, dependencies) in packages() {
        for dependency in dependencies {
            let owners = OWNED.iter().find(|(name, _)| *name == dependency);
            if let Some((_, owners)) = owners {
                assert!(owners.contains(&package.as_str()), "{package} names {dependency}");
            }
        }
    }
}
