//! The physical limit of a linter that is built on our parser, and the unit of the benchmark.
//!
//! It finds, reads, decodes and parses the files below its arguments as `hognose check` does: with
//! the same code, allocator and threads, the largest files first, and each tree dropped before the
//! next file. Then it looks at nothing in the trees.

#![expect(clippy::print_stdout, reason = "a program for people at a terminal")]

use std::cmp::Reverse;
use std::env;
use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::available_parallelism;

use anyhow::Result;
use hognose_python::{SourceKind, decode, parse};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> Result<()> {
    let paths: Vec<PathBuf> = env::args_os().skip(1).map(PathBuf::from).collect();
    let mut files = xtask::files(&paths)?;
    files.sort_by_key(|file| Reverse(file.size));

    let threads = available_parallelism().map_or(1, usize::from).min(files.len().max(1));
    let next = AtomicUsize::new(0);
    let parsed: Vec<usize> = hognose_engine::in_pool(threads, || {
        rayon::broadcast(|_| {
            let mut parsed = 0;
            while let Some(file) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                parsed += usize::from(read_and_parse(&file.path).is_some());
            }
            parsed
        })
    })?;
    println!("{} of {} files parsed", parsed.iter().sum::<usize>(), files.len());
    Ok(())
}

/// Nothing, if the file cannot be read or is not text.
fn read_and_parse(path: &Path) -> Option<()> {
    let text = decode(fs::read(path).ok()?).ok()?.text;
    let kind = match path.extension() {
        Some(extension) if extension.eq_ignore_ascii_case("pyi") => SourceKind::Stub,
        _ => SourceKind::Python,
    };
    black_box(parse(&text, kind));
    Some(())
}
