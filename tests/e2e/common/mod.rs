//! A project in a temporary folder, and runs of the program in it.

mod project;
mod ran;

pub(crate) use project::Project;
pub(crate) use ran::{Ran, list, text};

/// A program with one finding of the default rules: `yaml-unsafe-load` at 2:1.
pub(crate) const UNSAFE: &str = "import yaml\nyaml.load(text)\n";

/// A program with one finding of a rule that runs only when asked for: `assert-used` at 1:1.
pub(crate) const AUDIT: &str = "assert user.may_pay\n";

/// A program with nothing to find.
pub(crate) const CLEAN: &str = "print('hello')\n";
