//! What goes to standard output and what to standard error, in which colours, and what happens when
//! nobody takes it.

use crate::common::{Project, UNSAFE};

fn project() -> Project {
    Project::new().with("app.py", UNSAFE).with("broken.py", "x = (\n")
}

#[test]
fn people_read_findings_on_standard_output_and_notices_on_standard_error() {
    let ran = project().check(["."]).exits(1);
    assert!(ran.stdout().contains("yaml-unsafe-load") && ran.stdout().contains("Found 1 finding"));
    assert!(ran.stderr().starts_with("broken.py:2:1: "), "{}", ran.stderr());
    assert_eq!(ran.stderr().lines().count(), 1, "no progress in a pipe: {}", ran.stderr());
}

#[test]
fn quiet_leaves_the_findings_and_the_notices() {
    let ran = project().check(["--quiet", "--output-format", "concise"]).exits(1);
    assert_eq!(ran.stdout().lines().count(), 1, "{}", ran.stdout());
    assert!(ran.stderr().starts_with("broken.py:2:1: "));
    let ran = Project::new().check(["-q"]).exits(0);
    assert_eq!((ran.stdout(), ran.stderr()), ("", ""));
}

#[test]
fn verbose_says_which_configuration_holds() {
    let project = project();
    let ran = project.check(["--verbose"]).exits(1);
    assert!(ran.stderr().starts_with("Configuration: none\nFiles: 2\n"), "{}", ran.stderr());
    project.write("hognose.toml", "");
    let ran = project.check(["-v"]).exits(1);
    assert!(ran.stderr().starts_with("Configuration: hognose.toml\n"), "{}", ran.stderr());
}

#[test]
fn colours_are_for_terminals_unless_asked_for() {
    let colour = |arguments: &[&str], name: &str, value: &str| {
        let ran = project().hognose(arguments).env(name, value).run();
        let coloured = (ran.stdout().contains('\u{1b}'), ran.stderr().contains('\u{1b}'));
        assert_eq!(coloured.0, coloured.1, "both or none: {arguments:?} {name}={value}");
        coloured.0
    };
    let check = |choice: &str, name, value| colour(&["check", "--color", choice], name, value);
    assert!(!colour(&["check"], "TERM", "xterm"), "a pipe is no terminal");
    assert!(!check("auto", "TERM", "xterm"));
    assert!(!check("never", "CLICOLOR_FORCE", "1"));
    assert!(check("always", "TERM", "xterm"));
    assert!(check("auto", "CLICOLOR_FORCE", "1"));
    assert!(check("always", "NO_COLOR", "1"), "who asks gets them");
}

#[test]
fn no_color_is_obeyed() {
    let ran =
        project().hognose(["check"]).env("CLICOLOR_FORCE", "1").env("NO_COLOR", "1").run().exits(1);
    assert!(!ran.stdout().contains('\u{1b}') && !ran.stderr().contains('\u{1b}'));
}

#[cfg(unix)]
mod unix {
    use std::fs::OpenOptions;
    use std::io::{BufRead, BufReader, Read};
    use std::path::Path;

    use super::project;
    use crate::common::Project;

    /// More than a pipe holds.
    fn long() -> Project {
        Project::new().with("app.py", "assert x\n".repeat(20_000))
    }

    #[test]
    fn a_reader_that_has_had_enough_is_no_error() {
        let project = long();
        for format in ["full", "concise", "json", "jsonl", "sarif", "github"] {
            let mut child =
                project.hognose(["check", "--select", "B101", "--output-format", format]).spawn();
            let mut stdout = BufReader::new(child.stdout.take().expect("there is a pipe"));
            let mut line = String::new();
            // SARIF is one line: a part of it will do.
            stdout.by_ref().take(100).read_line(&mut line).expect("a pipe can be read");
            drop(stdout);
            let mut stderr = String::new();
            let pipe = child.stderr.as_mut().expect("there is a pipe");
            pipe.read_to_string(&mut stderr).expect("standard error is UTF-8");
            let code = child.wait().expect("the program can be waited for").code();
            assert_eq!(code, Some(0), "{format}: {stderr}");
            assert!(!stderr.contains("error"), "{format}: {stderr}");
        }
    }

    #[test]
    fn other_commands_are_cut_off_without_a_word() {
        for command in ["rules", "rules --json", "explain all", "config", "completions bash"] {
            let script = format!("(sleep 0.1; exec \"$0\" {command}) | true");
            let ran = project().shell(&script).run().exits(0);
            assert_eq!(ran.stderr(), "", "{command}");
        }
    }

    #[test]
    fn a_full_disk_is_an_error() {
        let full = Path::new("/dev/full");
        if !full.exists() {
            return;
        }
        let project = project();
        for arguments in [&["check"][..], &["rules"], &["explain", "B506"], &["config"]] {
            let disk = OpenOptions::new().write(true).open(full).expect("the device is there");
            let ran = project.hognose(arguments).stdout(disk).run().exits(2);
            assert!(
                ran.stderr().contains("error: cannot write to standard output: "),
                "{arguments:?}: {}",
                ran.stderr()
            );
        }
        let ran = project.check(["-o", "/dev/full"]).exits(2);
        assert!(ran.stderr().contains("cannot write the report to /dev/full"), "{}", ran.stderr());
    }

    #[test]
    fn nobody_who_listens_is_no_crash() {
        for script in ["\"$0\" check >&- 2>&-", "\"$0\" check - <&- >/dev/null 2>&1"] {
            let code = project().shell(script).run().code();
            assert!((0..=2).contains(&code), "{script}: {code}");
        }
    }
}
