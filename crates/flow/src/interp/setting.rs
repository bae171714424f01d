//! Settings that are dangerous by themselves: `secure=False`, wherever in the program it is said.
//!
//! ```python
//! COOKIE = {"httponly": True, "secure": False}    # settings.py
//! response.set_cookie("session", token, **COOKIE)
//! ```

use std::cell::Cell;
use std::rc::Rc;

use hognose_ir::{Arg, ArgName, Expr, ExprKind};

use super::call::Args;
use super::prehash::in_block;
use super::sink::shown;
use super::{Frame, Hit, Interp};
use crate::secret_names::{is_session_cookie, is_user_cookie};
use crate::state::{Key, State};
use crate::trace::{Site, Step};
use crate::value::{Alt, Const, Value, Vid};

/// The condition of a sink that a cookie lets somebody in.
const SESSION: &str = "<session>";

/// The condition of a sink that what it reads is not verified beside it.
const ONLY_READER: &str = "<only-reader>";

/// The condition of a sink that what is dangerous is not written in the call itself: whether that is meant
/// to be, as below `if insecure:`, is for the rules to judge that look at single files.
const ELSEWHERE: &str = "<elsewhere>";

/// The setting that is any text of the program.
const FIXED: &str = "<fixed>";

/// Words of functions that verify what they read.
const VERIFYING: [&str; 4] = ["decode", "verify", "verified", "validate"];

/// A setting as models write it: see [`SinkModel::sets`](crate::SinkModel::sets).
#[derive(Clone, Copy)]
struct Setting<'m> {
    /// The argument, by several names.
    names: &'m str,
    /// The entry of it.
    entry: Option<&'m str>,
    wanted: Wanted<'m>,
}

/// What is dangerous.
#[derive(Clone, Copy)]
enum Wanted<'m> {
    /// A constant, or something of a library, by the end of its path.
    Is(&'m str),
    /// A number below another one.
    Below(i64),
    /// A number that has these bits of those that are looked at.
    Bits(i64, i64),
}

impl<'m> Setting<'m> {
    /// Reads a setting; none if it is not about an argument.
    fn parse(setting: &'m str) -> Option<Self> {
        let at = setting.find(['=', '<', '&'])?;
        let (name, rest) = setting.split_at(at);
        let (sign, value) = rest.split_at(1);
        let octal = |text: &str| i64::from_str_radix(text, 8).ok();
        let wanted = match sign {
            "<" => Wanted::Below(value.parse().ok()?),
            "&" => {
                let (mask, bits) = value.split_once('=')?;
                Wanted::Bits(octal(mask)?, octal(bits)?)
            }
            _ => Wanted::Is(value),
        };
        let (names, entry) = match name.split_once('.') {
            Some((names, entry)) => (names, Some(entry)),
            None => (name, None),
        };
        Some(Self { names, entry, wanted })
    }
}

