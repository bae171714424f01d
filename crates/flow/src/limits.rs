//! How far the analysis goes, in one place.

use crate::value::Mask;

/// The rules that are followed. Which harm data can do is one bit each.
pub const MAX_RULES: usize = Mask::BITS as usize;
