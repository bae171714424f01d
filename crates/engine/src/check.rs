//! All files of a run, in parallel.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use hognose_core::{
    Confidence, FileOutcome, Finding, FlowStats, Notice, NoticeKind, Outcome, Severity, Stats,
    TextRange, Timings,
};
use hognose_flow::Counters;
use hognose_registry::{Dispatcher, Judge, Registry, RuleOptions, RuleSet};
use hognose_semantic::Buffers;
use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};

use crate::analyse::{FileArtifact, FileKind, Input, Limits, analyse};
use crate::directive::{Honoured, SuppressionRules};
use crate::finish::{Finished, finish};
use crate::follow::{FlowInput, FlowOptions, follow};

/// What a run does with each file.
#[derive(Clone, Copy)]
pub struct CheckOptions<'a> {
    /// The rules that exist.
    pub registry: &'a Registry,
    /// The rules that run.
    pub enabled: &'a RuleSet,
    /// The same rules, indexed, less those that `judge` answers for.
    pub dispatcher: &'a Dispatcher,
    /// Who judges in place of the hooks of some of the rules.
    pub judge: Option<&'a dyn Judge>,
    /// Whether to count by file.
    pub metrics: Metrics,
    /// What the rules are told.
    pub rule_options: &'a RuleOptions,
    /// The rules that are not reported for a path.
    pub ignored_for: &'a (dyn Fn(&Path) -> Option<RuleSet> + Sync),
    /// The severity that a rule's findings get whatever the rule says, by rule index.
    pub severity_overrides: &'a [Option<Severity>],
    /// Findings below it are dropped.
    pub min_severity: Severity,
    /// Findings below it are dropped.
    pub min_confidence: Confidence,
    /// Which suppression comments count.
    pub honoured: Honoured,
    /// The rules about suppression comments themselves.
    pub suppression_rules: SuppressionRules,
    /// What data flow is followed with; none if it is not.
    pub flow: Option<FlowOptions<'a>>,
    /// What is too large to be analysed.
    pub limits: Limits,
}

/// Whether to count by file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metrics {
    /// Nobody wants to know.
    Skip,
    /// [`Outcome::metrics`] is filled.
    Collect,
}

/// Told of each file that is done, from any thread.
pub trait Progress: Sync {
    /// A file has been analysed, or has turned out not to be analysable.
    fn file_done(&self);
}

impl Progress for () {
    fn file_done(&self) {}
}

/// Runs a check on a pool of its own: `threads` threads, whose stacks hold the deepest tree. Where the
/// system has not the address space for so many stacks, there are fewer threads.
///
/// # Errors
///
/// If not even one thread can be started.
pub fn in_pool<T: Send>(
    mut threads: usize,
    run: impl FnOnce() -> T + Send,
) -> Result<T, ThreadPoolBuildError> {
    let pool = loop {
        match start_pool(threads) {
            Err(_) if threads > 1 => threads /= 2,
            pool => break pool?,
        }
    };
    Ok(pool.install(run))
}

/// Starts the threads of a pool. If that fails, none is left, and none holds its stack any more.
fn start_pool(threads: usize) -> Result<ThreadPool, ThreadPoolBuildError> {
    let mut started = Vec::new();
    let pool = ThreadPoolBuilder::new()
        .num_threads(threads)
        .spawn_handler(|worker| {
            let thread = thread::Builder::new()
                .name(format!("hognose-{}", worker.index()))
                .stack_size(hognose_python::STACK_BYTES)
                .spawn(|| worker.run())?;
            started.push(thread);
            Ok(())
        })
        .build();
    if pool.is_err() {
        for thread in started {
            // It has done nothing that could have failed.
            let _ = thread.join();
        }
    }
    pool
}

/// Analyses the inputs on the threads of the pool that this is called from.
///
/// The threads of the pool need stacks that hold a walk of [`Limits::depth`] levels; see
/// [`hognose_python::STACK_BYTES`]. `inputs` may come in any order.
pub fn check(
    mut inputs: Vec<Input>,
    options: &CheckOptions<'_>,
    progress: &dyn Progress,
    started: Instant,
) -> Outcome {
    let mut timings = Timings { discovery: started.elapsed(), ..Timings::default() };
    // The largest first, so that no thread is left with a large one at the end.
    inputs.sort_by(|a, b| b.size().cmp(&a.size()).then_with(|| a.path().cmp(b.path())));
    let next = AtomicUsize::new(0);
    let parts = rayon::broadcast(|_| {
        let mut part = Part::default();
        let mut buffers = Buffers::default();
        while let Some(input) = inputs.get(next.fetch_add(1, Ordering::Relaxed)) {
            check_one(input, options, &mut buffers, &mut part);
            progress.file_done();
        }
        part
    });
    timings.files = started.elapsed().saturating_sub(timings.discovery);
    let mut whole = Outcome::default();
    let mut waiting = Vec::new();
    for part in parts {
        add(&mut whole, part.outcome);
        waiting.extend(part.waiting);
    }
    if let Some(flow) = options.flow {
        waiting.sort_by(|a, b| a.source.path().cmp(b.source.path()));
        let finished = finish_together(waiting, flow, options);
        timings.flow = finished.stats.timings.flow;
        timings.finish = finished.stats.timings.finish;
        whole.stats.flow = finished.stats.flow;
        add(&mut whole, finished);
    }
    whole.files.sort_by(|a, b| a.source.path().cmp(b.source.path()));
    whole.metrics.sort_by(|a, b| a.path.cmp(&b.path));
    whole.notices.sort();
    whole.stats = Stats { elapsed: started.elapsed(), timings, ..whole.stats };
    whole
}

