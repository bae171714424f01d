//! Tells an SQL statement from English that begins with the same word.
//!
//! A statement is recognised by its skeleton: the words that must follow its first one, and what may
//! stand between them. `Select a name from the list` fails because no table is called `the`, `update
//! the settings` because nothing is set.

use super::sql_lexer::{HOLE, Token, TokenKind};

/// What a statement does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StatementKind {
    /// Reads or writes rows.
    Data,
    /// A query in parentheses, in a text that is no statement as far as can be told.
    Part,
    /// Makes, changes or removes tables, users and the like, of which most parts cannot be parameters.
    Definition,
}

/// Statements of one text that are tried.
const MAX_STATEMENTS: usize = 8;

/// Whether there could be a statement in a text that begins like this, judged by its words alone.
pub(super) fn may_hold_statement(text: &str) -> bool {
    let start =
        text.trim_start_matches(|c: char| c.is_whitespace() || "(;".contains(c) || c == HOLE);
    if start.is_empty() || start.starts_with("--") || start.starts_with("/*") {
        return true;
    }
    let end = start.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(start.len());
    let word = &start.as_bytes()[..end];
    let is_first_word = FIRST_WORDS.iter().any(|first| {
        // The word may go on in the next part of the text.
        let goes_on = end == start.len() && first.len() > end;
        let first = if goes_on { &first.as_bytes()[..end] } else { first.as_bytes() };
        first.eq_ignore_ascii_case(word)
    });
    is_first_word
        || text.match_indices(SUBQUERY).any(|(at, _)| text[..at].trim_end().ends_with('('))
}

const FIRST_WORDS: &[&str] = &[
    "SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE", "UPSERT", "MERGE", "WITH", "EXPLAIN",
    "CREATE", "DROP", "ALTER", "TRUNCATE", "GRANT", "REVOKE", "BEGIN", "COPY", "DECLARE", "SET",
];

/// In parentheses and in capitals, this begins a statement anywhere in a text.
const SUBQUERY: &str = "SELECT";

/// What the first statement in a text does; none if there is no statement in it.
pub(super) fn statement(tokens: &[Token<'_>]) -> Option<StatementKind> {
    let statements = tokens.split(|token| token.is_sign(";")).filter(|it| !it.is_empty());
    let whole =
        statements.take(MAX_STATEMENTS).find_map(|it| Reader { tokens: it, at: 0 }.statement());
    whole.or_else(|| {
        let mut subqueries = tokens
            .windows(2)
            .enumerate()
            .filter(|(_, pair)| pair[0].is_sign("(") && pair[1].text == SUBQUERY)
            .take(MAX_STATEMENTS);
        subqueries
            .any(|(at, _)| Reader { tokens: &tokens[at..], at: 0 }.statement().is_some())
            .then_some(StatementKind::Part)
    })
}

/// Words that no table is called, but that follow `from`, `into` and `update` in English.
const ARTICLES: &[&str] = &[
    "ALL", "AN", "ANOTHER", "ANY", "EACH", "EVERY", "ITS", "MY", "ONE", "OTHER", "OUR", "SOME",
    "THAT", "THE", "THEIR", "THESE", "THIS", "THOSE", "WHICH", "YOUR",
];

/// What can follow the tables of a statement.
#[rustfmt::skip]
const AFTER_TABLE: &[&str] = &[
    "AS", "CROSS", "DEFAULT", "EXCEPT", "FETCH", "FINAL", "FOR", "FORCE", "FORMAT", "FULL", "GROUP",
    "HAVING", "IGNORE", "INNER", "INTERSECT", "INTO", "JOIN", "LATERAL", "LEFT", "LIMIT", "LOCK",
    "MINUS", "NATURAL", "OFFSET", "ON", "ORDER", "OUTER", "PARTITION", "PREWHERE", "QUALIFY",
    "RETURNING", "RIGHT", "SAMPLE", "SELECT", "SET", "SETTINGS", "STRAIGHT_JOIN", "TABLESAMPLE",
    "UNION", "USE", "USING", "VALUES", "WHERE", "WINDOW", "WITH",
];

/// Words between expressions; two names in a row are one with its alias, three are prose.
#[rustfmt::skip]
const IN_EXPRESSIONS: &[&str] = &[
    "ALL", "AND", "AS", "BETWEEN", "BY", "CASE", "COLLATE", "DISTINCT", "ELSE", "END", "ESCAPE",
    "EXISTS", "FILTER", "ILIKE", "IN", "INTERVAL", "IS", "LIKE", "NOT", "NULL", "OR", "OVER",
    "PARTITION", "SQL_CALC_FOUND_ROWS", "SQL_NO_CACHE", "STRAIGHT_JOIN", "THEN", "TOP", "WHEN",
    "WITHIN",
];

/// What can be created and dropped.
#[rustfmt::skip]
const OBJECTS: &[&str] = &[
    "COLUMN", "CONSTRAINT", "DATABASE", "DOMAIN", "EVENT", "EXTENSION", "FUNCTION", "INDEX", "LOGIN",
    "POLICY", "PROCEDURE", "PUBLICATION", "ROLE", "SCHEMA", "SEQUENCE", "SERVER", "SUBSCRIPTION",
    "TABLE", "TABLESPACE", "TRIGGER", "TYPE", "USER", "VIEW",
];

/// What can stand between `CREATE` and the kind of thing that is created.
#[rustfmt::skip]
const MODIFIERS: &[&str] = &[
    "CONCURRENTLY", "EXTERNAL", "FOREIGN", "GLOBAL", "LOCAL", "MATERIALIZED", "OR", "REPLACE",
    "TEMP", "TEMPORARY", "TRANSIENT", "UNIQUE", "UNLOGGED", "VIRTUAL",
];

/// Reads a statement from its start.
struct Reader<'r, 't> {
    tokens: &'r [Token<'t>],
    at: usize,
}

