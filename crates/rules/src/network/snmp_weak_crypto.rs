//! `snmp-weak-crypto`: `SNMPv3` without encryption, or with DES.

use hognose_core::{Confidence, Severity};
use hognose_python::ast::Expr;
use hognose_registry::{Call, Context, Family, Hook, Rule, RuleMeta, Tier};
use hognose_semantic::{Constant, Place};

use super::snmp::USM_USER_DATA;

pub(crate) const RULE: Rule = Rule { meta: &META, hooks: &[Hook::CallTo(USM_USER_DATA, check)] };

static META: RuleMeta = RuleMeta {
    id: "snmp-weak-crypto",
    aliases: &["B509", "S509"],
    silenced_by: &[],
    family: Family::Network,
    tier: Tier::Default,
    severity: Severity::Medium,
    confidence: Confidence::High,
    security_severity: 5.9,
    cwe: &[319, 327],
    summary: "SNMPv3 is used without authentication or encryption, or with DES.",
    why: "SNMPv3 protects nothing by itself. Without an authentication key anybody can send \
          requests in the name of the user; without a privacy key everybody on the way can read \
          them. With a privacy key and no protocol, pysnmp takes DES, whose keys are found by \
          trying them all.",
    fix: "Give an authentication key, a privacy key and the protocols: `UsmUserData(user, auth_key, \
          priv_key, authProtocol=usmHMAC192SHA256AuthProtocol, \
          privProtocol=usmAesCfb256Protocol)`.",
    bad: "from pysnmp.hlapi import UsmUserData\n\ncredentials = UsmUserData(\"monitor\")\n",
    good: "from pysnmp.hlapi import UsmUserData, usmAesCfb256Protocol\n\n\ndef credentials(user, \
           auth_key, priv_key):\n    return UsmUserData(user, auth_key, priv_key, \
           privProtocol=usmAesCfb256Protocol)\n",
    references: &["https://www.rfc-editor.org/rfc/rfc3414", "https://docs.lextudio.com/pysnmp/"],
    options: &[],
};

fn check<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    // Devices of tests are simulated.
    if cx.is_test() {
        return;
    }
    let given = |names: [&str; 2], position| {
        names
            .iter()
            .find_map(|name| call.keyword(name))
            .or_else(|| call.positional(position))
            .filter(|key| cx.model.constant(key, call.place) != Some(Constant::None))
    };
    let authentication = given(["authKey", "auth_key"], 1);
    let privacy = given(["privKey", "priv_key"], 2);
    let protocol = given(["privProtocol", "priv_protocol"], 4);
    let is_complete = !call.has_unpacked_arguments();
    let is_off =
        |name| is_protocol(given(["authProtocol", "auth_protocol"], 3), name, call.place, cx);
    if (authentication.is_none() && is_complete) || is_off("usmNoAuthProtocol") {
        cx.report(call.expr, "this SNMPv3 user is neither authenticated nor encrypted");
    } else if (privacy.is_none() && is_complete)
        || is_protocol(protocol, "usmNoPrivProtocol", call.place, cx)
    {
        cx.report(call.expr, "what this SNMPv3 user sends is not encrypted");
    } else if (protocol.is_none() && is_complete)
        || is_protocol(protocol, "usmDESPrivProtocol", call.place, cx)
    {
        cx.report(call.expr, "what this SNMPv3 user sends is encrypted with DES")
            .severity(Severity::Low)
            .help("pass `privProtocol=usmAesCfb256Protocol`, or what the device knows of AES");
    }
}

/// Whether an argument is the protocol with this name, wherever it is imported from.
fn is_protocol<'a>(
    argument: Option<&'a Expr>,
    protocol: &str,
    place: Place,
    cx: &Context<'a>,
) -> bool {
    argument.is_some_and(|argument| {
        cx.model
            .qualified_names(argument, place)
            .any(|name| name.rsplit('.').next().is_some_and(|last| last == protocol))
    })
}
