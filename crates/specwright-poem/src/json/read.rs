//! From bytes to a value that keeps the contract, or to everything that is wrong with them.
//!
//! The fast way reads the type straight from the bytes. Only when that fails, or the value breaks a rule, the slow way
//! reads the bytes again as any JSON and holds them against the [`Schema`], which finds all violations at once.

use serde::Deserialize;
use serde_json::Value;

use super::Strict;
use crate::problem::Violation;
use crate::schema::{Schema, Violations};

/// Why bytes are not what the contract asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum Unreadable {
    /// Not JSON, or not JSON that has one meaning (a key given twice). Says where, not what.
    Malformed { line: usize, column: usize },
    /// JSON, but not as the schema says.
    Invalid(Vec<Violation>),
}

/// Reads a body. `fits` is the generated check of what the type alone does not say.
pub fn decode<T: for<'de> Deserialize<'de>>(
    bytes: &[u8],
    schema: &Schema,
    fits: impl FnOnce(&T) -> bool,
) -> Result<T, Unreadable> {
    if let Ok(value) = read(bytes)
        && fits(&value)
    {
        return Ok(value);
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
        .map_err(|_: serde_json::Error| Unreadable::Invalid(vec![Violations::inexpressible("body")]))
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
    read(bytes).map_err(|error: serde_json::Error| Unreadable::Malformed { line: error.line(), column: error.column() })
}

fn read<T: for<'de> Deserialize<'de>>(bytes: &[u8]) -> Result<T, serde_json::Error> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = T::deserialize(Strict::new(&mut reader))?;
    reader.end()?;
    Ok(value)
}
