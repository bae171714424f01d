//! Texts that a program builds: the known parts and the holes between them.
//!
//! `"a" + x`, `f"a{x}"`, `"a%s" % x`, `"a{}".format(x)` and `"".join(["a", x])` are all the same
//! template `a{x}`; names are followed to what was assigned to them, also piece by piece with `+=`.

use std::borrow::Cow;

use hognose_python::ast::{self, Expr, FStringPart, InterpolatedStringElement, Operator};

use crate::{BindingKind, Constant, Place, SemanticModel, fuel::Fuel};

/// A text with holes.
#[derive(Clone, Debug, Default)]
pub struct Template<'a> {
    /// The parts, in order.
    pub pieces: Vec<Piece<'a>>,
    /// Whether there was more than could be looked at.
    pub truncated: bool,
}

/// A part of a text.
#[derive(Clone, Debug)]
pub enum Piece<'a> {
    /// A known part.
    Text(Cow<'a, str>),
    /// A part that is computed.
    Hole {
        /// What is put there.
        expression: &'a Expr,
        /// From where names in it are looked up.
        place: Place,
    },
}

impl Template<'_> {
    /// Whether any part is computed.
    pub fn has_holes(&self) -> bool {
        self.pieces.iter().any(|piece| matches!(piece, Piece::Hole { .. }))
    }

    /// The text with each hole replaced by `filler`.
    pub fn fill(&self, filler: &str) -> String {
        self.pieces
            .iter()
            .map(|piece| match piece {
                Piece::Text(text) => text,
                Piece::Hole { .. } => filler,
            })
            .collect()
    }
}

/// Parts of one template.
const MAX_PIECES: usize = 512;
/// Expressions that are looked at for one template.
const MAX_STEPS: u32 = 1024;
/// Names followed and constructs opened within each other.
const MAX_DEPTH: u32 = 24;

impl<'a> SemanticModel<'a> {
    /// The text that an expression builds. None if the expression is nothing that builds a text; a
    /// mere name or call that is not understood is no template but a hole.
    pub fn template(&self, expression: &'a Expr, place: Place) -> Option<Template<'a>> {
        self.template_with(&Fuel::new(MAX_STEPS, MAX_DEPTH), expression, place)
    }

    /// The same as [`Self::template`], as part of another question.
    pub(crate) fn template_with(
        &self,
        fuel: &Fuel,
        expression: &'a Expr,
        place: Place,
    ) -> Option<Template<'a>> {
        let mut builder = TemplateBuilder { model: self, fuel, template: Template::default() };
        let is_text = builder.add(expression, place);
        is_text.then_some(builder.template)
    }
}

struct TemplateBuilder<'m, 'a> {
    model: &'m SemanticModel<'a>,
    fuel: &'m Fuel,
    template: Template<'a>,
}

