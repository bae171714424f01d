//! The generated documentation is that of the code.

use std::fs;
use std::path::Path;

use xtask::docs::pages;

#[test]
fn the_generated_pages_are_current() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    let stale: Vec<String> = pages(&hognose_rules::registry())
        .into_iter()
        .filter(|(path, text)| fs::read_to_string(docs.join(path)).ok().as_ref() != Some(text))
        .map(|(path, _)| path.display().to_string())
        .collect();
    assert!(stale.is_empty(), "`cargo xtask docs` writes these anew: {stale:?}");
}
