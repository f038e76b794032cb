//! Numbers as JSON Schema compares them: by their value, whole ones exactly, fractions as they are written.

use std::cmp::Ordering;

use serde_json::{Number, Value};

use super::Limit;

/// An integer, also when it is written with a fraction of zero. One beyond an `i128` saturates, which is out of every
/// bound all the same.
pub(super) fn whole(value: &Value) -> Option<i128> {
    of_number(value.as_number()?)
}

fn of_number(number: &Number) -> Option<i128> {
    if let Some(integer) = number.as_i64() {
        return Some(integer.into());
    }
    if let Some(integer) = number.as_u64() {
        return Some(integer.into());
    }
    let float = number.as_f64()?;
    // Without a fraction, so nothing is cut off.
    #[allow(clippy::cast_possible_truncation)]
    (float.fract() == 0.0).then_some(float as i128)
}

pub(super) fn compare(number: &Number, limit: Limit) -> Ordering {
    match (of_number(number), limit) {
        (Some(number), Limit::Whole(limit)) => number.cmp(&limit),
        (Some(number), Limit::Float(limit)) => against(limit, number).reverse(),
        (None, Limit::Whole(limit)) => against(float(number), limit),
        (None, Limit::Float(limit)) => float(number).partial_cmp(&limit).unwrap_or(Ordering::Equal),
    }
}

fn float(number: &Number) -> f64 {
    number.as_f64().unwrap_or_default()
}

/// A float against an integer, without making one the other: past 2^53 that would lose digits.
fn against(float: f64, integer: i128) -> Ordering {
    // The cast saturates beyond an i128, and cuts the fraction off, which decides where the rest is equal.
    #[allow(clippy::cast_possible_truncation)]
    let whole = float.trunc() as i128;
    let fraction = if float.fract() == 0.0 { Ordering::Equal } else { float.fract().total_cmp(&0.0) };
    whole.cmp(&integer).then(fraction)
}

/// Whether a number divided by another is whole. Both are taken as the decimal fractions they are written as: 0.3 is a
/// multiple of 0.1, though neither is exact in binary.
pub(super) fn is_multiple(number: &Number, of: Limit) -> bool {
    match (of_number(number), of) {
        (Some(number), Limit::Whole(of)) if number.unsigned_abs() < 1 << 100 => {
            number.checked_rem(of).is_none_or(|rest| rest == 0)
        }
        (Some(number), Limit::Float(of)) if number.unsigned_abs() < 1 << 100 => {
            divides(Decimal { digits: number.unsigned_abs(), exponent: 0 }, Decimal::of(of))
        }
        (_, of) => is_multiple_of(float(number), of),
    }
}

pub(super) fn is_multiple_of(number: f64, of: Limit) -> bool {
    let of = match of {
        Limit::Whole(of) => Decimal { digits: of.unsigned_abs(), exponent: 0 },
        Limit::Float(of) => Decimal::of(of),
    };
    number.is_finite() && divides(Decimal::of(number), of)
}

/// `digits` times ten to the `exponent`.
#[derive(Clone, Copy)]
struct Decimal {
    digits: u128,
    exponent: i32,
}

impl Decimal {
    /// By the fewest digits that mean this very float: those it was written with, as a rule.
    fn of(float: f64) -> Self {
        let text = format!("{:e}", float.abs());
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let fraction = mantissa.split_once('.').map_or(0, |(_, fraction)| fraction.len());
        let digits = mantissa.replace('.', "").parse().unwrap_or_default();
        let exponent: i32 = exponent.parse().unwrap_or_default();
        Self { digits, exponent: exponent.saturating_sub(i32::try_from(fraction).unwrap_or_default()) }
    }
}

fn divides(number: Decimal, of: Decimal) -> bool {
    if number.digits == 0 || of.digits == 0 {
        return true;
    }
    let shift = number.exponent.saturating_sub(of.exponent);
    let steps = shift.unsigned_abs();
    if shift >= 0 {
        // (digits * 10^shift) mod of, ten by ten, so that nothing grows beyond the divisor's size.
        let mut rest = number.digits % of.digits;
        for _ in 0..steps {
            if rest == 0 {
                return true;
            }
            rest = match rest.checked_mul(10) {
                Some(tenfold) => tenfold % of.digits,
                None => return false,
            };
        }
        return rest == 0;
    }
    // The divisor grows instead; once it is greater than what it should divide, it does not.
    let mut divisor = of.digits;
    for _ in 0..steps {
        match divisor.checked_mul(10) {
            Some(tenfold) if tenfold <= number.digits => divisor = tenfold,
            _ => return false,
        }
    }
    number.digits.is_multiple_of(divisor)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        serde_json::from_str(text).unwrap_or_else(|_| 0.into())
    }

    #[test]
    fn whole_numbers_are_compared_exactly() {
        let limit = Limit::Whole(9_007_199_254_740_993);
        assert_eq!(compare(&number("9007199254740993"), limit), Ordering::Equal);
        assert_eq!(compare(&number("9007199254740992"), limit), Ordering::Less);
        assert_eq!(compare(&number("9007199254740992.0"), limit), Ordering::Less);
        assert_eq!(compare(&number("18446744073709551615"), Limit::Whole(i128::from(u64::MAX))), Ordering::Equal);
        assert_eq!(compare(&number("1e300"), Limit::Whole(i128::from(i64::MAX))), Ordering::Greater);
    }

    #[test]
    fn fractions_are_compared_with_whole_numbers() {
        assert_eq!(compare(&number("2.5"), Limit::Whole(2)), Ordering::Greater);
        assert_eq!(compare(&number("-2.5"), Limit::Whole(-2)), Ordering::Less);
        assert_eq!(compare(&number("2"), Limit::Float(2.5)), Ordering::Less);
        assert_eq!(compare(&number("3"), Limit::Float(2.5)), Ordering::Greater);
        assert_eq!(compare(&number("2.0"), Limit::Float(2.0)), Ordering::Equal);
        assert_eq!(compare(&number("-3"), Limit::Float(-2.5)), Ordering::Less);
    }

    #[test]
    fn multiples_are_those_of_decimal_fractions() {
        for (text, of, expected) in [
            ("0.3", 0.1, true),
            ("0.35", 0.1, false),
            ("4.02", 0.01, true),
            ("0.0075", 0.0001, true),
            ("0.00751", 0.0001, false),
            ("19.99", 0.01, true),
            ("3", 1.5, true),
            ("4", 1.5, false),
            ("1e308", 0.123_456_789, false),
            ("1e308", 0.5, true),
            ("0", 0.7, true),
            ("-0.6", 0.2, true),
        ] {
            assert_eq!(is_multiple(&number(text), Limit::Float(of)), expected, "{text} of {of}");
        }
        assert!(is_multiple(&number("9007199254740993"), Limit::Whole(3)));
        assert!(!is_multiple(&number("9007199254740994"), Limit::Whole(3)));
        assert!(!is_multiple(&number("1.5"), Limit::Whole(1)));
        // The float that `1e30` means is not a multiple of ten in binary, and that is the number that arrives.
        assert!(!is_multiple(&number("1e30"), Limit::Whole(10)));
    }
}
