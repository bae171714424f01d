//! Names that people give to secrets.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// What a name says about the thing that it is given to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent of each other")]
pub(crate) struct Said {
    /// It is a secret: not for sure, but mostly.
    pub(crate) is_secret: bool,
    /// One that a person thought of, and so one that can be guessed.
    pub(crate) is_password: bool,
    /// It has a token in it, which is a secret where a program is told one: in its settings.
    pub(crate) is_token: bool,
    /// It must not be guessed, secret or not.
    pub(crate) is_unpredictable: bool,
    /// Of a dictionary: whoever knows a key of it is let in.
    pub(crate) has_secret_keys: bool,
    /// A function takes the secrets out of a text.
    pub(crate) hides: bool,
    /// It is no secret, wherever it was read: `connection.id`.
    pub(crate) is_plain: bool,
}

/// What a word in a name says: a set of bits.
type Bits = u32;

/// It is a secret.
const SECRET: Bits = 1;
/// It is a secret that a person thought of.
const PASSWORD: Bits = 1 << 1;
/// It is about a secret, and not the secret itself.
const ABOUT: Bits = 1 << 2;
/// Before `key`, it is a secret.
const BEFORE_KEY: Bits = 1 << 3;
/// Before `token`, it is a secret.
const BEFORE_TOKEN: Bits = 1 << 4;
/// It takes secrets away.
const HIDES: Bits = 1 << 5;
/// It must not be guessed.
const UNPREDICTABLE: Bits = 1 << 6;
/// It is a code that must not be guessed.
const BEFORE_CODE: Bits = 1 << 7;
/// Single words that say something beside others.
const KEY: Bits = 1 << 8;
const TOKEN: Bits = 1 << 9;
const TOKENS: Bits = 1 << 10;
const ID: Bits = 1 << 11;
const SESSION: Bits = 1 << 12;
const CODE: Bits = 1 << 13;
const CREDIT: Bits = 1 << 14;
const CARD: Bits = 1 << 15;
const NUMBER: Bits = 1 << 16;
const SOCIAL: Bits = 1 << 17;
const SECURITY: Bits = 1 << 18;
/// At the end of a name, it is no secret.
const PLAIN: Bits = 1 << 19;

const WORDS: &[(Bits, &[&str])] = &[
    (
        SECRET,
        &[
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
        ],
    ),
    (PASSWORD, &["password", "passwd", "passphrase", "pwd", "passcode", "userpassword"]),
    (
        ABOUT,
        &[
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
            "fingerprint",
            "conf",
            "attr",
            "placeholder",
            "public",
            "response",
            "endpoint",
            "endpoints",
            "hooks",
            "mapping",
            "scope",
            "scopes",
        ],
    ),
    (
        BEFORE_KEY,
        &[
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
        ],
    ),
    (
        BEFORE_TOKEN,
        &[
            "access", "auth", "api", "refresh", "session", "bearer", "reset", "security", "oauth",
            "jwt", "secret",
        ],
    ),
    (HIDES, &["redact", "mask", "obfuscate", "scrub", "censor", "anonymize", "sanitize", "hide"]),
    (UNPREDICTABLE, &["otp", "nonce", "salt", "csrf", "sessionid", "sid"]),
    (BEFORE_CODE, &["reset", "verification", "activation", "confirmation"]),
    (PLAIN, &["id", "ids", "type", "kind", "model", "status", "role", "version", "count", "index"]),
    (KEY, &["key"]),
    (TOKEN, &["token"]),
    (TOKENS, &["tokens"]),
    (ID, &["id"]),
    (SESSION, &["session", "sessions"]),
    (CODE, &["code"]),
    (CREDIT, &["credit"]),
    (CARD, &["card"]),
    (NUMBER, &["number"]),
    (SOCIAL, &["social"]),
    (SECURITY, &["security"]),
];

/// What each word says. What is about a secret is so in the plural, too, and who hides something did so
/// before.
static SAID: LazyLock<FxHashMap<String, Bits>> = LazyLock::new(|| {
    let mut said: FxHashMap<String, Bits> = FxHashMap::default();
    for (bits, words) in WORDS {
        let endings: &[&str] = match *bits {
            ABOUT => &["", "s"],
            HIDES => &["", "d", "ed"],
            _ => &[""],
        };
        for word in *words {
            for ending in endings {
                *said.entry(format!("{word}{ending}")).or_default() |= bits;
            }
        }
    }
    said
});

