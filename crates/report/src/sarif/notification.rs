//! A notice, as a notification about the execution of the tool.

use hognose_core::Notice;
use serde_sarif::sarif::{
    Location, Notification, PhysicalLocation, Region, ReportingDescriptorReference,
};

use super::plain_message;
use super::region::artifact;
use crate::notices::level_name;

/// What the log says about a notice.
///
/// Of its place only the line is given: notices count code points, the log UTF-16 units, and the text
/// of a file without findings is gone by now.
pub(super) fn notification(notice: &Notice) -> Notification {
    let kind = ReportingDescriptorReference::builder().id(notice.kind.as_str()).build();
    let mut notification = Notification::builder()
        .message(plain_message(&notice.message))
        .level(level_name(notice.kind.level()))
        .descriptor(kind)
        .build();
    if let Some(path) = &notice.path {
        let mut place = PhysicalLocation::builder().artifact_location(artifact(path)).build();
        place.region = notice.position.map(|at| Region::builder().start_line(at.line).build());
        notification.locations = Some(vec![Location::builder().physical_location(place).build()]);
    }
    notification
}
