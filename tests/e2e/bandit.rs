//! Projects that come from Bandit: its configuration files, its preset, its comments.

use crate::common::{AUDIT, Project, UNSAFE};

const YAML: &str = "app.py:2:1 yaml-unsafe-load";

fn project() -> Project {
    Project::new().with("app.py", UNSAFE).with("tests/audit.py", AUDIT)
}

/// The text that `hognose config ARGUMENTS` prints, without what is left at its default.
fn config(project: &Project, arguments: &[&str]) -> String {
    let ran = project.hognose(["config"]).args(arguments).run().exits(0);
    ran.stdout().lines().filter(|line| line.contains(':')).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_preset_runs_the_rules_of_bandit_and_what_is_set_holds_all_the_same() {
    let project = project();
    assert_eq!(project.found(["."]), [YAML]);
    assert!(project.found(["--preset", "bandit"]).contains(&YAML.to_owned()));
    let stricter = project.found(["--preset", "bandit", "--ignore", "B506"]);
    assert!(!stricter.contains(&YAML.to_owned()));
    project.write("hognose.toml", "preset = \"bandit\"\nselect = [\"B506\"]\n");
    assert_eq!(project.found(["."]), [YAML]);
}

#[test]
fn the_table_in_a_project_file_holds_if_there_is_nothing_of_ours() {
    let project = project()
        .with("pyproject.toml", "[tool.bandit]\nskips = [\"B506\"]\nexclude_dirs = [\"tests\"]\n");
    assert!(project.found(["."]).is_empty());
    assert!(config(&project, &[]).contains("ignore = [\"B506\"]  # pyproject.toml:2"));
    assert_eq!(project.found(["--isolated"]), [YAML]);
    project.write("hognose.toml", "");
    assert_eq!(project.found(["."]), [YAML]);
}

#[test]
fn whoever_skips_a_noisy_rule_skips_its_quiet_sibling() {
    let project = project().with("bandit.yaml", "skips: [B602]\n");
    let listed = config(&project, &["--bandit-config", "bandit.yaml"]);
    assert!(listed.contains("\"shell-interpolated-value\"]  # bandit.yaml:1"), "{listed}");
    let listed = config(&project, &["--bandit-config", "bandit.yaml", "--preset", "bandit"]);
    assert!(listed.contains("ignore = [\"B602\"]  # bandit.yaml:1"), "{listed}");
}

#[test]
fn options_are_read_from_the_blocks_that_bandit_reads_and_those_that_it_prints() {
    let project = project()
        .with("read.yaml", "shell_injection: {subprocess: [a.b]}\n")
        .with("printed.yaml", "subprocess_without_shell_equals_true: {subprocess: [a.b]}\n")
        .with("typed.yaml", "try_except_pass:\n  check_typed_exception: maybe\n");
    for file in ["read.yaml", "printed.yaml"] {
        let listed = config(&project, &["--bandit-config", file]);
        assert!(listed.contains(&format!("subprocess = [\"a.b\"]  # {file}:1")), "{listed}");
    }
    let listed = config(&project, &["--bandit-config", "printed.yaml", "--preset", "bandit"]);
    assert!(listed.contains("Bandit does not read the block"), "{listed}");
    let ran = project.hognose(["config", "--bandit-config", "typed.yaml"]).run().exits(2);
    assert!(ran.stderr().contains("typed.yaml:2"), "{}", ran.stderr());
}

#[test]
fn an_ini_file_is_read_beside_the_others() {
    let project = project()
        .with(".bandit", "[bandit]\nskips: B101,\n  B506\nexclude = tests\nlevel = ll\n")
        .with("tox.ini", "[testenv]\ndeps =\n  bandit\n[bandit]\nskips = B506\n");
    assert!(project.found(["."]).is_empty());
    let listed = config(&project, &[]);
    assert!(listed.contains("severity = \"medium\"  # .bandit:5"), "{listed}");
    assert!(listed.contains("bandit-exclude = [\"tests/*\"]  # .bandit:4"), "{listed}");
    assert!(config(&project, &["--bandit-ini", "tox.ini"]).contains("# tox.ini:5"));
    project.write("sub/.bandit", "[bandit]\n");
    let ran = project.check([".", "--preset", "bandit"]).exits(2);
    assert!(ran.stderr().contains("sub/.bandit"), "{}", ran.stderr());
}

#[test]
fn an_ini_file_is_read_as_python_reads_it() {
    let project = project().with(
        ".bandit",
        "[DEFAULT]\nfirst = B506\n[bandit]\nskips: %(first)s,\n\n  # all of them\n  B101 ; why\n",
    );
    assert!(project.found(["."]).is_empty());
    for (content, place, message) in [
        ("[bandit]\nskips = 100%\n", ".bandit:2:9", "write `%%` for a percent sign"),
        ("[bandit]\nskips = B101\nSKIPS = B506\n", ".bandit:3:1", "`skips` is there twice"),
        ("[bandit]\n[other]\n[bandit]\n", ".bandit:3:1", "two sections `[bandit]`"),
        ("[other]\nnonsense\n[bandit]\n", ".bandit:2:1", "neither a section nor"),
    ] {
        project.write(".bandit", content);
        let ran = project.check(["."]).exits(2);
        assert!(ran.stderr().contains(place), "{}", ran.stderr());
        assert!(ran.stderr().contains(message), "{}", ran.stderr());
    }
}

#[test]
fn white_space_is_part_of_a_name_for_bandit() {
    let project = project().with(".bandit", "[bandit]\nskips = B101, B506\n");
    assert!(project.found(["."]).is_empty());
    let ran = project.check([".", "--preset", "bandit", "-v", "--output-format", "json"]).exits(1);
    assert_eq!(ran.findings(), [YAML]);
    assert!(ran.stderr().contains("Bandit takes the white space in ` B506`"), "{}", ran.stderr());
    project.write(".bandit", "[bandit]\ntests = B506\nexclude = tests, app.py\n");
    assert_eq!(project.found(["--preset", "bandit"]), [YAML]);
}

#[test]
fn what_would_stop_bandit_or_hide_everything_does_not() {
    let preset = ["--preset", "bandit"];
    let project = project();
    // To Bandit, the empty part stands for every path.
    project.write(".bandit", "[bandit]\ntests = B506\nexclude = tests,\n");
    assert_eq!(project.found(preset), [YAML]);
    // Bandit refuses to run.
    project.write(".bandit", "[bandit]\ntests = B506,B101\nskips = B101\n");
    assert_eq!(project.found(preset), [YAML]);
    std::fs::remove_file(project.path(".bandit")).expect("the file is there");
    // The test fails, and finds nothing.
    project.write("wrong.yaml", "hardcoded_tmp_directory: {tmp_dirs: 1}\n");
    let ran = project.check([".", "--preset", "bandit", "--bandit-config", "wrong.yaml"]).exits(2);
    assert!(ran.stderr().contains("wrong.yaml:1:"), "{}", ran.stderr());
    // Bandit passes over the file without a word.
    project.write("broken.py", "import yaml\nyaml.load(x)\ndef (\n");
    let ran = project.check([".", "--preset", "bandit", "--select", "B506"]).exits(1);
    assert!(ran.stderr().contains("broken.py:3:"), "{}", ran.stderr());
    assert!(!ran.stdout().contains("broken.py"), "{}", ran.stdout());
}

#[test]
fn an_ini_file_says_what_to_check_where_nobody_does() {
    let project = project()
        .with("src/app.py", UNSAFE)
        .with("lib/audit.py", AUDIT)
        .with(".bandit", "[bandit]\ntargets = src\n")
        .with("other.ini", "[bandit]\ntargets = ./lib,src\n");
    let nothing: [&str; 0] = [];
    assert_eq!(project.found(nothing), ["src/app.py:2:1 yaml-unsafe-load"]);
    assert_eq!(project.found(["."]).len(), 2);
    let named = ["--bandit-ini", "other.ini", "--select", "B101,B506"];
    let found = project.found(named);
    assert_eq!(found, ["lib/audit.py:1:1 assert-used", "src/app.py:2:1 yaml-unsafe-load"]);
    project.hognose(["baseline"]).run().exits(0);
    assert!(!project.read("hognose-baseline.json").contains("\"app.py\""));
    for target in ["/etc", "../..", "src/../.."] {
        project.write(".bandit", format!("[bandit]\ntargets = {target}\n"));
        let ran = project.check(nothing).exits(2);
        assert!(ran.stderr().contains("leads out of the project"), "{}", ran.stderr());
    }
    // It is about another folder.
    project.write("src/.bandit", "[bandit]\ntargets = tests\n");
    std::fs::remove_file(project.path(".bandit")).expect("the file is there");
    assert_eq!(project.found(["--preset", "bandit", "--select", "B506"]).len(), 2);
}

#[test]
fn patterns_of_bandit_are_about_the_path_as_it_was_typed() {
    let project = Project::new().with("top.py", UNSAFE).with("src/app.py", UNSAFE);
    let app = ["src/app.py:2:1 yaml-unsafe-load"];
    let both = ["src/app.py:2:1 yaml-unsafe-load", "top.py:2:1 yaml-unsafe-load"];
    project.write("hognose.toml", "include = ['*']\nbandit-include = ['./src/*', 'src/*']\n");
    assert_eq!(project.found(["."]), app);
    assert_eq!(project.found(["src"]), app);
    assert_eq!(project.found([".", "top.py"]), both, "what is named needs no pattern");
    assert!(project.found([project.root()]).is_empty());
    project.write("hognose.toml", "");
    project.write("c.yaml", "include: ['./src/*']\nassert_used: {skips: ['./src/*']}\n");
    project.write("src/app.py", format!("{UNSAFE}{AUDIT}"));
    let preset = ["--preset", "bandit", "--bandit-config", "c.yaml", "--select", "B101,B506"];
    assert_eq!(project.found(preset.iter().chain(&["."])), app);
    assert!(project.found(preset.iter().chain(&["src"])).is_empty());
    assert_eq!(project.found(preset.iter().chain(&["src/app.py"])), app);
}

#[test]
fn a_block_that_lacks_an_option_makes_tests_fail_as_in_bandit() {
    let project = Project::new().with("a.py", "import subprocess\nsubprocess.run(x, shell=True)\n");
    project.write("c.yaml", "shell_injection: {shell: [os.system]}\n");
    let arguments = ["--bandit-config", "c.yaml", "--select", "B602", "-v"];
    assert_eq!(project.check(arguments).code(), 1, "defaults hold, as they are meant to");
    let ran = project.check(arguments.iter().chain(&["--preset", "bandit"])).exits(0);
    let note = "c.yaml:1: without `shell_injection.subprocess`, Bandit's B602, B603";
    assert!(ran.stderr().contains(note), "{}", ran.stderr());
}

#[test]
fn a_profile_names_tests_by_id_or_name() {
    let project = project().with(
        "old.yaml",
        "profiles:\n  mine:\n    include: [yaml_load, B101]\n    exclude: [assert_used]\n",
    );
    let arguments = ["--bandit-config", "old.yaml", "--bandit-profile"];
    assert_eq!(project.found([&arguments[..], &["mine"]].concat()), [YAML]);
    let ran = project.check([&arguments[..], &["other"]].concat()).exits(2);
    assert!(ran.stderr().contains("there is mine") || ran.stderr().contains("`mine`"));
}

#[test]
fn a_broken_file_is_refused_with_its_place() {
    let project = project();
    for (file, content, place) in [
        ("a.yaml", "tests: [B101\n  x", "a.yaml:"),
        ("b.yaml", "- B101\n", "b.yaml:1:1"),
        ("c.yaml", "skips: {B101: 1}\n", "c.yaml:1:8"),
        ("d.yaml", "tests: [B999]\n", "nothing would run"),
        ("e.toml", "[tool]\nbandit = 1\n", "`tool.bandit` must be a table"),
    ] {
        project.write(file, content);
        let ran = project.check([".", "--bandit-config", file]).exits(2);
        assert!(ran.stderr().contains(place), "{}", ran.stderr());
    }
    project.write("empty.yaml", "");
    project.write("string.yaml", "exclude_dirs: tests\n");
    assert_eq!(project.found(["--bandit-config", "empty.yaml"]), [YAML]);
    assert_eq!(project.found(["--bandit-config", "string.yaml"]), [YAML]);
}

#[test]
fn what_is_migrated_means_the_same() {
    for preset in ["default", "bandit"] {
        let project = project().with("tests/app.py", UNSAFE).with(
            "bandit.yaml",
            "skips: [B101, B602]\nexclude_dirs: [tests]\nassert_used: {skips: ['*_t.py']}\n\
                 shell_injection: {subprocess: [a.b], shell: [], no_shell: []}\nunknown: 1\n",
        );
        let before = project.hognose(["config", "--json", "--bandit-config", "bandit.yaml"]);
        let before = before.args(["--preset", preset]).run().exits(0).json();
        let migrate = ["migrate", "bandit", "--bandit-config", "bandit.yaml", "--preset", preset];
        let printed = project.hognose(migrate).run().exits(0);
        assert!(printed.stdout().starts_with("[tool.hognose]\n"), "{}", printed.stdout());
        assert!(printed.stderr().contains("no equivalent: bandit.yaml:5"), "{}", printed.stderr());
        project.hognose(migrate).arg("--write").run().exits(0);
        let after = project.hognose(["config", "--json"]).run().exits(0).json();
        assert_eq!(after["configuration_file"], "hognose.toml");
        assert_eq!(before["rules"], after["rules"]);
        let value = |json: &serde_json::Value, key: &str| json["settings"][key].to_string();
        assert_eq!(value(&before, "bandit-exclude").matches("tests").count(), 1);
        assert_eq!(value(&after, "bandit-exclude").matches("\"tests\"").count(), 1);
        assert!(value(&after, "rules").contains("a.b"));
        let place = if preset == "default" { "per-file-ignores" } else { "rules" };
        assert!(value(&after, place).contains("*_t.py"));
        project.hognose(migrate).arg("--write").run().exits(2);
    }
}

#[test]
fn what_is_migrated_goes_into_the_file_that_is_shared() {
    let project = project().with("pyproject.toml", "[tool.bandit]\nskips = [\"B506\"]");
    project.hognose(["migrate", "bandit", "--write"]).run().exits(0);
    let written = project.read("pyproject.toml");
    assert!(written.starts_with("[tool.bandit]\nskips = [\"B506\"]\n\n[tool.hognose]\n"));
    assert!(config(&project, &[]).contains("pyproject.toml:5"));
    assert!(project.found(["."]).is_empty());
    project.hognose(["migrate", "bandit"]).run().exits(2);
}

#[test]
fn comments_that_bandit_reads_otherwise_are_told_on_request() {
    let project = Project::new().with(
        "a.py",
        "a = 1  # nosec B101,B102\nb = 1  # nosec B101, B102\nc = 1  # nosec: hashlib\n\
         d = 1  # NOSEC\ne = 1  # noseconds\nf = 1  # nosec B404 pickle is ok\ng = 1  # nosec\n",
    );
    assert!(project.found(["."]).is_empty());
    let rule = "nosec-read-differently";
    let lines: Vec<_> = project
        .found(["--select", rule])
        .iter()
        .filter_map(|found| found.split(':').nth(1).map(str::to_owned))
        .collect();
    assert_eq!(lines, ["1", "3", "4", "5", "6"]);
}

#[test]
fn names_of_tests_hide_what_ids_hide() {
    let project = Project::new().with("a.py", "import yaml\nyaml.load(x)  # nosec yaml_load\n");
    assert!(project.found(["."]).is_empty());
    project.write("a.py", "import yaml\nyaml.load(x)  # nosec hashlib\n");
    assert_eq!(project.found(["."]), ["a.py:2:1 yaml-unsafe-load"]);
}

#[test]
fn lists_of_names_in_a_file_take_the_place_of_those_of_bandit() {
    let project = Project::new().with("a.py", "import pickle\nassert pickle.loads(x)\n").with(
        "old.yaml",
        "profiles:\n  gate:\n    include: [blacklist_calls, blacklist_imports, assert_used]\n\
         blacklist_calls:\n  bad_name_sets:\n    - p: {qualnames: [a.b], message: no}\n",
    );
    let ran = project.check([
        "--preset",
        "bandit",
        "--bandit-config",
        "old.yaml",
        "--bandit-profile",
        "gate",
        "-v",
        "--output-format",
        "json",
    ]);
    assert_eq!(ran.findings(), ["a.py:2:1 assert-used"]);
    assert!(ran.stderr().contains("write them as a pack of rules"), "{}", ran.stderr());
}

#[test]
fn deep_and_long_code_is_judged_and_hides_nothing() {
    const MANY: usize = 100_000;
    let deep =
        |open: &str, close: &str| format!("x = {}1{}\n", open.repeat(MANY), close.repeat(MANY));
    let project = Project::new()
        .with("lists.py", deep("[", "]"))
        .with("calls.py", deep("f(", ")"))
        .with("nots.py", deep("not ", ""))
        .with("sum.py", format!("x = {}'b'\n", "'a' + ".repeat(MANY)))
        .with("ordinary.py", "assert x\n");
    assert_eq!(project.found(["--preset", "bandit"]), ["ordinary.py:1:1 assert-used"]);
}
