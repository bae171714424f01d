//! What differs from Bandit on purpose: `deviations.toml`.

use std::fs;
use std::path::Path;

use serde::Deserialize;

/// The list.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Deviations {
    deviation: Vec<Deviation>,
}

/// One deviation.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Deviation {
    /// The file: what it is a part of, and its path there; or a part of that at its end.
    file: String,
    /// Bandit's codes; `nosec` for the number of suppressed findings.
    codes: Vec<String>,
    /// Who reports something.
    only: Side,
    /// The explanation, which `docs/bandit.md` has, too.
    reason: String,
    #[serde(skip)]
    is_used: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Side {
    Bandit,
    Hognose,
}

impl Deviations {
    pub(crate) fn read() -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/differential/deviations.toml");
        let text = fs::read_to_string(path).expect("the list of deviations can be read");
        toml::from_str(&text).expect("the list of deviations is well-formed")
    }

    /// Whether a difference is on purpose: `balance` is what Bandit reports more than we do.
    pub(crate) fn explains(&mut self, file: &str, code: &str, balance: i64) -> bool {
        let only = if balance > 0 { Side::Bandit } else { Side::Hognose };
        let mut is_explained = false;
        for deviation in &mut self.deviation {
            let is_meant = file.ends_with(&deviation.file)
                && deviation.only == only
                && deviation.codes.iter().any(|other| other == code);
            deviation.is_used |= is_meant;
            is_explained |= is_meant;
        }
        is_explained
    }

    /// The entries that have explained nothing. Those about code that was not compared may not have.
    pub(crate) fn unused(&self, only_always: bool) -> Vec<&str> {
        let is_compared = |deviation: &&Deviation| {
            !only_always || ["examples/", "stdlib"].iter().any(|it| deviation.file.starts_with(it))
        };
        self.deviation
            .iter()
            .filter(is_compared)
            .filter(|deviation| !deviation.is_used)
            .map(|deviation| deviation.reason.as_str())
            .collect()
    }
}
