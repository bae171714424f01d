//! `cargo xtask bench`: hognose beside the program that only parses, and beside other linters.
//!
//! All programs run as whole processes, in turn, round after round, so that whatever else the machine
//! does falls on all of them alike. The program that only parses is the physical limit and the unit:
//! in each round, every program is divided by it, and the median of those ratios is what counts. It
//! holds from machine to machine; seconds do not.

mod census;
mod measure;
mod program;
mod summary;
mod table;

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use self::census::Census;
use self::measure::{Sample, measure};
use self::program::Program;
use self::summary::{Series, Summary};
use crate::corpus::Pins;
use crate::project;

/// Measure time and memory of hognose, of parsing alone, and of ruff and Bandit.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The rounds; each runs every program once.
    #[arg(long, value_name = "N", default_value_t = 7, value_parser = clap::value_parser!(u32).range(1..))]
    runs: u32,
    /// A virtual environment with ruff and bandit [default: those on PATH].
    #[arg(long, value_name = "DIR")]
    tools: Option<PathBuf>,
    /// Run Bandit as well, in the first round only: it takes minutes.
    #[arg(long)]
    with_bandit: bool,
    /// Print every measurement as JSON instead of the table.
    #[arg(long)]
    json: bool,
    /// What to run over [default: the benchmark set of the corpus].
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
}

/// How often the start on one small file is measured.
const STARTS: u32 = 20;

/// The file for it.
const SMALL_FILE: &str = "import sys\n\nprint(sys.argv)\n";

pub(crate) fn run(args: &Args) -> Result<()> {
    let paths = if args.paths.is_empty() { corpus()? } else { args.paths.clone() };
    let programs = programs(args)?;
    // Also brings the files into the operating system's cache.
    let census = Census::take(&paths)?;

    let scratch = tempfile::tempdir()?;
    let small_file = scratch.path().join("small.py");
    fs::write(&small_file, SMALL_FILE)?;
    let small_file = [small_file];

    let mut series: Vec<Series> = programs.into_iter().map(Series::new).collect();
    for round in 1..=args.runs {
        for series in series.iter_mut().filter(|series| series.program.rounds.include(round)) {
            eprintln!("round {round} of {}: {}", args.runs, series.program.name);
            series.samples.push(sample(&series.program, &paths)?);
        }
    }
    for round in 1..=STARTS {
        for series in series.iter_mut().filter(|series| series.program.rounds.include(round)) {
            series.starts.push(sample(&series.program, &small_file)?);
        }
    }

    let summary = Summary::new(census, &series);
    if args.json {
        println!("{}", serde_json::to_string_pretty(&summary)?);
    } else {
        print!("{}", table::render(&summary));
    }
    Ok(())
}

/// The folders of the benchmark set.
fn corpus() -> Result<Vec<PathBuf>> {
    let corpus = project::corpus();
    let folders: Vec<_> = Pins::load()?.benchmark.iter().map(|pin| pin.folder(&corpus)).collect();
    if let Some(missing) = folders.iter().find(|folder| !folder.is_dir()) {
        bail!("{} is missing; `cargo xtask corpus` fetches it", missing.display());
    }
    Ok(folders)
}

/// The programs to compare, the one that only parses first.
fn programs(args: &Args) -> Result<Vec<Program>> {
    let binaries = project::build()?;
    let mut programs =
        vec![Program::parse_only(binaries.parse_only), Program::hognose(binaries.hognose)];
    let tools = args.tools.as_deref();
    match program::find_tool(tools, "ruff") {
        Some(ruff) => {
            programs.push(Program::ruff("ruff, rule S102", "S102", ruff.clone()));
            programs.push(Program::ruff("ruff, rules S", "S", ruff));
        }
        None => eprintln!("ruff is not installed: left out"),
    }
    if args.with_bandit {
        let bandit = program::find_tool(tools, "bandit").context("bandit is not installed")?;
        programs.push(Program::bandit(bandit));
    }
    Ok(programs)
}

/// One run of one program.
fn sample(program: &Program, paths: &[PathBuf]) -> Result<Sample> {
    let scratch = tempfile::tempdir()?;
    let report = scratch.path().join("report");
    let mut command = program.command(&report, paths);
    let sample = measure(&mut command, program.accepted)
        .with_context(|| format!("cannot measure {}", program.name))?;
    // An accepted exit code may also stand for wrong usage.
    if program.report.is_some() && !report.exists() {
        bail!("{} wrote no report", program.name);
    }
    Ok(sample)
}
