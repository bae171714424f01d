//! From the text of a pattern to the pattern.

use hognose_python::ast::{self, Expr, Number, Stmt};
use hognose_python::{SourceKind, is_too_deep, parse};
use hognose_semantic::{Resolution, ScopeId, SemanticModel};

use crate::pattern::{Import, Kind, Literal, MAX_SLOTS, Pattern, Slot};
use crate::prepare::{Prepared, Stand, only_metavariable, prepare, stands_for};
use crate::shape::Code;

/// A pattern nests no deeper; who compiles or matches one recurses that deep.
const MAX_DEPTH: u32 = 64;
/// A pattern is no longer; in bytes.
const MAX_BYTES: usize = 1 << 14;

/// The metavariables of a rule.
#[derive(Debug, Default)]
pub(crate) struct Names {
    names: Vec<String>,
}

impl Names {
    /// The number of a metavariable, by its name without the dollar sign.
    ///
    /// # Errors
    ///
    /// If there are too many.
    pub(crate) fn slot(&mut self, name: &str) -> Result<Slot, String> {
        let at = self.names.iter().position(|known| known == name).unwrap_or(self.names.len());
        if at == self.names.len() {
            if at >= MAX_SLOTS {
                return Err(format!("a rule can have {MAX_SLOTS} metavariables at most"));
            }
            self.names.push(name.to_owned());
        }
        Slot::try_from(at).map_err(|_| "there are too many metavariables".to_owned())
    }

    /// The number of a metavariable that a pattern binds.
    pub(crate) fn known(&self, name: &str) -> Option<Slot> {
        let at = self.names.iter().position(|known| known == name)?;
        Slot::try_from(at).ok()
    }

    /// The names, by number.
    pub(crate) fn into_names(self) -> Vec<String> {
        self.names
    }
}

/// Compiles the text of a pattern.
///
/// # Errors
///
/// What is wrong with it.
pub(crate) fn pattern(text: &str, names: &mut Names) -> Result<Pattern, String> {
    if text.len() > MAX_BYTES {
        return Err(format!("the pattern is longer than {MAX_BYTES} bytes"));
    }
    let prepared = prepare(text.trim())?;
    if is_too_deep(&prepared.text, MAX_DEPTH) {
        return Err(format!("the pattern nests deeper than {MAX_DEPTH} levels"));
    }
    let parsed = parse(&prepared.text, SourceKind::Python);
    if let Some(error) = parsed.errors().find(|error| !is_tolerated(&error.message)) {
        return Err(format!("the pattern is not Python: {}", error.message));
    }
    let mut lowering = Lowering { names, prepared: &prepared };
    match &parsed.module().body[..] {
        [] => Err("the pattern is empty".into()),
        [Stmt::Expr(only)] => lowering.code(Code::Expr(&only.value)),
        [only] => lowering.code(Code::Stmt(only)),
        several => {
            let list = several.iter().map(|it| lowering.code(Code::Stmt(it)));
            Ok(Pattern::Statements(list.collect::<Result<_, _>>()?))
        }
    }
}

/// What is no Python, but can stand in a pattern: `f(x=1, ...)`, `def f(x=1, ...)`.
fn is_tolerated(message: &str) -> bool {
    let message = message.to_ascii_lowercase();
    message.contains("positional argument cannot follow keyword")
        || message.contains("positional argument follows keyword")
        || message.contains("parameter without a default cannot follow")
        || message.contains("outside function")
        || message.contains("outside loop")
        || message.contains("not in loop")
        || message.contains("outside of a function")
        || message.contains("outside of an asynchronous")
        || message.contains("duplicate")
}

struct Lowering<'n, 'p> {
    names: &'n mut Names,
    prepared: &'p Prepared,
}

impl Lowering<'_, '_> {
    fn code(&mut self, code: Code<'_>) -> Result<Pattern, String> {
        match code {
            Code::Expr(expression) => self.expression(expression),
            Code::Stmt(Stmt::Expr(it)) => self.expression(&it.value),
            Code::Stmt(statement @ (Stmt::Import(_) | Stmt::ImportFrom(_))) => {
                self.import(statement)
            }
            Code::Word(word) => self.word(word.as_str()),
            Code::Item(item)
                if matches!(
                    (&item.key, &item.value),
                    (Some(Expr::EllipsisLiteral(_)), Expr::EllipsisLiteral(_))
                ) =>
            {
                Ok(Pattern::Ellipsis)
            }
            Code::Parameter(parameter) if parameter.is_plain() => {
                match self.stand(parameter.name())? {
                    Some(Pattern::Meta(slot)) => Ok(parameter_pattern("", Pattern::Meta(slot))),
                    Some(pattern) => Ok(pattern),
                    None => self.node(code),
                }
            }
            _ => self.node(code),
        }
    }

