//! Texts that a program builds: the known parts and the holes between them.
//!
//! `"a" + x`, `f"a{x}"`, `"a%s" % x`, `"a{}".format(x)` and `"".join(["a", x])` are all the same
//! template `a{x}`; names are followed to what was assigned to them, also piece by piece with `+=`.

use std::borrow::Cow;

use hognose_python::ast::{self, Expr, FStringPart, InterpolatedStringElement, Operator};

use crate::changes::Added;
use crate::placeholders::{self, Argument, Conversion, Segment};
use crate::{BindingKind, Constant, Place, SemanticModel, fuel::Fuel};

/// A text with holes.
#[derive(Clone, Debug, Default)]
pub struct Template<'a> {
    /// The parts, in order.
    pub pieces: Vec<Piece<'a>>,
    /// Whether there was more than could be looked at.
    pub truncated: bool,
    /// Whether a part is only roughly what the program makes of it: a padded number, a text in another
    /// case. The text between the holes is then not to be taken literally.
    pub approximate: bool,
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
/// Length of one part. Rules search a text wherever it is used, so that it must not be longer.
const MAX_PIECE_BYTES: usize = 1 << 14;
/// Assignments with `+=` that one template is followed through.
const MAX_APPENDED: usize = 64;
/// Values with names that are searched for one placeholder.
const MAX_NAMED: usize = 64;
/// A longer text is not searched for placeholders.
const MAX_FORMAT_BYTES: usize = 1 << 16;
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
    /// Whether no more parts fit. Who adds parts in a loop stops then.
    fn is_full(&mut self) -> bool {
        let full = self.template.pieces.len() >= MAX_PIECES;
        self.template.truncated |= full;
        full
    }

    fn push(&mut self, piece: Piece<'a>) {
        if !self.is_full() {
            self.template.pieces.push(piece);
        }
    }

    fn text(&mut self, text: impl Into<Cow<'a, str>>) {
        let text = text.into();
        if text.is_empty() {
            return;
        }
        if text.len() <= MAX_PIECE_BYTES {
            return self.push(Piece::Text(text));
        }
        // Both ends tell more than the middle: what kind of text it is, and what a hole is next to.
        self.template.truncated = true;
        let start = text.floor_char_boundary(MAX_PIECE_BYTES / 2);
        let end = text.ceil_char_boundary(text.len() - MAX_PIECE_BYTES / 2);
        let (start, end) = match text {
            Cow::Borrowed(text) => (Cow::Borrowed(&text[..start]), Cow::Borrowed(&text[end..])),
            Cow::Owned(text) => (text[..start].to_owned().into(), text[end..].to_owned().into()),
        };
        self.push(Piece::Text(start));
        self.push(Piece::Text(end));
    }

    fn hole(&mut self, expression: &'a Expr, place: Place) {
        self.push(Piece::Hole { expression, place });
    }

    /// A hole for something that is not put in as it is.
    fn altered_hole(&mut self, expression: &'a Expr, place: Place) {
        self.template.approximate = true;
        self.hole(expression, place);
    }

    fn constant(&self, expression: &'a Expr, place: Place) -> Option<Cow<'a, str>> {
        match self.model.constant_with(self.fuel, expression, place)? {
            Constant::Str(text) => Some(text),
            _ => None,
        }
    }

    /// A text with placeholders, if it is known and not too long to be taken apart.
    fn format_text(&self, expression: &'a Expr, place: Place) -> Option<Cow<'a, str>> {
        self.constant(expression, place).filter(|format| format.len() <= MAX_FORMAT_BYTES)
    }

    /// Adds an expression's parts, or the whole as a hole. Whether it builds a text.
    fn add_or_hole(&mut self, expression: &'a Expr, place: Place) -> bool {
        let Template { pieces, truncated, approximate } = &self.template;
        let (length, truncated, approximate) = (pieces.len(), *truncated, *approximate);
        let is_text = self.add(expression, place);
        if !is_text {
            self.template.pieces.truncate(length);
            (self.template.truncated, self.template.approximate) = (truncated, approximate);
            self.hole(expression, place);
        }
        is_text
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
                    if self.is_full() {
                        break;
                    }
                }
                true
            }
            Expr::BinOp(operation) => match operation.op {
                Operator::Add => self.concatenation(operation, place),
                Operator::Mod => self.percent(operation, place),
                _ => false,
            },
            Expr::Call(call) => self.call(expression, call, place),
            Expr::Named(named) => self.add(&named.value, place),
            Expr::Name(name) => self.name(name, place),
            _ => false,
        }
    }

    fn interpolated(&mut self, part: &'a ast::FString, place: Place) {
        for element in &part.elements {
            if self.is_full() {
                break;
            }
            match element {
                InterpolatedStringElement::Literal(literal) => self.text(&*literal.value),
                InterpolatedStringElement::Interpolation(hole) => {
                    self.field(conversion(hole), Some(&hole.expression), &hole.expression, place);
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
            any_text |= self.add_or_hole(operand, place);
        }
        any_text
    }

    fn call(&mut self, expression: &'a Expr, call: &'a ast::ExprCall, place: Place) -> bool {
        let Expr::Attribute(method) = &*call.func else { return false };
        match method.attr.as_str() {
            "format" => self.format(&method.value, &call.arguments, place),
            "join" => self.join(&method.value, &call.arguments, place),
            // These keep a text's parts, as far as anybody who looks for words in it can tell.
            "strip" | "lstrip" | "rstrip" | "lower" | "upper" | "casefold" | "title"
            | "expandtabs" => {
                if let Some(text) = self.constant(expression, place) {
                    self.text(text);
                    return true;
                }
                self.template.approximate = true;
                self.add(&method.value, place)
            }
            _ => false,
        }
    }

    /// `"… %s …" % values`
    fn percent(&mut self, operation: &'a ast::ExprBinOp, place: Place) -> bool {
        let Some(format) = self.format_text(&operation.left, place) else { return false };
        let right = &*operation.right;
        let (values, values_place) = match self.model.follow(right, place) {
            (Expr::Tuple(tuple), there) => (&tuple.elts[..], there),
            _ => (std::slice::from_ref(right), place),
        };
        let mut values = values.iter();
        for segment in placeholders::percent(&format) {
            if self.is_full() {
                break;
            }
            let (argument, conversion) = match segment {
                Segment::Text(text) => {
                    self.text(text.to_owned());
                    continue;
                }
                Segment::Field { argument, conversion } => (argument, conversion),
            };
            match (argument, right) {
                (Argument::Name(key), Expr::Dict(dict)) => {
                    self.field(conversion, entry(dict, key), right, place);
                }
                _ => self.field(conversion, values.next(), right, values_place),
            }
        }
        true
    }

    /// `"… {} …".format(values)`
    fn format(&mut self, receiver: &'a Expr, arguments: &'a ast::Arguments, place: Place) -> bool {
        let Some(format) = self.format_text(receiver, place) else { return false };
        let whole = unpacked(arguments).unwrap_or(receiver);
        let mut next = 0..MAX_PIECES;
        for segment in placeholders::braces(&format) {
            if self.is_full() {
                break;
            }
            let (argument, conversion) = match segment {
                Segment::Text(text) => {
                    self.text(text.to_owned());
                    continue;
                }
                Segment::Field { argument, conversion } => (argument, conversion),
            };
            let value = match argument {
                Argument::Next => next.next().and_then(|at| arguments.find_positional(at)),
                Argument::Position(at) if at < MAX_PIECES => arguments.find_positional(at),
                Argument::Position(_) => None,
                Argument::Name(name) => keyword(arguments, name),
            };
            self.field(conversion, value, whole, place);
        }
        true
    }

    /// A value that is put into a text, or `whole` if it is not known which.
    fn field(
        &mut self,
        conversion: Conversion,
        value: Option<&'a Expr>,
        whole: &'a Expr,
        place: Place,
    ) {
        let Some(value) = value else { return self.altered_hole(whole, place) };
        match conversion {
            Conversion::Plain => {
                self.add_or_hole(value, place);
            }
            Conversion::Padded => {
                self.add_or_hole(value, place);
                self.template.approximate = true;
            }
            Conversion::Integer => match self.model.constant_with(self.fuel, value, place) {
                Some(Constant::Int(number)) => self.text(number.to_string()),
                _ => self.number(),
            },
            Conversion::Number => self.number(),
            Conversion::Other => self.altered_hole(value, place),
        }
    }

    /// Some number: nothing that could change the structure of a text.
    fn number(&mut self) {
        self.template.approximate = true;
        self.text("0");
    }

    /// `separator.join([…])`
    fn join(&mut self, separator: &'a Expr, arguments: &'a ast::Arguments, place: Place) -> bool {
        let Some(separator) = self.constant(separator, place) else { return false };
        let Some(parts) = arguments.find_positional(0) else { return false };
        let (list, list_place) = self.model.follow(parts, place);
        let (Expr::List(ast::ExprList { elts, .. }) | Expr::Tuple(ast::ExprTuple { elts, .. })) =
            list
        else {
            self.altered_hole(list, list_place);
            return true;
        };
        let mut joined = Joined { separator, is_first: true };
        for element in elts {
            if self.is_full() {
                break;
            }
            self.join_one(&mut joined, element, list_place);
        }
        if let Expr::Name(name) = parts {
            self.join_changes(&mut joined, name, place);
        }
        true
    }

    /// What is put into a list after it got its name.
    fn join_changes(&mut self, joined: &mut Joined<'a>, name: &'a ast::ExprName, place: Place) {
        let Some(id) = self.model.only_reaching(name.id.as_str(), place) else { return };
        let (changes, complete) = self.model.reaching_changes(self.model.binding(id), place);
        self.template.truncated |= !complete;
        self.template.approximate |= !changes.is_empty();
        for change in changes {
            match change.added {
                Some(Added::One(element)) => self.join_one(joined, element, change.place),
                Some(Added::All(
                    Expr::List(ast::ExprList { elts, .. })
                    | Expr::Tuple(ast::ExprTuple { elts, .. }),
                )) => {
                    for element in elts.iter().take(MAX_PIECES) {
                        self.join_one(joined, element, change.place);
                    }
                }
                Some(Added::All(elements)) => self.join_one(joined, elements, change.place),
                None => {}
            }
        }
    }

    fn join_one(&mut self, joined: &mut Joined<'a>, element: &'a Expr, place: Place) {
        if !std::mem::take(&mut joined.is_first) {
            self.text(joined.separator.clone());
        }
        self.add_or_hole(element, place);
    }

    fn name(&mut self, name: &'a ast::ExprName, place: Place) -> bool {
        let Some(id) = self.model.only_reaching(name.id.as_str(), place) else { return false };
        let binding = self.model.binding(id);
        match binding.kind {
            BindingKind::Assign(value) | BindingKind::Annotated { value: Some(value), .. } => {
                self.add(value, binding.place())
            }
            BindingKind::Augmented(assign) if matches!(assign.op, Operator::Add) => {
                self.appended(name, assign, binding.place())
            }
            _ => false,
        }
    }

    /// `name += a`, `name += b`, …: the chain can be long, so that it is taken apart in a loop.
    fn appended(
        &mut self,
        name: &'a ast::ExprName,
        last: &'a ast::StmtAugAssign,
        place: Place,
    ) -> bool {
        let mut appended = vec![(&*last.value, place)];
        let (mut start, mut place) = (&*last.target, place);
        while let Some(id) = self.model.only_reaching(name.id.as_str(), place) {
            let binding = self.model.binding(id);
            match binding.kind {
                BindingKind::Augmented(assign)
                    if matches!(assign.op, Operator::Add) && appended.len() < MAX_APPENDED =>
                {
                    place = binding.place();
                    appended.push((&assign.value, place));
                    start = &assign.target;
                }
                BindingKind::Assign(value) | BindingKind::Annotated { value: Some(value), .. } => {
                    (start, place) = (value, binding.place());
                    break;
                }
                _ => break,
            }
        }
        let mut any_text = match start {
            // What it was before is not known; it must not be looked for once more.
            Expr::Name(before) if before.id == name.id => {
                self.hole(start, place);
                false
            }
            start => self.add_or_hole(start, place),
        };
        for (value, place) in appended.into_iter().rev() {
            any_text |= self.add_or_hole(value, place);
        }
        any_text
    }
}

/// In which form a value is put into an f-string.
fn conversion(hole: &ast::InterpolatedElement) -> Conversion {
    use ast::ConversionFlag::{None as Unconverted, Str};
    if hole.debug_text.is_some() || !matches!(hole.conversion, Unconverted | Str) {
        return Conversion::Other;
    }
    match hole.format_spec.as_deref().map(|spec| &spec.elements[..]) {
        None => Conversion::Plain,
        Some([InterpolatedStringElement::Literal(spec)]) => placeholders::format_spec(&spec.value),
        Some(_) => Conversion::Other,
    }
}

/// The value of a key in a dictionary display.
fn entry<'a>(dict: &'a ast::ExprDict, key: &str) -> Option<&'a Expr> {
    let is_key = |item: &&ast::DictItem| matches!(&item.key, Some(Expr::StringLiteral(text)) if text.value.to_str() == key);
    dict.items.iter().take(MAX_NAMED).find(is_key).map(|item| &item.value)
}

/// The value of a keyword argument.
fn keyword<'a>(arguments: &'a ast::Arguments, name: &str) -> Option<&'a Expr> {
    let is_named =
        |keyword: &&ast::Keyword| keyword.arg.as_ref().is_some_and(|arg| arg.as_str() == name);
    arguments.keywords.iter().take(MAX_NAMED).find(is_named).map(|keyword| &keyword.value)
}

/// What is passed as `*args` or `**kwargs`: any field without an argument of its own comes from there.
fn unpacked(arguments: &ast::Arguments) -> Option<&Expr> {
    let mut positional = arguments.args.iter().take(MAX_PIECES);
    let mut keywords = arguments.keywords.iter().take(MAX_NAMED);
    let starred = positional.find_map(Expr::as_starred_expr).map(|starred| &*starred.value);
    keywords.find(|keyword| keyword.arg.is_none()).map(|keyword| &keyword.value).or(starred)
}

/// The state of a list that is being joined.
struct Joined<'a> {
    separator: Cow<'a, str>,
    is_first: bool,
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
