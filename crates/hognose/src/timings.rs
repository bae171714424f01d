//! `--timings`: what the time of a run went to, for people.

use std::fmt::Write as _;
use std::time::Duration;

use hognose_core::{FlowStats, Stats};

/// The phases of a run with their wall time, and the counters of data flow.
pub(crate) fn text(stats: &Stats, report: Duration, all: Duration) -> String {
    let times = stats.timings;
    let mut text = String::new();
    for (name, time, what) in [
        ("discover", times.discovery, "settings, rules, list of files"),
        ("files", times.files, "read, parse, rules about single files"),
        ("flow", times.flow, "follow data through the program"),
        ("finish", times.finish, "suppress, filter, sort"),
        ("report", report, "write the reports"),
        ("all", all, ""),
    ] {
        let millis = time.as_secs_f64() * 1000.0;
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}", format!("{name:<9}{millis:>10.1} ms  {what}").trim_end());
    }
    let FlowStats {
        functions,
        expressions,
        too_deep,
        too_many_contexts,
        too_many_objects,
        out_of_budget,
    } = stats.flow;
    for (count, what) in [
        (functions, "functions run by data flow, for each kind of arguments"),
        (expressions, "expressions looked at there"),
        (too_deep, "calls not followed: too deep"),
        (too_many_contexts, "functions called in so many ways that not all are told apart"),
        (
            too_many_objects,
            "functions that make or change so many objects that not all are told apart",
        ),
        (out_of_budget, "functions left early, or calls not followed: too much work"),
    ] {
        let _ = writeln!(text, "{count:>19}  {what}");
    }
    text
}

/// What data flow has given up because of a limit, as a sentence without a full stop.
pub(crate) fn given_up(stats: &FlowStats) -> Option<String> {
    let mut parts = Vec::new();
    for (count, what) in [
        (stats.too_deep, "calls are nested too deeply"),
        (stats.too_many_contexts, "functions are called in too many ways"),
        (stats.too_many_objects, "functions make too many objects"),
        (stats.out_of_budget, "functions or calls are too much work"),
    ] {
        if count > 0 {
            parts.push(format!("{count} {what}"));
        }
    }
    (!parts.is_empty()).then(|| format!("data was not followed everywhere: {}", parts.join(", ")))
}
