//! Settings of web frameworks, and the cookies that they set.

mod cookie;
mod cookie_samesite_none;
mod cookie_without_httponly;
mod cookie_without_secure;
mod csrf_protection_disabled;
mod setting;
mod web_framework_debug_enabled;

pub(crate) const RULES: crate::Rules = &[
    cookie_samesite_none::RULE,
    cookie_without_httponly::RULE,
    cookie_without_secure::RULE,
    csrf_protection_disabled::RULE,
    web_framework_debug_enabled::RULE,
];
