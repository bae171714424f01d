//! Names that announce a credential.

use crate::identifiers::{is_one_of, words};

/// Whether Bandit takes a name for that of a password: one of its parts between underscores is one
/// of the words for it, in any case and with the usual misspellings.
pub(super) fn is_password_for_bandit(name: &str) -> bool {
    // A line feed at the very end is no part of the last word.
    let name = name.strip_suffix('\n').unwrap_or(name);
    name.split('_').any(is_password_word)
}

/// `pass`, `passphrase`, `pwd`, `token`, `secret`, `secrete`, and `password` with any number of `s`,
/// with or without its `o` and its `r`.
fn is_password_word(word: &str) -> bool {
    const WORDS: [&str; 6] = ["pass", "passphrase", "pwd", "token", "secret", "secrete"];
    const ENDINGS: [&[u8]; 4] = [b"wd", b"wod", b"wrd", b"word"];
    if WORDS.iter().any(|known| word.eq_ignore_ascii_case(known)) {
        return true;
    }
    let bytes = word.as_bytes();
    let Some((start, rest)) = bytes.split_at_checked(2) else { return false };
    let after_s = rest.iter().take_while(|byte| byte.eq_ignore_ascii_case(&b's')).count();
    start.eq_ignore_ascii_case(b"pa")
        && after_s > 0
        && ENDINGS.iter().any(|ending| rest[after_s..].eq_ignore_ascii_case(ending))
}

/// What kind of credential a name announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Credential {
    /// Something that a person may have thought up.
    Password,
    /// Something that a machine has made: a key, a token.
    Key,
}

/// A longer name is a sentence or data.
pub(super) const MAX_NAME_BYTES: usize = 64;

/// The kind of credential that a name announces by its last words: `db_password`, `clientSecret`,
/// `API_KEY2`, but not `password_field`, `token_url`, `next_page_token`, `primary_key` or
/// `FAKE_TOKEN`.
pub(super) fn credential(name: &str) -> Option<Credential> {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.$".contains(&byte);
    if name.len() > MAX_NAME_BYTES || !name.bytes().all(is_part) {
        return None;
    }
    let words = words(name);
    let (last, before) = words.split_last()?;
    let previous = before.last().copied().unwrap_or_default();
    let kind = if is_one_of(last, PASSWORDS) {
        Credential::Password
    } else if is_one_of(last, KEYS)
        || (is_one_of(last, &["key"]) && is_one_of(previous, BEFORE_KEY))
        || (is_one_of(last, &["token"]) && !is_one_of(previous, BEFORE_HARMLESS_TOKEN))
    {
        Credential::Key
    } else {
        return None;
    };
    words.iter().all(|word| !is_one_of(word, FAKE)).then_some(kind)
}

/// Words with which a name says that its value is made up.
const FAKE: &[&str] =
    &["demo", "dummy", "example", "fake", "mock", "placeholder", "sample", "test"];

const PASSWORDS: &[&str] =
    &["passcode", "passphrase", "passwd", "password", "passwort", "pwd", "userpass"];

const KEYS: &[&str] = &[
    "accesskey",
    "accesstoken",
    "apikey",
    "appsecret",
    "authkey",
    "authtoken",
    "clientsecret",
    "privatekey",
    "secret",
    "secretkey",
];

/// Words that make a secret of the key that they precede. A mere `key` finds something.
const BEFORE_KEY: &[&str] = &[
    "access",
    "account",
    "api",
    "app",
    "application",
    "auth",
    "client",
    "consumer",
    "encryption",
    "fernet",
    "hmac",
    "jwt",
    "license",
    "master",
    "private",
    "secret",
    "service",
    "shared",
    "signing",
    "subscription",
    "webhook",
];

/// Words that make of a token a position, a piece of syntax or a means to stop something.
const BEFORE_HARMLESS_TOKEN: &[&str] = &[
    "bos",
    "cancel",
    "cancellation",
    "continuation",
    "eos",
    "mask",
    "next",
    "pad",
    "page",
    "previous",
    "sep",
    "start",
    "sync",
    "unk",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bandits_name_test_is_kept() {
        for name in
            ["password", "my_token", "PASS", "pass_phrase", "_paSSSwd", "a_pwd_b", "pasword"]
        {
            assert!(is_password_for_bandit(name), "{name}");
        }
        for name in ["passwords", "mypassword", "password1", "tokens", "api_key", "pawd", ""] {
            assert!(!is_password_for_bandit(name), "{name}");
        }
    }

    #[test]
    fn the_last_words_decide() {
        for name in ["password", "dbPassword", "DB_PASSWORD_2", "smtp-pwd", "$passphrase"] {
            assert_eq!(credential(name), Some(Credential::Password), "{name}");
        }
        for name in
            ["API_KEY", "apiKey", "APIKey", "client_secret", "authToken", "token", "SecretKey"]
        {
            assert_eq!(credential(name), Some(Credential::Key), "{name}");
        }
        for name in [
            "password_field",
            "token_url",
            "nextPageToken",
            "primary_key",
            "fake_token",
            "a::token",
            "",
        ] {
            assert_eq!(credential(name), None, "{name}");
        }
    }
}
