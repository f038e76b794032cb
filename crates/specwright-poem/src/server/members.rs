//! What is read in pieces, as forms are: its members, and then the whole.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::refusal::Refusal;
use super::written;
use crate::json::Strict;
use crate::schema::{Schema, Shape, Violations};

/// Adds the text of a part: what its schema says decides what the text means, and a repeated array member adds items.
/// False: the member is there already, and can be there once.
pub(super) fn add_member(
    members: &mut Map<String, Value>,
    schema: &'static Schema,
    name: &str,
    text: &str,
    is_json: bool,
) -> bool {
    let Some(member) = member_schema(schema, name) else {
        return members.insert(name.to_owned(), Value::String(text.to_owned())).is_none();
    };
    let parsed = || if is_json { serde_json::from_str(text).ok() } else { None };
    let Shape::Array(array) = &written::resolved(member).shape else {
        let value = parsed().unwrap_or_else(|| written::value(member, text.into()));
        return members.insert(name.to_owned(), value).is_none();
    };
    let list = members.entry(name).or_insert_with(|| Value::Array(Vec::new()));
    let Value::Array(list) = list else { return false };
    match parsed() {
        // The whole list in one part.
        Some(Value::Array(items)) if !matches!(written::resolved(array.items).shape, Shape::Array(_)) => {
            list.extend(items);
        }
        Some(item) => list.push(item),
        None => list.push(written::value(array.items, text.into())),
    }
    true
}

fn member_schema(schema: &'static Schema, name: &str) -> Option<&'static Schema> {
    match &schema.shape {
        Shape::Object(object) => object.members.iter().find(|member| member.name == name).map(|member| member.schema),
        Shape::Same(schema) => member_schema(schema, name),
        _ => None,
    }
}

/// Checks a value and makes the type of it.
pub(super) fn judge<T: for<'de> Deserialize<'de>>(value: &Value, schema: &Schema) -> Result<T, Refusal> {
    let mut violations = Violations::new("body");
    schema.check(value, &mut violations);
    violations.finish().map_err(Refusal::invalid)?;
    T::deserialize(Strict::new(value)).map_err(|_| Refusal::invalid(schema.unheld(value, "body")))
}
