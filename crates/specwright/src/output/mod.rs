//! What becomes of a run: files written or compared, findings shown. The only stage that writes and touches a terminal.

pub mod files;
pub mod report;
