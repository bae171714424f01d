//! Texts of which some characters are taken away, or replaced: `str.maketrans` and `str.translate`.

use std::rc::Rc;

use super::Interp;
use super::builtins::CHARACTERS;
use super::call::Args;
use crate::charset::Charset;
use crate::state::{Key, Kind, Object, State};
use crate::value::{Const, ObjId, Value, hash};

impl Interp<'_> {
    /// What `str.maketrans` makes, if it is known which characters are not there afterwards.
    pub(super) fn translation_table(&mut self, state: &mut State, args: &Args) -> Option<Value> {
        let [from, to, removed] = [0, 1, 2].map(|place| args.position(place));
        if let Some(table) = from.and_then(|it| it.objects().next()) {
            return self.replacing_table(state, table);
        }
        // What it takes away, if it does nothing else.
        let is_empty =
            |it: Option<&Value>| it.and_then(Value::as_str).is_some_and(|text| text.is_empty());
        if !is_empty(from) || !is_empty(to) {
            return None;
        }
        let removed = removed?.as_str()?.clone();
        Some(self.removing(state, &removed))
    }

    /// The same for replacements, `{"<": "\\u003c"}`; nothing if they are not known.
    fn replacing_table(&mut self, state: &mut State, table: ObjId) -> Option<Value> {
        let table = Rc::clone(self.object(state, table)?);
        if table.kind != Kind::Dict || table.rest.is_some() {
            return None;
        }
        let mut removed = String::new();
        let mut put = String::new();
        for (key, value) in &table.fields {
            let Key::Entry(Const::Str(key)) = key else { return None };
            match value.as_const()? {
                Const::Str(new) => put.push_str(new),
                Const::None => {}
                _ => return None,
            }
            removed.push_str(key);
        }
        // `&` stands in the place of `<` as the beginning of `&lt;`.
        removed.retain(|char| char == '&' || !put.contains(char));
        Some(self.removing(state, &removed))
    }

    fn removing(&mut self, state: &mut State, removed: &str) -> Value {
        let characters = self.names.intern(CHARACTERS);
        let mut table = Object::new(Kind::Dict);
        table.set(Key::Attr(characters), Value::text(removed));
        self.allocate(state, table)
    }

    /// A text without the characters that a table takes away.
    pub(super) fn translated(&mut self, state: &State, object: &Value, args: &Args) -> Value {
        let characters = self.names.intern(CHARACTERS);
        let table = args.position(0).and_then(|table| table.objects().next());
        let removed = table
            .and_then(|id| self.object(state, id)?.get(&Key::Attr(characters)))
            .and_then(|it| it.as_str().cloned());
        let Some(removed) = removed else {
            return Value::tainted_text(object.taints.clone());
        };
        let cleared = removed.chars().fold(0, |mask, char| {
            mask | self.cat.rules.harmless_without(char.encode_utf8(&mut [0; 4]), "")
        });
        let others = self.cat.rules.harmless(Charset::except(&removed));
        let taints = self.settle(state, &object.taints).without(cleared | others);
        Value::tainted_text(self.part(&taints, hash(&removed)))
    }
}