/// Names that are longer, in bytes, are texts.
const MAX_LENGTH: usize = 64;

/// What a name says, by the words that it is put together from: `apiKey` and `API_KEY` both from `api`
/// and `key`.
pub(crate) fn judge(name: &str) -> Said {
    if name.len() > MAX_LENGTH {
        return Said::default();
    }
    let mut seen = Seen::default();
    let mut word = [0; MAX_LENGTH];
    let mut length = 0;
    let mut was_lower = false;
    for byte in name.bytes() {
        let is_part = byte.is_ascii_alphanumeric() || !byte.is_ascii();
        if !is_part || was_lower && byte.is_ascii_uppercase() {
            seen.word(&word[..length]);
            length = 0;
        }
        was_lower = byte.is_ascii_lowercase();
        if is_part {
            word[length] = byte.to_ascii_lowercase();
            length += 1;
        }
    }
    seen.word(&word[..length]);
    // A text that is looked up, such as a URL, is no name.
    let is_text = name.contains(['/', ':', ' ', '?', '=']);
    seen.said(is_text)
}

/// What the words of a name say.
#[derive(Default)]
struct Seen {
    all: Bits,
    last: Bits,
    is_pair: bool,
    /// Something is about a secret, by another word than `id`.
    is_about: bool,
}

impl Seen {
    fn word(&mut self, word: &[u8]) {
        if word.is_empty() {
            return;
        }
        let said = std::str::from_utf8(word).ok().and_then(|word| SAID.get(word));
        let bits = said.copied().unwrap_or_default();
        let pairs = [
            (BEFORE_KEY, KEY),
            (BEFORE_TOKEN, TOKEN),
            (CREDIT, CARD),
            (CARD, NUMBER),
            (SOCIAL, SECURITY),
        ];
        self.is_pair |=
            pairs.iter().any(|(first, second)| self.last & first != 0 && bits & second != 0);
        self.is_about |= bits & ABOUT != 0 && bits & ID == 0;
        self.all |= bits;
        self.last = bits;
    }

    fn said(&self, is_text: bool) -> Said {
        let has = |bits: Bits| self.all & bits != 0;
        let is_secret = !is_text && !has(ABOUT) && (has(SECRET) || self.is_pair);
        let is_unpredictable = !self.is_about
            && (is_secret
                || has(UNPREDICTABLE)
                || has(TOKEN) && !has(TOKENS | ID)
                || has(SESSION) && has(ID | KEY)
                || has(BEFORE_CODE) && has(CODE));
        let is_token = !is_text && !has(ABOUT) && has(TOKEN | TOKENS);
        let has_secret_keys = !has(ABOUT) && has(SESSION | TOKEN | TOKENS);
        Said {
            is_secret,
            is_token,
            has_secret_keys,
            is_password: has(PASSWORD),
            is_plain: self.last & PLAIN != 0 && !has(SECRET | SESSION | TOKEN | TOKENS | KEY),
            is_unpredictable,
            hides: has(HIDES),
        }
    }
}

/// Whether a cookie with this name lets somebody in.
pub fn is_session_cookie(name: &str) -> bool {
    const WORDS: [&str; 12] = [
        "session",
        "sess",
        "sid",
        "auth",
        "token",
        "jwt",
        "login",
        "password",
        "remember",
        "secret",
        "credential",
        "sso",
    ];
    const NOT: [&str; 3] = ["csrf", "xsrf", "author"];
    let name = name.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
    has(&WORDS) && !has(&NOT)
}

/// Whether a cookie says who somebody is, by its name. If it is signed, the program believes it.
pub fn is_user_cookie(name: &str) -> bool {
    matches!(&*name.to_lowercase(), "user" | "user_id" | "userid" | "username" | "uid")
}

#[cfg(test)]
mod tests {
    use super::judge;

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
            assert!(judge(name).is_secret, "{name}");
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
            assert!(!judge(name).is_secret, "{name}");
        }
    }

    #[test]
    fn codes_and_identifiers_of_sessions_must_not_be_guessed() {
        for name in ["session_id", "reset_code", "otp", "csrf_token", "token", "temporary_password"]
        {
            assert!(judge(name).is_unpredictable, "{name}");
        }
        for name in ["token_id", "session", "code", "identifier", "token_count"] {
            assert!(!judge(name).is_unpredictable, "{name}");
        }
    }
}
