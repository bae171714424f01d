//! In which place of a text data stands. What makes it harmless in one place may not in another: a word
//! that is quoted for a shell must not stand within quotes, and a value that goes into an attribute of
//! HTML without quotes ends at the first space.
//!
//! Only what the texts around data say for sure is believed: where a place is not known, it is none of
//! these.

use crate::value::Piece;

/// A set of places, one bit for each of [`PLACES`].
pub(crate) type Places = u16;

/// The names of places; see [`SanitizerModel::fails_in`](crate::SanitizerModel::fails_in).
pub const PLACES: [&str; 10] = [
    "attribute",
    "bare-attribute",
    "event-handler",
    "shell-quotes",
    "ldap-filter",
    "ldap-name",
    "bare-sql",
    "sql-quotes",
    "sql-double-quotes",
    "sql-backquotes",
];

const ATTRIBUTE: Places = 1;
const BARE_ATTRIBUTE: Places = 1 << 1;
const EVENT_HANDLER: Places = 1 << 2;
const SHELL_QUOTES: Places = 1 << 3;
const BARE_SQL: Places = 1 << 6;
const SQL_QUOTES: Places = 1 << 7;
const SQL_DOUBLE_QUOTES: Places = 1 << 8;
const SQL_BACKQUOTES: Places = 1 << 9;
/// Everywhere in a statement of SQL.
const SQL: Places = BARE_SQL | SQL_QUOTES | SQL_DOUBLE_QUOTES | SQL_BACKQUOTES;
/// The beginning of an attribute that a browser goes to, or gets code from: no name of models.
pub(crate) const ADDRESS: Places = 1 << 15;

/// The bits of places by their names.
pub(crate) fn places(names: &[String]) -> Places {
    let bits = PLACES.iter().enumerate().filter(|(_, name)| names.iter().any(|it| it == *name));
    bits.fold(0, |places, (bit, _)| places | 1 << bit)
}

/// Where a text in which each of some quotes is doubled does its harm all the same, if that is SQL:
/// anywhere but within those quotes.
pub(crate) fn outside_of_doubled(quote: char) -> Option<Places> {
    Some(SQL & !Sql::place(Some(quote))?)
}

/// Whether some data in a text may stand at the beginning of an attribute: a look at what stands before
/// it, which is cheap.
pub(crate) fn may_have_address(pieces: &[Piece]) -> bool {
    pieces.windows(2).any(|pair| match pair {
        [Piece::Text(before), Piece::Hole(taints)] => {
            !taints.is_empty() && before.trim_end().trim_end_matches(['"', '\'']).ends_with('=')
        }
        _ => false,
    })
}

/// The places in which the holes of a text are, in order.
pub(crate) fn places_of_holes(pieces: &[Piece]) -> Vec<Places> {
    let mut html = Html::default();
    let mut shell = Shell::default();
    let mut sql = Sql::of(pieces);
    let mut found = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Text(text) => text.chars().for_each(|char| {
                html.read(char);
                shell.read(char);
                sql.read(char);
            }),
            Piece::Hole(_) => found.push(html.hole() | shell.hole() | sql.hole()),
            Piece::Chosen => {
                html.hole();
            }
        }
    }
    if !shell.is_closed() {
        for places in &mut found {
            *places &= !SHELL_QUOTES;
        }
    }
    if sql.quote.is_some() {
        for places in &mut found {
            *places &= !SQL;
        }
    }
    found
}

/// Where a reader of HTML is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum At {
    /// Text; or the beginning of what may be a piece of a tag.
    #[default]
    Text,
    /// Behind `<`.
    Opening,
    /// In the name of a tag.
    Tag,
    /// Between the attributes of a tag.
    Between,
    /// In the name of an attribute.
    Name,
    /// Behind `=`.
    Value,
    /// In the value of an attribute.
    Bare,
    Quoted(char),
    /// In what is no HTML: a script.
    Raw,
    /// Behind `<` there.
    RawOpening,
}

/// A reader of HTML.
#[derive(Debug, Default)]
struct Html {
    at: At,
    tag: String,
    attribute: String,
    /// Whether nothing of the value of the attribute was read.
    begins: bool,
    /// Whether there was anything but the name of an attribute and what comes before its value: a text
    /// that does not begin as a piece of a tag.
    is_text: bool,
    /// What was read last.
    last: [char; 2],
}

