//! What the guide to data flow, and the README, show is so: the programs are reported where they say,
//! the trace is the one that is printed, the commands run.

use std::collections::BTreeSet;

use crate::common::Project;

const GUIDE: &str = include_str!("../../docs/dataflow.md");
const README: &str = include_str!("../../README.md");

/// The blocks of a text with their languages.
fn blocks(text: &str) -> Vec<(String, String)> {
    let mut blocks = Vec::new();
    let mut open: Option<(String, String)> = None;
    for line in text.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(language)) => open = Some((language.to_owned(), String::new())),
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some((_, text)), None) => text.extend([line, "\n"]),
            (None, None) => {}
        }
    }
    blocks
}

/// The program of several files that the guide begins with: each says its name in its first line.
fn shop() -> Project {
    let mut project = Project::new();
    let mut files = 0;
    for (language, text) in blocks(GUIDE) {
        if let (Some((name, rest)), "python") =
            (text.strip_prefix("# ").and_then(|text| text.split_once('\n')), language.as_str())
        {
            project = project.with(name, rest);
            files += 1;
        }
    }
    assert_eq!(files, 2);
    project
}

/// What is printed below `$ hognose check shop`.
fn shown(text: &str) -> String {
    let blocks = blocks(text);
    let found = blocks.iter().find_map(|(_, text)| text.strip_prefix("$ hognose check shop\n"));
    found.expect("the command is shown").to_owned()
}

#[test]
fn its_trace_is_the_one_that_is_printed() {
    let ran = shop().check(["shop"]).exits(1);
    assert_eq!(ran.stdout(), shown(GUIDE));
    // The README leaves out the end.
    let shown = shown(README);
    let printed: BTreeSet<&str> = ran.stdout().lines().collect();
    for line in shown.lines().filter(|line| *line != "⋮") {
        assert!(printed.contains(line), "{line}\n{}", ran.stdout());
    }
    assert!(shown.contains("= trace:"));
}

#[test]
fn its_programs_are_reported_where_they_say() {
    let blocks = blocks(GUIDE);
    let mut programs = 0;
    for (at, (language, text)) in blocks.iter().enumerate() {
        if language != "python" || !text.contains("# expect: ") {
            continue;
        }
        let project = Project::new().with("app.py", text);
        let mut arguments = vec!["app.py".to_owned()];
        if let Some((_, models)) =
            at.checked_sub(1).map(|at| &blocks[at]).filter(|it| it.0 == "toml")
        {
            project.write("models.toml", models);
            project.write("models.py", text);
            arguments.extend(["--rules".to_owned(), "models.toml".to_owned()]);
            project.hognose(["test-rules", "models.toml"]).run().exits(0);
        }
        let found: BTreeSet<String> = project
            .found(arguments.iter().map(String::as_str))
            .iter()
            .filter_map(|found| {
                let (place, rule) = found.split_once(' ')?;
                Some(format!("{} {rule}", place.split(':').nth(1)?))
            })
            .collect();
        let expected: BTreeSet<String> = (1..)
            .zip(text.lines())
            .filter_map(|(number, line)| {
                Some(format!("{number} {}", line.split_once("# expect: ")?.1))
            })
            .collect();
        assert_eq!(found, expected, "{text}");
        programs += 1;
    }
    assert!(programs >= 3, "there are only {programs} programs");
}

#[test]
fn its_commands_run() {
    let project = shop();
    project.write("src/app.py", "import sys\n");
    let mut commands = 0;
    for (_, text) in blocks(GUIDE).iter().filter(|(language, _)| language == "console") {
        let command = text.lines().next().and_then(|line| line.strip_prefix("$ hognose "));
        let command = command.expect("a command of ours");
        let code = i32::from(command.ends_with("shop"));
        project.hognose(command.split_whitespace()).run().exits(code);
        commands += 1;
    }
    assert!(commands >= 3, "there are only {commands} commands");
}

#[test]
fn its_tables_name_every_key() {
    let table: Vec<&str> = GUIDE.lines().filter(|line| line.starts_with("| `")).collect();
    let cases = [
        ("source", "path kind what element except harmless when members structure"),
        ("sink", "path arguments rule what when receiver shape confidence"),
        ("sanitizer", "path clears when checks"),
        ("guard", "path argument clears negated"),
        ("class", "name from bases"),
        ("function", "path returns arguments"),
        (
            "entry",
            "decorator call function class methods kind what parameters only data route returns package first names",
        ),
        ("taint-rule", "id summary from needs decisive any-type shape like limited supersedes"),
    ];
    for (name, keys) in cases {
        let row = table.iter().find(|row| row.starts_with(&format!("| `{name}` |")));
        let row = row.unwrap_or_else(|| panic!("there is no row for {name}"));
        for key in keys.split_whitespace() {
            assert!(row.contains(&format!("`{key}`")), "{name}: {key}");
        }
    }
}
