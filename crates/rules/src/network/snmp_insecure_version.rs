//! `snmp-insecure-version`: SNMP without encryption.

use hognose_core::{Confidence, Ranged, Severity};
use hognose_registry::{Call, Context, Family, Hook, Rule, RuleMeta, Tier};

use super::snmp::COMMUNITY_DATA;

pub(crate) const RULE: Rule = Rule {
    meta: &META,
    hooks: &[
        Hook::CallTo(COMMUNITY_DATA, check_community),
        Hook::CallTo(&["puresnmp.V1", "puresnmp.V2C"], check_credentials),
        Hook::CallTo(EASYSNMP, check_version),
    ],
};

static META: RuleMeta = RuleMeta {
    id: "snmp-insecure-version",
    aliases: &["B508", "S508"],
    silenced_by: &[],
    family: Family::Network,
    tier: Tier::Default,
    severity: Severity::Medium,
    confidence: Confidence::High,
    security_severity: 5.9,
    cwe: &[319],
    summary: "SNMP 1 or 2c is spoken, which encrypts nothing and has a password in every packet.",
    why: "The community string is the password of these versions, and it is sent as it is. Whoever \
          sees one packet can read everything that the device tells, and change its settings where \
          the community may write; packets can be forged as well.",
    fix: "Use SNMPv3 with authentication and encryption: in pysnmp `UsmUserData(user, auth_key, \
          priv_key, authProtocol=usmHMAC192SHA256AuthProtocol, \
          privProtocol=usmAesCfb256Protocol)`. Where a device knows nothing newer, keep it in a \
          network of its own.",
    bad: "from pysnmp.hlapi import CommunityData\n\ncredentials = CommunityData(\"public\", \
          mpModel=0)\n",
    good: "from pysnmp.hlapi import UsmUserData, usmAesCfb256Protocol\n\n\ndef credentials(user, \
           auth_key, priv_key):\n    return UsmUserData(user, auth_key, priv_key, \
           privProtocol=usmAesCfb256Protocol)\n",
    references: &[
        "https://www.rfc-editor.org/rfc/rfc3410#section-7",
        "https://docs.lextudio.com/pysnmp/",
    ],
    options: &[],
};

/// Sessions and functions of easysnmp; `SNMPv3` is their default.
const EASYSNMP: &[&str] = &[
    "easysnmp.Session",
    "easysnmp.snmp_bulkwalk",
    "easysnmp.snmp_get",
    "easysnmp.snmp_get_bulk",
    "easysnmp.snmp_get_next",
    "easysnmp.snmp_set",
    "easysnmp.snmp_walk",
];

/// A community is nothing that `SNMPv3` has. The model is 0 for version 1, and 1 for 2c, the default.
fn check_community<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    let model = call.argument("mpModel", 2).map(|model| cx.model.constant(model, call.place));
    let version = match model.map(|model| model.and_then(|model| model.as_int())) {
        Some(Some(0)) => "SNMPv1",
        Some(Some(_)) => "SNMPv2c",
        // The user of the program chooses the version.
        Some(None) => return,
        None => {
            let names = [call.positional(0), call.positional(1), call.keyword("communityName")];
            let is_written_down = |name: &Option<_>| {
                name.is_some_and(|it| cx.model.constant(it, call.place).is_some())
            };
            // A program that gets the community from its user may speak `SNMPv3` to others.
            if !names.iter().any(is_written_down) {
                return;
            }
            "SNMPv2c"
        }
    };
    report(call.expr, version, cx);
}

fn check_credentials<'a>(call: &Call<'a>, name: &'static str, cx: &mut Context<'a>) {
    let version = if name.ends_with("V1") { "SNMPv1" } else { "SNMPv2c" };
    report(call.expr, version, cx);
}

fn check_version<'a>(call: &Call<'a>, _: &'static str, cx: &mut Context<'a>) {
    let Some(keyword) = call.expr.arguments.find_keyword("version") else { return };
    let version = cx.model.constant(&keyword.value, call.place);
    match version.and_then(|version| version.as_int()) {
        Some(1) => report(keyword, "SNMPv1", cx),
        Some(2) => report(keyword, "SNMPv2c", cx),
        _ => {}
    }
}

fn report(at: impl Ranged, version: &str, cx: &mut Context<'_>) {
    // The devices of tests are simulated.
    if !cx.is_test() {
        cx.report(at, format!("{version} sends the community, and everything else, unencrypted"))
            .help("use SNMPv3 with authentication and encryption");
    }
}
