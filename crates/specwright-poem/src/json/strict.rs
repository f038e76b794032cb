//! What serde and `serde_json` let pass and a contract does not: a key given twice, a UUID in a form that is not
//! RFC 9562's; and what they refuse and a contract does not: `1.0`, which is an integer.
//!
//! [`Strict`] stands around a deserializer, and around every deserializer inside it.

use std::collections::HashSet;
use std::fmt;

use serde::de::{self, Deserialize, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use crate::room::with_room_for;

/// Reads `T` out of a value as strictly as out of bytes.
pub fn from_value<T: for<'de> Deserialize<'de>, E: de::Error>(value: Value) -> Result<T, E> {
    T::deserialize(Strict::new(value.into_deserializer())).map_err(|error: serde_json::Error| E::custom(error))
}

/// A deserializer that is exact where serde is lenient.
pub struct Strict<D> {
    inner: D,
}

impl<D> Strict<D> {
    pub fn new(inner: D) -> Self {
        Self { inner }
    }
}

/// What the type asked for decides what is checked.
#[derive(Clone, Copy)]
enum Asked {
    Anything,
    Integer,
    Uuid,
    /// A struct with these members.
    Struct(&'static [&'static str]),
}

macro_rules! forward {
    ($asked:expr; $($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
            self.inner.$method(Checked { visitor, asked: $asked })
        }
    )*};
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Strict<D> {
    type Error = D::Error;

    forward! { Asked::Anything; deserialize_any deserialize_bool deserialize_f32 deserialize_f64 deserialize_char
    deserialize_string deserialize_bytes deserialize_byte_buf deserialize_option deserialize_unit deserialize_seq
    deserialize_map deserialize_identifier deserialize_ignored_any }
    forward! { Asked::Integer; deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
    deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128 }
    // Of all types here only a UUID asks for a borrowed text; the others ask for an owned one.
    forward! { Asked::Uuid; deserialize_str }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, D::Error> {
        self.inner.deserialize_unit_struct(name, visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, D::Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, D::Error> {
        self.inner.deserialize_tuple(length, Checked { visitor, asked: Asked::Anything })
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.inner.deserialize_tuple_struct(name, length, Checked { visitor, asked: Asked::Anything })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        // As a map: serde_json would take an array for a struct.
        self.inner.deserialize_map(Checked { visitor, asked: Asked::Struct(fields) })
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.inner.deserialize_enum(name, variants, visitor)
    }
}

struct Checked<V> {
    visitor: V,
    asked: Asked,
}

macro_rules! pass {
    ($($method:ident: $ty:ty)*) => {$(
        fn $method<E: de::Error>(self, value: $ty) -> Result<V::Value, E> {
            self.visitor.$method(value)
        }
    )*};
}

impl<V> Checked<V> {
    fn uuid_form<E: de::Error>(&self, text: &str) -> Result<(), E> {
        match self.asked {
            Asked::Uuid if !crate::schema::format::uuid(text) => Err(E::custom("not a UUID in its canonical form")),
            _ => Ok(()),
        }
    }
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Checked<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.visitor.expecting(f)
    }

    pass! { visit_bool: bool visit_i64: i64 visit_i128: i128 visit_u64: u64 visit_u128: u128 visit_char: char
    visit_bytes: &[u8] visit_byte_buf: Vec<u8> }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<V::Value, E> {
        let Asked::Integer = self.asked else { return self.visitor.visit_f64(value) };
        match (integer(value), natural(value)) {
            (Some(value), _) => self.visitor.visit_i64(value),
            (None, Some(value)) => self.visitor.visit_u64(value),
            (None, None) => self.visitor.visit_f64(value),
        }
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<V::Value, E> {
        self.uuid_form(text)?;
        self.visitor.visit_str(text)
    }

    fn visit_borrowed_str<E: de::Error>(self, text: &'de str) -> Result<V::Value, E> {
        self.uuid_form(text)?;
        self.visitor.visit_borrowed_str(text)
    }

    fn visit_string<E: de::Error>(self, text: String) -> Result<V::Value, E> {
        self.uuid_form(&text)?;
        self.visitor.visit_string(text)
    }

    fn visit_unit<E: de::Error>(self) -> Result<V::Value, E> {
        self.visitor.visit_unit()
    }

    fn visit_none<E: de::Error>(self) -> Result<V::Value, E> {
        self.visitor.visit_none()
    }

    fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<V::Value, D::Error> {
        self.visitor.visit_some(Strict { inner })
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<V::Value, D::Error> {
        self.visitor.visit_newtype_struct(Strict { inner })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, inner: A) -> Result<V::Value, A::Error> {
        with_room_for::<V::Value, _>(|| self.visitor.visit_seq(Items { inner }))
    }

    fn visit_map<A: MapAccess<'de>>(self, inner: A) -> Result<V::Value, A::Error> {
        let members = Members { inner, asked: self.asked, seen: HashSet::new() };
        with_room_for::<V::Value, _>(|| self.visitor.visit_map(members))
    }
}

/// The integer that a number without a fraction is, where an `i64` holds it.
pub(crate) fn integer(value: f64) -> Option<i64> {
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    // Checked: no fraction, and inside the range of an i64.
    #[allow(clippy::cast_possible_truncation)]
    (value.fract() == 0.0 && (-LIMIT..LIMIT).contains(&value)).then_some(value as i64)
}

/// The same where a `u64` holds it.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn natural(value: f64) -> Option<u64> {
    const LIMIT: f64 = 18_446_744_073_709_551_616.0;
    // Checked: no fraction, and inside the range of a u64.
    (value.fract() == 0.0 && (0.0..LIMIT).contains(&value)).then_some(value as u64)
}

struct Items<A> {
    inner: A,
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Items<A> {
    type Error = A::Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, A::Error> {
        self.inner.next_element_seed(Seed { seed })
    }

    fn size_hint(&self) -> Option<usize> {
        self.inner.size_hint()
    }
}

struct Seed<T> {
    seed: T,
}

impl<'de, T: DeserializeSeed<'de>> DeserializeSeed<'de> for Seed<T> {
    type Value = T::Value;

    fn deserialize<D: Deserializer<'de>>(self, inner: D) -> Result<T::Value, D::Error> {
        self.seed.deserialize(Strict { inner })
    }
}

