//! What lies in folders besides files: none of it stops the walk, and nothing of it is opened.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::Command;

use crate::common::{Project, UNSAFE};
use crate::survival::{findings, is_omnipotent, notices, survived};

fn pipe(path: &Path) {
    let made = Command::new("mkfifo").arg(path).status().expect("the command is everywhere");
    assert!(made.success());
}

fn link(target: impl AsRef<Path>, link: impl AsRef<Path>) {
    symlink(target, link).expect("a link can be made");
}

fn forbid(path: &Path) {
    fs::set_permissions(path, fs::Permissions::from_mode(0o000)).expect("the file is ours");
}

#[test]
fn special_files_are_skipped_with_a_notice() {
    let project = Project::new();
    pipe(&project.path("pipe.py"));
    let _socket = UnixListener::bind(project.path("socket.py")).expect("a socket can be made");
    link("/dev/zero", project.path("zero.py"));
    link("pipe.py", project.path("to_pipe.py"));
    let ran = survived("special files", &project).exits(1);
    assert_eq!(
        notices(&ran),
        [
            "pipe.py special-file",
            "socket.py special-file",
            "to_pipe.py special-file",
            "zero.py special-file"
        ]
    );
}

#[test]
fn special_files_that_are_named_are_an_error() {
    let project = Project::new().with("app.py", UNSAFE);
    pipe(&project.path("pipe.py"));
    let arguments = ["--output-format", "concise", "app.py", "pipe.py", "/dev/zero"];
    let ran = project.check(arguments).exits(2);
    assert_eq!(findings(&ran), ["app.py:2:1 yaml-unsafe-load"]);
    assert_eq!(notices(&ran), ["/dev/zero unreadable", "pipe.py unreadable"]);
}

#[test]
fn special_files_in_place_of_our_own_are_no_trap() {
    for name in [".gitignore", ".ignore", "hognose.toml", "pyproject.toml"] {
        let project = Project::new();
        pipe(&project.path(name));
        survived(name, &project).exits(1);
        let project = Project::new();
        link("/dev/zero", project.path(name));
        survived(name, &project).exits(1);
    }
}

#[test]
fn links_lead_neither_in_circles_nor_out() {
    let project = Project::new().with("sub/app.py", UNSAFE);
    link("..", project.path("sub/up"));
    link(".", project.path("sub/here"));
    link("loop.py", project.path("loop.py"));
    link("b.py", project.path("a.py"));
    link("a.py", project.path("b.py"));
    link("nowhere.py", project.path("dangling.py"));
    link("/", project.path("root"));
    link("/etc/passwd", project.path("out.py"));
    link("sub/app.py", project.path("alias.py"));
    let ran = survived("links", &project).exits(1);
    assert_eq!(
        findings(&ran),
        ["good.py:2:1 yaml-unsafe-load", "sub/app.py:2:1 yaml-unsafe-load"],
        "each file once"
    );
    assert_eq!(notices(&ran), ["out.py special-file"]);
}

#[test]
fn links_that_are_named_are_followed() {
    let project = Project::new().with("real/app.py", UNSAFE);
    link("real/app.py", project.path("link"));
    link("real", project.path("folder"));
    assert_eq!(project.found(["link"]), ["link:2:1 yaml-unsafe-load"]);
    assert_eq!(project.found(["folder"]), ["folder/app.py:2:1 yaml-unsafe-load"]);
    assert_eq!(project.found(["folder", "."]), ["real/app.py:2:1 yaml-unsafe-load"]);
}

#[test]
fn what_may_not_be_read_is_an_error_and_the_rest_is_checked() {
    let project = Project::new().with("secret/app.py", UNSAFE).with("closed.py", UNSAFE);
    for path in ["secret", "closed.py"] {
        forbid(&project.path(path));
    }
    if is_omnipotent(&project.path("secret")) {
        return;
    }
    let ran = survived("permissions", &project).exits(2);
    assert_eq!(notices(&ran), ["closed.py unreadable", "secret unreadable"]);
    let named = project.check(["--output-format", "concise", "secret/app.py", "good.py"]).exits(2);
    assert_eq!(findings(&named), ["good.py:2:1 yaml-unsafe-load"]);
    // So that it can be removed.
    let open = fs::Permissions::from_mode(0o700);
    fs::set_permissions(project.path("secret"), open).expect("the folder is ours");
}

#[test]
fn folders_may_be_deeper_than_a_path_is_long() {
    let project = Project::new();
    let script = "i=0; while [ $i -lt 200 ]; do \
                  mkdir a123456789012345678901234567890 && cd -P a123456789012345678901234567890; \
                  i=$((i+1)); done; echo 'x = 1' > app.py";
    project.shell(script).run().exits(0);
    survived("a deep folder", &project);
}

#[test]
fn a_folder_in_place_of_a_file_is_a_folder() {
    let project = Project::new().with("package.py/app.py", UNSAFE);
    let ran = survived("a folder", &project).exits(1);
    assert_eq!(
        findings(&ran),
        ["good.py:2:1 yaml-unsafe-load", "package.py/app.py:2:1 yaml-unsafe-load"]
    );
}

/// Files come and go while they are looked for and read; none of that costs another file.
#[test]
fn files_may_vanish_while_they_are_read() {
    let project = Project::new();
    for n in 0..300 {
        project.write(format!("gone/file{n}.py"), UNSAFE);
    }
    let script = "(while :; do for f in gone/*.py; do rm -f \"$f\"; done; \
                  for n in 1 2 3 4 5 6 7 8 9; do echo 'x = 1' > gone/file$n.py; done; done) \
                  & noise=$!; code=0; \
                  for n in 1 2 3 4 5 6 7 8; do \"$0\" check --output-format json >out.json \
                  || code=$?; [ $code -le 2 ] && grep -q good.py out.json || code=99; done; \
                  kill $noise; exit $code";
    project.write("good.py", UNSAFE);
    let code = project.shell(script).run().code();
    assert!(code == 1 || code == 2, "{code}");
}

#[test]
fn without_a_working_directory_there_is_nothing_to_do() {
    let project = Project::new();
    let script = "mkdir gone && cd gone && rmdir ../gone && exec \"$0\" check";
    let ran = project.shell(script).run().exits(2);
    assert!(ran.stderr().contains("error: the working directory cannot be found"));
}
