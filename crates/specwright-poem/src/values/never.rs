//! A value that cannot be: what the schema `false` admits.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::json::WriteJson;

/// Has no value, so an optional member of it is absent, and a list of it empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Never {}

impl<'de> Deserialize<'de> for Never {
    fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        Err(de::Error::custom("no value is allowed here"))
    }
}

impl Serialize for Never {
    fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        match *self {}
    }
}

impl WriteJson for Never {
    fn write_json(&self, _: &mut Vec<u8>) {
        match *self {}
    }
}
