//! Texts that are secrets, by their looks.
//!
//! A secret that a machine has made has no words in it; a password that a person has made mixes
//! kinds of characters. Everything else that stands beside a credential's name in real programs is
//! a label, a path, a placeholder, a message key, a format.

use super::names::Credential;

/// Whether a text beside the name of a credential is one.
pub(super) fn is_secret(text: &str, kind: Credential) -> bool {
    (MIN_BYTES..=MAX_BYTES).contains(&text.len())
        && is_one_word(text)
        && !is_placeholder(text)
        && (is_generated(text) || (kind == Credential::Password && is_thought_up(text)))
}

const MIN_BYTES: usize = 6;
/// Whatever is longer is data.
const MAX_BYTES: usize = 512;

/// Visible ASCII without what belongs to formats, markup and paths.
fn is_one_word(text: &str) -> bool {
    const FORMATS: [&str; 11] = ["://", "%s", "%(", "${", "{}", "{{", "{0", "/>", "</", "()", ".."];
    text.bytes().all(|byte| byte.is_ascii_graphic())
        && !text.starts_with(['<', '{', '[', '(', '/', '~'])
        && !text.ends_with(['>', '}', ']', ')', ':'])
        && !FORMATS.iter().any(|format| text.contains(format))
}

/// Whether a text says itself that it stands for something else.
pub(super) fn is_placeholder(text: &str) -> bool {
    const MARKS: [&str; 24] = [
        "***",
        "...",
        "0000000",
        "12345678",
        "abcdef",
        "change",
        "default",
        "dummy",
        "example",
        "fake",
        "fixme",
        "foobar",
        "hidden",
        "insert",
        "mock",
        "pass",
        "placeholder",
        "redacted",
        "replace",
        "sample",
        "secret",
        "test",
        "xxx",
        "your",
    ];
    let lower = text.to_ascii_lowercase();
    // Django's mark of a generated key does not say that it is none.
    let lower = lower.strip_prefix("django-insecure-").unwrap_or(&lower);
    MARKS.iter().any(|mark| lower.contains(mark))
}

/// Whether a machine has made a text: long, letters and digits well mixed, no words.
fn is_generated(text: &str) -> bool {
    const MIN_GENERATED_BYTES: usize = 16;
    const LONGEST_CHANCE_RUN: usize = 7;
    let text = text.strip_prefix("django-insecure-").unwrap_or(text);
    let longest_run = text
        .as_bytes()
        .chunk_by(|a, b| {
            (a.is_ascii_lowercase() && b.is_ascii_lowercase())
                || (a.is_ascii_uppercase() && b.is_ascii_uppercase())
        })
        .map(<[u8]>::len)
        .max();
    text.len() >= MIN_GENERATED_BYTES
        && changes_to_or_from_digits(text) >= (text.len() / 8).max(3)
        && longest_run <= Some(LONGEST_CHANCE_RUN)
        && different_bytes(text) >= 8
}

/// Whether a person has made up a text as a password: three of lower case, upper case, digits and
/// signs, letters and digits in turn, or a word with a number behind it.
fn is_thought_up(text: &str) -> bool {
    const MAX_PASSWORD_BYTES: usize = 40;
    let is_sign = |byte: u8| byte.is_ascii_punctuation() && !b"_-.:/,".contains(&byte);
    let has = |is: &dyn Fn(u8) -> bool| usize::from(text.bytes().any(is));
    let kinds = has(&|byte| byte.is_ascii_lowercase())
        + has(&|byte| byte.is_ascii_uppercase())
        + has(&|byte| byte.is_ascii_digit())
        + has(&is_sign);
    let is_alphanumeric = text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let is_mixed = kinds >= 3 || (is_alphanumeric && changes_to_or_from_digits(text) >= 3);
    let word = text.trim_end_matches(|last: char| last.is_ascii_digit());
    let is_word_with_number = word.len() >= 4
        && text.len() - word.len() >= 2
        && word.bytes().all(|byte| byte.is_ascii_lowercase());
    let names_a_hash = word.starts_with("sha") || word.starts_with("md");
    text.len() <= MAX_PASSWORD_BYTES
        && ((is_mixed && text.len() >= 8 && different_bytes(text) >= 6)
            || (is_word_with_number && !names_a_hash))
}

/// How often a digit stands beside a letter.
fn changes_to_or_from_digits(text: &str) -> usize {
    let is_change = |pair: &&[u8]| {
        let [a, b] = [pair[0], pair[1]];
        (a.is_ascii_digit() && b.is_ascii_alphabetic())
            || (a.is_ascii_alphabetic() && b.is_ascii_digit())
    };
    text.as_bytes().windows(2).filter(is_change).count()
}

fn different_bytes(text: &str) -> usize {
    let mut seen = [false; 256];
    for byte in text.bytes() {
        seen[usize::from(byte)] = true;
    }
    seen.iter().filter(|seen| **seen).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_told_from_what_stands_in_their_place() {
        use Credential::{Key, Password};
        for (text, kind) in [
            ("Tr0ub4dor&3", Password),
            ("admin123", Password),
            ("9en2w0oc", Password),
            ("9f86d081884c7d659a2feaa0c55ad015", Key),
            ("kJ8sQ2mZx71LpWv4Rt6YbN3c", Key),
            ("550e8400-e29b-41d4-a716-446655440000", Key),
            ("django-insecure-4&z9o(1x$k7q2w!m3v5b8n6c0a", Key),
        ] {
            assert!(is_secret(text, kind), "{text}");
        }
        for text in [
            "",
            "password",
            "Change-Me-2024!",
            "user.password.reset2",
            "Enter your password:",
            "https://auth.invalid/oauth2/token/v1",
            "{user}:{password}",
            "$2b$12$%s",
            "caching_sha2_password",
            "urn:ietf:params:oauth:token-type:jwt",
            "************",
            "aaaaaaaaaaaaaaaa1a1a1a1a",
        ] {
            assert!(!is_secret(text, Password), "{text}");
        }
        assert!(!is_secret("admin123", Key));
    }
}
