//! Depth.
mod indentation;
mod lexer;
use hognose_core::TextSize;
/// The deepest.
pub const MAX_DEPTH: u32 = 100_000;
/// The stack.
pub const STACK_BYTES: usize = 1 << 30;
/// Depth.
pub fn depth_exceeding(_text: &str, _limit: u32) -> Option<TextSize> {
    None
}
