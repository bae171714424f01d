//! Functions that look at the paths of files: what says that one stays in its folder.

use super::call::Args;
use super::{Interp, part};
use crate::rules::ABSOLUTE;
use crate::state::{Kind, Object, State};
use crate::value::{Piece, Taint, Taints, Type, Value};

/// What is put behind a folder by a function that joins paths: an absolute path takes its place.
pub(super) fn joined(mut pieces: Vec<Piece>) -> Vec<Piece> {
    for (place, piece) in pieces.iter_mut().enumerate() {
        if let Piece::Hole(taints) = piece {
            let joined = if place == 0 { Taint::JOINED } else { 0 };
            *taints = taints.map(|it| Taint { flags: it.flags & !Taint::ROOTED | joined, ..it });
        }
    }
    pieces
}

/// A path that a function has made normal, and no data: behind what is not known of it there is no
/// separator.
pub(super) fn of_program() -> Value {
    Value::pieces(vec![Piece::Hole(Taints::default()), Piece::Text("".into())])
}

/// Whether a text surely ends in the middle of a name: `/srv/public` is also what `/srv/public-old/…` begins
/// with.
pub(super) fn ends_in_name(pieces: &[Piece]) -> bool {
    match pieces.last() {
        Some(Piece::Text(text)) => !text.ends_with(['/', '\\']),
        Some(Piece::Chosen) => true,
        Some(Piece::Hole(_)) | None => false,
    }
}

impl Interp<'_> {
    /// Whether a path is absolute, whatever the data in it: `"/" + name`.
    pub(crate) fn is_rooted(&self, state: &State, path: &Value) -> bool {
        matches!(
            self.pieces_of(state, path).first(),
            Some(Piece::Text(text)) if text.starts_with('/')
        )
    }

    /// A call of a function that compares paths, or takes one apart.
    pub(crate) fn path_function(
        &mut self,
        state: &mut State,
        path: &str,
        receiver: Option<&Value>,
        args: &Args,
    ) -> Option<Value> {
        let mask = self.cat.rules.paths;
        let name = path.rsplit('.').next().unwrap_or(path);
        Some(match name {
            "isabs" | "is_absolute" => {
                // Of a function, the receiver is the module.
                let path = args.position(0).or(receiver)?.clone();
                self.guard(state, &path, ABSOLUTE, true)
            }
            "commonpath" | "commonprefix" => {
                let first = args.position(0)?.clone();
                // The same text, so that a check of it holds for the path.
                let common = self.deep(state, &first);
                let common = common.map(|it| Taint { flags: it.flags | Taint::COMMON, ..it });
                Value::tainted_text(common)
            }
            "is_relative_to" => {
                let receiver = receiver?.clone();
                let normal = self.normal(state, &receiver);
                self.guard(state, &normal, mask, false)
            }
            "relative_to" => {
                // It raises an exception if the path is not below the other one.
                let receiver = receiver?.clone();
                let normal = self.normal(state, &receiver);
                self.clear(state, &normal, mask);
                Value { taints: self.settle(state, &receiver.taints), ..receiver }
            }
            "split" => {
                let taints = self.deep(state, args.position(0)?);
                let (head, tail) =
                    (self.part(&taints, part::FOLDER), self.part(&taints, part::LAST));
                let tail = Value::tainted_text(tail.without(mask));
                let parts = vec![Value::tainted_text(head), tail];
                self.allocate(state, Object::list(Kind::Tuple, parts))
            }
            "splitext" => {
                let taints = self.deep(state, args.position(0)?);
                let (root, ending) =
                    (self.part(&taints, part::STEM), self.part(&taints, part::ENDING));
                // There is no separator in what comes behind the last dot.
                let ending = Value::tainted_text(ending.without(mask));
                let parts = vec![Value::tainted_text(root), ending];
                self.allocate(state, Object::list(Kind::Tuple, parts))
            }
            _ => Value::typed(Type::Str),
        })
    }

    /// The data of a value in paths without `..` and links.
    fn normal(&self, state: &State, value: &Value) -> Value {
        let mut normal = Taints::default();
        let all = self.deep(state, value);
        let found = all.iter().filter(|taint| taint.flags & Taint::NORMALIZED != 0);
        found.for_each(|taint| normal.add(*taint));
        Value::tainted(normal)
    }
}
