//! What is known about the world outside of the program, as data: where data comes in, where it is
//! dangerous, what makes it harmless, what libraries return and whom they call.
//!
//! The files below `rules/flow` and the packs of users have this form. A *path* names something of a
//! library as code reaches it: `flask.request.args`, `sqlite3.connect().cursor().execute`; `()` is
//! what a call returns, `[]` an element. `C()` is an instance of the class `C`, however it was made:
//! [`ClassModel::from`] says which paths lead to one. A path `*.name` stands for an attribute with
//! that name of an object of which nothing is known.

use serde::{Deserialize, Serialize};

/// All that is known.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Models {
    /// The rules: kinds of harm.
    pub taint_rule: Vec<TaintRule>,
    /// Where data comes in.
    pub source: Vec<SourceModel>,
    /// Where data is dangerous.
    pub sink: Vec<SinkModel>,
    /// What makes data harmless.
    pub sanitizer: Vec<SanitizerModel>,
    /// What tells that data is harmless.
    pub guard: Vec<GuardModel>,
    /// Classes of libraries.
    pub class: Vec<ClassModel>,
    /// What functions of libraries return.
    pub function: Vec<FunctionModel>,
    /// Whom libraries call.
    pub entry: Vec<EntryModel>,
}

/// A kind of harm that data can do.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TaintRule {
    /// The permanent name. What is said about the rule stands where other rules are described.
    pub id: String,
    /// Rules that look at single places: where this one finds something, they need not.
    pub supersedes: Vec<String>,
    /// What data does harm: names of [`SourceModel::kind`]. Untrusted data if it is not said.
    pub from: Vec<String>,
    /// Characters of which at least one has to be in a text for it to do harm. Empty if any text does.
    pub needs: String,
    /// Characters of which at least one has to be in it, too.
    pub also_needs: String,
    /// Characters without any one of which a text does no harm: of line breaks, for instance.
    pub decisive: String,
    /// Whether the harm is done by the first character of a text: that one has to be of `needs`.
    pub leading: bool,
    /// Whether a number, or anything else that is no text, does harm, too.
    pub any_type: bool,
    /// Whether data is not followed through code of which nothing is known.
    pub direct: bool,
    /// How a value is looked at before it is reported; see [`Shape`].
    pub shape: String,
    /// The rule that is reported in place of this one where the harm is limited: see [`Shape::Url`].
    pub limited: String,
    /// Rules whose sinks, sanitizers and guards are those of this one, too.
    pub like: Vec<String>,
}

/// Where data comes in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SourceModel {
    /// What is read or called.
    pub path: Vec<String>,
    /// Whose data it is: `remote`, `model`, `stored`, `local`, `parameter`; or what it is: `secret`,
    /// `exception`, `random`, `archive` (the names of its members).
    pub kind: String,
    /// What it is, in words: `the query string of the request`.
    pub what: String,
    /// What an element of it is, in words, with `{}` for its name: `the query parameter {}`.
    pub element: String,
    /// Rules to which it does no harm.
    pub except: Vec<String>,
    /// Elements of it that nobody outside chooses: `REMOTE_ADDR`.
    pub harmless: Vec<String>,
    /// Of what is called: what has to hold; see [`SinkModel::when`]. `<asked-for-password>`: the function in
    /// which it comes in asks what came in for a password.
    pub when: Vec<String>,
    /// Whether its elements are the members of the class of the object, the fields of a form; or what
    /// was declared before, the options of a parser. Those that hold numbers are no data.
    pub members: bool,
    /// Whether whoever sends it says what type it has, as with JSON: it may be a dictionary where a
    /// text is wanted.
    pub structure: bool,
}