impl Interp<'_> {
    /// Looks at a call that is dangerous by what is set there.
    pub(crate) fn check_setting(
        &mut self,
        frame: &mut Frame,
        state: &State,
        number: u32,
        callee: &str,
        args: &Args,
    ) {
        let Some((rule, _)) = self.cat.harm(number) else { return };
        let sink = self.cat.sink(number);
        let is_said = |name: &str| sink.when.iter().any(|it| it == name);
        let is_sure = self.are_set(state, &sink.sets, args);
        if !self.cat.rules.get(rule).is_enabled
            || self.program.is_test(args.site.file)
            || !(is_sure || self.may_be_set(state, &sink.sets, args))
            || is_said(SESSION) && !self.sets_session(callee, args)
            || is_said(ONLY_READER) && self.is_read_again(frame)
            || is_said(ELSEWHERE) && self.is_written_there(frame, &sink.sets, args.site)
        {
            return;
        }
        let settings = sink.sets.iter().map(|it| self.in_words(it, args));
        let settings = settings.collect::<Vec<_>>();
        let what: Rc<str> = settings.join(" and ").into();
        let origin = self.origin(None, args.site, &what, &"setting".into());
        let step = self.steps.add(Step::Start);
        let hit = Hit {
            rule,
            origin,
            vid: Vid::ANY,
            step,
            flags: 0,
            at: args.site,
            node: args.site.span,
            what: format!("`{callee}`, which {}", sink.what).into(),
            // It may be the way in which the program runs that decides.
            confidence: if is_sure { sink.confidence.as_str() } else { "low" }.into(),
        };
        self.hit(frame, hit);
    }

    fn are_set(&mut self, state: &State, settings: &[String], args: &Args) -> bool {
        settings.iter().all(|setting| self.is_set(state, setting, args))
    }

    /// Whether one of the dictionaries that a call may be given sets something, or an argument may be one of
    /// several constants of which one does: `verify=config.verify`, of a class whose default it is.
    fn may_be_set(&mut self, state: &State, settings: &[String], args: &Args) -> bool {
        if settings.iter().any(|setting| setting.starts_with('!')) {
            return false;
        }
        settings.iter().all(|setting| self.may_be_off(setting, args))
            || args.choices.iter().any(|choice| {
                let Some(Alt::Obj(id)) = choice.single() else { return false };
                let Some(object) = self.object(state, *id).map(Rc::clone) else { return false };
                let mut chosen = Args { more_keywords: None, ..args.clone() };
                for (key, value) in &object.fields {
                    if let Key::Entry(Const::Str(name)) = key {
                        chosen.keywords.push((
                            self.names.intern(name),
                            value.clone(),
                            args.site.span,
                        ));
                    }
                }
                chosen.more_keywords.clone_from(&object.rest);
                self.are_set(state, settings, &chosen)
            })
    }

    /// Whether an argument may be `False`, and something else than `True` otherwise: what can be switched on
    /// and off is an option that somebody chooses.
    fn may_be_off(&mut self, setting: &str, args: &Args) -> bool {
        let names = setting.strip_suffix("=False").filter(|names| !names.contains('.'));
        let Some(names) = names else { return false };
        let Some(value) = self.first_given(args, names.split('|')) else { return false };
        let is_bool =
            |alt: &Alt, wanted| matches!(alt, Alt::Const(Const::Bool(it)) if *it == wanted);
        value.alts.len() > 1
            && value.alts.iter().all(|alt| matches!(alt, Alt::Const(_)) && !is_bool(alt, true))
            && value.alts.iter().any(|alt| is_bool(alt, false))
    }

    /// Whether a call sets something, for sure: see [`SinkModel::sets`](crate::SinkModel::sets).
    fn is_set(&mut self, state: &State, setting: &str, args: &Args) -> bool {
        if let Some(names) = setting.strip_prefix('!') {
            let is_open = args.rest.is_some() || args.more_keywords.is_some();
            return !is_open && self.first_given(args, names.split('|')).is_none();
        }
        let Some(Setting { names, entry, wanted }) = Setting::parse(setting) else {
            // What is called is dangerous itself.
            return !args.is_choice;
        };
        // What may also be given by a dictionary of which nothing is known is not sure.
        let Some(value) = self.first_given(args, names.split('|')) else { return false };
        let is_wanted = |value: &Value| self.is_wanted(state, value, wanted);
        let Some(entry) = entry else { return is_wanted(value) };
        let Some(Alt::Obj(id)) = value.single() else { return false };
        let Some(object) = self.object(state, *id) else { return false };
        match entry {
            "*" => object.fields.iter().any(|field| is_wanted(&field.1)),
            entry => object.get(&Key::Entry(Const::Str(entry.into()))).is_some_and(is_wanted),
        }
    }

    /// Whether a value is dangerous, whichever of several it is.
    fn is_wanted(&self, state: &State, value: &Value, wanted: Wanted<'_>) -> bool {
        let is_api = |id, names: &str| {
            let path = self.apis.path(id);
            names.split('|').any(|name| {
                path.strip_suffix(name).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
            })
        };
        value.taints.is_empty()
            && !value.alts.is_empty()
            && value.alts.iter().all(|alt| match (alt, wanted) {
                (Alt::Const(Const::Str(text) | Const::Bytes(text)), Wanted::Is(FIXED)) => {
                    !text.is_empty()
                }
                (Alt::Const(constant), Wanted::Is(wanted)) => {
                    let text = wanted.strip_prefix('\'').and_then(|it| it.strip_suffix('\''));
                    match (text, constant) {
                        (Some(wanted), Const::Str(text)) => text.eq_ignore_ascii_case(wanted),
                        (None, constant) => shown(constant) == wanted,
                        _ => false,
                    }
                }
                (Alt::Const(Const::Int(number)), Wanted::Below(limit)) => *number < limit,
                (Alt::Const(Const::Int(number)), Wanted::Bits(mask, bits)) => number & mask == bits,
                (Alt::Api(id), Wanted::Is(names)) => is_api(*id, names),
                (Alt::Obj(id), Wanted::Is(names)) => self
                    .object(state, *id)
                    .and_then(|it| it.api)
                    .is_some_and(|id| is_api(id, names)),
                _ => false,
            })
    }

    /// Whether a call names what is dangerous in its arguments.
    fn is_written_there(&mut self, frame: &Frame, settings: &[String], site: Site) -> bool {
        let body = self.body(frame.file, frame.function);
        let module = Rc::clone(&frame.module);
        let is_named = |expr: &Expr| {
            let expr = if let ExprKind::Call(callee, _) = &expr.kind { &**callee } else { expr };
            let name = match &expr.kind {
                ExprKind::Attr(_, name) => module.name(*name).into(),
                ExprKind::Var(var) => match frame.name_of(*var) {
                    Some(name) => self.text(name),
                    None => return false,
                },
                ExprKind::Lit(_) => return true,
                _ => return false,
            };
            settings.iter().any(|setting| match Setting::parse(setting) {
                Some(Setting { wanted: Wanted::Is(names), .. }) => names
                    .split('|')
                    .any(|it| it.trim_end_matches("()").rsplit('.').next() == Some(&*name)),
                _ => false,
            })
        };
        let wanted: Vec<&str> = settings
            .iter()
            .filter_map(|it| Setting::parse(it))
            .flat_map(|it| it.names.split('|'))
            .collect();
        in_block(&body, &|_, args| {
            let is_there = |arg: &Arg| {
                site.span.start <= arg.value.span.start && arg.value.span.end <= site.span.end
            };
            (0..).zip(args).any(|(place, arg): (usize, &Arg)| {
                let is_about = match &arg.name {
                    ArgName::Keyword(name) => wanted.contains(&module.name(*name)),
                    _ => wanted.contains(&&*place.to_string()),
                };
                is_about && is_there(arg) && is_named(&arg.value)
            })
        })
    }

    /// Whether a call sets a cookie that lets somebody in, and does not delete it.
    fn sets_session(&mut self, callee: &str, args: &Args) -> bool {
        let is_nothing = |value: &Value| match value.as_const() {
            Some(Const::Str(text)) => text.is_empty(),
            Some(Const::Int(number)) => *number <= 0,
            _ => false,
        };
        let name = self.first_given(args, ["0", "key", "name"].into_iter()).and_then(Value::as_str);
        let is_signed = matches!(callee, "set_signed_cookie" | "set_secure_cookie");
        name.is_some_and(|name| is_session_cookie(name) || is_signed && is_user_cookie(name))
            && !self.first_given(args, ["1", "value"].into_iter()).is_some_and(is_nothing)
            && !self.first_given(args, ["max_age"].into_iter()).is_some_and(is_nothing)
            && !self.first_given(args, ["expires"].into_iter()).is_some_and(is_nothing)
    }

    /// Whether a function reads a token twice: to know which key verifies it, one has to look at who
    /// claims to have sent it.
    fn is_read_again(&mut self, frame: &Frame) -> bool {
        let body = self.body(frame.file, frame.function);
        let module = Rc::clone(&frame.module);
        let count = Cell::new(0);
        let note = |callee: &Expr, _: &[Arg]| {
            let name = match &callee.kind {
                ExprKind::Attr(_, name) => Some(module.name(*name).to_lowercase()),
                ExprKind::Var(var) => {
                    frame.name_of(*var).map(|name| self.text(name).to_lowercase())
                }
                _ => None,
            };
            let verifies = name.is_some_and(|name| {
                VERIFYING.iter().any(|word| name.contains(word)) && !name.contains("unverified")
            });
            count.set(count.get() + u32::from(verifies));
            false
        };
        in_block(&body, &note);
        count.get() > 1
    }

    /// A setting as a message says it, with the number that it is.
    fn in_words(&mut self, setting: &str, args: &Args) -> String {
        if let Some(names) = setting.strip_prefix('!') {
            return format!("a call without `{names}`");
        }
        let Some(Setting { names, entry, wanted }) = Setting::parse(setting) else {
            return "a call".to_owned();
        };
        let name = match entry {
            None | Some("*") => names.split('|').find(|name| name.parse::<usize>().is_err()),
            entry => entry,
        };
        let number = match self.first_given(args, names.split('|')).map(|it| it.alts.first()) {
            Some(Some(Alt::Const(Const::Int(number)))) => *number,
            _ => 0,
        };
        let value = match wanted {
            Wanted::Is(FIXED) => return format!("a fixed `{}`", name.unwrap_or("value")),
            Wanted::Is(value) => value.split('|').next().unwrap_or(value).to_owned(),
            Wanted::Below(_) => number.to_string(),
            Wanted::Bits(..) => format!("0o{number:o}"),
        };
        match name {
            Some(name) => format!("`{name}={value}`"),
            None => format!("`{value}`"),
        }
    }
}
