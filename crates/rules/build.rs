//! Compiles the packs of the folder `rules` into one file that the crate includes, and the models of
//! its folder `flow` into another. One that is wrong fails the build, with everything that is wrong with it.

use std::path::{Path, PathBuf};
use std::{env, fs, io, process};

use hognose_flow::Models;

#[expect(clippy::print_stderr, reason = "this is how a build script talks")]
fn main() -> io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
    println!("cargo::rerun-if-changed={}", root.display());
    let mut rules = Vec::new();
    let mut problems = Vec::new();
    let mut models = Models::default();
    let mut wrong = Vec::new();
    for path in packs(&root)? {
        println!("cargo::rerun-if-changed={}", path.display());
        if path.starts_with(root.join("flow")) {
            match Models::parse(&fs::read_to_string(&path)?) {
                Ok(more) => models.extend(more),
                Err(error) => wrong.push(format!("{}: {error}", path.display())),
            }
            continue;
        }
        let loaded = hognose_pack::read(&path, &fs::read_to_string(&path)?);
        rules.extend(loaded.rules);
        problems.extend(loaded.problems);
    }
    if !problems.is_empty() {
        eprintln!("{}", hognose_pack::Problems(problems));
        process::exit(1);
    }
    wrong.extend(models.problems());
    if !wrong.is_empty() {
        eprintln!("{}", wrong.join("\n"));
        process::exit(1);
    }
    let bytes = hognose_pack::to_bytes(&rules).map_err(io::Error::other)?;
    let out = env::var_os("OUT_DIR").map(PathBuf::from).unwrap_or_default();
    fs::write(out.join("packs.bin"), bytes)?;
    fs::write(out.join("models.bin"), models.to_bytes().map_err(io::Error::other)?)
}

/// The files below a folder, in a fixed order.
fn packs(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    entries.sort();
    let mut files = Vec::new();
    for path in entries {
        if path.is_dir() {
            files.extend(packs(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            files.push(path);
        }
    }
    Ok(files)
}
