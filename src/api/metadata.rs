//! Metadata as the contract's types have it.

use std::collections::BTreeMap;

use crate::domain::metadata::{Metadata, merge};
use crate::domain::refusal::TooManyMetadata;

/// What a merge patch makes of it; without one it stays.
pub fn merged(
    metadata: Metadata,
    update: Option<BTreeMap<String, Option<String>>>,
) -> Result<Metadata, TooManyMetadata> {
    match update {
        Some(update) => merge(metadata, update),
        None => Ok(metadata),
    }
}
