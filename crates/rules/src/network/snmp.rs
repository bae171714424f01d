//! The names under which pysnmp's classes are imported: they moved with every major version.

/// A list of the places where a class of pysnmp can be imported from.
macro_rules! pysnmp {
    ($class:literal) => {
        &[
            concat!("pysnmp.entity.rfc3413.oneliner.cmdgen.", $class),
            concat!("pysnmp.entity.rfc3413.oneliner.ntforg.", $class),
            concat!("pysnmp.hlapi.", $class),
            concat!("pysnmp.hlapi.asyncio.", $class),
            concat!("pysnmp.hlapi.asyncore.", $class),
            concat!("pysnmp.hlapi.asyncore.sync.", $class),
            concat!("pysnmp.hlapi.auth.", $class),
            concat!("pysnmp.hlapi.v1arch.", $class),
            concat!("pysnmp.hlapi.v1arch.asyncio.", $class),
            concat!("pysnmp.hlapi.v3arch.", $class),
            concat!("pysnmp.hlapi.v3arch.asyncio.", $class),
            concat!("pysnmp.hlapi.v3arch.asyncio.auth.", $class),
            concat!("pysnmp.hlapi.v3arch.asyncio.sync.", $class),
        ]
    };
}

/// Credentials of `SNMPv1` and v2c.
pub(super) const COMMUNITY_DATA: &[&str] = pysnmp!("CommunityData");
/// Credentials of `SNMPv3`.
pub(super) const USM_USER_DATA: &[&str] = pysnmp!("UsmUserData");