    fn node(&mut self, code: Code<'_>) -> Result<Pattern, String> {
        let Some(shape) = code.shape() else {
            return Err("this kind of syntax is not supported in patterns".into());
        };
        let mut parts = Vec::with_capacity(shape.parts.len());
        for list in &shape.parts {
            let list: Vec<Pattern> =
                list.iter().map(|part| self.code(*part)).collect::<Result<_, _>>()?;
            parts.push(list);
        }
        let kind = shape.kind;
        relax(kind, &mut parts);
        if kind == Kind::Element {
            // Texts between the holes of an f-string.
            return Ok(match &*shape.text {
                "..." => Pattern::Ellipsis,
                text => Pattern::Node { kind, text: text.to_owned(), parts },
            });
        }
        Ok(Pattern::Node { kind, text: shape.text.into_owned(), parts })
    }

    /// What an identifier stands for; nothing for an ordinary one.
    fn stand(&mut self, identifier: &str) -> Result<Option<Pattern>, String> {
        Ok(match stands_for(identifier) {
            None => None,
            Some(Stand::Ellipsis) => Some(Pattern::Ellipsis),
            Some(Stand::Meta(name)) => Some(Pattern::Meta(self.names.slot(name)?)),
            Some(Stand::Rest(name)) => Some(Pattern::Rest(self.names.slot(name)?)),
            Some(Stand::Typed(at)) => match self.prepared.typed.get(at) {
                Some((name, class)) => {
                    let class = hognose_semantic::canonical_name(class);
                    Some(Pattern::Typed(self.names.slot(name)?, class))
                }
                None => None,
            },
        })
    }

    fn word(&mut self, word: &str) -> Result<Pattern, String> {
        Ok(self.stand(word)?.unwrap_or_else(|| Pattern::Word(word.to_owned())))
    }

    fn expression(&mut self, expression: &Expr) -> Result<Pattern, String> {
        match expression {
            Expr::EllipsisLiteral(_) => return Ok(Pattern::Ellipsis),
            Expr::Name(name) => {
                if let Some(pattern) = self.stand(name.id.as_str())? {
                    return Ok(pattern);
                }
            }
            Expr::StringLiteral(literal) => return self.text(literal.value.to_str()),
            Expr::BytesLiteral(literal) => {
                return Ok(Pattern::Literal(Literal::Bytes(literal.value.bytes().collect())));
            }
            Expr::NumberLiteral(number) => {
                return match &number.value {
                    Number::Int(value) => match value.as_i64() {
                        Some(value) => Ok(Pattern::Literal(Literal::Int(value))),
                        None => Err("the number is too large for a pattern".into()),
                    },
                    Number::Float(value) => Ok(Pattern::Literal(Literal::Float(*value))),
                    Number::Complex { .. } => Err("complex numbers are not supported".into()),
                };
            }
            Expr::BooleanLiteral(it) => return Ok(Pattern::Literal(Literal::Bool(it.value))),
            Expr::NoneLiteral(_) => return Ok(Pattern::Literal(Literal::None)),
            Expr::Call(call) => return self.call(call),
            _ => {}
        }
        if let Some(path) = dotted(expression) {
            let path = hognose_semantic::canonical_name(&path);
            let builtin = is_builtin(&path);
            return Ok(Pattern::Name { path, builtin });
        }
        self.node(Code::Expr(expression))
    }

    fn text(&mut self, text: &str) -> Result<Pattern, String> {
        if text == "..." {
            return Ok(Pattern::AnyText);
        }
        if let Some(name) = only_metavariable(text) {
            return Ok(Pattern::MetaText(self.names.slot(name)?));
        }
        if text.contains("...") {
            return Ok(Pattern::TextParts(text.split("...").map(str::to_owned).collect()));
        }
        Ok(Pattern::Literal(Literal::Text(text.to_owned())))
    }

