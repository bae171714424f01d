//! Sinks: where data is dangerous.

use std::rc::Rc;

use hognose_ir::Span;

use super::call::Args;
use super::{Frame, Hit, Interp};
use crate::charset::Charset;
use crate::limits::{MAX_CHOICES, MAX_HITS, OBJECT_DEPTH};
use crate::models::Shape;
use crate::names::Name;
use crate::rules::FOREIGN;
use crate::state::{Key, Kind, Object, State};
use crate::trace::Site;
use crate::value::{Alt, Const, Piece, Taint, Taints, Type, Value};

/// The condition of a sink that the data is a password, by its name.
const OF_PASSWORD: &str = "<of-password>";

/// The condition of a sink that its first text is a format, with the values behind it.
const FORMAT: &str = "<format>";

impl Interp<'_> {
    /// Looks at the arguments of a call that sinks of the models name.
    pub(crate) fn check_sinks(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        sinks: &[u32],
        callee: &str,
        receiver: Option<&Value>,
        args: &Args,
    ) {
        for number in sinks {
            let sink = self.cat.sink(*number);
            if !self.holds(state, &sink.when, args) {
                continue;
            }
            let is_for_html = sink.when.iter().any(|it| it == super::html::CONDITION);
            if is_for_html && !self.is_html(frame, state, args) {
                continue;
            }
            let is_for_said = sink.when.iter().any(|it| it == super::html::SAID);
            if is_for_said && !self.says_html(frame) {
                continue;
            }
            let is_for_last = sink.when.iter().any(|it| it == super::prehash::CONDITION);
            if is_for_last && self.is_hashed_again(frame) {
                continue;
            }
            if !sink.sets.is_empty() {
                self.check_setting(frame, state, *number, callee, args);
                continue;
            }
            let mut values = Vec::new();
            for name in &sink.arguments {
                if let Some(first) = name.strip_suffix("..").and_then(|it| it.parse().ok()) {
                    values.extend(self.as_list(state, first, args));
                }
            }
            let is_format = sink.when.iter().any(|it| it == FORMAT);
            let formatted = if is_format { self.formatted(args) } else { None };
            let given = formatted.as_ref().unwrap_or(args);
            values.append(&mut self.sink_values(state, &sink.arguments, receiver, given));
            let mut slow = None;
            if sink.when.iter().any(|it| it == super::slow::CONDITION) {
                // It takes long to find out: only for what data is compared with.
                if values.iter().all(|(value, _)| self.deep(state, value).is_empty()) {
                    continue;
                }
                slow = self.slow(callee, receiver, args);
                if slow.is_none() {
                    continue;
                }
            }
            for (value, span) in values {
                let slow = slow.as_ref();
                self.check(frame, state, *number, callee, slow, &value, span, args.site);
            }
        }
    }

    /// The arguments of a call as its format shows them: `info("%r is no name", name)`.
    fn formatted(&self, args: &Args) -> Option<Args> {
        let at = args.positions.iter().position(|it| it.0.as_str().is_some())?;
        let behind = at + 1;
        if args.positions.iter().skip(behind).all(|it| it.0.taints.is_empty()) {
            return None;
        }
        let format = Rc::clone(args.positions.get(at)?.0.as_str()?);
        let shown = self.cat.rules.harmless(Charset::printable());
        let mut formatted = args.clone();
        let directives = super::ops::directives(&format);
        for ((value, _), directive) in formatted.positions.iter_mut().skip(behind).zip(directives) {
            let cleared = match directive {
                'r' | 'a' => shown,
                's' => 0,
                _ => self.cat.rules.texts,
            };
            value.taints = value.taints.without(cleared);
        }
        Some(formatted)
    }

    /// The positional arguments from one on, as the list of the parts of a command.
    fn as_list(&mut self, state: &mut State, first: usize, args: &Args) -> Option<(Value, Span)> {
        let mut object =
            Object::list(Kind::List, args.positions.iter().skip(first).map(|it| it.0.clone()));
        let given = args.positions.iter().skip(first);
        let span = given.map(|it| it.1).reduce(|all, it| Span { start: all.start, end: it.end });
        if let Some(rest) = &args.rest {
            object.rest = Some(rest.clone());
        } else if span.is_none() {
            return None;
        }
        Some((self.allocate(state, object), span.unwrap_or(args.site.span)))
    }

    fn sink_values(
        &mut self,
        state: &State,
        names: &[String],
        receiver: Option<&Value>,
        args: &Args,
    ) -> Vec<(Value, Span)> {
        let mut values = Vec::new();
        let whole = args.site.span;
        let first = ["0".to_owned()];
        let names = if names.is_empty() { &first[..] } else { names };
        for name in names {
            match name.as_str() {
                "self" => values.extend(receiver.map(|value| (value.clone(), whole))),
                "*" => {
                    values.extend(args.positions.iter().cloned());
                    values.extend(args.rest.iter().map(|value| (value.clone(), whole)));
                }
                "**names" => {
                    values.extend(args.more_keywords.iter().map(|it| (it.clone(), whole)));
                }
                "**" => {
                    let named = args.keywords.iter();
                    values.extend(named.map(|(_, value, span)| (value.clone(), *span)));
                    values.extend(args.more_keywords.iter().map(|it| (it.clone(), whole)));
                }
                name => match name.parse::<usize>() {
                    Ok(place) => match args.positions.get(place) {
                        Some(arg) => values.push(arg.clone()),
                        None => values.extend(args.rest.iter().map(|it| (it.clone(), whole))),
                    },
                    Err(_) if name.ends_with("..") => {}
                    Err(_) if name.contains('.') => {
                        values.extend(self.entry_of_argument(state, name, args));
                    }
                    Err(_) => {
                        let name = self.names.intern(name);
                        let found = args.keywords.iter().find(|arg| arg.0 == name);
                        values.extend(found.map(|(_, value, span)| (value.clone(), *span)));
                    }
                },
            }
        }
        values
    }

    /// An entry of a dictionary that is an argument: `defaults.password`.
    fn entry_of_argument(
        &mut self,
        state: &State,
        name: &str,
        args: &Args,
    ) -> Option<(Value, Span)> {
        let (name, entry) = name.split_once('.')?;
        let value = self.first_given(args, std::iter::once(name))?;
        let Some(Alt::Obj(id)) = value.single() else { return None };
        let object = self.object(state, *id)?;
        let value = object.get(&Key::Entry(Const::Str(entry.into())))?;
        Some((value.clone(), args.site.span))
    }

    /// Whether the conditions of a model hold for a call.
    pub(crate) fn holds(&mut self, state: &State, conditions: &[String], args: &Args) -> bool {
        if conditions.is_empty() {
            return true;
        }
        // One of several things, whichever the platform has: each for itself.
        let is_choice = |value: &Value| {
            (2..=MAX_CHOICES).contains(&value.alts.len())
                && value.alts.iter().all(|alt| matches!(alt, Alt::Api(_)))
        };
        let mut places = args.positions.iter().map(|it| &it.0);
        let position = places.position(is_choice);
        let keyword = args.keywords.iter().position(|it| is_choice(&it.1));
        if position.is_some() || keyword.is_some() {
            let mut one = args.clone();
            let value = match (position, keyword) {
                (Some(place), _) => args.positions[place].0.clone(),
                (None, place) => args.keywords[place.unwrap_or(0)].1.clone(),
            };
            return value.alts.iter().any(|alt| {
                let chosen = Value { taints: value.taints.clone(), ..Value::of(alt.clone()) };
                match (position, keyword) {
                    (Some(place), _) => one.positions[place].0 = chosen,
                    (None, place) => one.keywords[place.unwrap_or(0)].1 = chosen,
                }
                self.holds(state, conditions, &one)
            });
        }
        conditions.iter().filter(|it| !it.starts_with('<')).all(|condition| {
            let (condition, negated) = match condition.strip_prefix('!') {
                Some(rest) => (rest, true),
                None => (condition.as_str(), false),
            };
            let (names, wanted, differs) = match condition.split_once("!=") {
                Some((names, wanted)) => (names, Some(wanted), true),
                None => match condition.split_once('=') {
                    Some((names, wanted)) => (names, Some(wanted), false),
                    None => (condition, None, false),
                },
            };
            let value = self.first_given(args, names.split('|'));
            let holds = match (wanted, value) {
                (None, None) => args.more_keywords.is_some(),
                (None, Some(value)) => value.truth() != Some(false),
                (Some(_), None) => differs,
                (Some(wanted), Some(value)) => match value.as_const() {
                    Some(constant) => (shown(constant) == wanted) != differs,
                    None => match value.single() {
                        Some(Alt::Api(id)) => {
                            let path = self.apis.path(*id);
                            (&*path == wanted || path.ends_with(&format!(".{wanted}"))) != differs
                        }
                        Some(Alt::Obj(id)) => {
                            match self.object(state, *id).and_then(|object| object.api) {
                                Some(api) => (&*self.apis.path(api) == wanted) != differs,
                                None => true,
                            }
                        }
                        // A class of the program is what it is derived from.
                        Some(Alt::Class(class)) => {
                            let class = Rc::clone(class);
                            let is_wanted = |path: &Rc<str>| {
                                &**path == wanted || path.ends_with(&format!(".{wanted}"))
                            };
                            self.class_apis(&class).iter().any(is_wanted) != differs
                        }
                        _ => true,
                    },
                },
            };
            match (negated, wanted) {
                // Not given, or surely false.
                (true, _) => !holds,
                (false, _) => holds,
            }
        })
    }

    #[expect(clippy::too_many_arguments, reason = "what, where, by whom, in which state")]
    fn check(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        number: u32,
        callee: &str,
        slow: Option<&super::slow::Slow>,
        value: &Value,
        span: Span,
        call: Site,
    ) {
        let Some((rule, shape)) = self.cat.harm(number) else { return };
        let sink = self.cat.sink(number);
        let is_for_password = sink.when.iter().any(|it| it == OF_PASSWORD);
        let limited = self.cat.rules.get(rule).limited;
        let at = Site { file: call.file, span };
        let is_for_html = sink.when.iter().any(|it| it == super::html::CONDITION);
        let page = if is_for_html { Taint::PAGE } else { 0 };
        let place = self.cat.place(number);
        let is_harmless = self.is_harmless(state, value, rule, OBJECT_DEPTH);
        self.judged
            .entry((rule, call))
            .and_modify(|all| *all &= is_harmless)
            .or_insert(is_harmless);
        let mut dangerous = self.dangerous(state, shape, value);
        if shape == Shape::Shown {
            dangerous.push((self.shown_fields(state, value, call), false));
        }
        for (taints, is_limited) in dangerous {
            let rule = match (is_limited, limited) {
                (false, _) => rule,
                (true, Some(limited)) => limited,
                (true, None) => continue,
            };
            if !self.cat.rules.get(rule).is_enabled {
                continue;
            }
            for taint in taints.iter().map(|it| it.placed(place)) {
                let live = self.live(state, &taint);
                // An address that begins with one slash stays on the same site.
                let is_local = shape == Shape::Redirect && live & FOREIGN == 0;
                let is_other = is_for_password && !self.is_password(taint.origin);
                if live >> rule & 1 == 0 || is_local || is_other {
                    continue;
                }
                let what = slow.map_or(sink.what.as_str(), |slow| &*slow.0);
                let confidence = match slow {
                    Some((_, true)) => "high",
                    _ => sink.confidence.as_str(),
                };
                let hit = Hit {
                    rule,
                    origin: taint.origin,
                    vid: taint.vid,
                    step: taint.step,
                    flags: taint.flags | page,
                    at,
                    node: call.span,
                    what: format!("`{callee}`, which {what}").into(),
                    confidence: confidence.into(),
                };
                self.hit(frame, hit);
            }
        }
    }

    /// Whether it is known of all of a value that it does no harm: it is made of constants, of numbers,
    /// and of data that was checked.
    fn is_harmless(&self, state: &State, value: &Value, rule: u32, depth: u32) -> bool {
        let is_checked = |taints: &Taints| {
            !taints.is_empty() && taints.iter().all(|it| self.live(state, it) >> rule & 1 == 0)
        };
        let is_any_live = value.taints.iter().any(|it| self.live(state, it) >> rule & 1 == 1);
        !is_any_live
            && !value.alts.is_empty()
            && value.alts.iter().all(|alt| match alt {
                Alt::Const(_) | Alt::Typed(Type::Number | Type::Bool) => true,
                Alt::Text(pieces) => pieces.iter().all(|piece| match piece {
                    Piece::Text(_) | Piece::Chosen => true,
                    Piece::Hole(taints) => is_checked(taints),
                }),
                Alt::Obj(id) if depth > 0 => self.object(state, *id).is_some_and(|object| {
                    let elements = object.elements();
                    elements.is_some_and(|elements| {
                        elements.iter().all(|it| self.is_harmless(state, it, rule, depth - 1))
                    })
                }),
                _ => is_checked(&value.taints),
            })
    }

    /// Reports data that does harm, or notes that a caller's would.
    pub(crate) fn hit(&mut self, frame: &mut Frame, hit: Hit) {
        if hit.origin.is_parameter() {
            let is_known =
                |it: &Hit| it.rule == hit.rule && it.at == hit.at && it.origin == hit.origin;
            if frame.hits.len() < MAX_HITS && !frame.hits.iter().any(is_known) {
                frame.hits.push(hit);
            }
            return;
        }
        // Of a comparison, somebody else has to choose one side; what a caller gave may be a secret, too.
        let is_others =
            |origin: Option<&super::OriginInfo>| origin.is_some_and(|it| &*it.kind == "remote");
        if self.cat.rules.comparison == Some(hit.rule)
            && !is_others(self.origins.get(hit.origin.0 as usize))
        {
            return;
        }
        let key = (hit.rule, hit.at);
        // What a test puts in is the last that counts.
        let rank = |this: &Self, hit: &Hit| {
            let site = this.origins.get(hit.origin.0 as usize).map(|it| it.site);
            let is_of_test = site.is_some_and(|site| this.program.is_test(site.file));
            (is_of_test, hit.flags & Taint::UNSURE, site, hit.origin)
        };
        match self.found.get(&key) {
            Some(known) if rank(self, known) <= rank(self, &hit) => {}
            _ => {
                self.found.insert(key, hit);
            }
        }
    }

    /// Looks at what is assigned to an attribute of something of a library.
    pub(crate) fn assigned(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        object: &Value,
        suffix: &str,
        value: &Value,
        site: Site,
    ) {
        for id in self.apis_of(state, object) {
            let path = format!("{}{suffix}", self.apis.path(id));
            let Some(entry) = self.cat.path(&path) else { continue };
            let args = Args::of(site, vec![value.clone()]);
            let name = suffix.trim_matches(['.', '=']);
            // A setting that is written there is for the rules that see why: `if insecure:`.
            let is_judged =
                |it: &&u32| frame.assigns_literal && !self.cat.sink(**it).sets.is_empty();
            let sinks: Vec<u32> = entry.sinks.iter().filter(|it| !is_judged(it)).copied().collect();
            self.check_sinks(frame, state, &sinks, name, Some(object), &args);
        }
    }

    /// Looks at what is assigned to an element of something of a library.
    pub(crate) fn assigned_element(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        object: &Value,
        index: &Value,
        value: &Value,
        site: Site,
    ) {
        for id in self.apis_of(state, object) {
            let path = format!("{}[]=", self.apis.path(id));
            let Some(entry) = self.cat.path(&path) else { continue };
            let args = Args::of(site, vec![value.clone(), index.clone()]);
            self.check_sinks(frame, state, &entry.sinks, "[]", Some(object), &args);
        }
    }

    pub(crate) fn apis_of(&self, state: &State, value: &Value) -> Vec<crate::api::ApiId> {
        value
            .alts
            .iter()
            .filter_map(|alt| match alt {
                Alt::Api(id) => Some(*id),
                Alt::Obj(id) => self.object(state, *id)?.api,
                _ => None,
            })
            .collect()
    }

    /// Looks at what a function returns, if a library gets it.
    pub(crate) fn returned_to_library(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        value: &Value,
        site: Site,
    ) {
        let id = (frame.file, frame.function);
        let Some(path) = self.returns.get(&id).map(Rc::clone) else { return };
        let Some(entry) = self.cat.path(&path) else { return };
        let mut args = Args::of(site, vec![value.clone()]);
        // `return body, status, headers`
        if let Some(Alt::Obj(id)) = value.single()
            && let Some(object) = self.object(state, *id)
            && object.kind == Kind::Tuple
            && let Some(elements) = object.elements()
            && let Some((first, others)) = elements.split_first()
        {
            args = Args::of(site, vec![first.clone()]);
            let headers = self.names.intern("headers");
            args.keywords.extend(others.iter().map(|it| (headers, it.clone(), site.span)));
        }
        self.check_sinks(frame, state, &entry.sinks, "return", None, &args);
    }

    /// Looks at a call of a method of which only the name is known.
    pub(crate) fn sinks_by_name(
        &mut self,
        frame: &mut Frame,
        state: &mut State,
        object: &Value,
        name: Name,
        args: &Args,
    ) {
        let text = self.text(name);
        let Some(entry) = self.names.entry(name) else { return };
        let receiver = args.receiver_name.map(|name| self.text(name).to_lowercase());
        let sinks: Vec<u32> = entry
            .sinks
            .iter()
            .copied()
            .filter(|number| {
                let words = &self.cat.sink(*number).receiver;
                words.is_empty()
                    || receiver
                        .as_ref()
                        .is_some_and(|name| words.iter().any(|word| name.contains(word.as_str())))
            })
            .collect();
        self.check_sinks(frame, state, &sinks, &text, Some(object), args);
    }
}

/// A constant as models write it.
pub(crate) fn shown(constant: &Const) -> String {
    match constant {
        Const::None => "None".to_owned(),
        Const::Bool(true) => "True".to_owned(),
        Const::Bool(false) => "False".to_owned(),
        Const::Int(number) => number.to_string(),
        Const::Float(bits) => f64::from_bits(*bits).to_string(),
        Const::Str(text) | Const::Bytes(text) => text.to_string(),
        Const::Ellipsis => "...".to_owned(),
    }
}
