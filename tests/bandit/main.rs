//! `hognose check --preset bandit` against the real Bandit, under many configurations: the same files,
//! findings and counts in both reports.
//!
//! The crate `bandit` compares findings over much code, with the default settings. Here it is the other
//! way round: little code, and all that Bandit can be told. Bandit is installed from `PyPI`; without
//! network the test says so and passes, unless it runs in CI.
//!
//! `BANDIT_CONFIGURATION='FOLDER|ARGUMENTS OF BANDIT|ARGUMENTS OF HOGNOSE'` compares one more project.

#![expect(clippy::print_stdout, reason = "what was not compared is to be known")]

mod cases;
mod compare;

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use hognose_testing::bandit::InstalledBandit;
use tempfile::TempDir;

use crate::cases::{CASES, Case};
use crate::compare::differences;

/// The examples of Bandit's that options have to do with.
const EXAMPLES: &[&str] = &[
    "assert.py",
    "hardcoded-tmp.py",
    "imports.py",
    "markupsafe_markup_xss.py",
    "markupsafe_markup_xss_allowed_calls.py",
    "markupsafe_markup_xss_extend_markup_names.py",
    "nosec.py",
    "os-exec.py",
    "os-popen.py",
    "os_system.py",
    "partial_path_process.py",
    "pickle_deserialize.py",
    "ssl-insecure-version.py",
    "subprocess_shell.py",
    "try_except_continue.py",
    "try_except_pass.py",
    "weak_cryptographic_key_sizes.py",
    "wildcard-injection.py",
];

/// The real one, unless it cannot be had.
fn bandit() -> Option<InstalledBandit> {
    match InstalledBandit::install() {
        Ok(bandit) => Some(bandit),
        Err(reason) => {
            assert!(std::env::var_os("CI").is_none(), "Bandit cannot be installed: {reason}");
            println!("SKIPPED: NOTHING WAS COMPARED WITH BANDIT, it cannot be installed: {reason}");
            None
        }
    }
}

/// A project with the code, and the files of a case.
fn project(bandit: &InstalledBandit, case: &Case) -> TempDir {
    let folder = TempDir::new().expect("a temporary folder can be made");
    let write = |path: &str, content: &[u8]| {
        let path = folder.path().join(path);
        let parent = path.parent().expect("the file lies in the project");
        fs::create_dir_all(parent).expect("a folder can be made");
        fs::write(path, content).expect("a file can be written");
    };
    for example in EXAMPLES {
        let content = fs::read(bandit.examples().join(example)).expect("the example is there");
        write(&format!("src/{example}"), &content);
    }
    write("src/options.py", include_bytes!("code/options.py"));
    write("src/tests/test_it.py", b"assert True\n");
    write("src/window.pyw", b"assert True\n");
    write("top.py", b"assert True\nimport pickle\n");
    for (path, content) in case.files.into_iter().flatten() {
        write(path, content.as_bytes());
    }
    folder
}

#[test]
fn configurations_mean_what_they_mean_to_bandit() {
    let Some(bandit) = bandit() else { return };
    let next = AtomicUsize::new(0);
    let compare = || {
        let mut problems = Vec::new();
        while let Some(case) = CASES.get(next.fetch_add(1, Ordering::Relaxed)) {
            let project = project(&bandit, case);
            let found = differences(&bandit, project.path(), case.bandit, case.hognose);
            problems.extend(found.into_iter().map(|it| format!("{}: {it}", case.name)));
        }
        problems
    };
    let threads = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let problems: Vec<String> = thread::scope(|scope| {
        let started: Vec<_> = (0..threads).map(|_| scope.spawn(compare)).collect();
        started.into_iter().flat_map(|it| it.join().expect("the comparison ends")).collect()
    });
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}

#[test]
fn a_project_that_is_named_is_compared() {
    let Ok(named) = std::env::var("BANDIT_CONFIGURATION") else { return };
    let Some(bandit) = bandit() else { return };
    let parts: Vec<&str> = named.split('|').collect();
    let [folder, theirs, ours] = parts[..] else { panic!("it is FOLDER|ARGUMENTS|ARGUMENTS") };
    let problems = differences(&bandit, Path::new(folder), theirs, ours);
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}