/// Members in turn. Keys that the derive does not itself tell apart are remembered here.
struct Members<A> {
    inner: A,
    asked: Asked,
    seen: HashSet<String>,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Members<A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        self.inner.next_key_seed(KeySeed { seed, asked: self.asked, seen: &mut self.seen })
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, A::Error> {
        self.inner.next_value_seed(Seed { seed })
    }

    fn size_hint(&self) -> Option<usize> {
        self.inner.size_hint()
    }
}

struct KeySeed<'a, K> {
    seed: K,
    asked: Asked,
    seen: &'a mut HashSet<String>,
}

impl<'de, K: DeserializeSeed<'de>> DeserializeSeed<'de> for KeySeed<'_, K> {
    type Value = K::Value;

    fn deserialize<D: Deserializer<'de>>(self, inner: D) -> Result<K::Value, D::Error> {
        self.seed.deserialize(KeyReader { inner, asked: self.asked, seen: self.seen })
    }
}

struct KeyReader<'a, D> {
    inner: D,
    asked: Asked,
    seen: &'a mut HashSet<String>,
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for KeyReader<'_, D> {
    type Error = D::Error;

    // A key is a text, whatever is asked for.
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.inner.deserialize_str(KeyVisitor { visitor, asked: self.asked, seen: self.seen })
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

struct KeyVisitor<'a, V> {
    visitor: V,
    asked: Asked,
    seen: &'a mut HashSet<String>,
}

impl<V> KeyVisitor<'_, V> {
    fn remember<E: de::Error>(&mut self, key: &str) -> Result<(), E> {
        let known = matches!(self.asked, Asked::Struct(fields) if fields.contains(&key));
        if known || self.seen.insert(key.to_owned()) { Ok(()) } else { Err(E::custom("a key is given twice")) }
    }
}

impl<'de, V: Visitor<'de>> Visitor<'de> for KeyVisitor<'_, V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.visitor.expecting(f)
    }

    fn visit_str<E: de::Error>(mut self, key: &str) -> Result<V::Value, E> {
        self.remember(key)?;
        self.visitor.visit_str(key)
    }

    fn visit_borrowed_str<E: de::Error>(mut self, key: &'de str) -> Result<V::Value, E> {
        self.remember(key)?;
        self.visitor.visit_borrowed_str(key)
    }

    fn visit_string<E: de::Error>(mut self, key: String) -> Result<V::Value, E> {
        self.remember(&key)?;
        self.visitor.visit_string(key)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn read<T: for<'de> Deserialize<'de>>(text: &str) -> Result<T, serde_json::Error> {
        T::deserialize(Strict::new(&mut serde_json::Deserializer::from_str(text)))
    }

    #[derive(Debug, PartialEq, serde::Deserialize)]
    struct Known {
        a: i64,
    }

    #[test]
    fn keys_stand_once() {
        assert!(read::<Value>(r#"{"a":1,"a":2}"#).is_err());
        assert!(read::<Value>(r#"[{"x":{"a":1,"\u0061":2}}]"#).is_err());
        assert!(read::<BTreeMap<String, i64>>(r#"{"a":1,"a":2}"#).is_err());
        assert!(read::<Known>(r#"{"a":1,"a":2}"#).is_err());
        assert!(read::<Known>(r#"{"a":1,"b":2,"b":2}"#).is_err());
        assert_eq!(read::<Known>(r#"{"a":1,"b":2}"#).ok(), Some(Known { a: 1 }));
    }

    #[test]
    fn integers_are_numbers_without_fraction() {
        assert_eq!(read::<i64>("1.0").ok(), Some(1));
        assert_eq!(read::<i32>("1e3").ok(), Some(1000));
        assert!(read::<i64>("1.5").is_err());
        assert!(read::<i32>("3000000000.0").is_err());
        assert!(read::<i64>("1e19").is_err());
        assert_eq!(read::<u64>("1e19").ok(), Some(10_000_000_000_000_000_000));
        assert!(read::<u64>("1.8446744073709552e19").is_err());
        assert!(read::<u64>("-1.0").is_err());
        assert_eq!(read::<i64>("9007199254740993").ok(), Some(9_007_199_254_740_993));
    }

    #[test]
    fn uuids_are_hyphenated() {
        use uuid::Uuid;
        assert!(read::<Uuid>(r#""01890a5d-ac96-774b-bcce-b302099a8057""#).is_ok());
        assert!(read::<Option<Vec<Uuid>>>(r#"["01890a5dac96774bbcceb302099a8057"]"#).is_err());
        assert!(read::<Uuid>(r#""urn:uuid:01890a5d-ac96-774b-bcce-b302099a8057""#).is_err());
    }

    #[test]
    fn arrays_are_no_objects() {
        assert!(read::<Known>("[1]").is_err());
    }
}
