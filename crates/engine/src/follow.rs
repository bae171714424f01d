//! Data flow over all files of a run: from texts to findings.

use std::cmp::Reverse;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use hognose_core::{
    Confidence, Finding, Fingerprint, RuleIndex, SourceFile, TextRange, TextSize, TraceStep,
};
use hognose_flow::{Analysis, Catalogue, Flow, Gate, LazyCatalogue, Program};
use hognose_ir::{Module, Span};
use hognose_python::{SourceKind, parse};
use hognose_registry::{Registry, is_test_path};
use hognose_semantic::SemanticModel;

use crate::heirs::{Class, heirs};

/// A path as data flow sees it, with `/` between folders.
fn shown(path: &Path) -> String {
    let path = path.to_string_lossy().replace('\\', "/");
    path.strip_prefix("./").map(str::to_owned).unwrap_or(path)
}

/// What data flow is followed with.
#[derive(Clone, Copy, Debug)]
pub struct FlowOptions<'a> {
    /// Which files the catalogue has to be asked about.
    pub gate: &'a Gate,
    /// What is known about libraries.
    pub catalogue: &'a LazyCatalogue<'a>,
    /// The rule of the registry that each taint rule of the catalogue is, by its number.
    pub rules: &'a [Option<RuleIndex>],
    /// The rules that need not say what each of those says, by its number.
    pub superseded: &'a [Vec<RuleIndex>],
}

impl FlowOptions<'_> {
    /// The rules that need not say what a rule says.
    pub(crate) fn superseded_by(&self, rule: RuleIndex) -> &[RuleIndex] {
        let number = self.rules.iter().position(|it| *it == Some(rule));
        number.and_then(|number| self.superseded.get(number)).map_or(&[], |rules| rules)
    }

    /// Whether data can come in through a file, by what it imports, or by what the parameters of its
    /// functions are called, or by where it lies; or whether something is done with a secret there.
    pub(crate) fn is_source(&self, source: &SourceFile, model: &SemanticModel<'_>) -> bool {
        let text = source.text().as_bytes();
        let has_word = |word: &str| memchr::memmem::find(text, word.as_bytes()).is_some();
        // The secrets of tests are none.
        if !is_test_path(source.path()) && self.gate.admits_secrets(has_word) {
            return true;
        }
        if !self.gate.admits(model.packages(), |name| model.has_parameter(name)) {
            return false;
        }
        let catalogue = self.catalogue.get();
        catalogue.is_source_everywhere()
            || catalogue.is_source_path(&shown(source.path()))
            || catalogue
                .called_by_name()
                .iter()
                .any(|names| names.iter().all(|name| model.has_parameter(name)))
            || model
                .imported_names()
                .any(|(module, member)| catalogue.is_source_import(module, member, has_word))
            || catalogue.first_parameters().any(|(package, first)| {
                model.imports_package(package) && model.has_parameter(first)
            })
    }
}

/// What data flow has found: the place of the file and the finding, in the order of rules and places.
#[derive(Debug, Default)]
pub struct Followed {
    /// The findings.
    pub findings: Vec<(usize, Finding)>,
    /// Calls at which nothing can do the harm that a rule is about: the rule, the file and the call.
    pub harmless: Vec<(RuleIndex, usize, TextRange)>,
    /// What was done, and what was given up.
    pub counters: hognose_flow::Counters,
    /// Why the analysis broke off, if it did: an error of ours.
    pub failure: Option<String>,
}

/// A file through which data is followed.
#[derive(Debug)]
pub struct FlowInput<'a> {
    pub(crate) source: &'a SourceFile,
    /// What it does with data, if data may come in there. Other files are read again when data gets to
    /// them.
    pub(crate) lowered: Option<Module>,
    /// The top-level packages that it imports.
    pub(crate) imports: Vec<Box<str>>,
    /// Its classes.
    pub(crate) classes: Vec<Class>,
}

