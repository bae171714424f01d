//! The results as a person reads them.

use std::fmt::Write;

use super::summary::{Metric, Summary, to_f64};

/// A line on what was measured, and one on each program.
pub(super) fn render(summary: &Summary) -> String {
    let census = &summary.census;
    let rounds = summary.programs.first().map_or(0, |row| row.wall.values.len());
    let mut lines = vec![
        format!(
            "{} files, {} lines, {:.1} MB; {} threads, {rounds} rounds",
            grouped(census.files),
            grouped(census.lines),
            megabytes(to_f64(census.bytes)),
            summary.threads,
        ),
        "Medians; × is the median of the ratios to parse-only in the same round.".to_owned(),
        String::new(),
        row("", &["wall", "×", "cpu", "×", "memory", "×", "one file"].map(str::to_owned)),
    ];
    for program in &summary.programs {
        lines.push(row(
            program.name,
            &[
                format!("{:.3} s", program.wall.median),
                ratio(&program.wall),
                format!("{:.3} s", program.cpu.median),
                ratio(&program.cpu),
                format!("{:.1} MB", megabytes(program.peak_memory.median)),
                ratio(&program.peak_memory),
                format!("{:.1} ms", program.start_up.median * 1e3),
            ],
        ));
    }
    lines.join("\n") + "\n"
}

/// A name and what belongs to it, in columns.
fn row(name: &str, cells: &[String; 7]) -> String {
    let widths = [10, 8, 11, 8, 12, 7, 11];
    let mut line = format!("{name:<16}");
    for (cell, width) in cells.iter().zip(widths) {
        // Writing to a string cannot fail.
        let _ = write!(line, "{cell:>width$}");
    }
    line
}

fn ratio(metric: &Metric) -> String {
    format!("{:.2}", metric.ratio)
}

/// Of a million bytes each.
fn megabytes(bytes: f64) -> f64 {
    bytes / 1e6
}

/// A number with its digits in groups of three.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.char_indices() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::census::Census;
    use super::super::measure::Sample;
    use super::super::program::Program;
    use super::super::summary::Series;
    use super::*;

    fn samples(times: &[u64], peak_memory: u64) -> Vec<Sample> {
        let sample = |time: &u64| {
            let wall = Duration::from_micros(*time);
            Sample { wall, cpu: wall * 2, peak_memory }
        };
        times.iter().map(sample).collect()
    }

    #[test]
    fn ratios_are_taken_within_a_round() {
        let series = [
            Series {
                program: Program::parse_only("parse_only".into()),
                samples: samples(&[600_000, 1_200_000, 700_000], 54_000_000),
                starts: samples(&[1_000, 2_000], 3_000_000),
            },
            Series {
                program: Program::hognose("hognose".into()),
                samples: samples(&[780_000, 1_560_000, 840_000], 108_000_000),
                starts: samples(&[3_000, 4_000], 6_000_000),
            },
            Series {
                program: Program::bandit("bandit".into()),
                samples: samples(&[90_000_000], 540_000_000),
                starts: samples(&[250_000], 30_000_000),
            },
        ];
        let census = Census { files: 8_397, lines: 1_688_784, bytes: 60_812_929 };
        let mut summary = Summary::new(census, &series);
        summary.threads = 2;
        insta::assert_snapshot!(render(&summary), @"
        8,397 files, 1,688,784 lines, 60.8 MB; 2 threads, 3 rounds
        Medians; × is the median of the ratios to parse-only in the same round.

                              wall       ×        cpu       ×      memory      ×   one file
        parse-only         0.700 s    1.00    1.400 s    1.00     54.0 MB   1.00     1.5 ms
        hognose            0.840 s    1.30    1.680 s    1.30    108.0 MB   2.00     3.5 ms
        bandit            90.000 s  150.00  180.000 s  150.00    540.0 MB  10.00   250.0 ms
        ");
    }

    #[test]
    fn digits_are_grouped() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(1_000), "1,000");
        assert_eq!(grouped(1_234_567), "1,234,567");
    }
}
