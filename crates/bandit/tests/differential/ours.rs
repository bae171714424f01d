//! What this crate finds in a file.

use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use hognose_bandit::{Bandit, Judgement, PythonGeneration};
use hognose_core::{ColumnUnit, Finding, SourceFile};
use hognose_registry::{Judge, Registry, RuleSet};

use crate::report::Found;

/// The findings in a file, and how many a comment hides.
pub(crate) struct Judged {
    pub(crate) findings: Vec<Found>,
    pub(crate) suppressed: usize,
}

/// The rules; made once.
fn registry() -> &'static Registry {
    static REGISTRY: OnceLock<Registry> = OnceLock::new();
    REGISTRY.get_or_init(hognose_rules::registry)
}

pub(crate) fn judge(path: &Path, python: PythonGeneration) -> Judged {
    let registry = registry();
    let all = RuleSet::matching(registry, |_| true);
    let judgement = Judgement { python, ..Judgement::default() };
    let bandit = Bandit::new(registry, &all, judgement);
    let mut judged = Judged { findings: Vec::new(), suppressed: 0 };
    let bytes = fs::read(path).expect("Bandit could read it, too");
    let Ok(decoded) = hognose_python::decode(bytes) else { return judged };
    let source = SourceFile::new(path.to_path_buf(), decoded.text);
    let parsed = hognose_python::parse(source.text(), hognose_python::SourceKind::Python);
    for finding in bandit.judge(&source, &parsed) {
        if finding.suppression.is_some() {
            judged.suppressed += 1;
            continue;
        }
        let code = registry.meta(finding.rule).bandit_id().expect("it is a rule of Bandit's");
        judged.findings.push(found(&finding, code, &source));
    }
    judged
}

fn found(finding: &Finding, code: &str, source: &SourceFile) -> Found {
    let line = |offset| source.lines().line(offset);
    let column = |offset| i64::from(source.position(offset, ColumnUnit::Utf8).column) - 1;
    // Of this one test Bandit gives a column in characters, from 1, and no end.
    let columns = if code == "B613" {
        (i64::from(source.position(finding.node.start(), ColumnUnit::CodePoint).column), 0)
    } else {
        (column(finding.node.start()), column(finding.node.end()))
    };
    Found {
        line: line(finding.range.start()),
        code: code.to_owned(),
        severity: finding.severity.to_string().to_uppercase(),
        confidence: finding.confidence.to_string().to_uppercase(),
        columns,
        lines: (line(finding.statement.start()), line(finding.statement.end())),
    }
}
