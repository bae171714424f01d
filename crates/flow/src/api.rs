//! Things of libraries, by the paths on which code reaches them.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::catalogue::Catalogue;
use crate::limits::{MAX_MODEL_BASES, MAX_PATH};

/// A path: see [`models`](crate::models).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ApiId(pub(crate) u32);

/// All paths.
#[derive(Debug, Default)]
pub(crate) struct Apis {
    paths: Vec<Rc<str>>,
    numbers: FxHashMap<Rc<str>, ApiId>,
    attributes: FxHashMap<(ApiId, crate::names::Name), Option<ApiId>>,
}

impl Apis {
    fn intern(&mut self, path: &str) -> ApiId {
        if let Some(id) = self.numbers.get(path) {
            return *id;
        }
        let id = ApiId(u32::try_from(self.paths.len()).unwrap_or(u32::MAX));
        let path: Rc<str> = path.into();
        self.paths.push(Rc::clone(&path));
        self.numbers.insert(path, id);
        id
    }

    pub(crate) fn path(&self, id: ApiId) -> Rc<str> {
        Rc::clone(&self.paths[id.0 as usize])
    }

    /// The thing at a path.
    pub(crate) fn at(&mut self, path: &str, catalogue: &Catalogue) -> ApiId {
        let path = catalogue.instance(path).unwrap_or(path);
        self.intern(path)
    }

    /// An attribute of a thing; none if the path would be too long.
    pub(crate) fn attribute(
        &mut self,
        of: ApiId,
        name: crate::names::Name,
        text: &str,
        catalogue: &Catalogue,
    ) -> Option<ApiId> {
        if let Some(id) = self.attributes.get(&(of, name)) {
            return *id;
        }
        let id = self.below(of, &format!(".{text}"), catalogue);
        self.attributes.insert((of, name), id);
        id
    }

    /// What a call of a thing returns.
    pub(crate) fn call(&mut self, of: ApiId, catalogue: &Catalogue) -> Option<ApiId> {
        self.below(of, "()", catalogue)
    }

    /// An element of a thing.
    pub(crate) fn element(&mut self, of: ApiId, catalogue: &Catalogue) -> Option<ApiId> {
        self.below(of, "[]", catalogue)
    }

    fn below(&mut self, of: ApiId, rest: &str, catalogue: &Catalogue) -> Option<ApiId> {
        let path = self.path(of);
        let found = search(&path, rest, catalogue, MAX_MODEL_BASES).unwrap_or_else(|| {
            // Members with any name: the collections of a database.
            let any = format!("{path}.*");
            let is_any = rest.starts_with('.') && catalogue.knows(&any);
            if is_any { any } else { format!("{path}{rest}") }
        });
        (found.len() <= MAX_PATH).then(|| self.at(&found, catalogue))
    }
}

/// The path of a member as the catalogue has it: of the class itself, or of one of its bases.
fn search(path: &str, rest: &str, catalogue: &Catalogue, depth: u32) -> Option<String> {
    let direct = format!("{path}{rest}");
    if catalogue.knows(&direct) {
        return Some(direct);
    }
    let depth = depth.checked_sub(1)?;
    // The innermost instance on the path: `C()` in `C().a.b`.
    let Some(end) = path.rfind("()") else {
        // A member of the class itself.
        let mut bases = catalogue.bases(path).iter();
        return bases.find_map(|base| search(base, rest, catalogue, depth));
    };
    let (class, below) = (&path[..end], &path[end + 2..]);
    catalogue
        .bases(class)
        .iter()
        .find_map(|base| search(&format!("{base}(){below}"), rest, catalogue, depth))
}
