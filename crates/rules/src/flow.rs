//! What rules about data flow are applied with.

use hognose_flow::Models;

/// What is known about libraries, compiled from the folder `rules` by the build script.
pub fn flow_models() -> Models {
    Models::from_bytes(include_bytes!(concat!(env!("OUT_DIR"), "/models.bin")))
}
