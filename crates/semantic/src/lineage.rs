//! What a class of the file inherits from the classes of libraries.

use hognose_python::ast;

use crate::{Declaration, ScopeId, SemanticModel, Value, known};

/// Classes of the file that are looked at for one question.
const MAX_CLASSES: usize = 16;
/// Bases of a class that are looked at.
const MAX_BASES: usize = 8;

impl<'a> SemanticModel<'a> {
    /// The classes of libraries that a class of the file inherits a member from, if they have it, by
    /// their dotted names, nearest first; nothing if the class, or one of the file that it is derived
    /// from, defines the member itself. No class has a member with an empty name: that asks for all.
    pub fn inherited(&self, class: &'a ast::StmtClassDef, member: &str) -> Option<Vec<String>> {
        let mut libraries = Vec::new();
        let mut classes = vec![class];
        let mut next = 0;
        while let Some(class) = classes.get(next).copied() {
            next += 1;
            let Some(scope) = hognose_python::index(class).map(ScopeId::from_u32) else { continue };
            if self.declaration(scope, member) == Some(Declaration::Local)
                || self.attributes.contains_key(&(scope, member))
            {
                return None;
            }
            let place = self.definition(scope);
            for value in class.bases().iter().take(MAX_BASES).flat_map(|it| self.values(it, place))
            {
                match value {
                    Value::Path(path) => {
                        let path = known::canonical(path);
                        if !libraries.contains(&path) {
                            libraries.push(path);
                        }
                    }
                    Value::Class(base)
                        if classes.len() < MAX_CLASSES
                            && !classes.iter().any(|known| std::ptr::eq(*known, base)) =>
                    {
                        classes.push(base);
                    }
                    _ => {}
                }
            }
        }
        Some(libraries)
    }
}
