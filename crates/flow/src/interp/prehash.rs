//! Whether a hash of a password is the last one: what a slow function hashes afterwards may have been made
//! shorter by a fast one, since bcrypt looks at 72 bytes only.

use hognose_ir::{Arg, Expr, ExprKind, FuncId, Stmt};

use super::{Frame, Interp};

/// The condition of a sink that nothing slower is done in the same function.
pub(crate) const CONDITION: &str = "<last-hash>";

/// Functions that are slow on purpose, under whatever module.
const SLOW: [&str; 9] = [
    "hashpw",
    "checkpw",
    "scrypt",
    "pbkdf2_hmac",
    "pbkdf2",
    "hash_secret",
    "hash_secret_raw",
    "generate_password_hash",
    "bcrypt",
];

impl Interp<'_> {
    /// Whether a function that is slow on purpose is called where a fast one is.
    pub(crate) fn is_hashed_again(&mut self, frame: &Frame) -> bool {
        let id = (frame.file, frame.function);
        if let Some(found) = self.hashed_again.get(&id) {
            return *found;
        }
        let found = self.calls_slow_hash(id);
        self.hashed_again.insert(id, found);
        found
    }

    fn calls_slow_hash(&mut self, (file, function): (u32, FuncId)) -> bool {
        let Some((module, _)) = self.module(file) else { return false };
        let is_slow = |expr: &Expr, _: &[Arg]| match &expr.kind {
            ExprKind::Attr(_, name) => SLOW.contains(&module.name(*name)),
            _ => false,
        };
        in_block(&self.body(file, function), &is_slow)
    }
}

/// Whether anything of a kind is called in statements.
pub(super) fn in_block(body: &[Stmt], is_wanted: &dyn Fn(&Expr, &[Arg]) -> bool) -> bool {
    let within = |body: &[Stmt]| in_block(body, is_wanted);
    body.iter().any(|statement| match statement {
        Stmt::Assign(_, value)
        | Stmt::Augmented(_, _, value, _)
        | Stmt::Expr(value)
        | Stmt::Annotated(_, _, Some(value))
        | Stmt::Return(Some(value)) => in_expr(value, is_wanted),
        Stmt::If(test, yes, no) | Stmt::While(test, yes, no) => {
            in_expr(test, is_wanted) || within(yes) || within(no)
        }
        Stmt::For(_, _, body, otherwise) => within(body) || within(otherwise),
        Stmt::Try(body, handlers, otherwise, last) => {
            within(body)
                || handlers.iter().any(|it| within(&it.body))
                || within(otherwise)
                || within(last)
        }
        Stmt::With(_, body) => within(body),
        Stmt::Match(_, cases) => cases.iter().any(|case| within(&case.body)),
        _ => false,
    })
}

fn in_expr(expr: &Expr, is_wanted: &dyn Fn(&Expr, &[Arg]) -> bool) -> bool {
    let within = |expr: &Expr| in_expr(expr, is_wanted);
    match &expr.kind {
        ExprKind::Call(callee, args) => {
            is_wanted(callee, args) || within(callee) || args.iter().any(|arg| within(&arg.value))
        }
        ExprKind::Attr(value, _) | ExprKind::Await(value) | ExprKind::Unary(_, value) => {
            within(value)
        }
        ExprKind::Index(one, other) | ExprKind::Bin(_, one, other) => within(one) || within(other),
        ExprKind::Compare(left, others) => {
            within(left) || others.iter().any(|other| within(&other.1))
        }
        ExprKind::Bool(_, values) | ExprKind::Tuple(values) | ExprKind::List(values) => {
            values.iter().any(within)
        }
        ExprKind::If(parts) => parts.iter().any(within),
        _ => false,
    }
}
