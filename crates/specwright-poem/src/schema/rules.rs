//! The rules that a type alone does not say, as questions with a yes or a no. [`super::Schema::check`] and the `fits`
//! methods of generated types both ask them here.

use std::collections::HashSet;

use serde_json::Value;

use super::{Bound, Limit, Pattern};

/// Length in code points, within inclusive bounds.
pub fn length(text: &str, min: u64, max: u64) -> bool {
    // A code point takes one to four bytes, so most texts need no counting.
    let bytes = text.len() as u64;
    if bytes <= max && bytes / 4 >= min {
        return true;
    }
    let length = text.chars().count() as u64;
    (min..=max).contains(&length)
}

pub fn pattern(text: &str, pattern: &Pattern) -> bool {
    pattern.fits(text)
}

pub fn items(count: usize, min: u64, max: u64) -> bool {
    (min..=max).contains(&(count as u64))
}

pub fn above(number: f64, bound: Bound) -> bool {
    if bound.exclusive { number > bound.value } else { number >= bound.value }
}

pub fn below(number: f64, bound: Bound) -> bool {
    if bound.exclusive { number < bound.value } else { number <= bound.value }
}

/// Decimal fractions are not exact in binary: 0.3 is a multiple of 0.1 all the same.
pub fn multiple_of(number: f64, of: f64) -> bool {
    super::number::is_multiple_of(number, Limit::Float(of))
}

/// No two items are equal.
pub fn unique<T: PartialEq>(items: &[T]) -> bool {
    items.iter().enumerate().all(|(at, item)| items.get(..at).is_none_or(|before| !before.contains(item)))
}

/// No two items are equal, as JSON Schema compares: `1` and `1.0` are.
pub fn unique_values(items: &[Value]) -> bool {
    let mut seen = HashSet::with_capacity(items.len());
    items.iter().all(|item| seen.insert(canonical(item)))
}

/// The same text for equal values, and another for others.
pub(super) fn canonical(value: &Value) -> String {
    match value {
        Value::Number(number) => match (number.as_i64(), number.as_u64(), number.as_f64()) {
            (Some(integer), _, _) => integer.to_string(),
            (None, Some(integer), _) => integer.to_string(),
            (None, None, float) => {
                let float = float.unwrap_or_default();
                crate::json::integer(float).map_or_else(|| format!("{float:e}"), |integer| integer.to_string())
            }
        },
        Value::Array(items) => {
            let items: Vec<_> = items.iter().map(canonical).collect();
            format!("[{}]", items.join(","))
        }
        Value::Object(members) => {
            let mut members: Vec<_> =
                members.iter().map(|(name, value)| format!("{name:?}:{}", canonical(value))).collect();
            members.sort_unstable();
            format!("{{{}}}", members.join(","))
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn lengths_are_in_code_points() {
        assert!(length("😀😀", 2, 2));
        assert!(!length("😀", 2, 9));
        assert!(!length("aaa", 0, 2));
        assert!(length("", 0, 0));
    }

    #[test]
    fn multiples() {
        assert!(multiple_of(0.3, 0.1));
        assert!(multiple_of(1e300, 1.0));
        assert!(!multiple_of(0.35, 0.1));
    }

    #[test]
    fn equal_is_what_json_schema_says() {
        assert!(!unique_values(&[json!(1), json!(1.0)]));
        assert!(!unique_values(&[json!({"a": 1, "b": 2}), json!({"b": 2, "a": 1})]));
        assert!(unique_values(&[json!(1), json!("1"), json!(true), json!(null), json!([1])]));
    }
}
