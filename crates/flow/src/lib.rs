//! Follows data through a whole program: from where it comes in to where it is dangerous.
//!
//! [`analyse`] runs the functions of a program, as lowered to [`hognose_ir`], on values of which only
//! some things are known: constants, the pieces of texts, classes, the fields of objects, and which
//! data a value carries. What is known about libraries are data, too ([`Models`]), put into tables
//! once ([`Catalogue`]). The result says where which data does which harm, and how it got there.
//!
//! Only what data can reach is looked at: the analysis begins with the functions of files in which
//! data comes in and follows their calls. Files are lowered when a call leads to them. Nothing here
//! reads files, knows the syntax tree, or renders anything.

#![expect(
    clippy::needless_pass_by_value,
    clippy::self_only_used_in_recursion,
    clippy::similar_names,
    clippy::too_many_lines,
    clippy::unused_self,
    reason = "the functions that run code share one form: what is known, the frame, the state, values"
)]

mod api;
mod blur;
mod call;
mod catalogue;
mod cells;
mod charset;
mod gate;
mod interp;
mod limits;
mod mapping;
mod models;
mod names;
mod places;
mod project;
mod rules;
mod secret_names;
mod state;
mod summary;
mod trace;
mod value;
mod words;

use hognose_ir::Span;

pub use catalogue::{Catalogue, Selection};
pub use gate::{Gate, LazyCatalogue};
pub use interp::Counters;
pub use limits::MAX_RULES;
pub use models::{
    ClassModel, EntryModel, FunctionModel, GuardModel, KINDS, Models, RESULTS, SHAPES,
    SanitizerModel, Shape, SinkModel, SourceModel, TaintRule,
};
pub use places::PLACES;
pub use project::{Program, parts};
pub use secret_names::{is_session_cookie, is_user_cookie};

/// Data that does harm somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flow {
    /// The number of the rule among [`Models::taint_rule`].
    pub rule: u32,
    /// The file in which it does harm, by its place in [`Program::paths`].
    pub file: u32,
    /// The data there.
    pub span: Span,
    /// The call, or whatever else uses the data.
    pub node: Span,
    /// What is wrong, as a sentence without a full stop.
    pub message: String,
    /// Whose data it is; see [`SourceModel::kind`].
    pub kind: String,
    /// Whether it went through code of which nothing is known.
    pub is_unsure: bool,
    /// How sure a finding is, if the model says so.
    pub confidence: String,
    /// The way of the data, from where it comes in.
    pub steps: Vec<FlowStep>,
}

/// A step on the way of data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlowStep {
    /// The file, by its place in [`Program::paths`].
    pub file: u32,
    /// The place.
    pub span: Span,
    /// What happens there; lower case, no full stop.
    pub message: String,
}

/// What an analysis has found.
#[derive(Clone, Debug, Default)]
pub struct Analysis {
    /// Data that does harm, ordered by rule, file and place.
    pub flows: Vec<Flow>,
    /// Calls at which nothing can do the harm that a rule is about, whatever their arguments look like:
    /// the rule, the file and the call.
    pub harmless: Vec<(u32, u32, Span)>,
    /// What was done, and what was given up.
    pub counters: Counters,
}

/// Analyses a part of a program, starting from `files`: those in which data may come in. See
/// [`parts`].
pub fn analyse(program: &Program<'_>, catalogue: &Catalogue, files: &[u32]) -> Analysis {
    let mut interp = interp::Interp::new(catalogue, program);
    interp.run(files);
    let flows = interp.found.values().filter_map(|hit| flow(&interp, hit)).collect();
    let judged = interp.judged.iter().filter(|(_, is_harmless)| **is_harmless);
    let harmless = judged.map(|((rule, site), _)| (*rule, site.file, site.span)).collect();
    Analysis { flows, harmless, counters: interp.counters }
}

fn flow(interp: &interp::Interp<'_>, hit: &interp::Hit) -> Option<Flow> {
    let origin = interp.origins.get(hit.origin.0 as usize)?;
    if interp.is_without_password(hit) {
        return None;
    }
    let mut steps: Vec<FlowStep> = Vec::new();
    for (site, what) in interp.steps.way(hit.step) {
        let is_same = steps.last().is_some_and(|last| {
            last.file == site.file && last.span == site.span && last.message == *what
        });
        // What happens without a place in the code is not shown.
        if !is_same && site.span != Span::default() {
            steps.push(FlowStep { file: site.file, span: site.span, message: what.to_string() });
        }
    }
    steps.push(FlowStep {
        file: hit.at.file,
        span: hit.at.span,
        message: format!("reaches {}", hit.what),
    });
    Some(Flow {
        rule: hit.rule,
        file: hit.at.file,
        span: hit.at.span,
        node: hit.node,
        message: format!("{} reaches {}", origin.what, hit.what),
        kind: origin.kind.to_string(),
        is_unsure: hit.flags & value::Taint::UNSURE != 0,
        confidence: hit.confidence.to_string(),
        steps,
    })
}
