//! Names that people give to secrets.

/// Words that say that a name is that of a secret.
const SECRETS: [&str; 18] = [
    "password",
    "passwd",
    "passphrase",
    "pwd",
    "passcode",
    "secret",
    "apikey",
    "secretkey",
    "privatekey",
    "accesskey",
    "authtoken",
    "accesstoken",
    "apitoken",
    "ssn",
    "cvv",
    "cvc",
    "credentials",
    "userpassword",
];

/// What stands before `key` in the name of a secret.
const KEYS: [&str; 10] = [
    "api",
    "access",
    "private",
    "secret",
    "auth",
    "encryption",
    "signing",
    "ssh",
    "master",
    "hmac",
];

/// What stands before `token` in the name of a secret.
const TOKENS: [&str; 11] = [
    "access", "auth", "api", "refresh", "session", "bearer", "reset", "security", "oauth", "jwt",
    "secret",
];

/// Words that say that it is something about a secret, and not the secret itself.
const ABOUT: [&str; 80] = [
    "hash",
    "hashed",
    "hasher",
    "hashes",
    "encrypted",
    "masked",
    "redacted",
    "digest",
    "url",
    "uri",
    "path",
    "file",
    "filename",
    "dir",
    "folder",
    "name",
    "field",
    "id",
    "ids",
    "type",
    "len",
    "length",
    "count",
    "num",
    "min",
    "max",
    "exp",
    "expiry",
    "expires",
    "expiration",
    "ttl",
    "age",
    "policy",
    "regex",
    "pattern",
    "form",
    "label",
    "hint",
    "prompt",
    "strength",
    "error",
    "errors",
    "message",
    "msg",
    "widget",
    "validator",
    "validators",
    "changed",
    "required",
    "enabled",
    "is",
    "has",
    "needs",
    "show",
    "use",
    "no",
    "invalid",
    "check",
    "view",
    "page",
    "template",
    "prefix",
    "suffix",
    "column",
    "version",
    "arn",
    "manager",
    "client",
    "service",
    "store",
    "provider",
    "backend",
    "class",
    "handler",
    "algorithm",
    "context",
    "generator",
    "placeholder",
    "public",
    "response",
];

/// Whether a word, or more than one of what it stands for, is about a secret.
fn is_about(word: &str) -> bool {
    ABOUT.contains(&word) || word.strip_suffix('s').is_some_and(|one| ABOUT.contains(&one))
}

/// Whether a secret with this name is one that a person thought of, and so one that can be guessed.
pub(crate) fn is_password(name: &str) -> bool {
    const PASSWORDS: [&str; 6] =
        ["password", "passwd", "passphrase", "pwd", "passcode", "userpassword"];
    words(name).iter().any(|word| PASSWORDS.contains(&word.as_str()))
}

/// What a name is put together from, in lower case: `apiKey` and `API_KEY` both from `api` and `key`.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_lower = false;
    for char in name.chars() {
        let is_end = !char.is_alphanumeric() || was_lower && char.is_uppercase();
        if is_end && words.last().is_some_and(|word| !word.is_empty()) {
            words.push(String::new());
        }
        was_lower = char.is_lowercase();
        if let Some(word) = words.last_mut()
            && char.is_alphanumeric()
        {
            word.extend(char.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Whether something with this name is a secret: not for sure, but mostly.
pub(crate) fn is_secret(name: &str) -> bool {
    // A text that is looked up, such as a URL, is no name.
    if name.len() > 64 || name.contains(['/', ':', ' ', '?', '=']) {
        return false;
    }
    let words = words(name);
    if words.iter().any(|word| is_about(word)) {
        return false;
    }
    let is_pair = |pair: &[String]| match pair {
        [first, second] => {
            second == "key" && KEYS.contains(&first.as_str())
                || second == "token" && TOKENS.contains(&first.as_str())
                || first == "credit" && second == "card"
                || first == "card" && second == "number"
                || first == "social" && second == "security"
        }
        _ => false,
    };
    words.iter().any(|word| SECRETS.contains(&word.as_str())) || words.windows(2).any(is_pair)
}

/// Whether a function with this name takes the secrets out of a text.
pub(crate) fn hides(name: &str) -> bool {
    const HIDES: [&str; 8] =
        ["redact", "mask", "obfuscate", "scrub", "censor", "anonymize", "sanitize", "hide"];
    let hides = |word: &String| {
        let endings = ["", "d", "ed"];
        endings.iter().filter_map(|ending| word.strip_suffix(ending)).any(|it| HIDES.contains(&it))
    };
    words(name).iter().any(hides)
}

/// Whether what has this name must not be guessed, secret or not.
pub(crate) fn must_be_unpredictable(name: &str) -> bool {
    let words = words(name);
    if words.iter().any(|word| is_about(word) && word != "id") {
        return false;
    }
    let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(&word.as_str()));
    is_secret(name)
        || has(&["otp", "nonce", "salt", "csrf", "sessionid", "sid"])
        || has(&["token"]) && !has(&["tokens", "id"])
        || has(&["session"]) && has(&["id", "key"])
        || has(&["reset", "verification", "activation", "confirmation"]) && has(&["code"])
}

#[cfg(test)]
mod tests {
    use super::{is_secret, must_be_unpredictable};

    #[test]
    fn secrets_are_told_from_what_is_said_about_them() {
        for name in [
            "password",
            "DB_PASSWORD",
            "userPassword",
            "api_key",
            "apiKey",
            "SECRET_KEY",
            "new_pwd",
            "accessToken",
            "ssn",
        ] {
            assert!(is_secret(name), "{name}");
        }
        for name in [
            "password_hash",
            "token",
            "tokens",
            "max_tokens",
            "key",
            "password_field",
            "secret_name",
            "is_password",
            "passing",
            "PasswordForm",
            "secrets",
        ] {
            assert!(!is_secret(name), "{name}");
        }
    }

    #[test]
    fn codes_and_identifiers_of_sessions_must_not_be_guessed() {
        for name in ["session_id", "reset_code", "otp", "csrf_token", "token", "temporary_password"]
        {
            assert!(must_be_unpredictable(name), "{name}");
        }
        for name in ["token_id", "session", "code", "identifier", "token_count"] {
            assert!(!must_be_unpredictable(name), "{name}");
        }
    }
}
