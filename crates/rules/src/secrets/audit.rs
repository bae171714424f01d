//! What the three rules share that point at every literal beside a password-like name.

use hognose_registry::Context;

use super::named::Named;
use super::names;

pub(super) const BAD_PRACTICE: &str = "\
    A password in the source is known to everybody who can read the code, its history, its packages \
    or its backups, is the same in every installation, and cannot be changed without a release.";

pub(super) const REFERENCES: &[&str] = &[
    "https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html",
    "https://cwe.mitre.org/data/definitions/259.html",
];

/// Reports a literal whose name is that of a password, in Bandit's view or ours. The literal itself
/// stays out of the message: reports travel further than code.
pub(super) fn report<'a>(named: &Named<'a>, what_happens: &str, cx: &mut Context<'a>) {
    let Some(text) = named.literal() else { return };
    // Not yet set, or masked for display.
    if text.bytes().all(|byte| byte == b'*') {
        return;
    }
    let name = named.name;
    if names::is_password_for_bandit(name) || names::credential(name).is_some() {
        let message = if name.len() <= names::MAX_NAME_BYTES {
            format!("`{}` {what_happens}", name.trim_end())
        } else {
            format!("a key with a password's name {what_happens}")
        };
        cx.report(named.range, message);
    }
}
