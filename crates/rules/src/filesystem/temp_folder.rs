//! Folders that every user of a machine may write to.

use hognose_registry::{OptionDefault, OptionMeta};

/// The folders of Unix.
pub(super) const FOLDERS: &[&str] = &["/tmp", "/var/tmp", "/dev/shm"];

/// The option that names further ones.
pub(super) const OPTION: OptionMeta = OptionMeta {
    name: "tmp-dirs",
    default: OptionDefault::Texts(FOLDERS),
    documentation: "The folders that every user may write to.",
};

/// What of a path follows one of these folders; none if the path does not lie in one.
pub(super) fn below<'t>(path: &'t str, folders: &[String]) -> Option<&'t str> {
    folders.iter().find_map(|folder| {
        let rest = path.strip_prefix(folder.trim_end_matches('/'))?;
        (rest.is_empty() || rest.starts_with('/')).then(|| rest.trim_start_matches('/'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_ends_at_a_slash() {
        let folders = ["/tmp".to_owned(), "/scratch/".to_owned()];
        assert_eq!(below("/tmp", &folders), Some(""));
        assert_eq!(below("/tmp/a/b", &folders), Some("a/b"));
        assert_eq!(below("/scratch/a", &folders), Some("a"));
        assert_eq!(below("/tmpl/a", &folders), None);
        assert_eq!(below("tmp/a", &folders), None);
    }
}
