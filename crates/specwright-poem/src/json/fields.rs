//! What serde's derive cannot say about a member, `deserialize_with` for those that are optional, or nullable; and how
//! enumerations are read, by their texts or numbers.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use serde::de::{self, DeserializeOwned, Visitor};
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

/// A text, as its type's `FromStr` takes it.
pub fn parsed<'de, D: Deserializer<'de>, T: FromStr<Err: fmt::Display>>(deserializer: D) -> Result<T, D::Error> {
    // An owned text is asked for: a borrowed one would be asked for as a UUID is, and nothing is copied here anyway.
    deserializer.deserialize_string(Parsed(PhantomData))
}

/// A whole number, as its type's `TryFrom` takes it.
pub fn converted<'de, D: Deserializer<'de>, T: TryFrom<i64, Error: fmt::Display>>(
    deserializer: D,
) -> Result<T, D::Error> {
    T::try_from(i64::deserialize(deserializer)?).map_err(de::Error::custom)
}

struct Parsed<T>(PhantomData<T>);

impl<T: FromStr<Err: fmt::Display>> Visitor<'_> for Parsed<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }
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

    #[test]
    fn enumerations_are_read_by_their_texts_and_numbers() {
        #[derive(Debug, PartialEq)]
        struct Even(i64);

        impl TryFrom<i64> for Even {
            type Error = crate::values::FormatError;

            fn try_from(number: i64) -> Result<Self, Self::Error> {
                if number % 2 == 0 { Ok(Self(number)) } else { Err(crate::values::FormatError("Even")) }
            }
        }

        let even = |text: &str| converted::<_, Even>(&mut serde_json::Deserializer::from_str(text));
        assert_eq!(even("-4").ok(), Some(Even(-4)));
        assert!(even("3").unwrap_err().to_string().starts_with("not a Even"));
        let flag = |text: &str| parsed::<_, bool>(&mut serde_json::Deserializer::from_str(text));
        assert_eq!(flag(r#""\u0074rue""#).ok(), Some(true));
        assert!(flag("true").unwrap_err().to_string().contains("expected a string"));
        assert!(flag(r#""maybe""#).is_err());
    }
}
