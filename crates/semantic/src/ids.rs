//! Typed indices into the tables of a [`SemanticModel`](crate::SemanticModel).

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u32);

        impl $name {
            /// The index of the next entry of a table that has `len` entries.
            ///
            /// A text has less than 2^32 bytes, and every entry stems from at least one of them.
            pub(crate) fn next(len: usize) -> Self {
                Self(u32::try_from(len).unwrap_or(u32::MAX))
            }

            /// The place in the table.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}

id! {
    /// A scope: the module, a class, a function, a lambda, a comprehension.
    ScopeId
}
id! {
    /// A place where a name gets a value.
    BindingId
}
id! {
    /// A name in a scope.
    SymbolId
}
id! {
    /// A list of statements.
    BlockId
}
id! {
    /// A syntax node that rules can look at.
    NodeId
}

impl ScopeId {
    /// The scope of the module.
    pub const MODULE: Self = Self(0);

    /// The number that [`hognose_python::index`] finds on the syntax node that opens the scope.
    pub fn to_u32(self) -> u32 {
        self.0
    }

    /// The scope with a number that was found on a node of the same file.
    pub fn from_u32(number: u32) -> Self {
        Self(number)
    }
}

impl BlockId {
    /// The statements of the module.
    pub const MODULE: Self = Self(0);
}

impl NodeId {
    /// The module itself, the ancestor of every node.
    pub const MODULE: Self = Self(0);
}
