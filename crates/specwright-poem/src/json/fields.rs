//! What serde's derive cannot say about a member: `deserialize_with` for those that are optional, or nullable.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
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
pub fn rest<'de, D: Deserializer<'de>, T: DeserializeOwned>(deserializer: D) -> Result<BTreeMap<String, T>, D::Error> {
    // By way of a value: what serde has put by for a flattened map takes no `1.0` for an integer.
    let members = BTreeMap::<String, serde_json::Value>::deserialize(super::Strict::new(deserializer))?;
    members.into_iter().map(|(name, value)| Ok((name, super::from_value(value)?))).collect()
}

/// The text of a discriminator.
pub fn tag<'v>(value: &'v serde_json::Value, name: &str) -> Option<&'v str> {
    value.get(name)?.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Counts {
        name: String,
        #[serde(flatten, deserialize_with = "rest")]
        others: BTreeMap<String, i64>,
    }

    #[test]
    fn the_rest_is_read_as_members_are() {
        let read = |text: &str| crate::json::read::<Counts>(text.as_bytes());
        let others = BTreeMap::from([("a".to_owned(), 1)]);
        assert_eq!(read(r#"{"name": "x", "a": 1.0}"#).ok(), Some(Counts { name: "x".to_owned(), others }));
        assert!(read(r#"{"name": "x", "a": 1.5}"#).is_err());
        assert!(read(r#"{"name": "x", "a": 1, "a": 1}"#).is_err());
    }
}
