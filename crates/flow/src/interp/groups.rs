//! What a regular expression has found: the data in its groups, each as harmless as the part of the
//! expression that it matches.

use std::rc::Rc;

use super::call::Args;
use super::{Interp, part};
use crate::charset::{Anchoring, alphabet, groups};
use crate::state::{Key, Kind, Object, State};
use crate::value::{Alt, Const, ObjId, Taints, Type, Value};

impl Interp<'_> {
    /// What a match knows of its groups, if one of them cannot do what the whole can: `(?P<id>\d+)`.
    pub(super) fn found_groups(
        &mut self,
        state: &mut State,
        pattern: &str,
        whole: &Taints,
    ) -> Option<Value> {
        if whole.is_empty() {
            return None;
        }
        let mut found = Object::new(Kind::Match);
        let mut says_more = false;
        for (number, (name, within)) in (1..).zip(groups(pattern)) {
            let mask = alphabet(within, Anchoring::Both);
            let mask = mask.map_or(0, |set| self.cat.rules.harmless(set));
            says_more |= mask != 0;
            let taints = self.part(&whole.without(mask), part::place(number));
            let value = Value::tainted_text(taints);
            if let Some(name) = name {
                found.set(Key::Entry(Const::Str(name.into())), value.clone());
            }
            found.set(Key::Entry(Const::Int(number)), value);
        }
        found.rest = Some(Value::tainted(whole.clone()));
        let mut found = says_more.then(|| self.allocate(state, found))?;
        found.add(Alt::Const(Const::None));
        Some(found)
    }

    /// What a method of a match gives: `match.group("id")`.
    pub(super) fn match_method(
        &mut self,
        state: &mut State,
        id: ObjId,
        name: &str,
        args: &Args,
    ) -> Option<Value> {
        let found = Rc::clone(self.object(state, id)?);
        let group = |value: &Value| {
            let known = value.as_const().and_then(|key| found.get(&Key::Entry(key.clone())));
            known.or(found.rest.as_ref()).cloned().unwrap_or_else(Value::any)
        };
        Some(match name {
            "group" | "expand" => match &args.positions[..] {
                [] => found.rest.clone()?,
                [(one, _)] => group(one),
                several => {
                    let groups = several.iter().map(|it| group(&it.0));
                    self.allocate(state, Object::list(Kind::Tuple, groups))
                }
            },
            "groups" => {
                let numbers =
                    (1..).map(|number| found.get(&Key::Entry(Const::Int(number))).cloned());
                let groups: Vec<Value> = numbers.map_while(|it| it).collect();
                self.allocate(state, Object::list(Kind::Tuple, groups))
            }
            "groupdict" => {
                let mut dict = Object::new(Kind::Dict);
                for (key, value) in &found.fields {
                    if let Key::Entry(Const::Str(_)) = key {
                        dict.set(key.clone(), value.clone());
                    }
                }
                self.allocate(state, dict)
            }
            "start" | "end" | "span" => Value::typed(Type::Number),
            _ => found.rest.clone()?,
        })
    }
}
