//! Which identifiers name a secret.

use crate::identifiers::{is_one_of, words};

/// What kind of secret an identifier names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Secret {
    /// Something that a person remembers, and an attacker can guess offline.
    Password,
    /// What signs or encrypts.
    Key,
    /// What lets its bearer in: session ids, confirmation codes, tokens with a stated purpose.
    Token,
    /// A mere `token`: mostly the same, but parsers have tokens, too.
    PlainToken,
    /// What makes the hashes of equal passwords differ.
    Salt,
    /// What is used once: in most protocols it need not be more than new.
    Nonce,
}

/// The kind of secret that an identifier names by its last words: `admin_password`, `csrfToken`,
/// `API_KEY_BYTES`, but not `password_length`, `token_count` or `primary_key`.
pub(super) fn secret(identifier: &str) -> Option<Secret> {
    by_last_words(&words(identifier), FORMS)
}

/// The kind of secret whose hash an identifier names: that of `password_hash` and `hashed_pw`.
pub(super) fn hashed_secret(identifier: &str) -> Option<Secret> {
    by_last_words(&words(identifier), HASHES)
}

/// The kind of secret that words name by the last ones, apart from those that are to be skipped.
fn by_last_words(words: &[&str], skipped: &[&str]) -> Option<Secret> {
    let mut words = words.iter().rev().copied().skip_while(|word| is_one_of(word, skipped));
    let last = words.next()?;
    let before = words.next().unwrap_or_default();
    match () {
        () if is_one_of(last, PASSWORDS) => Some(Secret::Password),
        () if is_one_of(last, KEYS) => Some(Secret::Key),
        () if is_one_of(last, TOKENS) => Some(Secret::Token),
        () if is_one_of(last, &["cnonce", "nonce"]) => Some(Secret::Nonce),
        () if is_one_of(last, &["salt"]) => Some(Secret::Salt),
        () if is_one_of(last, &["key"]) && is_one_of(before, BEFORE_KEY) => Some(Secret::Key),
        () if is_one_of(last, &["id"]) && is_one_of(before, &["session"]) => Some(Secret::Token),
        () if is_one_of(last, &["code", "pin"]) && is_one_of(before, BEFORE_CODE) => {
            Some(Secret::Token)
        }
        () if is_one_of(last, &["token"]) && is_one_of(before, BEFORE_TOKEN) => Some(Secret::Token),
        () if is_one_of(last, &["token"]) && !is_one_of(before, BEFORE_OTHER_TOKEN) => {
            Some(Secret::PlainToken)
        }
        () => None,
    }
}

/// Words that say in which form a value is there, and not what it is.
const FORMS: &[&str] = &[
    "b", "bytes", "encoded", "hex", "new", "plain", "raw", "s", "str", "string", "text", "val",
    "value",
];

/// Words for what comes out of a hash function.
const HASHES: &[&str] = &[
    "bytes",
    "crypt",
    "crypted",
    "digest",
    "encoded",
    "encrypted",
    "hash",
    "hashed",
    "hex",
    "hexdigest",
    "md",
    "sha",
    "str",
    "string",
    "value",
];

const PASSWORDS: &[&str] = &[
    "getpass",
    "passcode",
    "passphrase",
    "passwd",
    "password",
    "passwords",
    "passwort",
    "pw",
    "pwd",
    "userpass",
];

const KEYS: &[&str] = &["apikey", "privatekey", "secret", "secretkey", "secrets"];

const TOKENS: &[&str] =
    &["authtoken", "csrf", "csrftoken", "otp", "passkey", "sessionid", "totp", "xsrf"];

/// Words that make a secret of the key that they precede. A mere `key` finds something.
const BEFORE_KEY: &[&str] = &[
    "access",
    "aes",
    "api",
    "auth",
    "cipher",
    "crypto",
    "encryption",
    "fernet",
    "hmac",
    "jwt",
    "master",
    "private",
    "secret",
    "session",
    "shared",
    "signing",
    "symmetric",
];

/// Words that make a secret of the code that they precede.
const BEFORE_CODE: &[&str] = &[
    "access",
    "activation",
    "auth",
    "backup",
    "confirm",
    "confirmation",
    "invitation",
    "invite",
    "login",
    "otp",
    "pairing",
    "recovery",
    "reset",
    "security",
    "sms",
    "verification",
    "verify",
];

/// Words that say of a token that it lets somebody in.
const BEFORE_TOKEN: &[&str] = &[
    "access",
    "activation",
    "api",
    "auth",
    "bearer",
    "confirm",
    "confirmation",
    "csrf",
    "device",
    "invitation",
    "invite",
    "jwt",
    "login",
    "magic",
    "oauth",
    "password",
    "recovery",
    "refresh",
    "registration",
    "remember",
    "reset",
    "secret",
    "security",
    "session",
    "unsubscribe",
    "user",
    "verification",
    "verify",
    "xsrf",
];

/// Words that make of a token a position, a piece of text or a means to stop something.
const BEFORE_OTHER_TOKEN: &[&str] = &[
    "bos",
    "cache",
    "cancel",
    "cancellation",
    "continuation",
    "eos",
    "last",
    "lexer",
    "mask",
    "next",
    "pad",
    "page",
    "prev",
    "previous",
    "sep",
    "start",
    "sync",
    "syntax",
    "unk",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_words_decide() {
        for (identifier, expected) in [
            ("admin_password", Some(Secret::Password)),
            ("CONF_PASSWORD", Some(Secret::Password)),
            ("passwordBytes", Some(Secret::Password)),
            ("generate_password", Some(Secret::Password)),
            ("SECRET_KEY", Some(Secret::Key)),
            ("client_secret", Some(Secret::Key)),
            ("sessionId", Some(Secret::Token)),
            ("make_session_id", Some(Secret::Token)),
            ("resetToken", Some(Secret::Token)),
            ("sms_code", Some(Secret::Token)),
            ("token", Some(Secret::PlainToken)),
            ("cnonce", Some(Secret::Nonce)),
            ("password_salt", Some(Secret::Salt)),
            ("password_length", None),
            ("password_hash", None),
            ("primary_key", None),
            ("tokens", None),
            ("next_token", None),
            ("status_code", None),
            ("s", None),
            ("", None),
        ] {
            assert_eq!(secret(identifier), expected, "{identifier}");
        }
    }

    #[test]
    fn hashes_are_named_for_what_they_hide() {
        for (identifier, expected) in [
            ("password_hash", Some(Secret::Password)),
            ("hashedPassword", Some(Secret::Password)),
            ("passwd_md5", Some(Secret::Password)),
            ("session_key", Some(Secret::Key)),
            ("file_hash", None),
            ("hash", None),
        ] {
            assert_eq!(hashed_secret(identifier), expected, "{identifier}");
        }
    }
}