/// Where data is dangerous.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SinkModel {
    /// What is called; with `=` at the end, what is assigned to.
    pub path: Vec<String>,
    /// The arguments: positions and names, `self` for the object, `*` for all positions, `**` for all
    /// names, `**names` for what is given by `**` and so chooses the names, `1..` for the list of the
    /// positions from one on, `defaults.password` for an entry of a dictionary. The first if it is not said.
    pub arguments: Vec<String>,
    /// The kind of harm: the name of a rule.
    pub rule: String,
    /// What happens there, in words: `runs it in a shell`.
    pub what: String,
    /// What has to hold: `shell` (the argument is true or unknown), `!shell` (it is not given, or
    /// false), `name=value` (it is this constant or unknown), `name!=value`; `<html>`: nothing says
    /// that the response is anything but HTML; `<html said>`: something says that it is;
    /// `<slow>`: the regular expression that is used takes more than linear time; `<last-hash>`: the same
    /// function hashes nothing in a slow way;
    /// `<elsewhere>`: what is dangerous is not written in the call itself;
    /// `<session>`: the cookie's name says that it lets somebody in; `<only-reader>`: the same function
    /// does not read the token a second time, to verify it; `<of-password>`: the data is a password by its
    /// name; `<format>`: the first text says how the arguments behind it are shown, `"%r"`. All of them.
    pub when: Vec<String>,
    /// What is dangerous by itself, whatever data goes in: `secure=False`, `!secure` (it is not given),
    /// `options.verify_signature=False` (an entry of an argument), `algorithms.*=none` (any of them),
    /// `samesite='None'` (the text, in capitals or not), `mode=MODE_ECB|MODE_CFB` (something of a library, by
    /// the end of its path), `bits<2048`, `mode&1002=2` (of the bits 0o1002 just these), `iv=<fixed>` (any text of
    /// the program); `*` for the call itself. All of it has to hold for sure. The arguments of the sink have
    /// no meaning then.
    pub sets: Vec<String>,
    /// Of what is dangerous by itself: whether a file is looked at because it imports this, though no data
    /// comes in there. Not of what many files import.
    pub begins: bool,
    /// Of a path `*.name`: what the object has to be called, as words of which one is in its name.
    pub receiver: Vec<String>,
    /// How a value is looked at, if otherwise than the rule says.
    pub shape: String,
    /// How sure a finding is, if otherwise than the rule says.
    pub confidence: String,
    /// The place that it is, as [`SanitizerModel::fails_in`] names it.
    pub place: String,
}

/// What makes data harmless.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SanitizerModel {
    /// What is called.
    pub path: Vec<String>,
    /// The kinds of harm that its result cannot do; `*` for all.
    pub clears: Vec<String>,
    /// What has to hold; see [`SinkModel::when`].
    pub when: Vec<String>,
    /// Whether the argument itself is known to be harmless, too, if the call returns.
    pub checks: bool,
    /// The places in a text in which its result does the harm all the same: names of [`PLACES`](crate::PLACES).
    pub fails_in: Vec<String>,
}

/// What tells by its result that data is harmless.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GuardModel {
    /// What is called.
    pub path: Vec<String>,
    /// The argument that is looked at, as `0|url`; the first if it is not said, `self` for the object.
    pub argument: String,
    /// What it is compared with, in the same form: if the same data is in there, nothing is checked.
    pub against: String,
    /// The kinds of harm that cannot be done if the result is true; `*` for all.
    pub clears: Vec<String>,
    /// Whether it is the other way round: harmless if the result is false.
    pub negated: bool,
}

/// A class of a library.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ClassModel {
    /// Its path.
    pub name: String,
    /// What gives instances.
    pub from: Vec<String>,
    /// What has to hold for a call to give one: see [`SinkModel::when`].
    pub when: Vec<String>,
    /// The classes that it is derived from.
    pub bases: Vec<String>,
    /// Whether the program keeps things in instances: functions that make one are run for what they put
    /// there, `def create_app()`.
    pub keeps: bool,
}