impl<'a> FlowInput<'a> {
    /// A file in which data may come in, with what it does with data.
    pub fn new(source: &'a SourceFile, module: Module) -> Self {
        let imports = module.packages.clone();
        Self { source, lowered: Some(module), imports, classes: Vec::new() }
    }
}

/// Follows data through files, sorted by path.
pub fn follow(
    files: Vec<FlowInput<'_>>,
    registry: &Registry,
    options: FlowOptions<'_>,
) -> Followed {
    follow_by(&hognose_flow::analyse, files, registry, options)
}

/// How a part of a program is analysed.
type Analyse = dyn Fn(&Program<'_>, &Catalogue, &[u32]) -> Analysis + Sync;

/// The same, however parts are analysed.
fn follow_by(
    analyse: &Analyse,
    files: Vec<FlowInput<'_>>,
    registry: &Registry,
    options: FlowOptions<'_>,
) -> Followed {
    let is_source = |file: usize| files.get(file).is_some_and(|file| file.lowered.is_some());
    if files.iter().all(|file| file.lowered.is_none()) {
        return Followed::default();
    }
    let paths: Vec<String> = files.iter().map(|file| shown(file.source.path())).collect();
    let classes: Vec<&[Class]> = files.iter().map(|file| &*file.classes).collect();
    let is_called = |class: &str| options.catalogue.get().is_called_class(class);
    let heirs = heirs(&paths, &classes, is_source, is_called);
    let start: Vec<u32> = (0..)
        .zip(0..files.len())
        .filter(|(_, file)| is_source(*file) || heirs.binary_search(file).is_ok())
        .map(|(file, _)| file)
        .collect();
    let (mut sources, mut lowered, mut imports) = (Vec::new(), Vec::new(), Vec::new());
    for file in files {
        sources.push(file.source);
        lowered.push(file.lowered);
        imports.push(file.imports);
    }
    let sources = &sources[..];
    let lowered = Mutex::new(lowered);
    let lower = |file: u32| {
        let known = match lowered.lock() {
            Ok(mut lowered) => lowered.get_mut(file as usize).and_then(Option::take),
            Err(_) => None,
        };
        known.or_else(|| sources.get(file as usize).map(|source| lower_again(source)))
    };
    let program = Program::new(
        &paths,
        &imports,
        &lower,
        hognose_semantic::canonical_name,
        hognose_semantic::constant_number,
        |path| is_test_path(Path::new(path)),
    );
    let mut parts = hognose_flow::parts(&program, &start);
    // The largest first, so that no thread is left with a large one at the end.
    let size = |file: &u32| sources.get(*file as usize).map_or(0, |source| source.text().len());
    parts.sort_by_cached_key(|files| Reverse(files.iter().map(size).sum::<usize>()));
    let next = AtomicUsize::new(0);
    let by_thread = rayon::broadcast(|_| {
        let mut analysed = Vec::new();
        while let Some(files) = parts.get(next.fetch_add(1, Ordering::Relaxed)) {
            let run = || analyse(&program, options.catalogue.get(), files);
            analysed.push((files, catch_unwind(AssertUnwindSafe(run))));
        }
        analysed
    });
    let mut analysed: Vec<_> = by_thread.into_iter().flatten().collect();
    analysed.sort_by_key(|part| part.0);
    let mut followed = Followed::default();
    let mut flows = Vec::new();
    for (_, part) in analysed {
        match part {
            Ok(Analysis { flows: found, harmless, counters }) => {
                flows.extend(found);
                followed.harmless.extend(harmless.into_iter().filter_map(|(rule, file, span)| {
                    Some(((*options.rules.get(rule as usize)?)?, file as usize, range(span)))
                }));
                followed.counters.add(counters);
            }
            Err(panic) => {
                followed.failure = Some(crate::check::panic_message(&*panic).to_owned());
            }
        }
    }
    flows.sort_by_key(|flow| (flow.rule, flow.file, flow.span));
    flows.dedup_by_key(|flow| (flow.rule, flow.file, flow.span));
    followed.findings = flows
        .iter()
        .filter_map(|flow| Some((flow.file as usize, finding(flow, sources, registry, options)?)))
        .collect();
    followed
}

/// Reads a file again, for what it does with data.
pub fn lower_again(source: &SourceFile) -> Module {
    let parsed = parse(source.text(), SourceKind::Python);
    let model = SemanticModel::build(parsed.module());
    hognose_semantic::lower(&model)
}

fn range(span: Span) -> TextRange {
    TextRange::new(TextSize::new(span.start), TextSize::new(span.end.max(span.start)))
}

fn finding(
    flow: &Flow,
    sources: &[&SourceFile],
    registry: &Registry,
    options: FlowOptions<'_>,
) -> Option<Finding> {
    let rule = (*options.rules.get(flow.rule as usize)?)?;
    let meta = registry.meta(rule);
    let source = sources.get(flow.file as usize)?;
    let trace = flow
        .steps
        .iter()
        .filter_map(|step| {
            let source = sources.get(step.file as usize)?;
            Some(TraceStep::new(source, range(step.span), step.message.clone()))
        })
        .collect();
    let node = range(flow.node).cover(range(flow.span));
    let line = |at| source.lines().range(source.lines().line(at));
    let mut message = flow.message.clone();
    if let Some(first) = message.get(..1) {
        message = format!("{}{}", first.to_lowercase(), &message[1..]);
    }
    let mut confidence = flow.confidence.parse().unwrap_or(meta.confidence);
    if flow.is_unsure || matches!(&*flow.kind, "queue" | "stored" | "local") {
        confidence = lower_confidence(confidence);
    } else if flow.kind == "parameter" {
        confidence = Confidence::Low;
    }
    // Tests do on purpose what nobody else should, and nobody from outside gets at them. What they put
    // into the code that they test says nothing about that.
    let is_test = |source: &SourceFile| is_test_path(source.path());
    let first = flow.steps.first().and_then(|step| sources.get(step.file as usize));
    match (is_test(source), first.is_some_and(|first| is_test(first))) {
        (true, _) => confidence = Confidence::Low,
        (false, true) => return None,
        (false, false) => {}
    }
    Some(Finding {
        rule,
        range: range(flow.span),
        node,
        statement: TextRange::new(line(node.start()).start(), node.end()),
        message,
        help: None,
        severity: meta.severity,
        confidence,
        labels: Vec::new(),
        trace,
        fix: None,
        fingerprint: Fingerprint::default(),
        suppression: None,
    })
}

fn lower_confidence(confidence: Confidence) -> Confidence {
    match confidence {
        Confidence::High => Confidence::Medium,
        Confidence::Medium | Confidence::Low => Confidence::Low,
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use hognose_core::SourceFile;
    use hognose_flow::{Analysis, Catalogue, Counters, Gate, LazyCatalogue};
    use hognose_registry::Registry;

    use super::{FlowInput, FlowOptions, follow_by, lower_again};

    #[test]
    fn a_failure_costs_one_part_of_the_program() {
        let sources = ["good/app.py", "bad/app.py", "other/app.py"]
            .map(|path| SourceFile::new(PathBuf::from(path), "x = 1\n".to_owned()));
        let files = sources.iter().map(|source| FlowInput::new(source, lower_again(source)));
        let gate = Gate::default();
        let catalogue = LazyCatalogue::new(Catalogue::default);
        let options =
            FlowOptions { gate: &gate, catalogue: &catalogue, rules: &[], superseded: &[] };
        let followed = follow_by(
            &|program, _, files| {
                let path = &program.paths[files[0] as usize];
                assert!(!path.starts_with("bad/"), "{path} is bad");
                let counters = Counters { functions: 1, ..Counters::default() };
                Analysis { counters, ..Analysis::default() }
            },
            files.collect(),
            &Registry::new([]),
            options,
        );
        assert_eq!(followed.failure.as_deref(), Some("bad/app.py is bad"));
        assert_eq!(followed.counters.functions, 2, "the other parts were analysed");
    }
}