impl Html {
    fn read(&mut self, char: char) {
        self.at = match (self.at, char) {
            (At::Text | At::Opening, '<') => At::Opening,
            (At::Opening, char) if char.is_ascii_alphabetic() => {
                self.tag = char.to_ascii_lowercase().to_string();
                At::Tag
            }
            (At::Text | At::Opening, _) | (At::RawOpening, '/') => At::Text,
            (At::Tag | At::Between | At::Name | At::Value | At::Bare, '>') => self.content(),
            (At::Tag, char) if char.is_whitespace() || char == '/' => At::Between,
            (At::Tag, char) => {
                self.tag.push(char.to_ascii_lowercase());
                At::Tag
            }
            (At::Between | At::Name, '=') => {
                self.begins = true;
                At::Value
            }
            (At::Between, char) if char.is_whitespace() || char == '/' => At::Between,
            (At::Between, char) => {
                self.attribute = char.to_ascii_lowercase().to_string();
                At::Name
            }
            (At::Name, char) if char.is_whitespace() => At::Between,
            (At::Name, char) => {
                self.attribute.push(char.to_ascii_lowercase());
                At::Name
            }
            (At::Value, char) if char.is_whitespace() => At::Value,
            (At::Value, quote @ ('"' | '\'')) => At::Quoted(quote),
            (At::Value | At::Bare, char) if !char.is_whitespace() => {
                self.begins = false;
                At::Bare
            }
            (At::Value | At::Bare, _) => At::Between,
            (At::Quoted(quote), char) if char == quote => At::Between,
            (At::Quoted(quote), char) => {
                self.begins &= char.is_whitespace();
                At::Quoted(quote)
            }
            (At::Raw, '<') => At::RawOpening,
            (At::Raw | At::RawOpening, _) => At::Raw,
        };
        self.is_text |= !(char.is_alphanumeric()
            || matches!(char, ' ' | '-' | '_' | '=' | '"' | '\''))
            || matches!(self.last, ['=', '"' | '\'']);
        self.last = [self.last[1], char];
    }

    /// What follows a tag.
    fn content(&self) -> At {
        if matches!(self.tag.as_str(), "script" | "style") { At::Raw } else { At::Text }
    }

    /// Something that is not known stands here.
    fn hole(&mut self) -> Places {
        let mut places = match self.at {
            // `title="{title}"`, which is put into a tag somewhere else.
            At::Text if !self.is_text && matches!(self.last, ['=', '"' | '\'']) => ATTRIBUTE,
            At::Quoted(_) => ATTRIBUTE,
            At::Value | At::Bare => BARE_ATTRIBUTE,
            _ => 0,
        };
        if matches!(self.at, At::Quoted(_) | At::Value | At::Bare) {
            if self.attribute.len() > 4 && self.attribute.starts_with("on") {
                places |= EVENT_HANDLER;
            }
            if self.begins && self.is_address() {
                places |= ADDRESS;
            }
        }
        self.begins = false;
        match self.at {
            At::Opening => {
                self.tag.clear();
                self.at = At::Tag;
            }
            At::Value => self.at = At::Bare,
            _ => {}
        }
        self.last = ['\0'; 2];
        places
    }

    /// Whether a script can stand in the attribute that is read, as `javascript:…`.
    fn is_address(&self) -> bool {
        match self.attribute.as_str() {
            "href" | "xlink:href" => matches!(self.tag.as_str(), "a" | "area"),
            "src" => matches!(self.tag.as_str(), "iframe" | "frame" | "embed"),
            "action" => self.tag == "form",
            "formaction" => matches!(self.tag.as_str(), "button" | "input"),
            _ => false,
        }
    }
}

/// A reader of the command line of a shell.
#[derive(Debug)]
struct Shell {
    /// The quotes that are open, one within the other: `"$(echo "…")"`. None for what is not quoted.
    open: Vec<Option<char>>,
    /// What was read last, if it says what comes next means.
    last: char,
    /// Whether it is not known what is quoted.
    is_lost: bool,
}

impl Default for Shell {
    fn default() -> Self {
        Self { open: vec![None], last: '\0', is_lost: false }
    }
}

impl Shell {
    fn read(&mut self, char: char) {
        let quote = self.open.last().copied().flatten();
        let last = std::mem::replace(&mut self.last, char);
        match (quote, char) {
            (Some('\''), '\'') => {
                self.open.pop();
            }
            (Some('\''), _) => {}
            _ if last == '\\' => self.last = '\0',
            (_, '`') => self.is_lost = true,
            (_, '(') if last == '$' => self.open.push(None),
            (None, ')') if self.open.len() > 1 => {
                self.open.pop();
            }
            (Some('"'), '"') => {
                self.open.pop();
            }
            (None, '"' | '\'') => self.open.push(Some(char)),
            _ => {}
        }
    }

    fn hole(&mut self) -> Places {
        self.last = '\0';
        match self.open.last() {
            Some(Some(_)) => SHELL_QUOTES,
            _ => 0,
        }
    }

    /// Whether all quotes that were opened are closed.
    fn is_closed(&self) -> bool {
        !self.is_lost && self.open.len() == 1
    }
}

/// The words with which statements of SQL begin.
const STATEMENTS: [&str; 10] = [
    "select", "insert", "update", "delete", "replace", "merge", "with", "call", "alter", "explain",
];