/// What a thread has done.
#[derive(Default)]
struct Part {
    outcome: Outcome,
    /// Files that are finished when all have been read.
    waiting: Vec<FileArtifact>,
}

fn add(whole: &mut Outcome, part: Outcome) {
    whole.files.extend(part.files);
    whole.notices.extend(part.notices);
    whole.stats.files += part.stats.files;
    whole.stats.bytes += part.stats.bytes;
    whole.metrics.extend(part.metrics);
}

/// Follows data through all files, and finishes them.
fn finish_together(
    mut files: Vec<FileArtifact>,
    flow: FlowOptions<'_>,
    options: &CheckOptions<'_>,
) -> Outcome {
    let mut whole = Outcome::default();
    let began = Instant::now();
    let inputs = files.iter_mut().map(|file| FlowInput {
        source: &file.source,
        lowered: file.lowered.take(),
        imports: std::mem::take(&mut file.imports),
        classes: std::mem::take(&mut file.classes),
    });
    let followed = follow(inputs.collect(), options.registry, flow);
    let Counters {
        functions,
        expressions,
        too_deep,
        too_many_contexts,
        too_many_objects,
        out_of_budget,
    } = followed.counters;
    whole.stats.flow = FlowStats {
        functions,
        expressions,
        too_deep,
        too_many_contexts,
        too_many_objects,
        out_of_budget,
    };
    whole.stats.timings.flow = began.elapsed();
    if let Some(failure) = followed.failure {
        let message = format!(
            "hognose failed while it followed data from file to file; please report it: {failure}"
        );
        whole.notices.push(Notice {
            path: None,
            ..Notice::about(NoticeKind::InternalError, Path::new(""), message)
        });
    }
    // What looks dangerous, and is known not to be.
    for (rule, file, call) in followed.harmless {
        if let Some(file) = files.get_mut(file) {
            let superseded = flow.superseded_by(rule);
            let is_about = |range: TextRange| call.contains_range(range);
            file.findings.retain(|it| !(superseded.contains(&it.rule) && is_about(it.range)));
        }
    }
    for (file, finding) in followed.findings {
        if let Some(file) = files.get_mut(file) {
            let superseded = flow.superseded_by(finding.rule);
            let is_same = |other: &Finding| {
                finding.node.contains_range(other.range) || other.node.contains_range(finding.range)
            };
            let says_more = |other: &Finding| {
                is_same(other) && flow.superseded_by(other.rule).contains(&finding.rule)
            };
            if file.findings.iter().any(says_more) {
                continue;
            }
            file.findings.retain(|other| !(is_same(other) && superseded.contains(&other.rule)));
            file.findings.push(finding);
        }
    }
    let finished: Vec<Result<Finished, Notice>> = files
        .into_par_iter()
        .map(|file| {
            let path = file.source.path().to_path_buf();
            catch_unwind(AssertUnwindSafe(|| finish(file, options)))
                .map_err(|panic| failed_on(&path, &*panic))
        })
        .collect();
    for file in finished {
        match file {
            Ok(file) => put(&mut whole, file),
            Err(notice) => whole.notices.push(notice),
        }
    }
    whole.stats.timings.finish = began.elapsed().saturating_sub(whole.stats.timings.flow);
    whole
}

fn put(outcome: &mut Outcome, finished: Finished) {
    let Finished { source, findings, notices, metrics } = finished;
    outcome.notices.extend(notices);
    outcome.metrics.extend(metrics);
    if !findings.is_empty() {
        outcome.files.push(FileOutcome { source: Arc::new(source), findings });
    }
}

fn check_one(input: &Input, options: &CheckOptions<'_>, buffers: &mut Buffers, part: &mut Part) {
    let analysed = catch_unwind(AssertUnwindSafe(|| {
        let artifact = analyse(input.clone(), options, buffers)?;
        let bytes = artifact.source.text().len();
        let waits = options.flow.is_some() && artifact.kind == FileKind::Code;
        let now = if waits { Err(artifact) } else { Ok(finish(artifact, options)) };
        Ok((bytes, now))
    }));
    let outcome = &mut part.outcome;
    match analysed {
        Ok(Ok((bytes, finished))) => {
            outcome.stats.files += 1;
            outcome.stats.bytes += bytes as u64;
            match finished {
                Ok(finished) => put(outcome, finished),
                Err(artifact) => part.waiting.push(artifact),
            }
        }
        Ok(Err(notice)) => outcome.notices.push(notice),
        Err(panic) => outcome.notices.push(failed_on(input.path(), &*panic)),
    }
}

fn failed_on(path: &Path, panic: &(dyn Any + Send)) -> Notice {
    let message = format!(
        "hognose failed on this file, and not on the others; please report it: {}",
        panic_message(panic)
    );
    Notice::about(NoticeKind::InternalError, path, message)
}

pub(crate) fn panic_message(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("unknown panic")
}
