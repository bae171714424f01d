//! Credentials that say themselves whose they are: the formats of tokens that services hand out.

use hognose_core::Severity;

use super::secret_text::is_placeholder;

/// A service's format of a token.
struct Format {
    /// How every token starts.
    prefix: &'static str,
    /// The number of characters that follow, at least.
    min: usize,
    /// The number of characters that follow, at most.
    max: usize,
    /// Which characters can follow, besides ASCII letters and digits.
    also: &'static [u8],
    /// What it is.
    token: Token,
}

/// A credential that was recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// What it is, for the message.
    pub(super) name: &'static str,
    /// How bad it is that it is known.
    pub(super) severity: Severity,
}

const fn secret(name: &'static str) -> Token {
    Token { name, severity: Severity::High }
}

/// Of use only together with something else, or restricted where it is used as it should be.
const fn partial(name: &'static str) -> Token {
    Token { name, severity: Severity::Medium }
}

const fn format(
    prefix: &'static str,
    (min, max): (usize, usize),
    also: &'static [u8],
    token: Token,
) -> Format {
    Format { prefix, min, max, also, token }
}

#[rustfmt::skip]
const FORMATS: &[Format] = &[
    format("AIza", (35, 35), b"-_", partial("a Google API key")),
    format("AKIA", (16, 16), b"", partial("an AWS access key id")),
    format("ASIA", (16, 16), b"", partial("an AWS access key id")),
    format("SG.", (60, 80), b"-_.", secret("a SendGrid API key")),
    format("dop_v1_", (64, 64), b"", secret("a DigitalOcean token")),
    format("ghp_", (36, 36), b"", secret("a GitHub token")),
    format("gho_", (36, 36), b"", secret("a GitHub token")),
    format("ghr_", (36, 76), b"", secret("a GitHub token")),
    format("ghs_", (36, 36), b"", secret("a GitHub token")),
    format("ghu_", (36, 36), b"", secret("a GitHub token")),
    format("github_pat_", (50, 100), b"_", secret("a GitHub token")),
    format("glpat-", (20, 60), b"-_.", secret("a GitLab token")),
    format("hf_", (34, 34), b"", secret("a Hugging Face token")),
    format("npm_", (36, 36), b"", secret("an npm token")),
    format("pypi-AgE", (50, 400), b"-_", secret("a PyPI token")),
    format("rk_live_", (24, 120), b"", secret("a Stripe key")),
    format("shpat_", (32, 32), b"", secret("a Shopify token")),
    format("sk-ant-", (40, 160), b"-_", secret("an Anthropic API key")),
    format("sk-proj-", (40, 200), b"-_", secret("an OpenAI API key")),
    format("sk_live_", (24, 120), b"", secret("a Stripe key")),
    format("xoxa-", (20, 120), b"-", secret("a Slack token")),
    format("xoxb-", (20, 120), b"-", secret("a Slack token")),
    format("xoxe-", (20, 200), b"-", secret("a Slack token")),
    format("xoxp-", (20, 120), b"-", secret("a Slack token")),
    format("xoxr-", (20, 120), b"-", secret("a Slack token")),
    format("xoxs-", (20, 120), b"-", secret("a Slack token")),
];

/// No token is shorter.
const SHORTEST: usize = 20;

/// What credential a text is or contains, by its form alone.
pub(super) fn recognised(text: &str) -> Option<Token> {
    if text.len() < SHORTEST {
        return None;
    }
    if contains_private_key(text) {
        return Some(secret("a private key"));
    }
    // `Authorization: Bearer …`
    let token = text.rsplit(' ').next().unwrap_or(text).trim();
    let format = FORMATS.iter().find(|format| {
        token.strip_prefix(format.prefix).is_some_and(|rest| format.is_followed_by(rest))
    })?;
    (!is_placeholder(token)).then_some(format.token)
}

impl Format {
    fn is_followed_by(&self, rest: &str) -> bool {
        let has = |is: fn(&u8) -> bool| rest.bytes().any(|byte| is(&byte));
        (self.min..=self.max).contains(&rest.len())
            && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || self.also.contains(&byte))
            && has(u8::is_ascii_digit)
            && has(u8::is_ascii_alphabetic)
    }
}

/// Whether a text holds a private key in PEM, and not only the line that announces one.
fn contains_private_key(text: &str) -> bool {
    const MIN_KEY_BYTES: usize = 100;
    let Some((_, after)) = text.split_once("-----BEGIN ") else { return false };
    let Some((kind, body)) = after.split_once("-----") else { return false };
    let body = body.split("-----END").next().unwrap_or(body);
    let is_base64 = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/=".contains(byte);
    // One that is encrypted is of no use without its password.
    let is_plain = kind.ends_with("PRIVATE KEY") && !kind.contains("ENCRYPTED");
    is_plain && body.bytes().filter(is_base64).count() >= MIN_KEY_BYTES
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Put together here, so that nobody takes this file for a leak.
    fn token(prefix: &str, length: usize) -> String {
        let body = "k7Qm2Zx9Lp4Wv8Rt6Yb3Nc5Hd1Jf0Gs".repeat(4);
        format!("{prefix}{}", &body[..length])
    }

    #[test]
    fn tokens_are_recognised_by_their_form() {
        assert_eq!(recognised(&token("ghp_", 36)), Some(secret("a GitHub token")));
        assert_eq!(recognised(&token("Bearer sk_live_", 24)), Some(secret("a Stripe key")));
        assert_eq!(recognised(&token("ghp_", 12)), None);
        assert_eq!(recognised(&token("ghp_ ", 36)), None);
        assert_eq!(recognised("ghp_"), None);
        assert_eq!(recognised(&format!("AKIA{}EXAMPLE", "IOSFODNN7")), None);
    }

    #[test]
    fn a_private_key_needs_a_body() {
        let key = |body: &str| format!("-----BEGIN RSA {}-----\n{body}\n-----END", "PRIVATE KEY");
        assert_eq!(recognised(&key(&token("MII", 120))), Some(secret("a private key")));
        assert_eq!(recognised(&key("")), None);
        assert_eq!(recognised(&key("").replace("PRIVATE", "PUBLIC")), None);
    }
}
