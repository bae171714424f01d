//! Methods of texts, lists, dictionaries and the like.

use std::rc::Rc;

use super::call::Args;
use super::expr::merged;
use super::{Frame, Interp, part};
use crate::charset::{Anchoring, Charset, alphabet, first};
use crate::names::Name;
use crate::places::{Places, outside_of_doubled};
use crate::rules::ABSOLUTE;
use crate::state::{Facts, Kind, Object, State};
use crate::value::{Alt, Cond, Const, Piece, Taint, Taints, Type, Value, hash};

impl Interp<'_> {
    /// A method of a text; none if texts have no such method.
    #[expect(clippy::too_many_lines, reason = "one arm for each group of methods")]
    pub(crate) fn text_method(
        &mut self,
        _: &mut Frame,
        state: &mut State,
        object: &Value,
        name: Name,
        args: &Args,
    ) -> Option<Value> {
        let name = self.text(name);
        let constant = object.as_str().cloned();
        Some(match &*name {
            "strip" | "lstrip" | "rstrip" | "lower" | "upper" | "title" | "capitalize"
            | "casefold" | "swapcase" | "encode" | "decode" | "expandtabs" | "zfill" | "ljust"
            | "rjust" | "center" | "removeprefix" | "removesuffix" => {
                if let Some(text) = &constant
                    && args.positions.is_empty()
                {
                    let folded = match &*name {
                        "strip" => Some(text.trim().to_owned()),
                        "lstrip" => Some(text.trim_start().to_owned()),
                        "rstrip" => Some(text.trim_end().to_owned()),
                        "lower" | "casefold" => Some(text.to_lowercase()),
                        "upper" => Some(text.to_uppercase()),
                        "encode" | "decode" => Some(text.to_string()),
                        _ => None,
                    };
                    return Some(
                        folded.map_or_else(|| Value::typed(Type::Str), |it| Value::text(&it)),
                    );
                }
                // Line breaks and what cannot be printed are spelled out.
                let encoding = args.position(0).and_then(|it| it.as_str());
                if encoding.is_some_and(|it| matches!(&**it, "unicode_escape" | "unicode-escape")) {
                    let cleared = self.cat.rules.harmless_without("\n", "");
                    let taints = self.settle(state, &object.taints).without(cleared);
                    return Some(Value::tainted_text(self.part(&taints, part::ESCAPED)));
                }
                let mut value = if has_pieces(object) {
                    // What stands before and after the data stays there.
                    Value { cond: None, ..object.clone() }
                } else {
                    Value::tainted_text(object.taints.clone())
                };
                if matches!(&*name, "lstrip" | "strip") {
                    let dash = args.position(0).and_then(|it| it.as_str().cloned());
                    if dash.as_ref().is_some_and(|chars| chars.contains('-')) {
                        let mask = self.cat.rules.argument_injection;
                        value.taints = value.taints.without(mask);
                    }
                    // A path without `..`, and no absolute one any more.
                    if dash.is_some_and(|chars| chars.contains('/')) {
                        let paths = self.cat.rules.paths;
                        value.taints = value.taints.map(|it| match it.flags & Taint::ROOTED {
                            0 => Taint { live: it.live & !ABSOLUTE, ..it },
                            _ => Taint { live: it.live & !paths, ..it },
                        });
                    }
                }
                value
            }
            "translate" => self.translated(state, object, args),
            "replace" => {
                let (old, new) = (args.position(0), args.position(1));
                let texts = (
                    constant.as_ref(),
                    old.and_then(|it| it.as_str()),
                    new.and_then(|it| it.as_str()),
                );
                if let (Some(text), Some(old), Some(new)) = texts {
                    return Some(Value::text(&text.replace(&**old, new)));
                }
                // What stands before and after the data stays there.
                if let (true, Some(old), Some(new)) = (has_pieces(object), texts.1, texts.2) {
                    let mut all = Value::default();
                    for alt in &object.alts {
                        let Alt::Text(pieces) = alt else { continue };
                        let pieces = pieces.iter().map(|piece| match piece {
                            Piece::Text(text) => Piece::Text(text.replace(&**old, new).into()),
                            Piece::Hole(taints) => {
                                Piece::Hole(self.replaced_in(state, taints, old, new))
                            }
                            Piece::Chosen => Piece::Chosen,
                        });
                        all.join(&Value::pieces(merged(pieces.collect())));
                    }
                    return Some(all);
                }
                let mut taints = object.taints.clone();
                if let (_, Some(old), Some(new)) = texts {
                    taints = self.replaced_in(state, &taints, old, new);
                }
                if old.is_some_and(|old| !old.taints.is_empty()) {
                    // `line.replace(password, "***")`: it is not in there any more.
                    taints = taints.without(self.cat.rules.secret);
                }
                if let Some(new) = new {
                    taints.join(&self.deep(state, new));
                }
                // A template of one's own, filled in: the pieces around the place are known.
                if let (Some(text), Some(old)) = (&constant, old.and_then(|it| it.as_str()))
                    && let Some(new) = new
                {
                    let mut pieces = Vec::new();
                    for (place, part) in text.split(&**old).enumerate() {
                        if place > 0 {
                            pieces.append(&mut self.pieces_of(state, new));
                        }
                        pieces.push(Piece::Text(part.into()));
                    }
                    return Some(Value::pieces(merged(self.in_places(pieces))));
                }
                Value::tainted_text(taints)
            }
            "format" => self.format_method(state, object, args),
            "format_map" => {
                let mut named = Args::new(args.site);
                self.keywords_from(state, args.position(0)?, args.site.span, &mut named);
                self.format_method(state, object, &named)
            }
            "join" => self.join_method(state, object, args),
            "split" | "rsplit" | "splitlines" => {
                if let (Some(text), "split") = (&constant, &*name)
                    && args.positions.len() <= 1
                {
                    let parts: Vec<Value> = match args.position(0).and_then(|it| it.as_str()) {
                        Some(separator) if !separator.is_empty() => {
                            text.split(&**separator).map(Value::text).collect()
                        }
                        _ => text.split_whitespace().map(Value::text).collect(),
                    };
                    if parts.len() <= 32 {
                        return Some(self.allocate(state, Object::list(Kind::List, parts)));
                    }
                }
                let mut taints = self.part(&object.taints, part::PIECE);
                if &*name == "splitlines" || args.positions.is_empty() && args.keywords.is_empty() {
                    let cleared = self.cat.rules.harmless(Charset::except("\r\n"));
                    taints = taints.without(cleared);
                }
                if let Some(separator) = args.position(0).and_then(|it| it.as_str())
                    && args.positions.len() == 1
                {
                    let cleared = self.cat.rules.harmless_without(separator, "");
                    taints = taints.without(cleared);
                }
                let is_words = &*name == "split" && args.positions.is_empty();
                // A secret stands behind what says whose, or what for: `name:password`, `Bearer …`.
                let separator = args.position(0).and_then(|it| it.as_str());
                let are_lines = &*name == "splitlines" || separator.is_some_and(|it| &**it == "\n");
                let cleared =
                    if &*name == "rsplit" || are_lines { 0 } else { self.cat.rules.secret };
                let mut list = words_before(object).filter(|_| is_words).unwrap_or_else(|| {
                    let first = self.part(&taints, part::place(0)).without(cleared);
                    Object::list(Kind::List, [Value::tainted_text(first)])
                });
                list.rest = Some(Value::tainted_text(taints));
                self.allocate(state, list)
            }
            "partition" | "rpartition" => {
                let [mut before, mut behind] = [part::BEFORE, part::BEHIND]
                    .map(|which| Value::tainted_text(self.part(&object.taints, which)));
                if &*name == "partition" {
                    before.taints = before.taints.without(self.cat.rules.secret);
                }
                if let Some(separator) = args.position(0).and_then(|it| it.as_str()) {
                    // It does not stand on that side any more.
                    let side = if &*name == "partition" { &mut before } else { &mut behind };
                    let cleared = self.cat.rules.harmless_without(separator, "");
                    side.taints = self.settle(state, &side.taints).without(cleared);
                }
                let parts = vec![before, Value::typed(Type::Str), behind];
                self.allocate(state, Object::list(Kind::Tuple, parts))
            }
            "startswith" | "endswith" => {
                if let (Some(text), Some(part)) =
                    (&constant, args.position(0).and_then(|it| it.as_str()))
                {
                    return Some(Value::bool(if &*name == "startswith" {
                        text.starts_with(&**part)
                    } else {
                        text.ends_with(&**part)
                    }));
                }
                self.starts_with(state, object, &name, args)
            }
            "find" | "rfind" | "index" | "rindex" | "count" | "__len__" => {
                Value::typed(Type::Number)
            }
            "isdigit" | "isdecimal" | "isnumeric" | "isalnum" | "isalpha" | "isidentifier"
            | "isspace" => {
                let charset = Charset::of_predicate(&name)?;
                let mask = self.cat.rules.harmless(charset);
                self.guard(state, object, mask, false)
            }
            "islower" | "isupper" | "istitle" | "isprintable" | "isascii" => {
                let mask = if &*name == "isprintable" {
                    self.cat.rules.harmless(Charset::printable())
                } else {
                    0
                };
                self.guard(state, object, mask, false)
            }
            "hex" => {
                let encoded = self.encoded(&object.taints);
                Value::tainted_text(encoded)
            }
            _ => {
                return self.mapping_method(state, object, &name, args);
            }
        })
    }

    fn format_method(&mut self, state: &mut State, object: &Value, args: &Args) -> Value {
        let Some(format) = object.as_str().cloned() else {
            let mut pieces = self.pieces_of(state, object);
            for value in args.all() {
                pieces.push(Piece::Hole(self.deep(state, value)));
            }
            return self.built(pieces, args.site);
        };
        let mut pieces = Vec::new();
        let mut next = 0;
        let mut rest = &*format;
        while let Some(at) = rest.find(['{', '}']) {
            pieces.push(Piece::Text(rest[..at].into()));
            let bracket = rest.as_bytes()[at];
            rest = &rest[at + 1..];
            if rest.as_bytes().first() == Some(&bracket) {
                pieces.push(Piece::Text(if bracket == b'{' { "{" } else { "}" }.into()));
                rest = &rest[1..];
                continue;
            }
            if bracket == b'}' {
                continue;
            }
            let end = rest.find('}').unwrap_or(rest.len());
            let field = &rest[..end];
            rest = rest.get(end + 1..).unwrap_or_default();
            let name = field.split([':', '!']).next().unwrap_or_default();
            let is_repr = field.contains("!r") || field.contains("!a");
            let (first, part) = match name.find(['.', '[']) {
                Some(at) => (&name[..at], Some(&name[at..])),
                None => (name, None),
            };
            let value = if first.is_empty() {
                next += 1;
                args.position(next - 1).cloned()
            } else if let Ok(place) = first.parse::<usize>() {
                args.position(place).cloned()
            } else {
                let name = self.names.intern(first);
                args.keyword(name).or(args.more_keywords.as_ref()).cloned()
            };
            let value = value.unwrap_or_else(Value::any);
            let mut inner = match part {
                Some(part) => {
                    // `{0[name]}`: one entry, not the others.
                    let key = part.strip_prefix('[').and_then(|it| it.strip_suffix(']'));
                    let entry = match key.filter(|key| !key.contains(['[', '.'])) {
                        Some(key) if key.parse::<i64>().is_err() => {
                            self.index(state, &value, &Value::text(key), args.site)
                        }
                        _ => value,
                    };
                    vec![Piece::Hole(self.deep(state, &entry))]
                }
                None => self.pieces_of(state, &value),
            };
            if is_repr {
                inner = self.as_repr(inner);
            }
            pieces.append(&mut inner);
        }
        pieces.push(Piece::Text(rest.into()));
        self.built(pieces, args.site)
    }

    fn join_method(&mut self, state: &mut State, object: &Value, args: &Args) -> Value {
        let Some(parts) = args.position(0) else { return Value::typed(Type::Str) };
        let known = self.fixed(state, parts);
        let separator = self.pieces_of(state, object);
        let pieces = if let Some(known) = known {
            let mut pieces = Vec::new();
            for (place, value) in known.iter().enumerate() {
                if place > 0 {
                    pieces.extend(separator.iter().cloned());
                }
                pieces.append(&mut self.pieces_of(state, value));
            }
            pieces
        } else {
            let element = self.element(state, parts);
            let inner = self.pieces_of(state, &element);
            let is_chosen = !element.is_bottom()
                && inner.iter().all(|piece| matches!(piece, Piece::Text(_) | Piece::Chosen));
            let mut taints = self.deep(state, &element);
            // Put together again from single characters that were looked at.
            taints.join(&object.taints);
            let is_chosen = is_chosen && taints.is_empty();
            let mut pieces = vec![if is_chosen { Piece::Chosen } else { Piece::Hole(taints) }];
            pieces.extend(separator.into_iter().filter(|it| matches!(it, Piece::Hole(_))));
            pieces
        };
        self.built(pieces, args.site)
    }

    /// A method of something that may be a mapping.
    pub(crate) fn mapping_method(
        &mut self,
        state: &mut State,
        object: &Value,
        name: &str,
        args: &Args,
    ) -> Option<Value> {
        if object.taints.is_empty() {
            return None;
        }
        let key = args.position(0).and_then(Value::as_const).cloned();
        Some(match name {
            "get" | "getlist" | "getall" | "getone" | "pop" | "setdefault" | "get_all" => {
                let which = key.as_ref().map_or(part::ANY_KEY, hash);
                let mut taints = self.part(&object.taints, which);
                if name == "pop" && key.is_some() {
                    // It is not there any more.
                    taints = self.taken_out(state, &object.taints, which);
                }
                // What an entry is called says whether it is a secret.
                if matches!(key, Some(Const::Str(_))) && name != "setdefault" {
                    taints = taints.without(self.cat.rules.own);
                }
                let taints = self.named_element(&taints, key.as_ref(), args.site);
                let is_any = args.position(0).is_some_and(|key| !key.taints.is_empty());
                let taints = if is_any { taints } else { self.one_entry(&taints) };
                let class = self.names.intern("type");
                if let Some(class) = args.keyword(class).cloned()
                    && self.is_no_text(&class)
                {
                    // Its sender says how large it is.
                    let is_int = class.single().is_some_and(
                        |it| matches!(it, Alt::Api(id) if &*self.apis.path(*id) == "int"),
                    );
                    let taints = if is_int {
                        taints.without(self.cat.rules.texts)
                    } else {
                        Taints::default()
                    };
                    return Some(Value { taints, ..Value::typed(Type::Number) });
                }
                let mut value = Value::tainted(taints.clone());
                if let Some(default) = args.position(1) {
                    value.join(default);
                }
                if matches!(name, "getlist" | "getall" | "get_all") {
                    let mut list = Object::new(Kind::List);
                    list.rest = Some(value);
                    return Some(self.allocate(state, list));
                }
                value
            }
            "items" | "lists" | "multi_items" => {
                let pair = [part::KEY, part::ELEMENT]
                    .map(|which| Value::tainted(self.part(&object.taints, which)));
                let pair = self.allocate(state, Object::list(Kind::Tuple, pair));
                let mut list = Object::new(Kind::List);
                list.rest = Some(pair);
                self.allocate(state, list)
            }
            "keys" => Value::tainted(self.part(&self.one_entry(&object.taints), part::ELEMENT)),
            "values" | "copy" | "to_dict" | "dict" => {
                Value::tainted(self.part(&object.taints, part::ELEMENT))
            }
            _ => return None,
        })
    }

    /// The data in a text in which one fixed text was put in the places of another one.
    fn replaced_in(&mut self, state: &State, taints: &Taints, old: &str, new: &str) -> Taints {
        let cleared = self.cat.rules.harmless_without(old, new);
        let mut taints = self.settle(state, taints).without(cleared);
        // `"'"` made `"''"`: within such quotes, it is a value of SQL.
        if let Some(places) = doubled(old, new) {
            let sql = self.cat.rules.sql;
            taints = taints.map(|it| it.sanitized(0, (sql, places)));
        }
        // Browsers and Windows read both slashes alike: what is found out about one text holds for the
        // other.
        if (old, new) == ("\\", "/") {
            return taints;
        }
        self.part(&taints, hash(old))
    }

    /// A method of a compiled regular expression.
    pub(crate) fn regex_method(
        &mut self,
        state: &mut State,
        pattern: &str,
        name: Name,
        args: &Args,
    ) -> Value {
        let name = self.text(name);
        let text = args.position(usize::from(matches!(&*name, "sub" | "subn"))).cloned();
        let text = text.unwrap_or_else(Value::any);
        self.regex_call(state, pattern, &name, &text, args.position(0))
    }

    /// What a function of `re` does with a pattern and a text.
    pub(crate) fn regex_call(
        &mut self,
        state: &mut State,
        pattern: &str,
        name: &str,
        text: &Value,
        replacement: Option<&Value>,
    ) -> Value {
        match name {
            "match" | "fullmatch" | "search" => {
                let anchoring = match name {
                    "match" => Anchoring::Start,
                    "fullmatch" => Anchoring::Both,
                    _ => Anchoring::None,
                };
                let mask = alphabet(pattern, anchoring)
                    .map_or(0, |set| self.cat.rules.harmless(set))
                    | first(pattern, anchoring).map_or(0, |set| self.cat.rules.harmless_start(set));
                let mut guard = self.guard(state, text, mask, false);
                // `[^a-z]` is nowhere in it: what it is made of.
                if let ("search", Some(kept)) = (name, crate::charset::kept(pattern)) {
                    let mut absent = Facts::default();
                    let mask = self.cat.rules.harmless_only(kept);
                    self.deep(state, text).iter().for_each(|it| absent.add(it.vid, mask));
                    guard.cond = Some(Rc::new(Cond {
                        if_true: Some(Facts::default()),
                        if_false: Some(absent),
                    }));
                }
                let taints = self.settle(state, &self.deep(state, text)).without(mask);
                let taints = self.part(&taints, part::MATCH);
                let found = self.found_groups(state, pattern, &taints);
                Value { cond: guard.cond, ..found.unwrap_or_else(|| Value::tainted(taints)) }
            }
            "sub" | "subn" => {
                let mut taints = self.settle(state, &self.deep(state, text));
                let new = replacement.and_then(|it| it.as_str().cloned());
                if let Some(new) = &new {
                    // What is left over: the characters that the expression does not take away.
                    if let Some(kept) = crate::charset::kept(pattern) {
                        let with = kept.or(Charset::of(new));
                        taints = taints.without(self.cat.rules.harmless(with));
                        taints = self.part(&taints, hash(pattern));
                    }
                } else if let Some(replacement) = replacement {
                    taints.join(&self.deep(state, replacement));
                }
                // Where nothing of it can be found, what the text begins with stays.
                let begins = crate::charset::begins(pattern).filter(|_| !taints.is_empty());
                let mut result = Value { taints: taints.clone(), ..Value::default() };
                for alt in &text.alts {
                    result.add(match (alt, begins) {
                        (Alt::Text(pieces), Some(set)) => {
                            let stays = |piece: &&Piece| match piece {
                                Piece::Text(text) => !set.meets(Charset::of(text)),
                                // Nobody else's, and whatever it is.
                                Piece::Hole(taints) => taints.is_empty(),
                                Piece::Chosen => true,
                            };
                            let mut pieces: Vec<Piece> =
                                pieces.iter().take_while(stays).cloned().collect();
                            pieces.push(Piece::Hole(taints.clone()));
                            Alt::Text(pieces.into())
                        }
                        _ => Alt::Typed(Type::Str),
                    });
                }
                if result.alts.is_empty() { Value::tainted_text(taints) } else { result }
            }
            "findall" | "split" | "finditer" => {
                let taints = self.settle(state, &self.deep(state, text));
                let cleared = match name {
                    "split" => 0,
                    _ => alphabet(pattern, Anchoring::Both)
                        .map_or(0, |it| self.cat.rules.harmless(it)),
                };
                let taints = self.part(&taints.without(cleared), part::MATCHES);
                let mut list = Object::new(Kind::List);
                list.rest = Some(Value::tainted(taints));
                self.allocate(state, list)
            }
            _ => Value::any(),
        }
    }

    pub(crate) fn taints_of(&self, state: &State, values: &[&Value]) -> Taints {
        let mut taints = Taints::default();
        for value in values {
            taints.join(&self.deep(state, value));
        }
        self.settle(state, &taints)
    }
}

/// The words that a text begins with before there is data in it; none if it begins with data.
pub(super) fn words_before(text: &Value) -> Option<Object> {
    let Some(Alt::Text(pieces)) = text.single() else { return None };
    let Some(Piece::Text(first)) = pieces.first() else { return None };
    // The last word may go on.
    let end = first.rfind(char::is_whitespace)?;
    let words: Vec<Value> = first[..end].split_whitespace().take(32).map(Value::text).collect();
    (!words.is_empty()).then(|| Object::list(Kind::List, words))
}

/// Whether it is known of a text how it is put together.
fn has_pieces(value: &Value) -> bool {
    !value.is_bottom() && value.alts.iter().all(|alt| matches!(alt, Alt::Text(_)))
}

/// Where a text is still dangerous as SQL in which one text was replaced by another, if that doubles a quote.
fn doubled(old: &str, new: &str) -> Option<Places> {
    let quote = old.chars().next().filter(|it| it.len_utf8() == old.len())?;
    if new == old.repeat(2) { outside_of_doubled(quote) } else { None }
}