    fn call(&mut self, call: &ast::ExprCall) -> Result<Pattern, String> {
        let callee = Box::new(self.expression(&call.func)?);
        let mut arguments = Vec::new();
        for argument in &call.arguments.args {
            arguments.push(self.expression(argument)?);
        }
        let mut keywords = Vec::new();
        for keyword in &call.arguments.keywords {
            let Some(name) = &keyword.arg else {
                return Err("`**` is not supported in patterns: write `...`".into());
            };
            keywords.push((self.word(name.as_str())?, self.expression(&keyword.value)?));
        }
        let is_open = |it: &Pattern| matches!(it, Pattern::Ellipsis | Pattern::Rest(_));
        let open = arguments.iter().any(is_open);
        Ok(Pattern::Call { callee, arguments, keywords, open })
    }

    fn import(&mut self, statement: &Stmt) -> Result<Pattern, String> {
        const SEVERAL: &str = "an import pattern names one thing: use `pattern-either` for several";
        match statement {
            Stmt::Import(import) => match &import.names[..] {
                [only] if only.asname.is_none() && stands_for(only.name.as_str()).is_none() => {
                    let module = only.name.as_str().to_owned();
                    Ok(Pattern::Import(Import { module, member: None }))
                }
                [_] => Err("an import pattern names the module itself: `import module`".into()),
                _ => Err(SEVERAL.into()),
            },
            Stmt::ImportFrom(import) => {
                let Some(module) = import.module.as_ref().filter(|_| import.level == 0) else {
                    return Err("patterns cannot name relative imports".into());
                };
                let [only] = &import.names[..] else { return Err(SEVERAL.into()) };
                if stands_for(module.as_str()).is_some() || only.asname.is_some() {
                    return Err("an import pattern is `from module import name`".into());
                }
                let member = Some(Box::new(self.word(only.name.as_str())?));
                Ok(Pattern::Import(Import { module: module.as_str().to_owned(), member }))
            }
            _ => Err("this is no import".into()),
        }
    }
}

/// A parameter without annotation or default, which both may be there.
fn parameter_pattern(stars: &str, name: Pattern) -> Pattern {
    let any = || vec![Pattern::Ellipsis];
    Pattern::Node {
        kind: Kind::Parameter,
        text: stars.to_owned(),
        parts: vec![vec![name], any(), any()],
    }
}

/// What a pattern leaves out may be there: decorators, annotations, bases, `else`.
fn relax(kind: Kind, parts: &mut [Vec<Pattern>]) {
    let optional: &[usize] = match kind {
        Kind::Function => &[0, 3],
        Kind::Class => &[0, 2],
        Kind::Parameter => &[1, 2],
        Kind::For => &[3],
        Kind::While | Kind::If => &[2],
        Kind::Try => &[2, 3],
        Kind::Handler | Kind::Raise | Kind::Assert => &[1],
        _ => &[],
    };
    for at in optional {
        if let Some(list) = parts.get_mut(*at).filter(|list| list.is_empty()) {
            list.push(Pattern::Ellipsis);
        }
    }
    if matches!(kind, Kind::Function | Kind::Class)
        && let Some(decorators) = parts.first_mut()
        && decorators.iter().any(|it| *it != Pattern::Ellipsis)
    {
        let mut spread = vec![Pattern::Ellipsis];
        for decorator in decorators.drain(..) {
            spread.extend([decorator, Pattern::Ellipsis]);
        }
        *decorators = spread;
    }
}

/// The dotted name that an expression is, if nothing in it is a metavariable.
pub fn dotted(expression: &Expr) -> Option<String> {
    const MAX_PARTS: usize = 32;
    let mut parts = Vec::new();
    let mut current = expression;
    for _ in 0..MAX_PARTS {
        match current {
            Expr::Attribute(attribute) if stands_for(attribute.attr.as_str()).is_none() => {
                parts.push(attribute.attr.as_str());
                current = &attribute.value;
            }
            Expr::Name(name) if stands_for(name.id.as_str()).is_none() => {
                parts.push(name.id.as_str());
                parts.reverse();
                return Some(parts.join("."));
            }
            _ => return None,
        }
    }
    None
}

fn is_builtin(path: &str) -> bool {
    if path.contains('.') {
        return false;
    }
    let empty = parse("", SourceKind::Python);
    let model = SemanticModel::build(empty.module());
    model.lookup(path, ScopeId::MODULE) == Resolution::Builtin
}
