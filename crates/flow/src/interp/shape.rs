//! Which data in a value is dangerous, by the shape that a rule looks at: a command line, a URL, a
//! document.

use super::Interp;
use crate::limits::{DATA_DEPTH, OBJECT_DEPTH};
use crate::models::Shape;
use crate::rules::STRUCTURE;
use crate::state::{Key, State};
use crate::value::{Alt, Const, Piece, Taint, Taints, Type, Value};

/// Programs that run what they are given as code.
const INTERPRETERS: [&str; 19] = [
    "sh",
    "bash",
    "dash",
    "zsh",
    "ksh",
    "cmd",
    "cmd.exe",
    "powershell",
    "powershell.exe",
    "pwsh",
    "python",
    "python2",
    "python3",
    "perl",
    "ruby",
    "node",
    "php",
    "sudo",
    "env",
];

/// Those that take what follows the code as operands of it.
const SHELLS: [&str; 8] = ["sh", "bash", "dash", "zsh", "ksh", "python", "python2", "python3"];

/// Programs that run another one, with its arguments behind their own.
const WRAPPERS: [&str; 6] = ["sshpass", "sudo", "env", "timeout", "nohup", "nice"];

/// The options of `ssh` behind which a value stands.
const SSH_OPTIONS: &str = "BbcDEeFIiJLlmOoPpQRSWw";

/// Options behind which a text stands, whatever it begins with, by the programs that have them.
const TEXT_OPTIONS: [(&[&str], &[&str]); 3] = [
    (&["grep", "egrep", "fgrep", "zgrep", "rg", "ag"], &["-e", "--regexp"]),
    (&["git"], &["-m", "--message", "--author", "--grep"]),
    (&["ffmpeg", "ffprobe"], &["-i"]),
];