impl<'r, 't> Reader<'r, 't> {
    fn peek(&self) -> Option<&'r Token<'t>> {
        self.tokens.get(self.at)
    }

    fn next(&mut self) -> Option<&'r Token<'t>> {
        let token = self.peek()?;
        self.at += 1;
        Some(token)
    }

    /// Passes over any number of these keywords.
    fn skip(&mut self, keywords: &[&str]) {
        while self.peek().is_some_and(|token| token.is_any(keywords)) {
            self.at += 1;
        }
    }

    fn accept(&mut self, keyword: &str) -> bool {
        let found = self.peek().is_some_and(|token| token.is(keyword));
        self.at += usize::from(found);
        found
    }

    fn accept_sign(&mut self, sign: &str) -> bool {
        let found = self.peek().is_some_and(|token| token.is_sign(sign));
        self.at += usize::from(found);
        found
    }

    fn statement(&mut self) -> Option<StatementKind> {
        // `{with} SELECT …`, `(SELECT …`
        while self.peek().is_some_and(|token| token.is_sign("(") || token.text.chars().eq([HOLE])) {
            self.at += 1;
        }
        if self.accept("EXPLAIN") {
            self.skip(&["ANALYZE", "QUERY", "PLAN", "VERBOSE", "EXTENDED", "FORMATTED", "FOR"]);
        }
        if self.accept("COPY") {
            self.accept_sign("(").then_some(())?;
        }
        let first = self.next()?;
        let is_data = match first.text.to_ascii_uppercase().as_str() {
            "SELECT" => self.select(),
            "INSERT" | "REPLACE" | "UPSERT" => self.insert(),
            "UPDATE" => self.update(),
            "DELETE" => self.delete(),
            "MERGE" => self.merge(),
            "WITH" => self.with(),
            "CREATE" | "DROP" | "ALTER" | "TRUNCATE" | "GRANT" | "REVOKE" => {
                return self.definition(first).then_some(StatementKind::Definition);
            }
            _ => false,
        };
        (is_data && !self.is_sentence(first)).then_some(StatementKind::Data)
    }

    /// Whether a statement is written like a sentence, with one capital letter and no sign that prose
    /// does not have.
    fn is_sentence(&self, first: &Token<'_>) -> bool {
        const MAX_WORDS: usize = 64;
        let mut letters = first.text.chars();
        let capitalised =
            letters.next().is_some_and(char::is_uppercase) && letters.all(char::is_lowercase);
        capitalised
            && !self.tokens.iter().take(MAX_WORDS).any(|token| {
                token.kind == TokenKind::Placeholder
                    || (token.kind == TokenKind::Sign && "*=<>".contains(token.text))
            })
    }

    /// `… FROM table` after `SELECT`.
    fn select(&mut self) -> bool {
        let mut depth = 0_usize;
        let mut names = 0;
        let mut is_empty = true;
        let mut has_call = false;
        while let Some(token) = self.next() {
            if depth == 0 && token.is("FROM") {
                return !is_empty && self.from();
            }
            match token.text {
                "(" => {
                    depth += 1;
                    has_call |= names == 1;
                }
                ")" if depth == 0 => break,
                ")" => depth -= 1,
                _ => {}
            }
            let is_bare_name = depth == 0 && token.is_name() && !token.is_any(IN_EXPRESSIONS);
            // The parts of a name with dots in it count once.
            let goes_on = self.at >= 2 && self.tokens[self.at - 2].is_sign(".");
            names = match is_bare_name {
                true if goes_on => names,
                true => names + 1,
                false if token.is_sign(".") => names,
                false => 0,
            };
            if names > 2 {
                return false;
            }
            is_empty = false;
        }
        // `SELECT setval('…', 1)`: functions that are run for what they do need no table.
        has_call && self.tokens[0].text == "SELECT"
    }

