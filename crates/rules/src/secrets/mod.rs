//! Passwords and keys in the code.

mod audit;
mod hardcoded_credential;
mod hardcoded_password_argument;
mod hardcoded_password_default;
mod hardcoded_password_string;
mod named;
mod names;
mod secret_text;
mod token_format;

pub(crate) const RULES: crate::Rules = &[
    hardcoded_credential::RULE,
    hardcoded_password_argument::RULE,
    hardcoded_password_default::RULE,
    hardcoded_password_string::RULE,
];
