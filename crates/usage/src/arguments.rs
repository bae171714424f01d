//! Whether a call gives an argument, or leaves it out, as an entry means it.

use hognose_core::{Ranged, TextRange};
use hognose_deprecation::{Entry, When};
use hognose_python::ast::{self, Expr};
use hognose_semantic::{Constant, Place, SemanticModel};

/// Arguments of a call, and items of an unpacked dictionary, that are looked at.
const MAX_ARGUMENTS: usize = 64;

/// Whether a call may mean an entry, as far as the number and the keywords of its arguments tell: what it
/// calls need not be known for that.
pub(crate) fn may_be_given(call: &ast::ExprCall, entry: &Entry) -> bool {
    let arguments = &call.arguments;
    let by_keyword = || {
        let argument = entry.argument.as_deref();
        let is_meant = |name: &ast::Identifier| argument == Some(name.as_str());
        arguments.keywords.iter().any(|it| it.arg.as_ref().is_none_or(is_meant))
    };
    let by_position =
        || entry.position.is_some_and(|position| arguments.args.len() > position as usize);
    match entry.when {
        When::Given => by_keyword() || by_position(),
        When::Keyword => by_keyword(),
        When::Positional => by_position(),
        When::Missing => true,
    }
}

/// Where a call gives the argument that an entry is about, or the callee, if the entry is about leaving
/// it out; nothing if the entry does not mean this call. Of a method that is called through its class, the
/// object may be an argument: then nothing is known by its position.
pub(crate) fn given<'a>(
    model: &SemanticModel<'a>,
    call: &'a ast::ExprCall,
    place: Place,
    entry: &Entry,
    through_class: bool,
) -> Option<TextRange> {
    let arguments = Arguments { model, call, place };
    let by_keyword = || {
        let keyword = entry.argument.as_deref()?;
        arguments.by_keyword(keyword).map(|(value, range)| (Some(value), range))
    };
    let by_position = || {
        let position = entry.position.filter(|_| !through_class)?;
        let value = arguments.by_position(position as usize)?;
        Some((Some(value), value.range()))
    };
    let (value, range) = match entry.when {
        When::Given => by_keyword().or_else(by_position)?,
        When::Keyword => by_keyword()?,
        When::Positional => by_position()?,
        When::Missing => {
            let is_given = by_keyword().or_else(by_position).is_some();
            if is_given || through_class || arguments.may_be_unpacked() {
                return None;
            }
            (None, call.func.range())
        }
    };
    let is_meant = match (&entry.value, value) {
        (Some(literal), Some(value)) => {
            model.constant(value, place).is_some_and(|constant| is_literal(&constant, literal))
        }
        (Some(_), None) => false,
        (None, _) => true,
    };
    is_meant.then_some(range)
}

struct Arguments<'m, 'a> {
    model: &'m SemanticModel<'a>,
    call: &'a ast::ExprCall,
    place: Place,
}

impl<'a> Arguments<'_, 'a> {
    /// The argument with a keyword, of a constant `**{…}`, too.
    fn by_keyword(&self, name: &str) -> Option<(&'a Expr, TextRange)> {
        let mut keywords = self.call.arguments.keywords.iter().take(MAX_ARGUMENTS);
        keywords.find_map(|keyword| {
            if let Some(own) = &keyword.arg {
                return (own.as_str() == name).then_some((&keyword.value, own.range));
            }
            let (unpacked, _) = self.model.follow(&keyword.value, self.place);
            match unpacked {
                Expr::Dict(dict) => dict.items.iter().take(MAX_ARGUMENTS).find_map(|item| {
                    let key = item.key.as_ref()?.as_string_literal_expr()?;
                    (key.value.to_str() == name).then_some((&item.value, keyword.range))
                }),
                // `**dict(loop=loop)`
                Expr::Call(dict) if matches!(&*dict.func, Expr::Name(it) if it.id == "dict") => {
                    let value = &dict.arguments.find_keyword(name)?.value;
                    Some((value, keyword.range))
                }
                _ => None,
            }
        })
    }

    fn by_position(&self, position: usize) -> Option<&'a Expr> {
        // Behind a starred one, nothing has a known position.
        self.call.arguments.find_positional(position)
    }

    /// Whether an argument that is not there may come from `*args` or `**kwargs`.
    fn may_be_unpacked(&self) -> bool {
        let arguments = &self.call.arguments;
        arguments.args.iter().take(MAX_ARGUMENTS).any(Expr::is_starred_expr)
            || arguments.keywords.iter().take(MAX_ARGUMENTS).any(|it| it.arg.is_none())
            || arguments.len() > MAX_ARGUMENTS
    }
}

/// Whether a constant is what a literal says.
fn is_literal(constant: &Constant<'_>, literal: &str) -> bool {
    let literal = literal.trim();
    match constant {
        Constant::None => literal == "None",
        Constant::Bool(true) => literal == "True",
        Constant::Bool(false) => literal == "False",
        Constant::Int(number) => literal.parse() == Ok(*number),
        Constant::Str(text) => ['"', '\''].iter().any(|quote| {
            literal.strip_prefix(*quote).and_then(|it| it.strip_suffix(*quote)) == Some(&**text)
        }),
        _ => false,
    }
}
