//! Comments that hide findings, as their authors mean them.

use crate::common::{Project, list, text};

/// The lines of `app.py` that are reported, with the rules: `2 yaml-unsafe-load`.
fn reported(source: &str) -> Vec<String> {
    let source = format!("import yaml\n{source}");
    let project = Project::new().with("app.py", source);
    let ran = project.check(["--select", "default,B101", "--output-format", "json"]);
    list(&ran.json()["findings"])
        .iter()
        .map(|it| format!("{} {}", it["start"]["line"], text(&it["rule"])))
        .collect()
}

/// The source is reported as it stands, and not with a comment in place of the `¶`.
#[track_caller]
fn hides(source: &str, comment: &str) {
    assert!(!reported(&source.replace('¶', "")).is_empty(), "there is something to hide: {source}");
    let hidden = source.replace('¶', &format!("  # {comment}"));
    assert_eq!(reported(&hidden), [] as [&str; 0], "{hidden}");
}

/// The comment is there for nothing: what was reported still is.
#[track_caller]
fn hides_nothing(source: &str, comment: &str) {
    let hidden = source.replace('¶', &format!("  # {comment}"));
    let found = reported(&hidden);
    for finding in reported(&source.replace('¶', "")) {
        assert!(found.contains(&finding), "{hidden}: {found:?}");
    }
}

#[test]
fn a_comment_names_the_rule_in_any_way_that_selects_it() {
    for name in
        ["yaml-unsafe-load", "B506", "s506", "deserialization", "CWE-502", "YAML-unsafe-load"]
    {
        hides("yaml.load(x)¶\n", &format!("hognose: ignore[{name}]"));
        hides("yaml.load(x)¶\n", &format!("hognose: ignore[{name}] our own file"));
    }
    hides("assert yaml.load(x)¶\n", "hognose: ignore[B101, B506]");
    hides("assert yaml.load(x)¶\n", "hognose: ignore[B101,B506]");
    hides("yaml.load(x)¶\n", "hognose:ignore[ B506 ]");
    hides("yaml.load(x)¶\n", "type: ignore # hognose: ignore[B506]");
    hides_nothing("yaml.load(x)¶\n", "hognose: ignore[B101]");
}

#[test]
fn a_comment_counts_on_any_line_of_the_statement() {
    for statement in [
        "value = yaml.load(¶\n    x,\n    Loader=yaml.Loader,\n)\n",
        "value = yaml.load(\n    x,¶\n    Loader=yaml.Loader,\n)\n",
        "value = yaml.load(\n    x,\n    Loader=yaml.Loader,\n)¶\n",
        "value = [¶\n    1,\n    yaml.load(x),\n]\n",
        "value = [\n    1,\n    yaml.load(x),\n]¶\n",
        "value = '''\n''' + \\\n    yaml.load(x)¶\n",
        "assert (¶\n    yaml.load(x)\n)\n",
        "assert (\n    yaml.load(x)\n), 'message'¶\n",
        "x = 1; y = yaml.load(x)¶\n",
    ] {
        let rules = if statement.contains("assert") { "B506, B101" } else { "B506" };
        hides(statement, &format!("hognose: ignore[{rules}]"));
    }
    for statement in [
        "value = yaml.load(¶\n    x,\n    Loader=yaml.Loader,\n)\n",
        "value = yaml.load(\n    x,\n    Loader=yaml.Loader,¶\n)\n",
        "value = [¶\n    1,\n    yaml.load(x),\n]\n",
        "value = [\n    1,\n    yaml.load(x),\n]¶\n",
    ] {
        hides(statement, "nosec");
        hides(statement, "nosec B506");
        hides(statement, "noqa: S506");
    }
}

#[test]
fn the_header_of_a_compound_statement_is_a_statement() {
    for statement in [
        "if yaml.load(x):¶\n    pass\n",
        "if (¶\n    yaml.load(x)\n):\n    pass\n",
        "if (\n    yaml.load(x)\n):¶\n    pass\n",
        "while yaml.load(x):¶\n    pass\n",
        "for each in yaml.load(x):¶\n    pass\n",
        "with yaml.load(x) as a, b:¶\n    pass\n",
        "def f(a=yaml.load(x)):¶\n    pass\n",
        "def f(\n    a=yaml.load(x),\n    b=1,¶\n):\n    pass\n",
        "class A(yaml.load(x)):¶\n    pass\n",
        "match yaml.load(x):¶\n    case 1: pass\n",
        "@yaml.load(x)¶\ndef f():\n    pass\n",
        "if a:\n    pass\nelif yaml.load(x):¶\n    pass\n",
    ] {
        hides(statement, "hognose: ignore[B506]");
        hides(statement, "nosec");
    }
    // It is not more than its header.
    hides_nothing("if a:¶\n    yaml.load(x)\n", "nosec");
    hides_nothing("def f():¶\n    yaml.load(x)\n", "hognose: ignore[B506]");
    hides_nothing("if yaml.load(x):\n    pass¶\n", "nosec");
}

#[test]
fn beside_an_element_a_comment_is_about_that_element() {
    let settings = "settings = {\n    'a': yaml.load(a),\n    'b': yaml.load(b),  # COMMENT\n    \
                    'c': yaml.load(c),\n}\n";
    for comment in ["hognose: ignore[B506]", "nosec", "nosec B506", "noqa: S506"] {
        let found = reported(&settings.replace("COMMENT", comment));
        assert_eq!(found, ["3 yaml-unsafe-load", "5 yaml-unsafe-load"], "{comment}");
    }
}

