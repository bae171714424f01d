//! A rule: its description and the places where it wants to look.

use hognose_core::TextRange;
use hognose_deprecation::Standing;
use hognose_pack::Matcher;
use hognose_python::ast::{self, Expr};
use hognose_semantic::{NodeId, Place};
use hognose_usage::Usage;

use crate::{Context, RuleMeta};

/// A check that the engine can run.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// What is known about it.
    pub meta: &'static RuleMeta,
    /// Where it looks.
    pub hooks: &'static [Hook],
}

/// A place where a rule looks, and what it does there.
///
/// Hooks are called in the order of the source, each once for every matching place. What they look
/// at beyond it must be bounded: no rule walks the tree or the text again.
#[derive(Clone, Copy, Debug)]
pub enum Hook {
    /// A call of one of these dotted names, however the file spells them (aliases, assignments,
    /// methods of instances: `requests.Session.get`). The check gets the name that matched.
    CallTo(&'static [&'static str], KnownCallCheck),
    /// A call of a method with one of these names, on whatever object. The check gets the name.
    MethodCall(&'static [&'static str], KnownCallCheck),
    /// Every call.
    AnyCall(CallCheck),
    /// Every imported module or member.
    Import(ImportCheck),
    /// Every string literal that is part of an expression: no docstrings.
    Str(StrCheck),
    /// Every expression that builds a text from parts: concatenation, `%`, `format`, f-strings.
    /// Only the outermost one of nested ones.
    BuiltText(TextCheck),
    /// Every function definition, `async` ones included.
    Function(SyntaxCheck<ast::StmtFunctionDef>),
    /// Every class definition.
    Class(SyntaxCheck<ast::StmtClassDef>),
    /// Every target of every assignment.
    Assignment(AssignmentCheck),
    /// Every comparison.
    Compare(SyntaxCheck<ast::ExprCompare>),
    /// Every dictionary display.
    Dict(SyntaxCheck<ast::ExprDict>),
    /// Every `except` clause.
    ExceptHandler(SyntaxCheck<ast::ExceptHandlerExceptHandler>),
    /// Every item of a `with` statement.
    With(SyntaxCheck<ast::WithItem>),
    /// Every `assert`.
    Assert(SyntaxCheck<ast::StmtAssert>),
    /// Every use of an API with which things stand so, on the releases that get there. These hooks are
    /// called last, so that a check can see what has been said of the place already.
    ApiUse(Standing, UsageCheck),
    /// Once, when everything else but uses of APIs has been looked at.
    ModuleEnd(FileCheck),
    /// Once, for rules about the text as such. Must be linear in its length.
    RawText(FileCheck),
    /// Once for each of the project's files of settings that has one of these names, as
    /// `setup.cfg`. There is no code in them: the model is empty.
    ProjectFile(&'static [&'static str], FileCheck),
    /// Wherever the condition of a pack's rule holds.
    Pattern(&'static Matcher),
}

/// A check of calls by name; gets the name that matched.
pub type KnownCallCheck = for<'a> fn(&Call<'a>, &'static str, &mut Context<'a>);
/// A check of any call.
pub type CallCheck = for<'a> fn(&Call<'a>, &mut Context<'a>);
/// A check of imports.
pub type ImportCheck = for<'a> fn(&Import<'a>, &mut Context<'a>);
/// A check of string literals.
pub type StrCheck = for<'a> fn(&StrLiteral<'a>, &mut Context<'a>);
/// A check of texts that are built from parts.
pub type TextCheck = for<'a> fn(&BuiltText<'a>, &mut Context<'a>);
/// A check of assignments.
pub type AssignmentCheck = for<'a> fn(&Assignment<'a>, &mut Context<'a>);
/// A check of uses of APIs that are deprecated or gone.
pub type UsageCheck = for<'t, 'a> fn(&Usage<'t>, &mut Context<'a>);
/// A check of the file as a whole.
pub type FileCheck = for<'a> fn(&mut Context<'a>);
/// A check of one kind of syntax.
pub type SyntaxCheck<S> = for<'a> fn(&'a S, &mut Context<'a>);

/// A call, as hooks see it.
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    /// The recorded node.
    pub node: NodeId,
    /// The syntax.
    pub expr: &'a ast::ExprCall,
    /// From where names in it are looked up.
    pub place: Place,
}

impl<'a> Call<'a> {
    /// The argument with this keyword or at this position, whichever the call gives.
    ///
    /// Positions count from 0; nothing behind a starred argument is found by its position.
    pub fn argument(&self, keyword: &str, position: usize) -> Option<&'a Expr> {
        self.keyword(keyword).or_else(|| self.positional(position))
    }

    /// The argument with this keyword.
    pub fn keyword(&self, keyword: &str) -> Option<&'a Expr> {
        self.expr.arguments.find_keyword(keyword).map(|keyword| &keyword.value)
    }

    /// The argument at this position, counted from 0.
    pub fn positional(&self, position: usize) -> Option<&'a Expr> {
        self.expr.arguments.find_positional(position)
    }

    /// Whether some arguments come from `*args` or `**kwargs`, so that an absent one may be there.
    pub fn has_unpacked_arguments(&self) -> bool {
        let arguments = &self.expr.arguments;
        arguments.args.iter().any(Expr::is_starred_expr)
            || arguments.keywords.iter().any(|keyword| keyword.arg.is_none())
    }

    /// The object whose method is called.
    pub fn receiver(&self) -> Option<&'a Expr> {
        match &*self.expr.func {
            Expr::Attribute(attribute) => Some(&attribute.value),
            _ => None,
        }
    }
}

/// One module or member that an import statement names.
#[derive(Clone, Copy, Debug)]
pub struct Import<'a> {
    /// The module: of `import module` or of `from module import member`. Dots of a relative import
    /// are not part of it; see `level`.
    pub module: &'a str,
    /// What is imported from the module; `*` for all.
    pub member: Option<&'a str>,
    /// The number of leading dots of a relative import.
    pub level: u32,
    /// The name in the source.
    pub range: TextRange,
}

impl Import<'_> {
    /// Whether the import brings the module with this dotted name, something in it, or something
    /// from it.
    pub fn is_from(&self, module: &str) -> bool {
        if self.level > 0 {
            return false;
        }
        let below = |path: &str| {
            path.strip_prefix(module).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        below(self.module)
            || self.member.is_some_and(|member| {
                module
                    .strip_prefix(self.module)
                    .and_then(|rest| rest.strip_prefix('.'))
                    .is_some_and(|rest| rest == member)
            })
    }
}

/// A string literal, as hooks see it.
#[derive(Clone, Copy, Debug)]
pub struct StrLiteral<'a> {
    /// The recorded node.
    pub node: NodeId,
    /// The syntax.
    pub expr: &'a ast::ExprStringLiteral,
    /// The text, all implicitly concatenated parts.
    pub value: &'a str,
}

/// An expression that builds a text, as hooks see it.
#[derive(Clone, Copy, Debug)]
pub struct BuiltText<'a> {
    /// The recorded node.
    pub node: NodeId,
    /// The syntax.
    pub expr: &'a Expr,
    /// From where names in it are looked up.
    pub place: Place,
}

/// One target of an assignment, as hooks see it.
#[derive(Clone, Copy, Debug)]
pub struct Assignment<'a> {
    /// The recorded node: the statement, or the expression of a `:=`.
    pub node: NodeId,
    /// What is assigned to.
    pub target: &'a Expr,
    /// What is assigned.
    pub value: &'a Expr,
    /// From where names in it are looked up.
    pub place: Place,
}
