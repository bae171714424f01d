//! `weak-hash-of-sensitive-data`: a hash that does not protect what it is there to protect.

use hognose_core::{Confidence, Severity};
use hognose_registry::{Call, Context, Family, Hook, Rule, RuleMeta, Tier};

use super::destination::{Destination, Name, NameKind, destination};
use super::fast_hash::{self, FastHash};
use super::kept_password::keeps_password;
use super::secrets_by_name::{Secret, secret};
use crate::identifiers::{has_word, identifiers};

pub(crate) const RULE: Rule = Rule {
    meta: &META,
    hooks: &[
        Hook::CallTo(fast_hash::CONSTRUCTORS, check_constructor),
        Hook::MethodCall(&["update"], check_update),
    ],
};

static META: RuleMeta = RuleMeta {
    id: "weak-hash-of-sensitive-data",
    aliases: &[],
    silenced_by: &["B303", "S303", "B324", "S324"],
    family: Family::Crypto,
    tier: Tier::Default,
    severity: Severity::High,
    confidence: Confidence::Medium,
    security_severity: 7.5,
    cwe: &[916, 328],
    summary: "A stored password, a session id or a signature relies on a hash that is weak for it.",
    why: "A graphics card tries billions of MD5, SHA-1 or SHA-256 hashes per second: a stolen table \
          of such hashes of passwords is a table of passwords, with salt or without. A session id \
          that is a hash of known things is known, and `md5(secret_key + message)` can be extended \
          without knowing the key.",
    fix: "Hash passwords with a function that is slow on purpose: `hashlib.scrypt`, Argon2, bcrypt. \
          Authenticate messages with `hmac.new(key, message, \"sha256\")`. Make session ids and \
          tokens with `secrets.token_urlsafe()`. Where a protocol prescribes the hash, pass \
          `usedforsecurity=False`, or suppress this finding with a word on the protocol.",
    bad: "import hashlib\n\nuser.password_hash = hashlib.md5(password.encode()).hexdigest()\n",
    good: "import hashlib\nimport os\n\nsalt = os.urandom(16)\nuser.password_hash = \
           hashlib.scrypt(password.encode(), salt=salt, n=2**14, r=8, p=1)\n",
    references: &[
        "https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html",
        "https://docs.python.org/3/library/hashlib.html#key-derivation",
    ],
    options: &[],
};

fn check_constructor<'a>(call: &Call<'a>, name: &'static str, cx: &mut Context<'a>) {
    if let Some(hash) = fast_hash::created(call, name, cx) {
        check(call, hash, cx);
    }
}

fn check_update<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    if let Some(hash) = fast_hash::updated(call, cx) {
        check(call, hash, cx);
    }
}

fn check<'a>(call: &Call<'a>, hash: FastHash<'a>, cx: &mut Context<'a>) {
    // Secrets of tests protect nothing.
    let Some(data) = hash.data.filter(|_| !cx.is_test()) else { return };
    let goes_to = destination(cx.model, call.node);
    let sources = identifiers(cx.model, data, call.place);
    if fast_hash::is_prescribed(call, &goes_to, &sources, cx) {
        return;
    }
    let name = hash.name;
    if keeps_password(call, &goes_to, &sources, cx) {
        cx.report(call.expr, format!("{name} is too fast to protect a password"))
            .confidence(if hash.is_weak { Confidence::High } else { Confidence::Medium })
            .severity(if hash.is_weak { Severity::High } else { Severity::Medium })
            .help("use `hashlib.scrypt`, Argon2 or bcrypt");
    } else if !hash.is_weak {
        // What follows is about hashes that can be forged.
    } else if let Some(key) = sources.iter().find(|name| signs(name)).filter(|_| sources.len() > 1)
    {
        cx.report(call.expr, format!("{name} of `{key}` and a message can be forged"))
            .severity(Severity::Medium)
            .help("use `hmac.new(key, message, \"sha256\")`");
    } else if let Some(made) = made_secret(&goes_to) {
        cx.report(call.expr, format!("{name} of known things makes a `{made}` that can be known"))
            .severity(Severity::Medium)
            .help("use `secrets.token_urlsafe()`");
    }
}

/// Whether a name is that of a key that signs messages.
fn signs(name: &str) -> bool {
    secret(name) == Some(Secret::Key)
        && has_word(name, &["key", "secretkey"])
        && !has_word(name, &["access", "api", "auth", "session", "shared"])
}

/// The secret that a hash is made to be, by the name that it gets here. What goes into messages to
/// others has the form that they ask for.
fn made_secret<'a>(goes_to: &Destination<'a>) -> Option<&'a str> {
    let is_ours = |name: &&Name<'a>| !matches!(name.kind, NameKind::Key | NameKind::Keyword);
    let made = goes_to.names.iter().filter(is_ours).find(|name| match secret(name.text) {
        Some(Secret::Token) => true,
        Some(Secret::Key) => has_word(name.text, &["key", "secretkey"]),
        _ => false,
    });
    made.map(|name| name.text)
}
