//! What is known about APIs that are deprecated or gone, and what that means for the versions that a
//! project runs on.
//!
//! Deprecation is an interval, not a date: it begins, it may be taken back, and it may end in a
//! removal. An [`Entry`] says when, for one name or one argument of one package; [`Version`] and
//! [`VersionRange`] say of which releases; a [`Table`] holds the entries of many packages, and [`Standing`] is what one of
//! them means for a range of releases. Nothing here knows Python code, files, or rules.

mod entry;
mod leaves;
mod releases;
mod specifiers;
mod standing;
mod table;
mod target;
mod version;
mod write;

pub use entry::{Entry, Kind, Package, STANDARD_LIBRARY, When};
pub use leaves::{Leaf, Leaves};
pub use releases::{AS_OF, end_of_life, newest_release};
pub use specifiers::{NoSpecifiers, Specifiers};
pub use standing::Standing;
pub use table::{Back, Index, Table, to_bytes};
pub use target::{Libraries, Packages, Target};
pub use version::{NotAVersion, Version, VersionRange};
