//! Settings that are dangerous by themselves: `secure=False`, wherever in the program it is said.
//!
//! ```python
//! COOKIE = {"httponly": True, "secure": False}    # settings.py
//! response.set_cookie("session", token, **COOKIE)
//! ```

use std::cell::Cell;
use std::rc::Rc;

use hognose_ir::{Expr, ExprKind};

use super::call::Args;
use super::prehash::in_block;
use super::sink::shown;
use super::{Frame, Hit, Interp};
use crate::secret_names::{is_session_cookie, is_user_cookie};
use crate::state::{Key, State};
use crate::trace::Step;
use crate::value::{Alt, Const, Value, Vid};

/// The condition of a sink that a cookie lets somebody in.
const SESSION: &str = "<session>";

/// The condition of a sink that what it reads is not verified beside it.
const ONLY_READER: &str = "<only-reader>";

/// Words of functions that verify what they read.
const VERIFYING: [&str; 4] = ["decode", "verify", "verified", "validate"];

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
        {
            return;
        }
        let settings = sink.sets.iter().map(|it| in_words(it)).collect::<Vec<_>>();
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
        let Some((name, wanted)) = setting.split_once('=') else { return false };
        let (names, entry) = match name.split_once('.') {
            Some((names, entry)) => (names, Some(entry)),
            None => (name, None),
        };
        // What may also be given by a dictionary of which nothing is known is not sure.
        let Some(value) = self.first_given(args, names.split('|')) else { return false };
        let text = wanted.strip_prefix('\'').and_then(|it| it.strip_suffix('\''));
        let is_wanted = |value: &Value| match (text, value.as_const()) {
            (Some(wanted), Some(Const::Str(text))) => text.eq_ignore_ascii_case(wanted),
            (None, Some(constant)) => shown(constant) == wanted,
            _ => false,
        };
        let Some(entry) = entry else { return is_wanted(value) };
        let Some(Alt::Obj(id)) = value.single() else { return false };
        let Some(object) = self.object(state, *id) else { return false };
        match entry {
            "*" => object.fields.iter().any(|field| is_wanted(&field.1)),
            entry => object.get(&Key::Entry(Const::Str(entry.into()))).is_some_and(is_wanted),
        }
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
        let note = |callee: &Expr| {
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
}

/// A setting as a message says it.
fn in_words(setting: &str) -> String {
    if let Some(names) = setting.strip_prefix('!') {
        return format!("a call without `{names}`");
    }
    let (name, value) = setting.split_once('=').unwrap_or((setting, ""));
    let (names, entry) = name.split_once('.').unwrap_or((name, "*"));
    let mut names = names.split('|').filter(|name| name.parse::<usize>().is_err());
    match (entry, names.next()) {
        ("*", Some(name)) => format!("`{name}={value}`"),
        ("*", None) => format!("`{value}`"),
        (entry, _) => format!("`{entry}={value}`"),
    }
}
