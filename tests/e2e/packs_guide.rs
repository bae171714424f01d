//! What the guide to packs shows is so: its rules find what its code says, its patterns what its table
//! says, its commands run.

use crate::common::Project;

const GUIDE: &str = include_str!("../../docs/packs.md");

/// The blocks of a language, in the order of the text.
fn blocks(languages: &[&str]) -> Vec<(String, String)> {
    let mut blocks = Vec::new();
    let mut open: Option<(String, String)> = None;
    for line in GUIDE.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(language)) => open = Some((language.to_owned(), String::new())),
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some((_, text)), None) => text.extend([line, "\n"]),
            (None, None) => {}
        }
    }
    blocks.retain(|(language, _)| languages.contains(&language.as_str()));
    blocks
}

/// The rules that the guide shows, each time with the code that it shows below them.
fn examples() -> Vec<(String, String)> {
    let blocks = blocks(&["toml", "python"]);
    let rules: Vec<usize> =
        (0..blocks.len()).filter(|at| blocks[*at].1.contains("[[rule]]")).collect();
    let examples: Vec<_> = rules
        .into_iter()
        .map(|at| {
            let (language, code) = blocks.get(at + 1).expect("code is shown below the rules");
            assert_eq!(language, "python", "code is shown below the rules:\n{}", blocks[at].1);
            (blocks[at].1.clone(), code.clone())
        })
        .collect();
    assert!(examples.len() >= 2);
    examples
}

#[test]
fn its_rules_find_what_its_code_says() {
    for (rules, code) in examples() {
        let project = Project::new().with("rules.toml", &rules).with("rules.py", code);
        let ran = project.hognose(["test-rules", "rules.toml"]).run().exits(0);
        let count = rules.matches("[[rule]]").count();
        let summary = format!("{count} passed, 0 failed, 0 without examples");
        assert!(ran.stdout().contains(&summary), "{rules}\n{}", ran.stdout());
    }
}

#[test]
fn its_patterns_are_found_where_its_table_says() {
    let header = "| pattern | means | is found in | is not found in |";
    let mut rows = 0;
    for row in GUIDE.lines().skip_while(|line| *line != header).skip(2) {
        let Some(row) = row.strip_prefix('|') else { break };
        let cells: Vec<&str> = row.split('|').map(|cell| cell.trim().trim_matches('`')).collect();
        let [pattern, _, good, bad, ""] = cells[..] else { panic!("{cells:?}") };
        let rule = format!("[[rule]]\nid = \"it\"\nmessage = \"it\"\npattern = '{pattern}'\n");
        let project = Project::new().with("rule.toml", rule);
        project.write("found.py", format!("{good}\n"));
        project.write("not_found.py", format!("{bad}\n"));
        let found = project.found([".", "--rules", "rule.toml", "--select", "it"]);
        let [found] = &found[..] else { panic!("{row}\n{found:?}") };
        assert!(found.starts_with("found.py:1:"), "{row}\n{found}");
        rows += 1;
    }
    assert!(rows >= 10, "there are only {rows} rows");
}

#[test]
fn its_commands_run() {
    let (rules, code) = examples().swap_remove(0);
    let project = Project::new().with("lint/rules/example.toml", rules);
    project.write("lint/rules/example.py", &code);
    project.write("src/app.py", code);
    let settings = blocks(&["toml"]).into_iter().find(|(_, text)| text.contains("rule-packs"));
    let commands = blocks(&["console"]);
    let mut count = 0;
    for line in commands.iter().flat_map(|(_, text)| text.lines()) {
        let command = line.strip_prefix("$ hognose ").expect("a command of ours");
        let code = i32::from(command.starts_with("check"));
        project.hognose(command.split_whitespace()).run().exits(code);
        count += 1;
    }
    assert!(count >= 3, "there are only {count} commands");
    project.write("hognose.toml", settings.expect("the setting is shown").1);
    assert_eq!(project.check(["src/app.py", "--config", "hognose.toml"]).exits(1).code(), 1);
}
