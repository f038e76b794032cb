//! A caller's own notes on a project or a task. The service keeps them and does not look into them.

use std::collections::BTreeMap;

use super::refusal::TooManyMetadata;

pub type Metadata = BTreeMap<String, String>;

/// There can be this many. The contract says so too, of a whole; here it is of the sum of a whole and a change.
pub const MAX_METADATA: usize = 20;

/// Sets some by name; none removes one.
pub fn merge(
    mut metadata: Metadata,
    changes: impl IntoIterator<Item = (String, Option<String>)>,
) -> Result<Metadata, TooManyMetadata> {
    for (name, value) in changes {
        match value {
            Some(value) => drop(metadata.insert(name, value)),
            None => drop(metadata.remove(&name)),
        }
    }
    if metadata.len() > MAX_METADATA { Err(TooManyMetadata { count: metadata.len() }) } else { Ok(metadata) }
}
