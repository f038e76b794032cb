//! Which version of a thing the caller means to change.

use super::refusal::{Conflict, PreconditionFailed};

/// What the caller knows of the thing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Precondition {
    /// Whatever it is now.
    #[default]
    None,
    /// It exists, in any version.
    Exists,
    /// One of these versions.
    Versions(Vec<i64>),
}

impl Precondition {
    pub fn check(&self, version: i64) -> Result<(), PreconditionFailed> {
        match self {
            Self::Versions(versions) if !versions.contains(&version) => Err(PreconditionFailed),
            _ => Ok(()),
        }
    }

    /// What it means that somebody else wrote between our reading and our writing: to a caller who named a version,
    /// that it is no longer this one.
    pub fn overtaken<E: From<PreconditionFailed> + From<Conflict>>(&self) -> E {
        match self {
            Self::Versions(_) => PreconditionFailed.into(),
            Self::None | Self::Exists => Conflict.into(),
        }
    }
}