#[test]
fn on_the_line_of_no_element_a_comment_is_about_the_whole_statement() {
    let settings = "settings = {¶\n    'a': yaml.load(a),\n    'b': yaml.load(b),\n}\n";
    hides(settings, "hognose: ignore[B506]");
    hides(settings, "nosec");
}

#[test]
fn a_comment_on_the_line_above_is_about_nothing() {
    let found = reported("# hognose: ignore[B506]\nyaml.load(x)\n");
    assert_eq!(found, ["2 unused-suppression", "3 yaml-unsafe-load"]);
}

#[test]
fn a_text_is_no_comment() {
    hides_nothing("yaml.load('¶')\n", "nosec");
    hides_nothing("yaml.load('¶')\n", "hognose: ignore[B506]");
    hides_nothing("yaml.load('''¶\n''')\n", "nosec");
}

#[test]
fn a_whole_file_is_excused_from_anywhere_in_it() {
    for source in ["¶\nyaml.load(x)\n", "yaml.load(x)\n¶\n", "def f():\n    pass¶\nyaml.load(x)\n"]
    {
        hides(source, "hognose: ignore-file[B506] generated");
    }
    assert_eq!(reported("# hognose: ignore-file[B506]\nassert yaml.load(x)\n"), ["3 assert-used"]);
    assert_eq!(reported("# hognose: ignore-file[B506,B101]\nassert x\n"), ["2 unused-suppression"]);
}

#[test]
fn nosec_is_read_as_bandit_reads_it() {
    for comment in [
        "nosec",
        "NOSEC",
        "#nosec",
        "nosec because it is ours",
        "nosec: because it is ours",
        "nosec B506",
        "nosec: B506",
        "nosec B101,B506",
        "nosec B101, B506",
        "nosec B101 B506",
        "nosec: B101,B506 because it is ours",
        "nosec yaml_unsafe_load",
        "nosec # because it is ours",
        "noqa: E501 # nosec",
        "pylint: disable=x # nosec B506",
    ] {
        hides("yaml.load(x)¶\n", comment);
    }
    for comment in ["nosec B101", "nosec B999", "nosec B101, B999", "nosecurity", "no nosec here"] {
        hides_nothing("yaml.load(x)¶\n", comment);
    }
}

#[test]
fn noqa_counts_with_a_code_only() {
    for comment in ["noqa: S506", "noqa:S506", "NOQA: S506", "noqa: E501, S506", "noqa: E501 S506"]
    {
        hides("yaml.load(x)¶\n", comment);
    }
    for comment in ["noqa", "noqa: E501", "noqa: S101", "noqa : because S506"] {
        hides_nothing("yaml.load(x)¶\n", comment);
    }
}

#[test]
fn foreign_comments_can_be_disregarded() {
    let project = Project::new().with(
        "app.py",
        "import yaml\nyaml.load(a)  # nosec\nyaml.load(b)  # noqa: S506\n\
         yaml.load(c)  # hognose: ignore[B506]\n",
    );
    let (nosec, noqa) = ("app.py:2:1 yaml-unsafe-load", "app.py:3:1 yaml-unsafe-load");
    assert!(project.found([] as [&str; 0]).is_empty());
    assert_eq!(project.found(["--ignore-nosec"]), [nosec]);
    assert_eq!(project.found(["--ignore-noqa"]), [noqa]);
    assert_eq!(project.found(["--ignore-nosec", "--ignore-noqa"]), [nosec, noqa]);
}

#[test]
fn comments_that_hide_nothing_are_reported() {
    assert_eq!(reported("x = 1  # hognose: ignore[B506] old\n"), ["2 unused-suppression"]);
    assert_eq!(reported("yaml.load(x)  # hognose: ignore[B506, B101]\n"), ["2 unused-suppression"]);
    // What did not run cannot have found anything: nobody knows.
    assert!(reported("x = 1  # hognose: ignore[B403]\n").is_empty());
    // Those of other tools are theirs to judge.
    assert!(reported("x = 1  # nosec\ny = 2  # noqa: S506\n").is_empty());
}

#[test]
fn comments_that_name_no_rule_are_reported() {
    for comment in [
        "hognose: ignore[yaml-unsave-load]",
        "hognose: ignore[]",
        "hognose: ignore",
        "hognose: ignore B506",
        "hognose: ignore[B506",
        "hognose: ignroe[B506]",
    ] {
        let found = reported(&format!("yaml.load(x)  # {comment}\n"));
        assert_eq!(found, ["2 yaml-unsafe-load", "2 unknown-suppression"], "{comment}");
    }
    let project = Project::new().with("app.py", "x = 1  # hognose: ignore[yaml-unsave-load]\n");
    let ran = project.check(["--output-format", "concise"]).exits(1);
    insta::assert_snapshot!(ran.stdout());
}

#[test]
fn hidden_findings_are_counted() {
    let source = "import yaml\nyaml.load(a)  # nosec\nyaml.load(b)  # hognose: ignore[B506]\n";
    let project = Project::new().with("app.py", source);
    let ran = project.check(["."]).exits(0);
    assert_eq!(ran.stdout(), "No findings in 1 file; 2 suppressed\n");
}
