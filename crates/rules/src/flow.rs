//! What rules about data flow are applied with.

use hognose_flow::{Gate, Models};

/// What is known about libraries, compiled from the folder `rules` by the build script.
pub fn flow_models() -> Models {
    Models::from_bytes(include_bytes!(concat!(env!("OUT_DIR"), "/models.bin")))
}

/// Which rules they are about, and which files.
pub fn flow_gate() -> Gate {
    Gate::from_bytes(include_bytes!(concat!(env!("OUT_DIR"), "/gate.bin")))
}
