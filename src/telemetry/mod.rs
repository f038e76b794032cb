//! What can be seen of the running service from outside: logs and metrics.

pub mod log;
pub mod metrics;
