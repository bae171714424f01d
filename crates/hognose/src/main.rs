//! The command line program: arguments, exit codes, progress, where reports go.
//!
//! The only crate that knows the rules and the engine both: it builds the registry, loads the
//! configuration, hands both to the engine, and the engine's outcome to the renderers.
//!
//! Exit codes: 0 if nothing is found at or above `--fail-on`, 1 if something is, 2 for wrong usage or
//! configuration, a path that does not exist or cannot be read, code that could not be analysed, a rule
//! of a pack that cannot be used, or an internal error. Findings are printed all the same.

mod arguments;
mod baseline;
mod check;
mod config;
mod flows;
mod harvest;
mod migrate;
mod output;
mod packs;
mod progress;
mod reports;
mod rules;
mod test_rules;
mod timings;

use std::io;
use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use crate::arguments::{Arguments, Command, MigrateCommand};
use crate::output::{Colors, Stream, report_error, write};

/// Fast for many small allocations from many threads, which is what parsing is.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Nothing to complain about.
    Clean,
    /// Findings.
    Findings,
    /// The run could not do all that was asked for.
    Error,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Clean => Self::from(0),
            Exit::Findings => Self::from(1),
            Exit::Error => Self::from(2),
        }
    }
}

fn main() -> ExitCode {
    let arguments = Arguments::parse_from(arguments::with_default_command(std::env::args_os()));
    let colors = Colors::new(arguments.global.color);
    let result = match arguments.command {
        Command::Check(check) => check::run(*check, &arguments.global, &colors),
        Command::Rules(rules) => rules::list(&rules),
        Command::Explain(explain) => rules::explain(&explain),
        Command::Config(config) => config::run(&config),
        Command::Baseline(baseline) => baseline::run(*baseline, &arguments.global),
        Command::Migrate(MigrateCommand::Bandit(migrate)) => migrate::bandit(&migrate),
        Command::Harvest(harvest) => harvest::run(&harvest, &arguments.global),
        Command::TestRules(test) => test_rules::run(&test),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Arguments::command(), "hognose", &mut script);
            write(Stream::Out, &script).map(|()| Exit::Clean)
        }
    };
    match result {
        Ok(exit) => exit.into(),
        Err(error) if is_closed_pipe(&error) => Exit::Clean.into(),
        Err(error) => {
            report_error(&error);
            Exit::Error.into()
        }
    }
}

/// Whether whoever read our output has had enough of it: `hognose check . | head`.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
