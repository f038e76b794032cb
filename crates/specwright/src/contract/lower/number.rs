//! Numbers as JSON has them: exact where they are whole, and compared without losing that.

use std::cmp::Ordering;

use serde_json::Number;

/// The number without its fraction's sign of life: `2.0` is whole.
pub(super) fn is_whole(number: &Number) -> bool {
    as_i128(number).is_some()
}

/// Exact, where the number is whole and within 64 bits, or is written as a float without a fraction.
#[allow(clippy::cast_possible_truncation)]
pub(super) fn as_i128(number: &Number) -> Option<i128> {
    if let Some(value) = number.as_i64() {
        return Some(value.into());
    }
    if let Some(value) = number.as_u64() {
        return Some(value.into());
    }
    let value = number.as_f64()?;
    (value.fract() == 0.0 && value.abs() < 1e37).then_some(value as i128)
}

pub(super) fn as_f64(number: &Number) -> f64 {
    number.as_f64().unwrap_or(0.0)
}

pub(super) fn compare(left: &Number, right: &Number) -> Ordering {
    match (as_i128(left), as_i128(right)) {
        (Some(left), Some(right)) => left.cmp(&right),
        _ => as_f64(left).total_cmp(&as_f64(right)),
    }
}

/// The least whole number at or above the bound, or above it where that is excluded.
#[allow(clippy::cast_possible_truncation)]
pub(super) fn whole_at_least(number: &Number, exclusive: bool) -> i128 {
    match as_i128(number) {
        Some(value) if exclusive => value.saturating_add(1),
        Some(value) => value,
        None => as_f64(number).ceil() as i128,
    }
}

/// The greatest whole number at or below the bound, or below it where that is excluded.
#[allow(clippy::cast_possible_truncation)]
pub(super) fn whole_at_most(number: &Number, exclusive: bool) -> i128 {
    match as_i128(number) {
        Some(value) if exclusive => value.saturating_sub(1),
        Some(value) => value,
        None => as_f64(number).floor() as i128,
    }
}
