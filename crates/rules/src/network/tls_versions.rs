//! The versions of SSL and TLS that are no longer safe, and the names that libraries have for them.

use hognose_python::ast::Expr;
use hognose_registry::{Context, OptionDefault, OptionMeta};
use hognose_semantic::Place;

/// The option for the names of protocols that must not be used.
pub(super) const BAD_PROTOCOLS: OptionMeta = OptionMeta {
    name: "bad-protocol-versions",
    default: OptionDefault::Texts(&[
        "PROTOCOL_SSLv2",
        "SSLv2_METHOD",
        "PROTOCOL_SSLv3",
        "PROTOCOL_TLSv1",
        "SSLv3_METHOD",
        "TLSv1_METHOD",
        "PROTOCOL_TLSv1_1",
        "TLSv1_1_METHOD",
    ]),
    documentation: "The constants of `ssl` and `OpenSSL.SSL` that stand for unsafe protocols. \
                    Bandit's list also has `SSLv23_METHOD`, which today means TLS 1.2 and 1.3: it is \
                    the old name of `TLS_METHOD`.",
};

/// The name of the unsafe protocol that an expression stands for.
pub(super) fn bad_protocol<'a>(
    expression: &'a Expr,
    place: Place,
    cx: &Context<'a>,
) -> Option<&'a str> {
    let bad = cx.texts(BAD_PROTOCOLS.name);
    let find = |name: &str| bad.iter().find(|bad| *bad == name).map(String::as_str);
    match expression {
        Expr::Attribute(attribute) => find(attribute.attr.as_str()),
        Expr::Name(_) => cx.model.qualified_names(expression, place).find_map(|path| {
            let (_, name) = path.rsplit_once('.')?;
            find(name)
        }),
        _ => None,
    }
}

/// Why a protocol is unsafe.
pub(super) fn weakness(protocol: &str) -> &'static str {
    match protocol {
        "PROTOCOL_SSLv2" | "SSLv2_METHOD" => "is SSL 2.0, which anybody on the way can break",
        "PROTOCOL_SSLv3" | "SSLv3_METHOD" => "is SSL 3.0, which POODLE breaks",
        "PROTOCOL_TLSv1" | "TLSv1_METHOD" => "is TLS 1.0, which is obsolete since 2021",
        "PROTOCOL_TLSv1_1" | "TLSv1_1_METHOD" => "is TLS 1.1, which is obsolete since 2021",
        _ => "is configured as unsafe",
    }
}