impl Interp<'_> {
    /// The data in a value that does harm by the way in which it is used; and whether the harm is
    /// limited.
    pub(crate) fn dangerous(
        &self,
        state: &State,
        shape: Shape,
        value: &Value,
    ) -> Vec<(Taints, bool)> {
        match shape {
            Shape::Any => vec![(self.deep(state, value), false)],
            Shape::Text | Shape::Page => {
                let is_container = value
                    .alts
                    .iter()
                    .all(|alt| matches!(alt, Alt::Obj(_) | Alt::Typed(crate::value::Type::Number)));
                let taints = if is_container && !value.alts.is_empty() {
                    Taints::default()
                } else {
                    value.taints.clone()
                };
                // Who can do more than give an address does that.
                let pages = self.cat.rules.pages;
                let mut addresses = Taints::default();
                if shape == Shape::Page {
                    let is_address = |it: &&Taint| {
                        it.flags & Taint::ADDRESS != 0 && self.live(state, it) & pages == 0
                    };
                    taints.iter().filter(is_address).for_each(|it| addresses.add(*it));
                }
                vec![(taints, false), (addresses, true)]
            }
            Shape::Number => {
                let is_number = |alt: &Alt| matches!(alt, Alt::Typed(Type::Number));
                if value.alts.iter().any(is_number) {
                    vec![(value.taints.clone(), false)]
                } else {
                    Vec::new()
                }
            }
            Shape::Shown => {
                let mut taints = value.taints.clone();
                for alt in &value.alts {
                    if let Alt::Obj(id) = alt
                        && let Some(object) = self.object(state, *id)
                        && object.kind != crate::state::Kind::Instance
                    {
                        taints.join(&self.deep(state, &Value::of(alt.clone())));
                    }
                }
                vec![(taints, false)]
            }
            Shape::Path => {
                let is_path = |alt: &Alt| match alt {
                    Alt::Obj(id) => {
                        let api = self.object(state, *id).and_then(|object| object.api);
                        api.is_some_and(|api| self.apis.path(api).ends_with("Path()"))
                    }
                    Alt::Api(api) => is_file_name(&self.apis.path(*api)),
                    Alt::Typed(kind) => *kind == crate::value::Type::Str,
                    _ => true,
                };
                if value.alts.iter().any(is_path) {
                    vec![(value.taints.clone(), false)]
                } else {
                    Vec::new()
                }
            }
            Shape::Built => match value.single() {
                Some(Alt::Text(_)) => vec![(value.taints.clone(), false)],
                _ => Vec::new(),
            },
            Shape::Document => vec![(self.structures(state, value, DATA_DEPTH), false)],
            Shape::Argv => self.argv(state, value),
            Shape::Cells => vec![(self.cells(state, value, OBJECT_DEPTH), false)],
            Shape::Prompt => vec![(self.instructions(state, value), false)],
            Shape::Url | Shape::Redirect => {
                let mut found = Vec::new();
                for alt in &value.alts {
                    match alt {
                        Alt::Text(pieces) => found.append(&mut url_pieces(pieces, shape)),
                        Alt::Obj(_) => {
                            let one = Value::of(alt.clone());
                            found.push((self.deep(state, &one), false));
                        }
                        Alt::Const(_) => {}
                        _ => found.push((value.taints.clone(), false)),
                    }
                }
                found
            }
        }
    }

    /// The data in a value that may be a dictionary, or part of one: no text.
    pub(super) fn structures(&self, state: &State, value: &Value, depth: u32) -> Taints {
        let mut found = Taints::default();
        let is_text = |alt: &Alt| {
            matches!(
                alt,
                Alt::Text(_) | Alt::Const(_) | Alt::Typed(Type::Str | Type::Number | Type::Bool)
            )
        };
        if !value.alts.iter().all(is_text) {
            value
                .taints
                .iter()
                .filter(|it| it.flags & Taint::TEXT == 0 && self.live(state, it) & STRUCTURE != 0)
                .for_each(|it| found.add(*it));
        }
        let Some(depth) = depth.checked_sub(1) else { return found };
        for id in value.objects() {
            let Some(object) = self.object(state, id) else { continue };
            for (key, value) in &object.fields {
                // Code, as a text.
                let is_code = |it: &str| matches!(it, "$where" | "$function" | "$accumulator");
                if matches!(key, Key::Entry(Const::Str(name)) if is_code(name)) {
                    found.join(&self.deep(state, value));
                }
                found.join(&self.structures(state, value, depth));
            }
            if let Some(rest) = &object.rest {
                found.join(&self.structures(state, rest, depth));
            }
        }
        found
    }

    /// The data that values begin with.
    pub(super) fn cells(&self, state: &State, value: &Value, depth: u32) -> Taints {
        let mut found = Taints::default();
        for alt in &value.alts {
            match alt {
                Alt::Const(_) => {}
                Alt::Text(pieces) => {
                    if let Some(Piece::Hole(taints)) = pieces.first() {
                        found.join(taints);
                    }
                }
                Alt::Obj(id) => {
                    let Some(depth) = depth.checked_sub(1) else { continue };
                    let Some(object) = self.object(state, *id) else { continue };
                    for value in object.fields.iter().map(|field| &field.1).chain(&object.rest) {
                        found.join(&self.cells(state, value, depth));
                    }
                }
                _ => found.join(&value.taints),
            }
        }
        found
    }

    /// The data in those messages that instruct a language model.
    pub(super) fn instructions(&self, state: &State, value: &Value) -> Taints {
        let mut found = Taints::default();
        if value.objects().next().is_none()
            && value.alts.iter().any(|alt| matches!(alt, Alt::Text(_)))
        {
            return value.taints.clone();
        }
        for id in value.objects() {
            let Some(object) = self.object(state, id) else { continue };
            for message in object.fields.iter().map(|field| &field.1).chain(&object.rest) {
                for id in message.objects() {
                    let Some(message) = self.object(state, id) else { continue };
                    let entry = |name: &str| message.get(&Key::Entry(Const::Str(name.into())));
                    let place = |place| message.get(&Key::Place(place));
                    // `{"role": "system", "content": …}` or `("system", …)`
                    let role = entry("role").or(place(0)).and_then(Value::as_str);
                    if role.is_some_and(|it| matches!(&**it, "system" | "developer"))
                        && let Some(content) = entry("content").or(place(1))
                    {
                        found.join(&self.deep(state, content));
                    }
                }
            }
        }
        found
    }

    /// The parts of a command: the program, code for an interpreter, and options.
    pub(super) fn argv(&self, state: &State, value: &Value) -> Vec<(Taints, bool)> {
        let mut found = Vec::new();
        for alt in &value.alts {
            let Alt::Obj(id) = alt else {
                if let Alt::Text(pieces) = alt {
                    // The program is what comes first.
                    if let Some(Piece::Hole(taints)) = pieces.first() {
                        found.push((taints.clone(), false));
                    }
                } else {
                    found.push((value.taints.clone(), false));
                }
                continue;
            };
            let Some(object) = self.object(state, *id) else { continue };
            // The elements whose places are known, and what may follow.
            let places = (0_u32..).map_while(|place| object.get(&Key::Place(place)));
            let elements: Vec<&Value> = places.chain(&object.rest).collect();
            let is_program_known = object.get(&Key::Place(0)).is_some();
            let program =
                elements.first().and_then(|it| it.as_str().cloned()).filter(|_| is_program_known);
            let program = program.map(|it| it.rsplit('/').next().unwrap_or_default().to_owned());
            let is_interpreter = program.as_deref().is_some_and(|it| INTERPRETERS.contains(&it));
            let takes_operands = program.as_deref().is_some_and(|it| SHELLS.contains(&it));
            let remote_at = remote_command(&elements).filter(|_| is_program_known);
            let mut takes_code = false;
            let mut code_at = None;
            let mut only_operands = false;
            for (place, element) in elements.iter().enumerate() {
                let taints = self.deep(state, element);
                if let Some(text) = element.as_str() {
                    if is_interpreter
                        && !takes_code
                        && matches!(
                            &**text,
                            "-c" | "/c" | "/C" | "-e" | "-Command" | "--eval" | "-lc" | "-ic"
                        )
                    {
                        takes_code = true;
                        code_at = takes_operands.then_some(place + 1);
                    }
                    only_operands |= matches!(&**text, "--" | "--end-of-options");
                }
                if taints.is_empty() {
                    continue;
                }
                // `sh -c 'rm -- "$1"' sh name`: what follows the code is data to it.
                let is_code = takes_code && code_at.is_none_or(|at| at == place)
                    || remote_at.is_some_and(|at| at <= place);
                let is_data = takes_code && !is_code;
                // `grep -e needle`: what follows is never an option.
                let is_taken = place > 0
                    && elements[place - 1].as_str().is_some_and(|before| {
                        takes_text(program.as_deref().unwrap_or_default(), before)
                    });
                if place == 0 && is_program_known || is_code {
                    found.push((taints, false));
                } else if !(only_operands || is_data || is_taken) {
                    let has_prefix = matches!(
                        element.single(),
                        Some(Alt::Text(pieces)) if matches!(&pieces[0], Piece::Text(text) if !text.is_empty())
                    );
                    if !has_prefix {
                        found.push((taints, true));
                    }
                }
            }
        }
        found
    }
}

