//! References to something that has no name, such as a schema deep in a response, replaced by what they lead to.

use serde_json::{Value, json};

/// How many values may be copied; past it, and in a circle, such a reference says nothing.
const MOST: usize = 500_000;

/// The document with references to components only.
pub(super) fn inlined(document: &Value) -> Value {
    let mut copied = 0;
    walk(document, document, &mut Vec::new(), &mut copied)
}

fn walk<'a>(document: &'a Value, value: &'a Value, open: &mut Vec<&'a str>, copied: &mut usize) -> Value {
    if let Some(pointer) = unnamed(value) {
        let target = document.pointer(pointer).filter(|_| *copied < MOST && !open.contains(&pointer));
        let Some(target) = target else { return json!({}) };
        open.push(pointer);
        let copy = walk(document, target, open, copied);
        open.pop();
        return copy;
    }
    if !open.is_empty() {
        *copied += 1;
    }
    match value {
        Value::Array(items) => items.iter().map(|item| walk(document, item, open, copied)).collect(),
        Value::Object(members) => {
            let members = members.iter().map(|(name, member)| (name.clone(), walk(document, member, open, copied)));
            Value::Object(members.collect())
        }
        scalar => scalar.clone(),
    }
}

/// The pointer of a reference that leads to no component.
fn unnamed(value: &Value) -> Option<&str> {
    let pointer = value.get("$ref")?.as_str()?.strip_prefix('#')?;
    let is_named = pointer.starts_with("/components/") && pointer.matches('/').count() == 3;
    (!is_named).then_some(pointer)
}
