//! Compiles the packs of the folder `rules` into files that the crate includes: the rules, what is known
//! about data flow and about deprecated APIs, and by what the files are told that they matter to. A pack
//! that is wrong fails the build, with everything that is wrong with it.

use std::path::{Path, PathBuf};
use std::{env, fs, io, process};

use hognose_flow::{Gate, Models};
use hognose_pack::{Joined, Known, Loaded, PackRule, Problems};

#[expect(clippy::print_stderr, reason = "this is how a build script talks")]
fn main() -> io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
    println!("cargo::rerun-if-changed={}", root.display());
    let mut all = Loaded::default();
    for path in packs(&root)? {
        println!("cargo::rerun-if-changed={}", path.display());
        let loaded = hognose_pack::read(&path, &fs::read_to_string(&path)?);
        all.rules.extend(loaded.rules);
        all.tables.extend(loaded.tables);
        all.packages.extend(loaded.packages);
        all.problems.extend(loaded.problems);
    }
    let of_rules = all.rules.iter_mut().filter_map(PackRule::take_flow);
    let tables = of_rules.chain(all.tables).collect();
    // The rules that are written in Rust are not known yet: a test looks at their names.
    let known = Known { models: &Models::default(), rule: &|_| true, broken: &|_| false };
    let Joined { models, problems, .. } = hognose_pack::join(tables, known);
    all.problems.extend(problems);
    if !all.problems.is_empty() {
        eprintln!("{}", Problems(all.problems));
        process::exit(1);
    }
    let bytes = hognose_pack::to_bytes(&all.rules).map_err(io::Error::other)?;
    let out = env::var_os("OUT_DIR").map(PathBuf::from).unwrap_or_default();
    fs::write(out.join("packs.bin"), bytes)?;
    let gate = Gate::of(&models).to_bytes().map_err(io::Error::other)?;
    fs::write(out.join("gate.bin"), gate)?;
    // Where the facts are from is for those who read the tables.
    for entry in all.packages.iter_mut().flat_map(|package| &mut package.entries) {
        entry.evidence.clear();
    }
    let apis = hognose_deprecation::to_bytes(&all.packages).map_err(io::Error::other)?;
    fs::write(out.join("deprecations.bin"), apis)?;
    fs::write(out.join("words.bin"), hognose_usage::words_of(&all.packages).as_bytes())?;
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