/// A reader of a statement of SQL: where its quotes open and close. A quote that is doubled within
/// others closes and opens them.
#[derive(Debug)]
struct Sql {
    is_statement: bool,
    quote: Option<char>,
}

impl Sql {
    /// A reader for a text, which is no statement unless it surely begins like one.
    fn of(pieces: &[Piece]) -> Self {
        let first = match pieces.first() {
            Some(Piece::Text(text)) => {
                text.trim_start_matches(|it: char| it.is_whitespace() || it == '(')
            }
            _ => "",
        };
        // The word ends in this piece.
        let word = first.split_once(char::is_whitespace).map_or("", |it| it.0);
        let is_statement = STATEMENTS.iter().any(|it| it.eq_ignore_ascii_case(word));
        Self { is_statement, quote: None }
    }

    fn read(&mut self, char: char) {
        match self.quote {
            None if matches!(char, '\'' | '"' | '`') => self.quote = Some(char),
            Some(quote) if quote == char => self.quote = None,
            _ => {}
        }
    }

    fn hole(&self) -> Places {
        if self.is_statement { Self::place(self.quote).unwrap_or_default() } else { 0 }
    }

    fn place(quote: Option<char>) -> Option<Places> {
        Some(match quote {
            None => BARE_SQL,
            Some('\'') => SQL_QUOTES,
            Some('"') => SQL_DOUBLE_QUOTES,
            Some('`') => SQL_BACKQUOTES,
            Some(_) => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Taints;

    /// The places of the holes `{}` of a text.
    fn found(text: &str) -> Vec<Places> {
        let mut pieces = Vec::new();
        for (number, part) in text.split("{}").enumerate() {
            if number > 0 {
                pieces.push(Piece::Hole(Taints::default()));
            }
            pieces.push(Piece::Text(part.into()));
        }
        places_of_holes(&pieces)
    }

    /// The same, for a reader of HTML only.
    fn in_html(text: &str) -> Vec<Places> {
        found(text).iter().map(|places| places & !(SHELL_QUOTES | SQL)).collect()
    }

    #[test]
    fn attributes_have_quotes_or_not() {
        assert_eq!(in_html("<p title=\"{}\" lang={}>{}</p>"), [ATTRIBUTE, BARE_ATTRIBUTE, 0]);
        assert_eq!(in_html("<p>a={}</p> and q=\"{}\""), [0, 0]);
        assert_eq!(in_html("{}='{}'"), [0, ATTRIBUTE]);
        assert_eq!(in_html("title=\"a\" x=\"{}\"")[0], 0);
        assert_eq!(in_html("<b onclick=\"f('{}')\">"), [ATTRIBUTE | EVENT_HANDLER]);
        assert_eq!(in_html("<script>if (a <b) x={};</script><p id={}>"), [0, BARE_ATTRIBUTE]);
    }

    #[test]
    fn addresses_begin_attributes() {
        assert_eq!(in_html("<a class=x href=\"{}\">"), [ATTRIBUTE | ADDRESS]);
        assert_eq!(in_html("<a href='/{}'><img src='{}'>"), [ATTRIBUTE, ATTRIBUTE]);
        assert_eq!(in_html("<form action={}>"), [BARE_ATTRIBUTE | ADDRESS]);
        assert_eq!(in_html("<a href='{}{}'>"), [ATTRIBUTE | ADDRESS, ATTRIBUTE]);
    }

    #[test]
    fn statements_have_quotes_or_not() {
        let found = |text| found(text).iter().map(|it| it & SQL).collect::<Vec<_>>();
        assert_eq!(found("SELECT a FROM b WHERE c = {}"), [BARE_SQL]);
        let all = [SQL_QUOTES, SQL_DOUBLE_QUOTES, SQL_BACKQUOTES, BARE_SQL];
        assert_eq!(found("\n(select '{}', \"{}\", `{}`, {})"), all);
        assert_eq!(
            found("DELETE FROM a WHERE b = 'it''s {}' OR c IN ({})"),
            [SQL_QUOTES, BARE_SQL]
        );
        // A part of one, no statement, or who knows.
        assert_eq!(found("a = {}"), [0]);
        assert_eq!(found("{} SELECT {}"), [0, 0]);
        assert_eq!(found("Select{} a"), [0]);
        assert_eq!(found("UPDATE a SET b = don't, c = {}"), [0]);
    }

    #[test]
    fn shells_read_quotes() {
        let quoted = |text| found(text).iter().map(|it| it & SHELL_QUOTES != 0).collect::<Vec<_>>();
        assert_eq!(quoted("say \"{}\" '{}' {}"), [true, true, false]);
        assert_eq!(quoted("say \"$(cat {})\" {}"), [false, false]);
        assert_eq!(quoted("say \\\"{} 'a\\' {}"), [false, false]);
        // An apostrophe, most likely.
        assert_eq!(quoted("say don't {}"), [false]);
    }
}
