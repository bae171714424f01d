//! What happens to the findings of a file after the rules have spoken.

use hognose_core::{
    FileMetrics, Finding, Fingerprint, Notice, SourceFile, SuppressionKind, TextRange, fingerprints,
};
use hognose_registry::Judge;

use crate::analyse::{FileArtifact, FileKind};
use crate::directive::Directive;
use crate::metrics::metrics;
use crate::suppress::{Used, suppress};
use crate::{CheckOptions, Metrics};

/// What is reported of a file.
pub(crate) struct Finished {
    pub(crate) source: SourceFile,
    pub(crate) findings: Vec<Finding>,
    pub(crate) notices: Vec<Notice>,
    pub(crate) metrics: Option<FileMetrics>,
}

/// Suppresses, overrides, drops what is not wanted, orders and fingerprints the findings of a file.
pub(crate) fn finish(artifact: FileArtifact, options: &CheckOptions<'_>) -> Finished {
    let FileArtifact { source, mut findings, directives, notices, kind, .. } = artifact;
    let count = |findings: &[Finding]| match options.metrics {
        Metrics::Collect if kind == FileKind::Code => Some(metrics(&source, findings)),
        Metrics::Collect | Metrics::Skip => None,
    };
    if findings.is_empty() && directives.is_empty() {
        let metrics = count(&findings);
        return Finished { source, findings, notices, metrics };
    }
    sort(&mut findings, options.judge);
    let used = suppress(&source, &directives, options.judge, &mut findings);
    report_directives(&source, &directives, &used, options, &mut findings);

    let metrics = count(&findings);

    let ignored = (options.ignored_for)(source.path());
    findings.retain_mut(|finding| {
        if let Some(severity) = options.severity_overrides.get(finding.rule.0 as usize) {
            finding.severity = severity.unwrap_or(finding.severity);
        }
        finding.severity >= options.min_severity
            && finding.confidence >= options.min_confidence
            && !ignored.as_ref().is_some_and(|ignored| ignored.contains(finding.rule))
    });
    sort(&mut findings, options.judge);
    fingerprints(&source, &mut findings, |finding| options.registry.meta(finding.rule).id);
    Finished { source, findings, notices, metrics }
}

/// Puts findings into report order and drops those that say the same thing twice. What a judge says
/// twice stands: the tool that it speaks for counts it twice.
fn sort(findings: &mut Vec<Finding>, judge: Option<&dyn Judge>) {
    findings.sort_by(|a, b| {
        let key = |finding: &Finding| (finding.range.start(), finding.range.end(), finding.rule);
        key(a).cmp(&key(b)).then_with(|| a.message.cmp(&b.message))
    });
    let is_judged = |finding: &Finding| judge.is_some_and(|it| it.rules().contains(finding.rule));
    findings.dedup_by(|a, b| a.range == b.range && a.rule == b.rule && !is_judged(a));
}

/// Reports the comments that cannot be understood and those that hide nothing.
fn report_directives(
    source: &SourceFile,
    directives: &[Directive],
    used: &Used,
    options: &CheckOptions<'_>,
    findings: &mut Vec<Finding>,
) {
    let rules = options.suppression_rules;
    for (number, directive) in directives.iter().enumerate() {
        if let Some(rule) = rules.unknown {
            for (range, problem) in &directive.problems {
                findings.push(about_directive(rule, *range, problem.clone(), source, options));
            }
        }
        if let (Some(rule), Some(message)) = (rules.read_differently, &directive.read_differently) {
            let range = directive.range;
            findings.push(about_directive(rule, range, message.clone(), source, options));
        }
        let own = matches!(directive.kind, SuppressionKind::Ignore | SuppressionKind::IgnoreFile);
        let (Some(rule), true) = (rules.unused, own) else { continue };
        for (position, target) in directive.targets.iter().enumerate() {
            // What did not run cannot have found anything.
            let all_ran = target.rules.iter().all(|rule| options.enabled.contains(rule));
            if all_ran && !used.contains(&(number, position)) {
                let name = target.name.escape_debug();
                let message = format!("nothing is reported here for `{name}`");
                findings.push(about_directive(rule, target.range, message, source, options));
            }
        }
    }
}

fn about_directive(
    rule: hognose_core::RuleIndex,
    range: TextRange,
    message: String,
    source: &SourceFile,
    options: &CheckOptions<'_>,
) -> Finding {
    let meta = options.registry.meta(rule);
    let line = source.lines().range(source.lines().line(range.start()));
    Finding {
        rule,
        range,
        node: range,
        statement: TextRange::new(line.start(), range.end()),
        message,
        help: None,
        severity: meta.severity,
        confidence: meta.confidence,
        labels: Vec::new(),
        trace: Vec::new(),
        fix: None,
        fingerprint: Fingerprint::default(),
        suppression: None,
    }
}
