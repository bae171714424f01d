//! Reports in files: whole or not at all.

use std::fs;

use crate::common::{Project, UNSAFE};

fn project() -> Project {
    Project::new().with("app.py", UNSAFE)
}

/// Options that write the report to a file, in both ways that there are.
fn to(file: &str) -> [Vec<String>; 2] {
    [
        vec!["--output-format=json".to_owned(), format!("--output-file={file}")],
        vec![format!("--output-format=json={file}")],
    ]
}

#[test]
fn the_report_goes_to_the_file() {
    let expected = project().check(["--output-format", "json"]).stdout().to_owned();
    for options in to("out.json") {
        let project = project();
        let ran = project.check(&options).exits(1);
        assert_eq!(project.read("out.json"), expected);
        assert!(!ran.stdout().contains("\"findings\""));
        assert_eq!(project.entries(), ["app.py", "out.json"], "nothing else is left");
    }
}

#[test]
fn with_a_report_in_a_file_standard_output_is_empty() {
    let ran = project().check(["-o", "report.txt"]).exits(1);
    assert!(ran.stdout().is_empty());
    assert!(ran.stderr().contains("Found 1 finding "), "{}", ran.stderr());
}

#[test]
fn reports_in_files_have_no_colours() {
    let project = project();
    project.check(["--color", "always", "-o", "report.txt"]).exits(1);
    assert!(!project.read("report.txt").contains('\u{1b}'));
}

#[test]
fn folders_are_made_and_old_reports_replaced() {
    for options in to("reports/today/out.json") {
        let project = project();
        project.check(&options).exits(1);
        let first = project.read("reports/today/out.json");
        project.write("reports/today/out.json", "x".repeat(1 << 20));
        project.check(&options).exits(1);
        assert_eq!(project.read("reports/today/out.json"), first);
    }
}

#[test]
fn a_report_that_cannot_be_written_is_an_error() {
    for file in ["app.py/out.json", "folder", "folder/"] {
        for options in to(file) {
            let project = project();
            fs::create_dir(project.path("folder")).expect("a folder can be made");
            let ran = project.check(&options).exits(2);
            assert!(ran.stderr().contains("error: cannot write the report to "), "{file}");
            assert!(ran.stderr().contains(file), "{}", ran.stderr());
            assert_eq!(project.entries(), ["app.py", "folder"]);
        }
    }
}

#[test]
fn a_report_that_cannot_be_written_costs_no_other_report() {
    let project = project();
    let ran = project
        .check(["--output-format=json=app.py/out.json", "--output-format=sarif=out.sarif"])
        .exits(2);
    assert!(ran.stdout().contains("yaml-unsafe-load"), "{}", ran.stderr());
    assert!(project.read("out.sarif").contains("yaml-unsafe-load"));
}

#[test]
fn a_run_that_fails_leaves_the_old_report_alone() {
    let project = project().with("out.json", "old");
    for options in to("out.json") {
        let mut options = options.clone();
        options.push("--select=no-such-rule".to_owned());
        project.check(&options).exits(2);
        assert_eq!(project.read("out.json"), "old");
    }
    assert_eq!(project.entries(), ["app.py", "out.json"]);
}

/// The disk is full in the middle of a report: the limit on the size of files stands for it.
#[cfg(unix)]
#[test]
fn a_report_that_is_cut_off_is_not_left_behind() {
    let project = project().with("out.json", "old");
    let script = "trap '' XFSZ; ulimit -f 1; \
                  exec \"$0\" check --select all --output-format json=out.json many.py";
    project.write("many.py", "assert x\n".repeat(1000));
    let ran = project.shell(script).run().exits(2);
    assert!(ran.stderr().contains("cannot write the report to out.json"), "{}", ran.stderr());
    assert_eq!(project.read("out.json"), "old");
    assert_eq!(project.entries(), ["app.py", "many.py", "out.json"]);
}

#[cfg(unix)]
mod unix {
    use std::fs;
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::path::Path;

    use super::{project, to};

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).expect("the file is there").permissions().mode() & 0o777
    }

    #[test]
    fn permissions_stay_as_they_are() {
        for options in to("out.json") {
            let project = project().with("out.json", "old");
            let path = project.path("out.json");
            for kept in [0o600, 0o644, 0o777] {
                let permissions = fs::Permissions::from_mode(kept);
                fs::set_permissions(&path, permissions).expect("the file is ours");
                project.check(&options).exits(1);
                assert_eq!(mode(&path), kept);
                assert!(project.read("out.json").contains("yaml-unsafe-load"));
            }
        }
    }

    #[test]
    fn a_new_file_has_the_permissions_of_any_new_file() {
        let project = project();
        project.shell("umask 027; \"$0\" check -o out.txt; :").run().exits(0);
        assert_eq!(mode(&project.path("out.txt")), 0o640);
    }

    #[test]
    fn a_link_keeps_leading_where_it_leads() {
        for target in ["old.json", "new.json", "sub/new.json"] {
            for options in to("link.json") {
                let project = project().with("old.json", "old").with("sub/x", "");
                symlink(target, project.path("link.json")).expect("a link can be made");
                project.check(&options).exits(1);
                let link = fs::read_link(project.path("link.json")).expect("it is still a link");
                assert_eq!(link, Path::new(target));
                assert!(project.read(target).contains("yaml-unsafe-load"));
            }
        }
    }

    #[test]
    fn a_link_in_circles_is_an_error() {
        let project = project();
        symlink("loop.json", project.path("loop.json")).expect("a link can be made");
        for options in to("loop.json") {
            project.check(&options).exits(2);
        }
        assert_eq!(project.entries(), ["app.py", "loop.json"]);
    }

    #[test]
    fn devices_are_written_to() {
        let expected = project().check(["--output-format", "json"]).stdout().to_owned();
        let project = project();
        let [by_option, _] = to("/dev/stdout");
        assert_eq!(project.check(&by_option).exits(1).stdout(), expected);
        let [by_option, _] = to("/dev/null");
        assert!(project.check(&by_option).exits(1).stdout().is_empty());
    }
}