/// Where the command begins that `ssh` gives to a shell of the other machine: its words are put together
/// again, however many there are.
fn remote_command(elements: &[&Value]) -> Option<usize> {
    let program = |place: usize| {
        let path = elements.get(place).and_then(|it| it.as_str())?;
        Some(path.rsplit('/').next().unwrap_or_default())
    };
    let mut place = match program(0)? {
        "ssh" => 1,
        it if WRAPPERS.contains(&it) => {
            (1..elements.len()).find(|place| program(*place) == Some("ssh"))? + 1
        }
        _ => return None,
    };
    while let Some(option) = elements.get(place)?.as_str().and_then(|it| it.strip_prefix('-')) {
        // `-p 22`, where `-p22` has its value already.
        let is_alone = option.len() == 1 && SSH_OPTIONS.contains(option);
        place += if is_alone { 2 } else { 1 };
    }
    // Behind the host.
    Some(place + 1)
}

/// Whether an option of a program takes what follows as a text.
fn takes_text(program: &str, option: &str) -> bool {
    TEXT_OPTIONS
        .iter()
        .any(|(programs, options)| programs.contains(&program) && options.contains(&option))
}

/// Whether the text before the data fixes where a URL leads to.
pub(super) fn url_pieces(pieces: &[Piece], shape: Shape) -> Vec<(Taints, bool)> {
    let mut found = Vec::new();
    let mut before = String::new();
    let mut is_fixed = false;
    for piece in pieces {
        match piece {
            Piece::Text(text) => before.push_str(text),
            Piece::Chosen => {
                is_fixed = is_fixed || fixes_host(&before, shape);
                before.push_str("base:");
            }
            Piece::Hole(taints) => {
                is_fixed = is_fixed || fixes_host(&before, shape);
                if !(taints.is_empty() || is_fixed && shape == Shape::Redirect) {
                    found.push((taints.clone(), is_fixed));
                }
                if taints.is_empty() {
                    // A base that is not known, and not the attacker's.
                    before.push_str("base:");
                } else {
                    before.push('x');
                }
            }
        }
    }
    found
}

/// Whether a text that a URL begins with says to which host it leads.
pub(super) fn fixes_host(before: &str, shape: Shape) -> bool {
    let rest = match before.split_once("://") {
        Some((_, rest)) => rest,
        None if before.starts_with("base:") => {
            return before["base:".len()..].contains(['/', '?', '#']) || before.len() > 5;
        }
        None => {
            let is_path = before.starts_with('/') && !before.starts_with("//") && before.len() > 1;
            return is_path || shape == Shape::Redirect && before.contains(['?', '#']);
        }
    };
    // A host, and what ends it.
    rest.find(['/', '?', '#']).is_some_and(|end| end > 0)
}

/// Whether something of a library, by its path, may be the name of a file: not if it is an instance of
/// a class that is no path, or a file that was opened.
fn is_file_name(path: &str) -> bool {
    let last = path.rsplit('.').next().unwrap_or(path);
    match last.strip_suffix("()") {
        Some(callee) => {
            callee.ends_with("Path") || !callee.starts_with(|it: char| it.is_uppercase())
        }
        None => !matches!(last, "file" | "stream" | "body" | "buffer"),
    }
}
