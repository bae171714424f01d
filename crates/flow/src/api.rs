//! Things of libraries, by the paths on which code reaches them.

use std::cell::OnceCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::catalogue::{Catalogue, Entry};
use crate::limits::{MAX_MODEL_BASES, MAX_PATH};
use crate::names::Name;

/// A path: see [`models`](crate::models).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ApiId(pub(crate) u32);

/// A thing, and what is known of it.
#[derive(Debug)]
struct Api<'p> {
    path: Rc<str>,
    /// What is said about it, and about its result.
    entry: Option<&'p Entry>,
    result_entry: Option<&'p Entry>,
    /// Whether anything is said about it, or about what begins with it; the same for its result.
    is_known: bool,
    is_result_known: bool,
    /// Whether a call of it was found to be nothing that Python itself is known to do.
    is_no_builtin: bool,
    /// What a call gives, and an element, once somebody has asked.
    result: OnceCell<Option<ApiId>>,
    element: OnceCell<Option<ApiId>>,
}

/// All things that a program has reached.
#[derive(Debug)]
pub(crate) struct Apis<'p> {
    cat: &'p Catalogue,
    all: Vec<Api<'p>>,
    numbers: FxHashMap<Rc<str>, ApiId>,
    attributes: FxHashMap<(ApiId, Name), Option<ApiId>>,
}

impl<'p> Apis<'p> {
    pub(crate) fn new(cat: &'p Catalogue) -> Self {
        Self {
            cat,
            all: Vec::new(),
            numbers: FxHashMap::default(),
            attributes: FxHashMap::default(),
        }
    }

    fn intern(&mut self, path: &str) -> ApiId {
        if let Some(id) = self.numbers.get(path) {
            return *id;
        }
        let id = ApiId(u32::try_from(self.all.len()).unwrap_or(u32::MAX));
        let result = format!("{path}()");
        let path: Rc<str> = path.into();
        self.all.push(Api {
            path: Rc::clone(&path),
            entry: self.cat.path(&path),
            result_entry: self.cat.path(&result),
            is_known: self.cat.knows(&path),
            is_result_known: self.cat.knows(&result),
            is_no_builtin: false,
            result: OnceCell::new(),
            element: OnceCell::new(),
        });
        self.numbers.insert(path, id);
        id
    }

    fn get(&self, id: ApiId) -> &Api<'p> {
        &self.all[id.0 as usize]
    }

    pub(crate) fn path(&self, id: ApiId) -> Rc<str> {
        Rc::clone(&self.get(id).path)
    }

    /// What is said about a thing.
    pub(crate) fn entry(&self, id: ApiId) -> Option<&'p Entry> {
        self.get(id).entry
    }

    /// What is said about the result of a call of a thing.
    pub(crate) fn result_entry(&self, id: ApiId) -> Option<&'p Entry> {
        self.get(id).result_entry
    }

    /// Whether anything is said about a thing, or about something of it.
    pub(crate) fn is_known(&self, id: ApiId) -> bool {
        self.get(id).is_known
    }

    /// The same for the result of a call of a thing.
    pub(crate) fn is_result_known(&self, id: ApiId) -> bool {
        self.get(id).is_result_known
    }

    /// Whether a call is nothing that Python itself is known to do, as was noted before.
    pub(crate) fn is_no_builtin(&self, id: ApiId) -> bool {
        self.get(id).is_no_builtin
    }

    pub(crate) fn note_no_builtin(&mut self, id: ApiId) {
        self.all[id.0 as usize].is_no_builtin = true;
    }

    /// The thing at a path.
    pub(crate) fn at(&mut self, path: &str) -> ApiId {
        let path = self.cat.instance(path).unwrap_or(path);
        self.intern(path)
    }

    /// An attribute of a thing; none if the path would be too long.
    pub(crate) fn attribute(&mut self, of: ApiId, name: Name, text: &str) -> Option<ApiId> {
        if let Some(id) = self.attributes.get(&(of, name)) {
            return *id;
        }
        let id = self.below(of, &format!(".{text}"));
        self.attributes.insert((of, name), id);
        id
    }

    /// What a call of a thing returns.
    pub(crate) fn call(&mut self, of: ApiId) -> Option<ApiId> {
        if let Some(known) = self.get(of).result.get() {
            return *known;
        }
        let result = self.below(of, "()");
        *self.get(of).result.get_or_init(|| result)
    }

    /// An element of a thing.
    pub(crate) fn element(&mut self, of: ApiId) -> Option<ApiId> {
        if let Some(known) = self.get(of).element.get() {
            return *known;
        }
        let element = self.below(of, "[]");
        *self.get(of).element.get_or_init(|| element)
    }

    fn below(&mut self, of: ApiId, rest: &str) -> Option<ApiId> {
        let path = self.path(of);
        let found = search(&path, rest, self.cat, MAX_MODEL_BASES).unwrap_or_else(|| {
            // Members with any name: the collections of a database.
            let any = format!("{path}.*");
            let is_any = rest.starts_with('.') && self.cat.knows(&any);
            // Elements of elements of which nothing is known are all alike: trees have no end.
            let is_same = rest == "[]" && path.ends_with("[]");
            match (is_any, is_same) {
                (true, _) => any,
                (false, true) => path.to_string(),
                (false, false) => format!("{path}{rest}"),
            }
        });
        (found.len() <= MAX_PATH).then(|| self.at(&found))
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
