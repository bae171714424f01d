//! Expressions, as far as they are of interest.

use hognose_core::{LineIndex, Ranged};
use hognose_python::ast::{self, Expr, FStringPart, InterpolatedStringElement, Operator};

use crate::facts::{Call, Fact, Piece};

/// How deeply a kept expression nests.
const MAX_DEPTH: u32 = 5;

/// The longest text that is kept, in bytes. Messages are shorter.
const LONGEST_TEXT: usize = 4_000;

/// Reads expressions of a file.
#[derive(Clone, Copy)]
pub(super) struct Expressions<'a> {
    pub(super) lines: &'a LineIndex,
}

impl Expressions<'_> {
    /// What is known about an expression.
    pub(super) fn fact(self, expression: &Expr) -> Fact {
        self.fact_within(expression, MAX_DEPTH)
    }

    fn fact_within(self, expression: &Expr, depth: u32) -> Fact {
        let Some(depth) = depth.checked_sub(1) else { return Fact::Other };
        match expression {
            Expr::Name(_) | Expr::Attribute(_) => {
                dotted(expression).map_or(Fact::Other, Fact::Name)
            }
            Expr::NoneLiteral(_) => Fact::Literal("None".to_owned()),
            Expr::BooleanLiteral(it) => {
                Fact::Literal(if it.value { "True" } else { "False" }.to_owned())
            }
            Expr::NumberLiteral(it) => number(&it.value).map_or(Fact::Other, Fact::Literal),
            Expr::UnaryOp(it) if it.op == ast::UnaryOp::USub => match &*it.operand {
                Expr::NumberLiteral(operand) => number(&operand.value)
                    .map_or(Fact::Other, |text| Fact::Literal(format!("-{text}"))),
                _ => Fact::Other,
            },
            Expr::StringLiteral(_) | Expr::FString(_) => Fact::Text(text(expression)),
            Expr::BinOp(it) if it.op == Operator::Add => self.sum(it, depth),
            Expr::BinOp(it) if it.op == Operator::BitOr => self.union(it, depth),
            Expr::BinOp(it) if it.op == Operator::Mod => match self.fact_within(&it.left, depth) {
                Fact::Text(pieces) => Fact::Text(self.percent(&pieces, &it.right)),
                _ => Fact::Other,
            },
            Expr::Tuple(it) => self.list(&it.elts, depth),
            Expr::List(it) => self.list(&it.elts, depth),
            Expr::Set(it) => self.list(&it.elts, depth),
            Expr::Dict(it) => self.table(it, depth),
            Expr::DictComp(it) => match (it.key.as_deref(), it.generators.as_slice()) {
                (Some(key), [only]) => self.first_of_each(key, only, depth),
                _ => Fact::Other,
            },
            Expr::ListComp(it) => match it.generators.as_slice() {
                [only] => self.first_of_each(&it.elt, only, depth),
                _ => Fact::Other,
            },
            Expr::SetComp(it) => match it.generators.as_slice() {
                [only] => self.first_of_each(&it.elt, only, depth),
                _ => Fact::Other,
            },
            Expr::Call(it) => self.called(it, depth),
            Expr::Starred(it) => self.fact_within(&it.value, depth),
            // Python's `x if a else b` in a message: either will do.
            Expr::If(it) => self.fact_within(&it.body, depth),
            _ => Fact::Other,
        }
    }

    fn list(self, items: &[Expr], depth: u32) -> Fact {
        Fact::List(items.iter().map(|item| self.fact_within(item, depth)).collect())
    }

    fn table(self, dictionary: &ast::ExprDict, depth: u32) -> Fact {
        let pairs = dictionary.items.iter().filter_map(|item| {
            let key = item.key.as_ref()?;
            Some((self.fact_within(key, depth), self.fact_within(&item.value, depth)))
        });
        Fact::Table(pairs.collect())
    }

    /// `{name: … for name, … in items}`
    fn first_of_each(self, key: &Expr, generator: &ast::Comprehension, depth: u32) -> Fact {
        let first = match &generator.target {
            Expr::Tuple(it) => it.elts.first(),
            other => Some(other),
        };
        match (first, key) {
            (Some(Expr::Name(first)), Expr::Name(key)) if first.id == key.id => {
                Fact::FirstOfEach(Box::new(self.fact_within(&generator.iter, depth)))
            }
            _ => Fact::Other,
        }
    }

    /// A sum of texts, or of lists.
    fn sum(self, sum: &ast::ExprBinOp, depth: u32) -> Fact {
        // Long sums nest to the left.
        let mut terms = vec![&*sum.right];
        let mut rest = &*sum.left;
        while let Expr::BinOp(it) = rest
            && it.op == Operator::Add
        {
            terms.push(&it.right);
            rest = &it.left;
        }
        terms.push(rest);
        let mut terms = terms.into_iter().rev().map(|term| self.fact_within(term, depth));
        match terms.next() {
            Some(Fact::List(mut items)) => {
                for term in terms {
                    if let Fact::List(more) = term {
                        items.extend(more);
                    }
                }
                Fact::List(items)
            }
            Some(first) => {
                let mut pieces = Vec::new();
                let mut has_text = false;
                for term in std::iter::once(first).chain(terms) {
                    match term {
                        Fact::Text(more) => {
                            has_text = true;
                            pieces.extend(more);
                        }
                        Fact::Name(name) => pieces.push(Piece::Hole(name)),
                        _ => pieces.push(Piece::Hole(String::new())),
                    }
                }
                if has_text { Fact::Text(joined(pieces)) } else { Fact::Other }
            }
            None => Fact::Other,
        }
    }

    /// A union of tables or sets: `A | B`.
    fn union(self, union: &ast::ExprBinOp, depth: u32) -> Fact {
        match (self.fact_within(&union.left, depth), self.fact_within(&union.right, depth)) {
            (Fact::Table(mut left), Fact::Table(right)) => {
                left.extend(right);
                Fact::Table(left)
            }
            (Fact::List(mut left), Fact::List(right)) => {
                left.extend(right);
                Fact::List(left)
            }
            _ => Fact::Other,
        }
    }

    fn called(self, call: &ast::ExprCall, depth: u32) -> Fact {
        // What only rearranges a text or a collection.
        if let Expr::Attribute(function) = &*call.func {
            if function.attr.as_str() == "format"
                && let Fact::Text(pieces) = self.fact_within(&function.value, depth)
            {
                return Fact::Text(self.formatted(&pieces, &call.arguments));
            }
            if matches!(function.attr.as_str(), "keys" | "strip" | "copy")
                && call.arguments.args.is_empty()
            {
                return self.fact_within(&function.value, depth);
            }
        }
        let made = self.call_within(call, depth);
        let transparent = [
            "dedent",
            "cleandoc",
            "frozenset",
            "set",
            "dict",
            "list",
            "tuple",
            "MappingProxyType",
            "_",
            "gettext",
        ];
        if transparent.contains(&made.leaf())
            && made.keywords.is_empty()
            && let [only] = made.arguments.as_slice()
            && matches!(only, Fact::Text(_) | Fact::List(_) | Fact::Table(_))
        {
            return only.clone();
        }
        if made.callee == "dict" && made.arguments.is_empty() {
            let pairs = made.keywords.into_iter();
            let pairs = pairs.map(|(key, value)| (Fact::Text(vec![Piece::Known(key)]), value));
            return Fact::Table(pairs.collect());
        }
        Fact::Call(Box::new(made))
    }

    /// A call with its arguments.
    pub(super) fn call(self, call: &ast::ExprCall) -> Call {
        self.call_within(call, MAX_DEPTH)
    }

    fn call_within(self, call: &ast::ExprCall, depth: u32) -> Call {
        let arguments = &call.arguments;
        // `deprecated("…")(function)` says what `@deprecated("…")` says.
        if let Expr::Call(maker) = &*call.func
            && let Some(depth) = depth.checked_sub(1)
        {
            let mut made = self.call_within(maker, depth);
            made.arguments.extend(arguments.args.iter().map(|it| self.fact_within(it, depth)));
            return made;
        }
        Call {
            callee: dotted(&call.func).unwrap_or_default(),
            arguments: arguments.args.iter().map(|it| self.fact_within(it, depth)).collect(),
            keywords: arguments
                .keywords
                .iter()
                .filter_map(|it| {
                    let name = it.arg.as_ref()?.to_string();
                    Some((name, self.fact_within(&it.value, depth)))
                })
                .collect(),
            line: self.lines.line(call.start()),
        }
    }

    /// The right side of `text % …` put into it.
    fn percent(self, pieces: &[Piece], right: &Expr) -> Vec<Piece> {
        let values: Vec<Fact> = match right {
            Expr::Tuple(it) => it.elts.iter().map(|it| self.fact_within(it, 2)).collect(),
            Expr::Dict(_) => Vec::new(),
            other => vec![self.fact_within(other, 2)],
        };
        let mut values = values.into_iter();
        let mut filled = Vec::new();
        for piece in pieces {
            let Piece::Known(text) = piece else {
                filled.push(piece.clone());
                continue;
            };
            let mut rest = text.as_str();
            while let Some((before, after)) = rest.split_once('%') {
                filled.push(Piece::Known(before.to_owned()));
                rest = if let Some(after) = after.strip_prefix('(') {
                    filled.push(Piece::Hole(String::new()));
                    after
                        .split_once(')')
                        .map_or("", |(_, after)| after.get(1..).unwrap_or_default())
                } else {
                    filled.extend(values.next().map_or_else(hole, as_pieces));
                    after.strip_prefix(|_: char| true).unwrap_or_default()
                };
            }
            filled.push(Piece::Known(rest.to_owned()));
        }
        joined(filled)
    }

    /// The arguments of `text.format(…)` put into it.
    fn formatted(self, pieces: &[Piece], arguments: &ast::Arguments) -> Vec<Piece> {
        let mut filled = Vec::new();
        let mut next = 0;
        for piece in pieces {
            let Piece::Known(text) = piece else {
                filled.push(piece.clone());
                continue;
            };
            let mut rest = text.as_str();
            while let Some((before, after)) = rest.split_once('{') {
                filled.push(Piece::Known(before.to_owned()));
                let (field, after) = after.split_once('}').unwrap_or((after, ""));
                let name = field.split([':', '!', '.']).next().unwrap_or_default();
                let value = if name.is_empty() {
                    next += 1;
                    arguments.args.get(next - 1)
                } else if let Ok(index) = name.parse::<usize>() {
                    arguments.args.get(index)
                } else {
                    arguments.find_keyword(name).map(|it| &it.value)
                };
                filled
                    .extend(value.map_or_else(hole, |value| as_pieces(self.fact_within(value, 2))));
                rest = after;
            }
            filled.push(Piece::Known(rest.to_owned()));
        }
        joined(filled)
    }
}

