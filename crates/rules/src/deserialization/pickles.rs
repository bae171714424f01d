//! The functions and classes that load pickles, under their canonical names.

/// What loads pickles, directly or within another format.
pub(super) const PICKLES: &[&str] = &[
    "cloudpickle.load",
    "cloudpickle.loads",
    "dill.Unpickler",
    "dill.load",
    "dill.loads",
    "jsonpickle.decode",
    "jsonpickle.loads",
    "jsonpickle.unpickler.Unpickler",
    "jsonpickle.unpickler.decode",
    "pandas.read_pickle",
    "pickle.Unpickler",
    "pickle.load",
    "pickle.loads",
    "shelve.DbfilenameShelf",
    "shelve.open",
];