/// What functions of a library return.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FunctionModel {
    /// The functions.
    pub path: Vec<String>,
    /// `nothing` that carries data; `answer`: what a server says, data of whoever chose the server by the
    /// argument that is named; `arguments`: what went in comes out; `stores`: what went in is
    /// kept in the object; `object`: the object itself, or the class, on which it is called;
    /// `declares`: an option is declared that is read later;
    /// `argument`: what is given, as it is: a function, for instance; `instance`: one of the class
    /// that is given; `provider`: what stands for the result of a function that is given, as a default of a
    /// parameter; or `structure`: what went in, parsed, so that it may be a dictionary.
    pub returns: String,
    /// The arguments that come out; all if it is not said.
    pub arguments: Vec<String>,
    /// What has to hold; see [`SinkModel::when`].
    pub when: Vec<String>,
    /// The class that the object is an instance of after the call: of one with other settings.
    pub becomes: String,
}

/// Whom a library calls.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct EntryModel {
    /// Decorators whose function is called.
    pub decorator: Vec<String>,
    /// Calls that hand over a function.
    pub call: Vec<String>,
    /// The argument that is the function.
    pub function: Vec<String>,
    /// Classes whose methods are called.
    pub class: Vec<String>,
    /// Those methods; all but private ones if it is not said.
    pub methods: Vec<String>,
    /// Whose data the parameters are; see [`SourceModel::kind`]. None if it is not said.
    pub kind: String,
    /// What a parameter is, in words, with `{}` for its name.
    pub what: String,
    /// What the first parameters are, in order, `self` left out: a path, or `-` for nothing, `*` for
    /// data, `self.form_class()` for an instance of the class that an attribute of the object names,
    /// `<exception>` for the exception that the function handles. Those that follow are data, unless `only` is set.
    pub parameters: Vec<String>,
    /// Whether the other parameters are no data.
    pub only: bool,
    /// The names of the parameters that are data; all that follow if it is not said.
    pub data: Vec<String>,
    /// The argument of the decorator or call in which typed parameters stand: `/user/<int:id>`.
    pub route: Vec<String>,
    /// Whether the decorator declares one of the parameters: `@click.option("--count", type=int)`.
    pub option: bool,
    /// Of decorators and calls: what has to hold; see [`SinkModel::when`].
    pub when: Vec<String>,
    /// The sink that what the function returns goes to.
    pub returns: String,
    /// A package that the file has to import.
    pub package: String,
    /// Of functions of such a file: the name of the first parameter.
    pub first: String,
    /// The names of the first parameters of a function that is called from outside, whatever its file
    /// imports: `event`, `context`.
    pub names: Vec<String>,
}

/// The kinds of data: whose it is, or what it is.
pub const KINDS: [&str; 10] = [
    "remote",
    "model",
    "queue",
    "stored",
    "local",
    "parameter",
    "secret",
    "exception",
    "random",
    "archive",
];

/// The names of shapes; see [`Shape`].
pub const SHAPES: [&str; 13] = [
    "any", "url", "redirect", "argv", "built", "text", "document", "prompt", "cells", "path",
    "shown", "number", "page",
];

/// What a function can return; see [`FunctionModel::returns`].
pub const RESULTS: [&str; 12] = [
    "nothing",
    "answer",
    "arguments",
    "stores",
    "object",
    "argument",
    "instance",
    "provider",
    "structure",
    "declares",
    "attribute",
    "view",
];

/// How a value is looked at before it is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    /// Any data in it is reported.
    Any,
    /// Data that can say to which host it goes; if the host is fixed, the limited rule is meant.
    Url,
    /// Data that can lead to another site.
    Redirect,
    /// A list of the parts of a command, or a command.
    Argv,
    /// Data from which a text is built: not the whole value as it is.
    Built,
    /// A text, or something that becomes one: no dictionary or list.
    Text,
    /// The same, as a page of HTML; if the data is only an address in there, the limited rule is meant.
    Page,
    /// Data that its sender can make a dictionary: no text.
    Document,
    /// Values, each by itself, of which the beginning is not fixed: the cells of a table.
    Cells,
    /// Messages for a language model, of which those that instruct it are looked at; or instructions.
    Prompt,
    /// The name of a file: a text or a path, and not an open file or what is in one.
    Path,
    /// What is seen of a value when it is shown: of objects of the program, nothing.
    Shown,
    /// What is known to be a number: how large something is going to be, and not what is in it.
    Number,
}

