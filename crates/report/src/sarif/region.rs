//! Places: URIs, regions with their text, and the context around them.

use std::path::Path;

use hognose_core::{ColumnUnit, SourceFile, TextLen, TextRange, TextSize, TraceStep};
use serde_sarif::sarif::{ArtifactContent, ArtifactLocation, PhysicalLocation, Region};

use super::ROOT;
use crate::path::uri;

/// A region with more text than this goes without its text, and is not taken for context.
const MAX_TEXT_BYTES: usize = 4096;

/// Lines of context before and after a region.
const CONTEXT_LINES: u32 = 2;

/// The context on either side of a region on lines that are too long: so much that a viewer which
/// does not scroll to the region has it in view.
const NEAR_BYTES: u32 = 80;

/// The file: relative to the root, or with an absolute URI.
pub(super) fn artifact(path: &Path) -> ArtifactLocation {
    let mut artifact = ArtifactLocation::builder().uri(uri(path)).build();
    if !path.is_absolute() {
        artifact.uri_base_id = Some(ROOT.to_owned());
    }
    artifact
}

/// A range of a file, with its text.
pub(super) fn place(source: &SourceFile, range: TextRange) -> PhysicalLocation {
    PhysicalLocation::builder()
        .artifact_location(artifact(source.path()))
        .region(with_text(source, range))
        .build()
}

/// A range of a file, with its text and the text around it.
pub(super) fn place_in_context(source: &SourceFile, range: TextRange) -> PhysicalLocation {
    let mut place = place(source, range);
    place.context_region = context(source, range).map(|context| with_text(source, context));
    place
}

/// The place of a step on the way of data.
pub(super) fn step_place(step: &TraceStep) -> PhysicalLocation {
    let region = Region::builder()
        .start_line(step.start_utf16.line)
        .start_column(step.start_utf16.column)
        .end_line(step.end_utf16.line)
        .end_column(step.end_utf16.column)
        .build();
    PhysicalLocation::builder().artifact_location(artifact(&step.path)).region(region).build()
}

/// A range of a file, without its text.
pub(super) fn region(source: &SourceFile, range: TextRange) -> Region {
    let start = source.position(range.start(), ColumnUnit::Utf16);
    let end = source.position(range.end(), ColumnUnit::Utf16);
    Region::builder()
        .start_line(start.line)
        .start_column(start.column)
        .end_line(end.line)
        .end_column(end.column)
        .build()
}

fn with_text(source: &SourceFile, range: TextRange) -> Region {
    let mut region = region(source, range);
    let text = source.slice(range);
    if text.len() <= MAX_TEXT_BYTES {
        region.snippet = Some(ArtifactContent::builder().text(text).build());
    }
    region
}

/// A range that is strictly larger than the given one and not too long to be shown.
fn context(source: &SourceFile, range: TextRange) -> Option<TextRange> {
    let lines = source.lines();
    let first = lines.line(range.start()).saturating_sub(CONTEXT_LINES).max(1);
    let last = lines.line(range.end()).saturating_add(CONTEXT_LINES).min(lines.count());
    let end = lines.start(last) + TextSize::of(source.line_text(last));
    let whole = TextRange::new(lines.start(first), end).cover(range);
    let context =
        if usize::from(whole.len()) <= MAX_TEXT_BYTES { whole } else { near(source, range) };
    (context != range && usize::from(context.len()) <= MAX_TEXT_BYTES).then_some(context)
}

/// The range and a little text on both sides, whatever lines it is on.
fn near(source: &SourceFile, range: TextRange) -> TextRange {
    let text = source.text();
    let start = usize::from(range.start()).saturating_sub(NEAR_BYTES as usize);
    let end = range.end().checked_add(TextSize::new(NEAR_BYTES)).unwrap_or(text.text_len());
    let size = |at: usize| TextSize::try_from(at).unwrap_or(text.text_len());
    TextRange::new(
        size(text.floor_char_boundary(start)).min(range.start()),
        size(text.floor_char_boundary(usize::from(end))).max(range.end()),
    )
}
