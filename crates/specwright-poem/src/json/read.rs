//! From bytes to a value that keeps the contract, or to everything that is wrong with them.
//!
//! The fast way reads the type straight from the bytes. A value that breaks a rule is held against the [`Schema`], which
//! finds all violations at once. Only where the bytes do not have the type, or it does not keep all that they say, they
//! are read again as any JSON.

use serde::de::DeserializeSeed;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Strict;
use super::value::AnyValue;
use crate::problem::Violation;
use crate::schema::{Schema, Violations};

/// Why bytes are not what the contract asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Unreadable {
    /// Not JSON that can be read. Says where, not what stands there.
    Malformed { fault: Fault, line: usize, column: usize },
    /// JSON, but not as the schema says.
    Invalid(Vec<Violation>),
}

/// Why a text cannot be read as JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It breaks the grammar (RFC 8259).
    Syntax,
    /// It has several meanings (RFC 8259, section 4).
    RepeatedKey,
    /// Its arrays and objects stand in more than 127 others (RFC 8259, section 9, lets a reader set a limit).
    TooDeep,
}

impl Fault {
    /// Of an error in reading any value: only a key that is repeated is an error that is not JSON's own.
    fn of(error: &serde_json::Error) -> Self {
        if error.is_data() {
            Self::RepeatedKey
        } else if error.to_string().starts_with("recursion limit exceeded") {
            Self::TooDeep
        } else {
            Self::Syntax
        }
    }
}

/// Reads a body. `fits` is the generated check of what the type alone does not say.
pub fn decode<T: for<'de> Deserialize<'de> + Serialize>(
    bytes: &[u8],
    schema: &Schema,
    fits: impl FnOnce(&T) -> bool,
) -> Result<T, Unreadable> {
    if let Ok(value) = read(bytes) {
        if fits(&value) {
            return Ok(value);
        }
        if let Some(found) = schema.violations_of(&value) {
            return Err(Unreadable::Invalid(found));
        }
    }
    decode_judged(bytes, schema)
}

/// Reads a body of which the type does not say all that the schema asks: the value is judged before it has a type.
pub fn decode_judged<T: for<'de> Deserialize<'de>>(bytes: &[u8], schema: &Schema) -> Result<T, Unreadable> {
    let value = read_value(bytes)?;
    let mut violations = Violations::new("body");
    schema.check(&value, &mut violations);
    violations.finish().map_err(Unreadable::Invalid)?;
    // The schema has nothing against it, so the type is narrower than the schema: say so rather than nothing.
    super::from_value(value)
        .or_else(|_: serde_json::Error| Err(Unreadable::Invalid(schema.unheld(&read_value(bytes)?, "body"))))
}

/// A default of a contract, from its JSON.
///
/// # Panics
///
/// Where the text is not what the type reads: the generator holds every default against its type before it writes one.
#[allow(clippy::expect_used)]
pub fn constant<T: for<'de> Deserialize<'de>>(text: &str) -> T {
    read(text.as_bytes()).expect("the generator has read this default")
}

/// Reads any JSON, strictly.
pub fn read_value(bytes: &[u8]) -> Result<Value, Unreadable> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = AnyValue.deserialize(&mut reader).and_then(|value| reader.end().map(|()| value));
    value.map_err(|error| Unreadable::Malformed {
        fault: Fault::of(&error),
        line: error.line(),
        column: error.column(),
    })
}

/// Reads a value that nobody answers for but whoever sent it, such as a response: strictly, and without a word on why not.
pub fn read<T: for<'de> Deserialize<'de>>(bytes: &[u8]) -> Result<T, serde_json::Error> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = T::deserialize(Strict::new(&mut reader))?;
    reader.end()?;
    Ok(value)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::schema::{Additional, Assertion, Member, Object, Rule, Shape};

    #[test]
    fn any_json_is_read_as_serde_json_reads_it() {
        for text in
            ["null", " [1, -2, 1.5, 1e400, true, \"\\u00e9\", {\"a\": {\"b\": []}}] ", "18446744073709551615", "\"x\""]
        {
            let expected = serde_json::from_str::<Value>(text).ok();
            assert_eq!(read_value(text.as_bytes()).ok(), expected, "{text}");
        }
        assert_eq!(read_value(br#"{"b":1,"a":2}"#), Ok(json!({"b": 1, "a": 2})));
    }

    #[test]
    fn numbers_are_the_nearest_to_what_is_written() {
        for number in [-943_305.046_955_987_3, f64::from(f32::MAX), 5e-324, 0.1 + 0.2] {
            assert_eq!(read_value(number.to_string().as_bytes()), Ok(json!(number)));
        }
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        let deep = "[".repeat(128) + &"]".repeat(128);
        for (text, expected) in [
            (r#"{"a":1,"a":2}"#, Fault::RepeatedKey),
            (r#"[{"x":{"a":1,"\u0061":2}}]"#, Fault::RepeatedKey),
            ("1 1", Fault::Syntax),
            ("", Fault::Syntax),
            (&deep, Fault::TooDeep),
        ] {
            let Err(Unreadable::Malformed { fault, .. }) = read_value(text.as_bytes()) else { panic!("{text}") };
            assert_eq!(fault, expected, "{text}");
        }
        let shallower = deep.get(1..255).unwrap_or_default();
        assert!(read_value(shallower.as_bytes()).is_ok());
    }

    /// As of `{properties: {part: …}, anyOf: [{required: [part]}]}`: no keyword says that it is an object.
    static WHOLE: Schema = of_implied_type(&[Member { name: "part", required: false, schema: &PART }]);
    static PART: Schema = of_implied_type(&[]);
    static RULES: Assertion = Assertion::new(&[Rule::AnyOf(&[&Assertion::new(&[Rule::Required(&["part"])])])]);
    static ANYTHING: Assertion = Assertion::new(&[]);

    const fn of_implied_type(members: &'static [Member]) -> Schema {
        let shape = Shape::Object(Object { members, additional: Additional::Open, min_members: 0, max_members: None });
        Schema::asserted(shape, if members.is_empty() { &ANYTHING } else { &RULES })
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Whole {
        part: Part,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Part {}

    #[test]
    fn what_only_the_shape_refuses_is_said_as_well() {
        for (text, pointer, code) in
            [("5", "", "type"), (r#"{"part":5}"#, "/part", "type"), (r#"{"other":{}}"#, "", "any_of")]
        {
            let Err(Unreadable::Invalid(found)) = decode_judged::<Whole>(text.as_bytes(), &WHOLE) else {
                panic!("{text}")
            };
            assert_eq!(found.len(), 1, "{found:?}");
            assert_eq!((found[0].pointer.as_str(), &*found[0].code), (pointer, code), "{text}");
        }
        assert_eq!(decode_judged(br#"{"part":{}}"#, &WHOLE), Ok(Whole { part: Part {} }));
    }

    #[test]
    fn what_nothing_refuses_but_the_type_is_said_too() {
        let Err(Unreadable::Invalid(found)) = decode_judged::<u8>(b"300", &Schema::new(Shape::Any)) else { panic!() };
        assert_eq!(found, [Violations::inexpressible("body")]);
    }
}