impl<'a> TemplateBuilder<'_, 'a> {
    fn push(&mut self, piece: Piece<'a>) {
        if self.template.pieces.len() < MAX_PIECES {
            self.template.pieces.push(piece);
        } else {
            self.template.truncated = true;
        }
    }

    fn text(&mut self, text: impl Into<Cow<'a, str>>) {
        let text = text.into();
        if !text.is_empty() {
            self.push(Piece::Text(text));
        }
    }

    fn hole(&mut self, expression: &'a Expr, place: Place) {
        self.push(Piece::Hole { expression, place });
    }

    fn constant(&self, expression: &'a Expr, place: Place) -> Option<Cow<'a, str>> {
        match self.model.constant_with(self.fuel, expression, place)? {
            Constant::Str(text) => Some(text),
            _ => None,
        }
    }

    /// Adds an expression's parts, or the whole as a hole.
    fn add_or_hole(&mut self, expression: &'a Expr, place: Place) {
        let before = self.template.pieces.len();
        if !self.add(expression, place) {
            self.template.pieces.truncate(before);
            self.hole(expression, place);
        }
    }

    /// Adds the parts of an expression. False, with no more than garbage added, if it is not known
    /// to build a text.
    fn add(&mut self, expression: &'a Expr, place: Place) -> bool {
        self.fuel.step(|| self.add_within(expression, place)).unwrap_or(false)
    }

    fn add_within(&mut self, expression: &'a Expr, place: Place) -> bool {
        match expression {
            Expr::StringLiteral(literal) => {
                self.text(literal.value.to_str());
                true
            }
            Expr::FString(string) => {
                for part in &string.value {
                    match part {
                        FStringPart::Literal(literal) => self.text(literal.as_str()),
                        FStringPart::FString(part) => self.interpolated(part, place),
                    }
                }
                true
            }
            Expr::BinOp(operation) => match operation.op {
                Operator::Add => self.concatenation(operation, place),
                Operator::Mod => self.percent(operation, place),
                _ => false,
            },
            Expr::Call(call) => self.call(call, place),
            Expr::Named(named) => self.add(&named.value, place),
            Expr::Name(name) => self.name(name, place),
            _ => false,
        }
    }

    fn interpolated(&mut self, part: &'a ast::FString, place: Place) {
        for element in &part.elements {
            match element {
                InterpolatedStringElement::Literal(literal) => self.text(&*literal.value),
                InterpolatedStringElement::Interpolation(hole) => {
                    let plain = hole.format_spec.is_none()
                        && matches!(
                            hole.conversion,
                            ast::ConversionFlag::None | ast::ConversionFlag::Str
                        );
                    if plain {
                        self.add_or_hole(&hole.expression, place);
                    } else {
                        self.hole(&hole.expression, place);
                    }
                }
            }
        }
    }

    /// `a + b + …`: the tree leans to the left and can be as deep as the file is long, so that it
    /// is taken apart in a loop.
    fn concatenation(&mut self, sum: &'a ast::ExprBinOp, place: Place) -> bool {
        let mut operands = vec![&*sum.right];
        let mut left = &*sum.left;
        while let Expr::BinOp(operation) = left
            && matches!(operation.op, Operator::Add)
        {
            if operands.len() >= MAX_PIECES {
                self.template.truncated = true;
                break;
            }
            operands.push(&operation.right);
            left = &operation.left;
        }
        operands.push(left);
        let mut any_text = false;
        for operand in operands.into_iter().rev() {
            let before = self.template.pieces.len();
            if self.add(operand, place) {
                any_text = true;
            } else {
                self.template.pieces.truncate(before);
                self.hole(operand, place);
            }
        }
        any_text
    }

    /// `"… %s …" % values`
    fn percent(&mut self, operation: &'a ast::ExprBinOp, place: Place) -> bool {
        let Some(format) = self.constant(&operation.left, place) else { return false };
        let values = match &*operation.right {
            Expr::Tuple(tuple) => &tuple.elts[..],
            single => std::slice::from_ref(single),
        };
        let mut values = values.iter();
        let mut rest = &format[..];
        while let Some(at) = rest.find('%') {
            self.text(rest[..at].to_owned());
            let spec = &rest[at + 1..];
            // %[(key)][flags][width][.precision][length]type
            let mut length = 0;
            let mut key = None;
            if let Some(named) = spec.strip_prefix('(') {
                let Some(end) = named.find(')') else { break };
                key = Some(&named[..end]);
                length = end + 2;
            }
            let is_modifier = |c: char| "#0- +*.hlL".contains(c) || c.is_ascii_digit();
            length += spec[length..].find(|c| !is_modifier(c)).unwrap_or(spec.len() - length);
            let Some(kind) = spec[length..].chars().next() else { break };
            rest = &spec[length + kind.len_utf8()..];
            if kind == '%' {
                self.text("%");
                continue;
            }
            match (key, &*operation.right) {
                (Some(key), Expr::Dict(dict)) => {
                    let value = dict.items.iter().find(|item| {
                        matches!(&item.key, Some(Expr::StringLiteral(text)) if text.value.to_str() == key)
                    });
                    match value {
                        Some(item) => self.converted(kind, &item.value, place),
                        None => self.hole(&operation.right, place),
                    }
                }
                _ => match values.next() {
                    Some(value) => self.converted(kind, value, place),
                    None => self.hole(&operation.right, place),
                },
            }
        }
        self.text(rest.to_owned());
        true
    }

    /// A value that is put into a text by a conversion: only `%s` takes a text as it is.
    fn converted(&mut self, kind: char, value: &'a Expr, place: Place) {
        match kind {
            's' => self.add_or_hole(value, place),
            // Numbers: nothing of the value's text can get in.
            'd' | 'i' | 'u' | 'x' | 'X' | 'o' | 'e' | 'E' | 'f' | 'F' | 'g' | 'G' => self.text("0"),
            _ => self.hole(value, place),
        }
    }

    fn call(&mut self, call: &'a ast::ExprCall, place: Place) -> bool {
        let Expr::Attribute(method) = &*call.func else { return false };
        match method.attr.as_str() {
            "format" => self.format(&method.value, &call.arguments, place),
            "join" => self.join(&method.value, &call.arguments, place),
            // These keep a text's parts, as far as anybody who looks for words in it can tell.
            "strip" | "lstrip" | "rstrip" | "lower" | "upper" | "casefold" | "title"
            | "expandtabs" => self.add(&method.value, place),
            _ => false,
        }
    }

    /// `"… {} …".format(values)`
    fn format(&mut self, receiver: &'a Expr, arguments: &'a ast::Arguments, place: Place) -> bool {
        let Some(format) = self.constant(receiver, place) else { return false };
        let mut next = 0;
        let mut rest = &format[..];
        while let Some(at) = rest.find(['{', '}']) {
            self.text(rest[..at].to_owned());
            let brace = &rest[at..=at];
            rest = &rest[at + 1..];
            if rest.starts_with(brace) {
                self.text(brace.to_owned());
                rest = &rest[1..];
                continue;
            }
            if brace == "}" {
                continue;
            }
            let Some(end) = rest.find('}') else { break };
            let field = &rest[..end];
            rest = &rest[end + 1..];
            let name = field.split(['!', ':']).next().unwrap_or_default();
            let plain = name.len() == field.len() && !name.contains(['.', '[']);
            let root = name.split(['.', '[']).next().unwrap_or_default();
            let value = if root.is_empty() {
                next += 1;
                arguments.find_positional(next - 1)
            } else if let Ok(position) = root.parse::<usize>() {
                arguments.find_positional(position)
            } else {
                arguments.find_keyword(root).map(|keyword| &keyword.value)
            };
            match value {
                Some(value) if plain => self.add_or_hole(value, place),
                Some(value) => self.hole(value, place),
                None => self.hole(unpacked(arguments).unwrap_or(receiver), place),
            }
        }
        self.text(rest.to_owned());
        true
    }

    /// `separator.join([…])`
    fn join(&mut self, separator: &'a Expr, arguments: &'a ast::Arguments, place: Place) -> bool {
        let Some(separator) = self.constant(separator, place) else { return false };
        let Some(parts) = arguments.find_positional(0) else { return false };
        let (parts, parts_place) = self.model.follow(parts, place);
        match parts {
            Expr::List(ast::ExprList { elts, .. }) | Expr::Tuple(ast::ExprTuple { elts, .. }) => {
                for (index, element) in elts.iter().enumerate() {
                    if index > 0 {
                        self.text(separator.clone());
                    }
                    self.add_or_hole(element, parts_place);
                }
            }
            other => self.hole(other, parts_place),
        }
        true
    }

    fn name(&mut self, name: &'a ast::ExprName, place: Place) -> bool {
        let Some(id) = self.model.only_reaching(name.id.as_str(), place) else { return false };
        let binding = self.model.binding(id);
        let place = binding.place();
        match binding.kind {
            BindingKind::Assign(value) | BindingKind::Annotated { value: Some(value), .. } => {
                self.add(value, place)
            }
            BindingKind::Augmented(assign) if matches!(assign.op, Operator::Add) => {
                let before = self.add(&assign.target, place);
                if !before {
                    self.hole(&assign.target, place);
                }
                let piece = self.template.pieces.len();
                let added = self.add(&assign.value, place);
                if !added {
                    self.template.pieces.truncate(piece);
                    self.hole(&assign.value, place);
                }
                before || added
            }
            _ => false,
        }
    }
}

/// What is passed as `*args` or `**kwargs`: any field without an argument of its own comes from there.
fn unpacked(arguments: &ast::Arguments) -> Option<&Expr> {
    let starred = arguments.args.iter().find_map(Expr::as_starred_expr);
    let keywords = arguments.keywords.iter().find(|keyword| keyword.arg.is_none());
    keywords.map(|keyword| &keyword.value).or(starred.map(|starred| &*starred.value))
}

impl<'a> SemanticModel<'a> {
    /// Whether what is put into a hole is a number, a boolean or one of a few constants: nothing
    /// that could change the structure of a text.
    pub fn is_harmless(&self, expression: &'a Expr, place: Place) -> bool {
        if self.constant(expression, place).is_some_and(|it| !matches!(it, Constant::Bytes(_))) {
            return true;
        }
        self.values(expression, place).iter().all(|value| {
            matches!(value, crate::Value::Instance(class)
                if matches!(class.as_str(), "int" | "float" | "bool" | "complex" | "None"
                    | "datetime.datetime" | "datetime.date" | "decimal.Decimal" | "uuid.UUID"))
        })
    }
}
