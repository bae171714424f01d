//! Attributes of instances and classes: `self.x = value` in any method of a class.

use hognose_python::ast;

use crate::Place;

/// An assignment to an attribute of the first parameter of a method.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AttributeBinding<'a> {
    /// What is assigned; none for a mere declaration or an unknown value.
    pub(crate) value: Option<&'a ast::Expr>,
    /// The annotation, if there is one.
    pub(crate) annotation: Option<&'a ast::Expr>,
    /// Where it is assigned.
    pub(crate) place: Place,
}
