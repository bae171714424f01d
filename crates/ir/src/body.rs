//! The code of a function, as it is kept.

use serde::{Deserialize, Serialize};

use crate::Stmt;

/// Statements in a form that is about as large as their source.
///
/// Most functions of a program are never followed: what does not get unpacked costs no tree.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body(Box<[u8]>);

impl Body {
    /// Packs statements.
    pub fn pack(statements: &[Stmt]) -> Self {
        // Nothing in a statement is something that cannot be written.
        Self(postcard::to_stdvec(statements).unwrap_or_default().into())
    }

    /// The statements.
    pub fn unpack(&self) -> Vec<Stmt> {
        postcard::from_bytes(&self.0).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::Body;
    use crate::{Expr, ExprKind, Lit, Span, Stmt};

    #[test]
    fn what_is_packed_is_unpacked() {
        let kind = ExprKind::Lit(Lit::Float(f64::INFINITY));
        let value = Expr { kind, span: Span { start: 7, end: 12 } };
        let statements = vec![Stmt::Return(Some(value)), Stmt::Break];
        let unpacked = Body::pack(&statements).unpack();
        assert_eq!(format!("{unpacked:?}"), format!("{statements:?}"));
        assert!(Body::default().unpack().is_empty());
    }
}
