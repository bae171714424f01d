//! What users say about data flow: where data comes in to their programs, where it is dangerous, what
//! makes it harmless.

use crate::common::Project;

/// A rule of its own, over functions and classes of the program and a library that nobody knows.
const MODELS: &str = r#"
[[taint-rule]]
id = "told-to-partners"
severity = "high"
summary = "What customers say is told to partners."
remedy = "Call `anonymous` first."

[[source]]
path = ["shop.inbox.receive()"]
kind = "remote"
what = "a customer's message"

[[class]]
name = "ticketlib.Ticket"
from = ["ticketlib.find()"]

[[source]]
path = ["ticketlib.Ticket().fields"]
kind = "stored"
what = "a ticket"
element = "the field {} of a ticket"

[[sink]]
path = ["shop.partners.Partner().tell"]
arguments = ["0", "text"]
rule = "told-to-partners"
what = "tells it to a partner"

[[sanitizer]]
path = ["shop.text.anonymous"]
clears = ["told-to-partners"]

[[guard]]
path = ["shop.text.is_harmless"]
clears = ["told-to-partners"]
"#;

fn project() -> Project {
    Project::new()
        .with("lint/models.toml", MODELS)
        .with("hognose.toml", "rule-packs = [\"lint\"]\nselect = [\"custom\"]\nsources = [\"remote\", \"stored\"]\n")
        .with("src/shop/__init__.py", "")
        .with("src/shop/inbox.py", "def receive():\n    return open(\"inbox\").read()\n")
        .with(
            "src/shop/text.py",
            "def anonymous(text):\n    return text.strip()\n\n\ndef is_harmless(text):\n    return bool(text)\n",
        )
        .with(
            "src/shop/partners.py",
            "class Partner:\n    def tell(self, text):\n        self.socket.send(text)\n",
        )
        .with(
            "src/shop/desk.py",
            "\
import ticketlib

from .partners import Partner
from .text import anonymous, is_harmless


def forward(text):
    partner = Partner()
    partner.tell(\"New: \" + text)
    partner.tell(anonymous(text))
    if is_harmless(text):
        partner.tell(text)


def again(number):
    Partner().tell(text=ticketlib.find(number).fields[\"text\"])
",
        )
        .with(
            "src/shop/main.py",
            "from shop.inbox import receive\nfrom shop import desk\n\n\ndef main():\n    desk.forward(receive())\n",
        )
}

#[test]
fn models_are_about_the_program_and_about_libraries() {
    let project = project();
    let found = project.found(["src"]);
    let expected =
        ["src/shop/desk.py:16:25 told-to-partners", "src/shop/desk.py:9:18 told-to-partners"];
    let mut sorted = found.clone();
    sorted.sort();
    assert_eq!(sorted, expected);
    let text = project.check(["src", "--output-format", "full"]).exits(1).stdout().to_owned();
    for part in [
        "high[told-to-partners]: a customer's message reaches `tell`, which tells it to a partner",
        "src/shop/main.py:6:18: a customer's message",
        "src/shop/main.py:6:5: passed to `forward` as `text`",
        "the field `text` of a ticket reaches `tell`",
        "Call `anonymous` first.",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
}

#[test]
fn built_in_rules_and_own_models_work_together() {
    let project = Project::new();
    project.write(
        "models.toml",
        "[[source]]\npath = [\"busy.Message().body\"]\nkind = \"remote\"\nwhat = \"a message\"\n\n\
         [[class]]\nname = \"busy.Message\"\nfrom = [\"busy.next()\"]\n\n\
         [[sanitizer]]\npath = [\"busy.quote\"]\nclears = [\"sql-injection\"]\n\n\
         [[sink]]\npath = [\"busy.query\"]\nrule = \"sql-injection\"\nwhat = \"runs it as SQL\"\n\
         when = [\"!quoted\"]\n",
    );
    project.write(
        "app.py",
        "\
import sqlite3
import busy

body = busy.next().body
sqlite3.connect(\"a\").execute(\"SELECT \" + body)
sqlite3.connect(\"a\").execute(\"SELECT \" + busy.quote(body))
busy.query(body)
busy.query(body, quoted=True)
",
    );
    let select = ["app.py", "--rules", "models.toml", "--select", "sql-injection"];
    assert_eq!(project.found(select), ["app.py:5:30 sql-injection", "app.py:7:12 sql-injection"]);
    let without = ["app.py", "--isolated", "--select", "sql-injection"];
    assert!(project.found(without).is_empty());
}

#[test]
fn rules_of_models_are_rules_like_any_other() {
    let project = project();
    let listed = project.hognose(["rules", "custom"]).run().exits(0).stdout().to_owned();
    assert!(listed.contains("told-to-partners"), "{listed}");
    let explained =
        project.hognose(["explain", "told-to-partners"]).run().exits(0).stdout().to_owned();
    assert!(explained.contains("What customers say is told to partners."), "{explained}");
    assert!(project.found(["src", "--ignore", "told-to-partners"]).is_empty());
    project.write(
        "hognose.toml",
        "rule-packs = [\"lint\"]\nsources = [\"remote\"]\n[severity-overrides]\ntold-to-partners = \"low\"\n",
    );
    let text = project.check(["src", "--output-format", "concise"]).exits(1).stdout().to_owned();
    assert!(text.contains("desk.py:9:18: low[told-to-partners]"), "{text}");
    // A ticket is stored data.
    assert!(!text.contains("desk.py:16"), "{text}");
}

#[test]
fn what_is_wrong_with_a_table_is_told_where_it_stands() {
    let rows = [
        (
            "[[sink]]\npath = [\"a..b\"]\nrule = \"sql-injection\"\nwhat = \"runs it\"",
            "2:9",
            "`a..b` is no path, from `..b` on",
        ),
        (
            "[[sink]]\npath = [\"a.b\"]\nrule = \"sql-injektion\"\nwhat = \"x\"",
            "3:8",
            "did you mean `sql-injection`?",
        ),
        (
            "[[sink]]\npath = [\"a.b\"]\nrule = \"assert-used\"\nwhat = \"x\"",
            "3:8",
            "no rule about data flow",
        ),
        ("[[sink]]\npath = [\"a.b\"]\nrule = \"sql-injection\"", "1:1", "the sink has no `what`"),
        ("[[sink]]\npaths = [\"a.b\"]", "2:1", "unknown key `paths`: did you mean `path`?"),
        ("[[sink]]\npath = [\"a.b\"]\narguments = [\"1st\"]", "3:14", "an argument is a position"),
        ("[[sink]]\npath = [\"a.b\"]\nwhen = [\"=1\"]", "3:9", "a condition is `name`"),
        (
            "[[sink]]\npath = [\"a.b\"]\nshape = \"round\"",
            "3:9",
            "`round` is no shape: there are `any`",
        ),
        (
            "[[source]]\npath = [\"a.b\"]\nkind = \"web\"\nwhat = \"x\"",
            "3:8",
            "`web` is no kind: there are `remote`",
        ),
        ("[[source]]\npath = \"a.b\"\nkind = \"remote\"\nwhat = \"x\"", "2:8", "a list of texts"),
        (
            "[[source]]\npath = [\"a.b\"]\nkind = \"remote\"\nwhat = \"x\"\nexcept = [\"nonsense\"]",
            "5:11",
            "unknown rule `nonsense`",
        ),
        (
            "[[sanitizer]]\npath = [\"a.b\"]\nclears = [\"sql-injection\"]\nchecks = \"yes\"",
            "4:10",
            "`true` or `false`",
        ),
        ("[[guard]]\npath = [\"a.b\"]\nclears = [\"x\"]\nargument = \"**\"", "4:12", "or `self`"),
        ("[[class]]\nname = \"a.B()\"", "2:8", "no name of a class"),
        ("[[function]]\npath = [\"a.b\"]\nreturns = \"none\"", "3:11", "`none` is no result"),
        (
            "[[entry]]\nkind = \"remote\"",
            "1:1",
            "no `decorator`, `call`, `class`, `package` or `names`",
        ),
        (
            "[[entry]]\ncall = [\"a.b\"]\nreturns = \"c.d\"",
            "3:11",
            "no `[[sink]]` has the path `c.d`",
        ),
        ("[[taint-rule]]\nid = \"x\"", "1:1", "the rule has no `summary`"),
        (
            "[[taint-rule]]\nid = \"x\"\nsummary = \"x\"\nmessage = \"x\"",
            "4:1",
            "unknown key `message`",
        ),
        (
            "[[taint-rule]]\nid = \"x\"\nsummary = \"x\"\nsupersedes = [\"y\"]",
            "4:15",
            "unknown rule `y`",
        ),
        (
            "[[taint-rule]]\nid = \"sql-injection\"\nsummary = \"x\"",
            "1:1",
            "two rules are called `sql-injection`",
        ),
        ("[taint-rule]\nid = \"x\"", "1:1", "each of its tables begins with `[[taint-rule]]`"),
        ("[[sanitiser]]\npath = [\"a.b\"]", "1:3", "did you mean `sanitizer`?"),
    ];
    for (text, place, message) in rows {
        let project = project();
        project.write("lint/wrong.toml", text);
        let ran = project.check(["src", "--output-format", "concise"]).exits(2);
        let told = ran.stderr();
        let line = told.lines().find(|line| line.contains(message));
        let line = line.unwrap_or_else(|| panic!("{text}\n{message}\n{told}"));
        assert!(
            line.starts_with(&format!("lint/wrong.toml:{place}: error[bad-rule]")),
            "{text}\n{line}"
        );
        // The other tables count.
        assert!(ran.stdout().contains("desk.py:9:18"), "{text}\n{}", ran.stdout());
    }
}

#[test]
fn tables_of_a_broken_rule_are_left_out_without_another_word() {
    let project = project();
    project.write("lint/models.toml", MODELS.replace("severity = \"high\"", "severity = \"huge\""));
    let ran = project.check(["src", "--output-format", "concise"]).exits(2);
    assert_eq!(ran.stderr().matches("error[bad-rule]").count(), 1, "{}", ran.stderr());
    assert!(ran.stderr().contains("a severity is `low`, `medium` or `high`"), "{}", ran.stderr());
}

#[test]
fn there_are_only_so_many_rules() {
    use std::fmt::Write as _;

    let mut text = String::new();
    for number in 0..122 {
        let _ =
            writeln!(text, "[[taint-rule]]\nid = \"own-{number}\"\nsummary = \"It is told.\"\n");
    }
    let project = project().with("lint/many.toml", text);
    let ran = project.check(["src", "--output-format", "concise"]).exits(2);
    assert!(
        ran.stderr().contains("there are more than 122 rules about data flow"),
        "{}",
        ran.stderr()
    );
}

#[test]
fn the_examples_of_models_are_run() {
    let project = Project::new();
    project.write("lint/told.toml", MODELS);
    let example = "\
from shop.inbox import receive
from shop.partners import Partner
from shop.text import anonymous

message = receive()
Partner().tell(message)  # expect: told-to-partners
# ok: told-to-partners
Partner().tell(anonymous(message))
";
    project.write("lint/told.py", example);
    let ran = project.hognose(["test-rules", "lint"]).run().exits(0);
    assert!(ran.stdout().contains("pass  told-to-partners"), "{}", ran.stdout());
    project.write("lint/told.py", example.replace("anonymous(message)", "message"));
    let ran = project.hognose(["test-rules", "lint"]).run().exits(1);
    assert!(ran.stdout().contains("told.py:8: reported"), "{}", ran.stdout());

    // Tables about a built-in rule.
    let project = Project::new();
    project.write(
        "lint/sql.toml",
        "[[sanitizer]]\npath = [\"busy.quote\"]\nclears = [\"sql-injection\"]\n",
    );
    let example = "\
import sqlite3

from busy import quote
from flask import request

sqlite3.connect(\"a\").execute(\"SELECT \" + request.args[\"q\"])  # expect: sql-injection
sqlite3.connect(\"a\").execute(\"SELECT \" + quote(request.args[\"q\"]))  # ok: sql-injection
";
    project.write("lint/sql.py", example);
    let ran = project.hognose(["test-rules", "lint"]).run().exits(0);
    assert!(ran.stdout().contains("pass  sql-injection"), "{}", ran.stdout());
    project.write("lint/sql.py", example.replace("  # expect: sql-injection", ""));
    let ran = project.hognose(["test-rules", "lint"]).run().exits(1);
    assert!(ran.stdout().contains("sql.py:6: reported"), "{}", ran.stdout());
}
