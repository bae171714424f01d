//! Which files are checked.

use crate::common::{Project, UNSAFE};

/// The paths of the findings: the files that were checked.
fn checked(project: &Project, arguments: &[&str]) -> Vec<String> {
    let findings = project.found(arguments);
    findings.iter().filter_map(|it| Some(it.split_once(':')?.0.to_owned())).collect()
}

fn project(paths: &[&str]) -> Project {
    paths.iter().fold(Project::new(), |project, path| project.with(path, UNSAFE))
}

#[test]
fn without_a_path_the_working_directory_is_checked() {
    let project = project(&["a.py", "b.pyw", "c.pyi", "sub/d.py", ".hidden/e.py", "f.txt", "Py"]);
    let all = [".hidden/e.py", "a.py", "b.pyw", "c.pyi", "sub/d.py"];
    assert_eq!(checked(&project, &[]), all);
    assert_eq!(checked(&project, &["."]), all);
    assert_eq!(checked(&project, &["sub", "a.py"]), ["a.py", "sub/d.py"]);
}

#[test]
fn a_named_file_is_checked_whatever_its_name() {
    let project = project(&["script", "node_modules/x.py", "ignored.py"]);
    project.write(".gitignore", "ignored.py\n");
    assert!(checked(&project, &["."]).is_empty());
    let named = ["ignored.py", "node_modules/x.py", "script"];
    assert_eq!(checked(&project, &["script", "node_modules/x.py", "ignored.py"]), named);
}

#[test]
fn a_file_that_is_named_twice_is_checked_once() {
    let project = project(&["sub/a.py"]);
    let absolute = project.path("sub/a.py").display().to_string();
    let spellings = ["sub/a.py", "./sub/a.py", "sub/../sub//a.py", "sub", ".", &absolute];
    assert_eq!(checked(&project, &spellings), ["sub/a.py"]);
}

#[test]
fn what_lies_outside_the_working_directory_is_shown_by_its_whole_path() {
    let project = project(&["lib/a.py", "app/b.py"]);
    let ran = project
        .hognose(["check", "--output-format", "json", "../lib", "."])
        .current_dir(project.path("app"))
        .run();
    let outside = project.path("lib/a.py").display().to_string();
    assert_eq!(
        ran.findings(),
        [format!("{outside}:2:1 yaml-unsafe-load"), "b.py:2:1 yaml-unsafe-load".to_owned()]
    );
}

#[test]
fn a_path_that_does_not_exist_is_an_error() {
    let project = project(&["a.py"]);
    for missing in ["missing.py", "missing/", "a.py/x"] {
        let ran = project.check(["--output-format", "json", "a.py", missing]).exits(2);
        assert_eq!(ran.findings(), ["a.py:2:1 yaml-unsafe-load"]);
        assert_eq!(ran.notices(), [format!("{missing} missing-path")]);
    }
    // Think of `"$UNSET"`: this is not the working directory.
    assert!(project.check([""]).exits(2).stdout().is_empty());
}

#[test]
fn standard_input_is_a_dash() {
    let project = project(&["a.py"]);
    let read = |arguments: &[&str]| {
        let arguments = ["check", "--output-format", "json"].iter().chain(arguments);
        project.hognose(arguments).stdin(UNSAFE).run().exits(1).findings()
    };
    assert_eq!(read(&["-"]), ["<stdin>:2:1 yaml-unsafe-load"]);
    assert_eq!(read(&["-", "-"]), ["<stdin>:2:1 yaml-unsafe-load"]);
    assert_eq!(read(&["-", "a.py"]), ["<stdin>:2:1 yaml-unsafe-load", "a.py:2:1 yaml-unsafe-load"]);
    let short = project.hognose(["-"]).stdin(UNSAFE).run().exits(1);
    assert!(short.stdout().contains("<stdin>:2:1"));
    project.hognose(["check", "-"]).stdin("").run().exits(0);
}

