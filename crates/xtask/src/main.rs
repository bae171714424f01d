//! Development tasks, run as `cargo xtask <task>`: what a contributor needs beside cargo itself.
//!
//! `corpus` fetches real Python projects to run over, `bench` measures hognose on them beside the
//! program that only parses and beside other linters; `deprecations` finds out what Python's standard
//! library has deprecated and removed, `library-deprecations` compares the releases of libraries. Nothing
//! here is published, and no part of
//! hognose depends on it.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program for people at a terminal"
)]

mod bench;
mod corpus;
mod deprecations;
mod libraries;
mod project;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// Development tasks of hognose.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    Corpus(corpus::Args),
    Bench(bench::Args),
    Deprecations(deprecations::Args),
    LibraryDeprecations(libraries::Args),
    /// Write the generated part of the documentation
    Docs,
}

fn main() -> Result<()> {
    match Cli::parse().task {
        Task::Corpus(args) => corpus::run(&args),
        Task::Bench(args) => bench::run(&args),
        Task::Deprecations(args) => deprecations::run(&args),
        Task::LibraryDeprecations(args) => libraries::run(&args),
        Task::Docs => {
            let docs = project::root().join("docs");
            xtask::docs::write(&docs, &xtask::docs::pages(&hognose_rules::registry()))
        }
    }
}