fn hole() -> Vec<Piece> {
    vec![Piece::Hole(String::new())]
}

/// A value as a part of a text.
fn as_pieces(value: Fact) -> Vec<Piece> {
    match value {
        Fact::Text(pieces) => pieces,
        Fact::Literal(text) => vec![Piece::Known(text)],
        Fact::Name(name) => vec![Piece::Hole(name)],
        _ => hole(),
    }
}

/// The same text with neighbouring known parts joined, and cut to what is kept.
fn joined(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut all: Vec<Piece> = Vec::new();
    let mut length = 0;
    for piece in pieces {
        if length > LONGEST_TEXT {
            break;
        }
        match piece {
            Piece::Known(text) => {
                let text = clipped(&text);
                length += text.len();
                if let Some(Piece::Known(last)) = all.last_mut() {
                    last.push_str(text);
                } else if !text.is_empty() {
                    all.push(Piece::Known(text.to_owned()));
                }
            }
            hole @ Piece::Hole(_) => {
                length += 1;
                all.push(hole);
            }
        }
    }
    all
}

fn clipped(text: &str) -> &str {
    let mut end = text.len().min(LONGEST_TEXT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

fn text(expression: &Expr) -> Vec<Piece> {
    match expression {
        Expr::StringLiteral(it) => joined(vec![Piece::Known(it.value.to_str().to_owned())]),
        Expr::FString(it) => {
            let mut pieces = Vec::new();
            for part in &it.value {
                match part {
                    FStringPart::Literal(it) => pieces.push(Piece::Known(it.value.to_string())),
                    FStringPart::FString(it) => {
                        for element in &it.elements {
                            pieces.push(match element {
                                InterpolatedStringElement::Literal(it) => {
                                    Piece::Known(it.value.to_string())
                                }
                                InterpolatedStringElement::Interpolation(it) => {
                                    Piece::Hole(dotted(&it.expression).unwrap_or_default())
                                }
                            });
                        }
                    }
                }
            }
            joined(pieces)
        }
        _ => Vec::new(),
    }
}

fn number(value: &ast::Number) -> Option<String> {
    match value {
        ast::Number::Int(value) => {
            let text = value.to_string();
            (text.len() <= 20).then_some(text)
        }
        ast::Number::Float(value) => Some(value.to_string()),
        ast::Number::Complex { .. } => None,
    }
}

/// The longest dotted name, in parts: chains can be as long as a file.
const LONGEST_CHAIN: usize = 12;

/// The dotted name that an expression is.
pub(super) fn dotted(expression: &Expr) -> Option<String> {
    let mut parts = Vec::new();
    let mut rest = expression;
    loop {
        match rest {
            Expr::Attribute(it) => {
                parts.push(it.attr.as_str());
                rest = &it.value;
            }
            Expr::Name(it) => {
                parts.push(it.id.as_str());
                break;
            }
            // `type(self).__name__` names the class as `self.__class__.__name__` does.
            Expr::Call(it) => match (&*it.func, &*it.arguments.args) {
                (Expr::Name(function), [Expr::Name(of)]) if function.id.as_str() == "type" => {
                    parts.push("__class__");
                    parts.push(of.id.as_str());
                    break;
                }
                _ => return None,
            },
            _ => return None,
        }
        if parts.len() > LONGEST_CHAIN {
            return None;
        }
    }
    parts.reverse();
    Some(parts.join("."))
}
