//! Moments, in UTC and in whole microseconds.

use chrono::{DateTime, SubsecRound, Utc};

pub type Moment = DateTime<Utc>;

/// The clock, cut to microseconds: PostgreSQL keeps no more, and what was answered once must read the same later.
pub fn now() -> Moment {
    truncated(Utc::now())
}

pub fn truncated(moment: Moment) -> Moment {
    moment.trunc_subsecs(6)
}