#[test]
fn standard_input_stands_for_the_file_that_it_is_said_to_be() {
    let project = project(&[]);
    project.write("sub/hognose.toml", "[per-file-ignores]\n\"old/*\" = [\"B506\"]\n");
    let absolute = project.path("sub/app.py").display().to_string();
    let read = |name: &str| {
        let arguments = ["check", "--output-format", "json", "-", "--stdin-filename", name];
        project.hognose(arguments).stdin(UNSAFE).run().findings()
    };
    for name in ["sub/app.py", "./sub/app.py", "sub/old/../app.py", &absolute] {
        assert_eq!(read(name), ["sub/app.py:2:1 yaml-unsafe-load"], "{name}");
    }
    assert!(read("sub/old/app.py").is_empty(), "the configuration holds");
    // Not the file as it lies on the disk, too.
    project.write("sub/app.py", "import yaml\n\n\nyaml.load(old)\n");
    project.write("sub/other.py", UNSAFE);
    let arguments =
        ["check", "--output-format", "json", "--stdin-filename", "sub/app.py", "-", "sub"];
    let ran = project.hognose(arguments).stdin(UNSAFE).run();
    assert_eq!(
        ran.findings(),
        ["sub/app.py:2:1 yaml-unsafe-load", "sub/other.py:2:1 yaml-unsafe-load"]
    );
}

#[test]
fn the_name_of_standard_input_is_of_no_use_without_it() {
    let ran = project(&["a.py"]).check(["--stdin-filename", "a.py"]).exits(2);
    assert!(ran.stderr().starts_with("error: `--stdin-filename` "), "{}", ran.stderr());
    assert!(ran.stdout().is_empty());
}

#[test]
fn folders_nobody_wants_checked_are_left_out() {
    let project = project(&[
        "app.py",
        "node_modules/a.py",
        ".git/b.py",
        "sub/__pycache__/c.py",
        "env/lib/d.py",
        "node_modules_of_mine/e.py",
    ]);
    project.write("env/pyvenv.cfg", "home = /usr/bin\n");
    assert_eq!(checked(&project, &["."]), ["app.py", "node_modules_of_mine/e.py"]);
}

#[test]
fn excludes_replace_the_default_ones_or_add_to_them() {
    let project = project(&["app.py", "gen/a.py", "node_modules/b.py"]);
    assert_eq!(checked(&project, &["--exclude", "gen"]), ["app.py", "node_modules/b.py"]);
    assert_eq!(checked(&project, &["--exclude", "gen,app.py"]), ["node_modules/b.py"]);
    assert_eq!(checked(&project, &["--extend-exclude", "gen"]), ["app.py"]);
    assert_eq!(checked(&project, &["--extend-exclude", "gen/*.py"]), ["app.py"]);
}

#[test]
fn excludes_hold_for_named_paths_on_request() {
    let project = project(&["app.py", "gen/a.py"]);
    let named = ["--extend-exclude", "gen", "gen/a.py", "app.py"];
    assert_eq!(checked(&project, &named), ["app.py", "gen/a.py"]);
    let forced = ["--force-exclude", "--extend-exclude", "gen", "gen/a.py", "app.py"];
    assert_eq!(checked(&project, &forced), ["app.py"]);
}

#[test]
fn other_names_are_included_on_request() {
    let project = project(&["a.py", "b.py.j2", "sub/SConstruct"]);
    let include = ["--include", "*.j2,SConstruct"];
    assert_eq!(checked(&project, &include), ["b.py.j2", "sub/SConstruct"]);
}

#[test]
fn what_git_ignores_is_left_out_unless_told_otherwise() {
    let project = project(&["a.py", "build/b.py", "sub/c.py", "sub/d.py"]);
    project.write(".gitignore", "build/\n");
    project.write("sub/.gitignore", "*.py\n!d.py\n");
    assert_eq!(checked(&project, &["."]), ["a.py", "sub/d.py"]);
    let all = ["a.py", "build/b.py", "sub/c.py", "sub/d.py"];
    assert_eq!(checked(&project, &["--no-gitignore"]), all);
}

#[test]
fn what_the_user_has_git_ignore_everywhere_is_left_out_too() {
    let project = project(&["a.py", "scratch.py"]);
    let settings = project.home().join(".config/git");
    std::fs::create_dir_all(&settings).expect("a folder can be made");
    std::fs::write(settings.join("ignore"), "scratch.*\n").expect("a file can be written");
    assert_eq!(checked(&project, &["."]), ["a.py"]);
    assert_eq!(checked(&project, &["--no-gitignore"]), ["a.py", "scratch.py"]);
    let homeless = project.hognose(["check", "--output-format", "json"]).without_env("HOME").run();
    assert_eq!(homeless.findings().len(), 2);
}
