//! From single measurements to numbers that can be compared.

use serde::Serialize;

use super::census::Census;
use super::measure::Sample;
use super::program::Program;

/// The measurements of one program.
#[derive(Debug)]
pub(super) struct Series {
    /// The program.
    pub(super) program: Program,
    /// Its runs over everything, by round.
    pub(super) samples: Vec<Sample>,
    /// Its runs over one small file, by round.
    pub(super) starts: Vec<Sample>,
}

impl Series {
    /// A series without measurements.
    pub(super) fn new(program: Program) -> Self {
        Self { program, samples: Vec::new(), starts: Vec::new() }
    }
}

/// All results of a benchmark.
#[derive(Debug, Serialize)]
pub(super) struct Summary {
    /// What was run over.
    pub(super) census: Census,
    /// The hardware threads of the machine.
    pub(super) threads: usize,
    /// The programs, the one that only parses first.
    pub(super) programs: Vec<Row>,
}

/// The results of one program.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    /// Its name.
    pub(super) name: &'static str,
    /// Wall time, in seconds.
    pub(super) wall: Metric,
    /// Time of all processors, in seconds.
    pub(super) cpu: Metric,
    /// The largest resident set, in bytes.
    pub(super) peak_memory: Metric,
    /// Wall time for one small file, in seconds.
    pub(super) start_up: Metric,
}

/// One quantity of one program over the rounds.
#[derive(Debug, Serialize)]
pub(super) struct Metric {
    /// The median of the values.
    pub(super) median: f64,
    /// The median of the ratios to the program that only parses, each within one round.
    pub(super) ratio: f64,
    /// The values, by round.
    pub(super) values: Vec<f64>,
}

impl Summary {
    /// Summarises series of which the first is the unit.
    pub(super) fn new(census: Census, series: &[Series]) -> Self {
        let programs = series.iter().map(|of| Row::new(of, &series[0])).collect();
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        Self { census, threads, programs }
    }
}

impl Row {
    fn new(series: &Series, unit: &Series) -> Self {
        let metric = |value: fn(&Sample) -> f64| {
            Metric::new(
                series.samples.iter().map(value).collect(),
                unit.samples.iter().map(value).collect(),
            )
        };
        let wall = |sample: &Sample| sample.wall.as_secs_f64();
        Self {
            name: series.program.name,
            wall: metric(wall),
            cpu: metric(|sample| sample.cpu.as_secs_f64()),
            peak_memory: metric(|sample| to_f64(sample.peak_memory)),
            start_up: Metric::new(
                series.starts.iter().map(wall).collect(),
                unit.starts.iter().map(wall).collect(),
            ),
        }
    }
}

impl Metric {
    fn new(values: Vec<f64>, unit: Vec<f64>) -> Self {
        let ratios = values.iter().zip(unit).map(|(value, unit)| value / unit).collect();
        Self { median: median(values.clone()), ratio: median(ratios), values }
    }
}

/// The middle value or, of an even number, the mean of the middle two. Not a number without values.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let upper = values.len() / 2;
    let lower = values.len().saturating_sub(1) / 2;
    match values.get(lower..=upper) {
        Some([middle]) => *middle,
        Some([low, high]) => f64::midpoint(*low, *high),
        _ => f64::NAN,
    }
}

/// Exact up to 2^53, which is more than any machine's memory.
#[expect(clippy::cast_precision_loss, reason = "shown with three digits")]
pub(super) fn to_f64(number: u64) -> f64 {
    number as f64
}