impl Shape {
    /// The shape with a name.
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "" | "any" => Self::Any,
            "url" => Self::Url,
            "redirect" => Self::Redirect,
            "argv" => Self::Argv,
            "built" => Self::Built,
            "text" => Self::Text,
            "document" => Self::Document,
            "prompt" => Self::Prompt,
            "cells" => Self::Cells,
            "path" => Self::Path,
            "shown" => Self::Shown,
            "number" => Self::Number,
            "page" => Self::Page,
            _ => return None,
        })
    }
}

/// The top-level package of a path.
pub(crate) fn package(path: &str) -> &str {
    path.split(['.', '(', '[', '=']).next().unwrap_or_default()
}

impl Models {
    /// Adds what another file says.
    pub fn extend(&mut self, other: Self) {
        self.taint_rule.extend(other.taint_rule);
        self.source.extend(other.source);
        self.sink.extend(other.sink);
        self.sanitizer.extend(other.sanitizer);
        self.guard.extend(other.guard);
        self.class.extend(other.class);
        self.function.extend(other.function);
        self.entry.extend(other.entry);
    }

    /// The top-level packages that something is said about.
    pub fn packages(&self) -> impl Iterator<Item = &str> {
        let entries = self.entry.iter().flat_map(|it| [&it.decorator, &it.call, &it.class]);
        let paths = self.source.iter().map(|it| &it.path);
        let paths = paths.chain(self.sink.iter().map(|it| &it.path));
        let paths = paths.chain(self.sanitizer.iter().map(|it| &it.path));
        let paths = paths.chain(self.guard.iter().map(|it| &it.path));
        let paths = paths.chain(self.function.iter().map(|it| &it.path));
        let paths = paths.chain(self.class.iter().map(|it| &it.from)).chain(entries).flatten();
        let paths = paths.chain(self.class.iter().map(|it| &it.name));
        paths.map(|path| package(path)).filter(|name| !matches!(*name, "" | "*"))
    }

    /// Writes the models in the form that is built into the program.
    ///
    /// # Errors
    ///
    /// If they cannot be written.
    pub fn to_bytes(&self) -> Result<Vec<u8>, postcard::Error> {
        postcard::to_stdvec(self)
    }

    /// Reads what [`to_bytes`](Self::to_bytes) wrote; nothing if it was something else.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        postcard::from_bytes(bytes).unwrap_or_default()
    }

    /// Gives rules the sinks, sanitizers and guards of those that they are like.
    pub fn expand(&mut self) {
        for rule in self.taint_rule.clone().iter().filter(|rule| !rule.like.is_empty()) {
            let is_like = |id: &String| rule.like.contains(id);
            let shape_of = |id: &String| {
                let found = self.taint_rule.iter().find(|other| other.id == *id);
                found.map(|other| other.shape.clone()).unwrap_or_default()
            };
            let sinks = self.sink.iter().filter(|sink| is_like(&sink.rule)).cloned();
            let sinks: Vec<SinkModel> = sinks
                .map(|mut sink| {
                    if sink.shape.is_empty() {
                        sink.shape = shape_of(&sink.rule);
                    }
                    sink.rule.clone_from(&rule.id);
                    sink
                })
                .collect();
            self.sink.extend(sinks);
            let clears = self.sanitizer.iter_mut().map(|it| &mut it.clears);
            let excepts = self.source.iter_mut().map(|it| &mut it.except);
            for ids in clears.chain(self.guard.iter_mut().map(|it| &mut it.clears)).chain(excepts) {
                if ids.iter().any(is_like) {
                    ids.push(rule.id.clone());
                }
            }
        }
    }
}
