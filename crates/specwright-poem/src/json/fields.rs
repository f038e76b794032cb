//! What serde's derive cannot say about a member: `deserialize_with` for those that are optional, or nullable.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};

/// An optional member that is never null: absent is `None` (by `#[serde(default)]`), null is refused.
pub fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// A nullable member that must be there: serde's derive would take an absent one for null.
pub fn required<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    Option::deserialize(deserializer)
}

/// The members that a struct does not name, read as strictly as those that it does.
pub fn rest<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<BTreeMap<String, T>, D::Error> {
    BTreeMap::deserialize(super::Strict::new(deserializer))
}

/// The text of a discriminator.
pub fn tag<'v>(value: &'v serde_json::Value, name: &str) -> Option<&'v str> {
    value.get(name)?.as_str()
}
