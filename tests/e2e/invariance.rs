//! The same files, settings and version give the same bytes: however many threads, in whatever order
//! the paths come, however they are spelled.

use std::fs;
use std::path::{Path, PathBuf};

use crate::common::Project;

const FORMATS: [&str; 6] = ["full", "concise", "json", "jsonl", "sarif", "github"];

/// The fixtures of all rules, files of many sizes, and some that give notices.
fn project() -> Project {
    let project = Project::with_fixtures();
    for n in 0_usize..40 {
        let body =
            "import yaml, pickle\nassert yaml.load(pickle.loads(x))\n".repeat(1 + n * n % 37);
        let damage = ["", "x = (\n", "x = '\u{1f40d}'\n", "eval(x)  # nosec\n"][n % 4];
        project.write(format!("generated/{}/file{n}.py", n % 3), damage.to_owned() + &body);
    }
    for n in 0..3 {
        project.write(format!("generated/{n}/bytes.py"), b"x = '\xff'\n");
    }
    project
}

/// All files below a folder, relative to the project.
fn files(project: &Project, folder: &Path, all: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("the entry is there").path();
        if path.is_dir() {
            files(project, &path, all);
        } else {
            all.push(path.strip_prefix(project.root()).expect("it lies below").to_path_buf());
        }
    }
}

/// The files of projects that rules look at beside the code.
const SETTINGS: [&str; 5] = [".pytest.ini", "pyproject.toml", "pytest.ini", "setup.cfg", "tox.ini"];

/// What the program writes, to both streams.
fn written(project: &Project, format: &str, arguments: &[&str]) -> (String, String) {
    let options = ["--select", "all", "--show-suppressed", "--output-format", format];
    let ran = project.check(options.iter().chain(arguments)).exits(2);
    (ran.stdout().to_owned(), ran.stderr().to_owned())
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let project = project();
    for format in FORMATS {
        let one = written(&project, format, &["--jobs", "1"]);
        assert!(one.0.lines().count() > 200 || format == "sarif", "there is something to mix up");
        for threads in ["2", "3", "16"] {
            assert!(one == written(&project, format, &["--jobs", threads]), "{format}, {threads}");
        }
    }
}

#[test]
fn the_order_of_the_paths_changes_nothing() {
    let project = project();
    let mut paths = Vec::new();
    files(&project, project.root(), &mut paths);
    paths.retain(|path| {
        let is_settings = |name| SETTINGS.iter().any(|known| name == *known);
        path.extension().is_some_and(|extension| extension == "py")
            || path.file_name().is_some_and(is_settings)
    });
    paths.sort();
    let sorted: Vec<_> = paths.iter().filter_map(|path| path.to_str()).collect();
    let reversed: Vec<_> = sorted.iter().copied().rev().collect();
    // Neither in order nor in reverse, and every file twice.
    let mut shuffled: Vec<_> = sorted.iter().chain(&sorted).copied().collect();
    let length = shuffled.len();
    for at in 0..length {
        shuffled.swap(at, (at * 7919 + 13) % length);
    }
    for format in FORMATS {
        let folder = written(&project, format, &[]);
        for paths in [&sorted, &reversed, &shuffled] {
            assert!(folder == written(&project, format, paths), "{format}");
        }
        assert!(folder == written(&project, format, &["generated", "fixtures"]), "{format}");
    }
}

#[test]
fn the_spelling_of_the_paths_changes_nothing() {
    let project = project();
    let root = project.root().display().to_string();
    let detour = format!("{root}/fixtures/..//./");
    for format in FORMATS {
        let plain = written(&project, format, &[]);
        for paths in [&["."][..], &["./"], &[&root], &[&detour], &["fixtures", ".", &root]] {
            assert!(plain == written(&project, format, paths), "{format}, {paths:?}");
        }
    }
}

#[test]
fn the_second_run_is_as_the_first() {
    let project = project();
    for format in FORMATS {
        assert!(written(&project, format, &[]) == written(&project, format, &[]), "{format}");
    }
}
