//! Checks of what a text begins or ends with.

use std::rc::Rc;

use hognose_ir::{CmpOp, Expr, ExprKind, Lit};

use super::call::Args;
use super::{Frame, Interp, paths};
use crate::charset::Charset;
use crate::rules::{ABSOLUTE, BACKSLASH, NO_SLASH, TWO_SLASHES, UPWARD};
use crate::state::{Facts, Kind, Object, State};
use crate::value::{Alt, Cond, Mask, Piece, Taint, Type, Value};

impl Interp<'_> {
    /// What is known of a text that begins with another one.
    pub(super) fn starts_with(
        &mut self,
        state: &State,
        object: &Value,
        name: &str,
        args: &Args,
    ) -> Value {
        let Some(prefix) = args.position(0) else { return Value::typed(Type::Bool) };
        if !self.deep(state, prefix).is_empty() {
            return Value::typed(Type::Bool);
        }
        if name == "endswith" {
            // The host of a URL: `.example.com`, or one of several.
            let is_domain = prefix.as_str().is_none_or(|it| it.starts_with('.'));
            let facts = if is_domain { self.host_facts(state, object) } else { Facts::default() };
            if facts.is_empty() {
                return Value::typed(Type::Bool);
            }
            let cond = Cond { if_true: Some(facts), if_false: Some(Facts::default()) };
            return Value { cond: Some(Rc::new(cond)), ..Value::typed(Type::Bool) };
        }
        // The texts of which one may be the beginning, if all are known.
        let texts = match prefix.single() {
            Some(Alt::Obj(id)) => self.object(state, *id).and_then(|it| it.elements()),
            _ => Some(vec![prefix.clone()]),
        };
        let texts: Option<Vec<Rc<str>>> =
            texts.and_then(|texts| texts.iter().map(|text| text.as_str().cloned()).collect());
        let texts = texts.filter(|texts| !texts.is_empty());
        let is_normal = object.taints.iter().any(|taint| taint.flags & Taint::NORMALIZED != 0);
        let refused =
            texts.as_ref().map_or(0, |it| self.excluded_without_beginnings(it, is_normal));
        let paths = if is_normal { self.cat.rules.paths } else { 0 };
        let pieces = self.pieces_of(state, prefix);
        let begins = match &texts {
            // Of what leads out, nothing is known.
            Some(texts) if texts.iter().any(|text| text.starts_with("..")) => Mask::MIN,
            Some(texts) => {
                let each = texts.iter().map(|text| self.excluded_by_beginning(text));
                each.fold(Mask::MAX, |all, one| all & one)
            }
            None => match &pieces[..] {
                [Piece::Text(text)] => self.excluded_by_beginning(text),
                _ => 0,
            },
        };
        // `/srv/files` is the beginning of `/srv/files-of-others`, too.
        let paths = if paths::ends_in_name(&pieces) || refused != 0 { 0 } else { paths };
        let mut facts = (Facts::default(), Facts::default());
        for taint in self.deep(state, object).iter() {
            facts.0.add(taint.vid, paths | begins);
            // `relpath(path, base)`: what does not lead out of the folder is a path below it.
            let is_relative = refused & UPWARD != 0 && taint.live & ABSOLUTE == 0;
            let below = if is_relative { self.cat.rules.paths } else { 0 };
            facts.1.add(taint.vid, refused | below);
        }
        let cond = Cond { if_true: Some(facts.0), if_false: Some(facts.1) };
        Value { cond: Some(Rc::new(cond)), ..Value::typed(Type::Bool) }
    }

    /// `text[:1] in ("=", "+")`, `path[0] == "/"`: looks at what a text begins with, too. `yes` is where it
    /// does so, `no` where it does not.
    pub(super) fn begins(
        &mut self,
        frame: &mut Frame,
        (yes, no): (&mut State, &mut State),
        part: &Expr,
        op: CmpOp,
        texts: &Value,
    ) {
        let Some((object, chars)) = beginning(part) else { return };
        // Reading it again must not do anything.
        if !matches!(object.kind, ExprKind::Var(_) | ExprKind::Attr(..)) {
            return;
        }
        let is_one_of = matches!(op, CmpOp::In | CmpOp::NotIn);
        let texts = match texts.as_str() {
            // Each character of a text is one of the texts that it may be.
            Some(all) if is_one_of && chars == 1 => {
                let each: Vec<Value> = all.chars().map(|it| Value::text(&it.to_string())).collect();
                self.allocate(no, Object::list(Kind::Tuple, each))
            }
            Some(_) if is_one_of => return,
            _ => texts.clone(),
        };
        let each = match texts.single() {
            Some(Alt::Obj(id)) => self.object(no, *id).and_then(|it| it.elements()),
            _ => Some(vec![texts.clone()]),
        };
        let is_as_long = |it: &Value| it.as_str().is_some_and(|it| it.chars().count() == chars);
        if !each.is_some_and(|each| !each.is_empty() && each.iter().all(is_as_long)) {
            return;
        }
        let mut before = no.clone();
        let object = self.eval(frame, &mut before, object);
        if object.taints.is_empty() {
            return;
        }
        let args = Args::of(frame.site(part.span), vec![texts]);
        let found = self.starts_with(&before, &object, "startswith", &args);
        if let Some(cond) = found.cond {
            for (state, facts) in [(yes, &cond.if_true), (no, &cond.if_false)] {
                if let Some(facts) = facts {
                    state.facts.and(facts);
                }
            }
        }
    }

    /// The harm that a text cannot do that begins with another one.
    fn excluded_by_beginning(&self, text: &str) -> Mask {
        let rules = &self.cat.rules;
        let mut mask = 0;
        if let Some((_, rest)) = text.split_once("://")
            && rest.contains('/')
        {
            mask |= rules.ssrf | rules.open_redirect;
        }
        if let Some(first) = text.chars().next() {
            mask |= rules.harmless_start(Charset::default().with(first));
        }
        if text.starts_with('/') {
            mask |= NO_SLASH;
        }
        if text.starts_with('/') && text.len() > 1 && !text.starts_with("//") {
            mask |= rules.open_redirect;
        }
        mask
    }

    /// The harm that a text cannot do that begins with none of some others.
    /// A path without `..` in its middle leads out by its beginning only: `relpath(path, base)`.
    fn excluded_without_beginnings(&self, texts: &[Rc<str>], is_normal: bool) -> Mask {
        let single = texts.iter().filter(|text| text.chars().nth(1).is_none());
        let first: String = single.map(|text| &**text).collect();
        let each = texts.iter().map(|text| match &**text {
            ".." | "../" if is_normal => UPWARD,
            "//" => TWO_SLASHES,
            "\\" | "/\\" => BACKSLASH,
            // `url.lower().startswith("javascript:")`
            text if text.to_ascii_lowercase().starts_with("javascript") => {
                self.cat.rules.script_url
            }
            _ => 0,
        });
        each.fold(self.cat.rules.harmless_without_start(&first), |all, one| all | one)
    }
}

/// Of `text[0]` and `text[:3]`, the text, and how many of its first characters are looked at.
fn beginning(expr: &Expr) -> Option<(&Expr, usize)> {
    let ExprKind::Index(object, index) = &expr.kind else { return None };
    let number = |expr: &Expr| match &expr.kind {
        ExprKind::Lit(Lit::Int(number)) => usize::try_from(*number).ok(),
        _ => None,
    };
    let chars = match &index.kind {
        ExprKind::Slice(parts) => {
            let [lower, upper, step] = &**parts;
            let is_from_start = lower.as_ref().is_none_or(|it| number(it) == Some(0));
            upper.as_ref().filter(|_| is_from_start && step.is_none()).and_then(number)
        }
        _ => (number(index)? == 0).then_some(1),
    };
    Some((object, chars?))
}