    /// A table and what may follow it.
    fn from(&mut self) -> bool {
        if self.accept_sign("(") || self.accept("LATERAL") || self.accept("ONLY") {
            return true;
        }
        if !self.table() {
            return false;
        }
        self.accept("AS");
        if let Some(token) = self.peek()
            && token.is_name()
            && !token.is_any(AFTER_TABLE)
        {
            if token.has_hole() {
                // Some part of the statement is put in, and may go on behind the hole.
                return true;
            }
            // An alias.
            self.at += 1;
        }
        self.peek().is_none_or(|token| match token.kind {
            TokenKind::Word => token.is_any(AFTER_TABLE) || token.has_hole(),
            TokenKind::Sign => matches!(token.text, "," | ")" | "(" | "[" | "@"),
            _ => false,
        })
    }

    /// A name with dots in it, which is no article.
    fn table(&mut self) -> bool {
        // Snowflake's stages: `@"name"`.
        self.accept_sign("@");
        loop {
            let Some(name) = self.next() else { return false };
            let is_table = name.is_name() || matches!(name.kind, TokenKind::Placeholder);
            if !is_table || name.is_any(ARTICLES) || name.is_any(AFTER_TABLE) {
                return false;
            }
            if !self.accept_sign(".") {
                return true;
            }
        }
    }

    /// `[INTO] table (…`, `[INTO] table VALUES …` after `INSERT`.
    fn insert(&mut self) -> bool {
        const NEXT: &[&str] = &[
            "AS",
            "BY",
            "DEFAULT",
            "OUTPUT",
            "OVERRIDING",
            "PARTITION",
            "SELECT",
            "SET",
            "VALUE",
            "VALUES",
            "WITH",
        ];
        self.skip(&["OR", "ABORT", "FAIL", "IGNORE", "REPLACE", "ROLLBACK", "DELAYED"]);
        let overwrites = self.accept("OVERWRITE");
        if !self.accept("INTO") && !overwrites {
            return false;
        }
        self.accept("TABLE");
        if !self.table() {
            return false;
        }
        self.peek()
            .is_some_and(|token| token.is_any(NEXT) || token.is_sign("(") || token.has_hole())
    }

    /// `table … SET column =` after `UPDATE`.
    fn update(&mut self) -> bool {
        const MAX_WORDS: usize = 24;
        self.skip(&[
            "OR",
            "ABORT",
            "FAIL",
            "IGNORE",
            "REPLACE",
            "ROLLBACK",
            "LOW_PRIORITY",
            "ONLY",
        ]);
        if !self.table() {
            return false;
        }
        let rest = &self.tokens[self.at..];
        let Some(set) = rest.iter().take(MAX_WORDS).position(|token| token.is("SET")) else {
            return false;
        };
        let assignments = &rest[set + 1..];
        assignments.first().is_none_or(Token::has_hole)
            || assignments.iter().take(6).any(|token| token.is_sign("="))
    }

    /// `FROM table …` after `DELETE`; `t FROM table t JOIN …`.
    fn delete(&mut self) -> bool {
        const MAX_WORDS: usize = 24;
        let names_rows = self.peek().is_some_and(|token| token.is_name() && !token.is("FROM"));
        self.at += usize::from(names_rows);
        if !self.accept("FROM") {
            return false;
        }
        let rest = &self.tokens[self.at..];
        let chooses =
            |token: &Token<'_>| token.is_any(&["INNER", "JOIN", "LEFT", "USING", "WHERE"]);
        self.from() && (!names_rows || rest.iter().take(MAX_WORDS).any(chooses))
    }

    /// `INTO table … USING …` after `MERGE`.
    fn merge(&mut self) -> bool {
        const MAX_WORDS: usize = 12;
        self.accept("INTO");
        self.table() && self.tokens[self.at..].iter().take(MAX_WORDS).any(|token| token.is("USING"))
    }

    /// `name AS (` after `WITH`, or something that is put in before `SELECT`.
    fn with(&mut self) -> bool {
        const MAX_WORDS: usize = 64;
        self.accept("RECURSIVE");
        if self.peek().is_some_and(|token| token.text.chars().eq([HOLE]))
            && self.tokens.get(self.at + 1).is_some_and(|token| token.is("SELECT"))
        {
            self.at += 2;
            return self.select();
        }
        let begins = self.peek().is_some_and(Token::is_name);
        begins
            && self.tokens[self.at..].windows(2).take(MAX_WORDS).any(|pair| {
                pair[0].is("AS")
                    && (pair[1].is_sign("(") || pair[1].is_any(&["MATERIALIZED", "NOT"]))
            })
    }

    /// Statements about tables, users and the like, which prose resembles most: they must be written
    /// in capitals.
    fn definition(&mut self, first: &Token<'_>) -> bool {
        const MAX_WORDS: usize = 24;
        if first.text.contains(char::is_lowercase) {
            return false;
        }
        let rest = &self.tokens[self.at..];
        match first.text {
            "GRANT" => rest.iter().take(MAX_WORDS).any(|token| token.text == "TO"),
            "REVOKE" => rest.iter().take(MAX_WORDS).any(|token| token.text == "FROM"),
            "TRUNCATE" => {
                self.accept("TABLE");
                self.table()
            }
            _ => {
                self.skip(MODIFIERS);
                let object = self.next();
                object.is_some_and(|it| it.is_any(OBJECTS) && !it.text.contains(char::is_lowercase))
                    && self.peek().is_some()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::injection::sql_lexer::tokens;

    fn kind(text: &str) -> Option<StatementKind> {
        let text = text.replace("{}", "\u{fffc}");
        assert!(statement(&tokens(&text)).is_none() || may_hold_statement(&text), "{text}");
        statement(&tokens(&text))
    }

    #[test]
    fn statements() {
        for text in [
            "SELECT * FROM users WHERE id = {}",
            "select a, b.c as d, count(*) n from {} order by {}",
            "SELECT DISTINCT a.b.c x FROM {}.{} t, {} u",
            "SELECT CASE WHEN a IS NULL THEN 1 ELSE 2 END FROM t",
            "Select * From users",
            "SELECT {} FROM {}",
            "SELECT nextval('{}')",
            "SELECT a FROM t {}",
            "SELECT a FROM t {}ORDER BY b",
            "{} SELECT a FROM t",
            "WITH {} SELECT a FROM {}",
            "SET search_path = x; SELECT * FROM {}",
            "INSERT OVERWRITE INTO {} SELECT a FROM t",
            "SELECT a FROM (SELECT b FROM {})",
            "SELECT name FROM \"{}\" LIMIT 1",
            "(SELECT a FROM b) UNION (SELECT c FROM {})",
            "WITH a AS (SELECT 1) SELECT * FROM a WHERE b = '{}'",
            "EXPLAIN QUERY PLAN SELECT a FROM {}",
            "-- all\nSELECT a FROM {}",
            "BEGIN; DELETE FROM t WHERE id = {}; COMMIT",
            "INSERT INTO {} ({}) VALUES ({})",
            "INSERT OR IGNORE INTO t VALUES({})",
            "insert into t select * from {}",
            "REPLACE INTO t (a) VALUES ({})",
            "UPDATE t SET a = {}",
            "update t set {}",
            "UPDATE a JOIN b ON a.x = b.x SET a.y = {}",
            "DELETE FROM t",
            "DELETE t FROM t JOIN u",
            "MERGE INTO t USING u ON t.a = {} WHEN MATCHED THEN DELETE",
        ] {
            assert_eq!(kind(text), Some(StatementKind::Data), "{text}");
        }
        for text in ["{} IN (SELECT a FROM {})", "COPY INTO {} FROM (SELECT a FROM @\"{}\")"] {
            assert_eq!(kind(text), Some(StatementKind::Part), "{text}");
        }
        for text in [
            "CREATE TABLE IF NOT EXISTS {} (a INT)",
            "CREATE OR REPLACE VIEW {} AS SELECT 1",
            "CREATE UNIQUE INDEX {} ON t (a)",
            "DROP TABLE {}",
            "ALTER TABLE {} ADD COLUMN {} TEXT",
            "TRUNCATE {}",
            "GRANT SELECT ON {} TO {}",
            "CREATE USER '{}'@'%' IDENTIFIED BY '{}'",
        ] {
            assert_eq!(kind(text), Some(StatementKind::Definition), "{text}");
        }
    }

    #[test]
    fn prose() {
        for text in [
            "Select {} from the list",
            "select from active instances",
            "Select an option from {}",
            "select one of the values from {}",
            "selected {} from {}",
            "SELECTED a FROM b",
            "Select {}",
            "select {}",
            "delete from the cache as {}",
            "Delete {} from this folder",
            "delete {}",
            "insert into the table {}",
            "Insert {} into {}",
            "update {}",
            "Update the set of {}",
            "update user {} and set password",
            "with {} as {}",
            "with open file",
            "create user {}",
            "Create table {}",
            "CREATED TABLE {}",
            "drop {} from {}",
            "Grant access to {}",
            "replace {} with {}",
            "merge {} into {}",
            "Hello {}",
            "{}: choose one (select one from {} or more)",
            "{} from {}",
            "",
        ] {
            assert_eq!(kind(text), None, "{text}");
        }
    }
}
