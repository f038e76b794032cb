//! What a plain YAML scalar means: the core schema of YAML 1.2.2, section 10.3.2.

use serde_json::Number;

use super::Kind;

/// The value of an unquoted scalar. None for a number that JSON has no form for (`.inf`, `.nan`).
pub(super) fn resolve(text: &str) -> Option<Kind> {
    Some(match text {
        "" | "~" | "null" | "Null" | "NULL" => Kind::Null,
        "true" | "True" | "TRUE" => Kind::Boolean(true),
        "false" | "False" | "FALSE" => Kind::Boolean(false),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" | "-.inf" | "-.Inf" | "-.INF" | ".nan" | ".NaN"
        | ".NAN" => return None,
        _ => number(text).map_or_else(|| Kind::String(text.to_owned()), Kind::Number),
    })
}

fn number(text: &str) -> Option<Number> {
    if let Some(octal) = text.strip_prefix("0o") {
        return digits(octal, |b| matches!(b, b'0'..=b'7'))
            .and_then(|d| u64::from_str_radix(d, 8).ok())
            .map(Number::from);
    }
    if let Some(hexadecimal) = text.strip_prefix("0x") {
        return digits(hexadecimal, |b| b.is_ascii_hexdigit())
            .and_then(|d| u64::from_str_radix(d, 16).ok())
            .map(Number::from);
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if digits(unsigned, |b| b.is_ascii_digit()).is_some() {
        let positive = text.strip_prefix('+').unwrap_or(text);
        return positive
            .parse::<u64>()
            .map(Number::from)
            .or_else(|_| positive.parse::<i64>().map(Number::from))
            .ok()
            .or_else(|| positive.parse::<f64>().ok().and_then(Number::from_f64));
    }
    is_float(unsigned).then(|| text.parse::<f64>().ok().and_then(Number::from_f64)).flatten()
}

fn digits(text: &str, accept: impl Fn(u8) -> bool) -> Option<&str> {
    (!text.is_empty() && text.bytes().all(accept)).then_some(text)
}

/// `( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`
fn is_float(text: &str) -> bool {
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(at) => (text.get(..at).unwrap_or(""), text.get(at + 1..)),
        None => (text, None),
    };
    let all_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let exponent_fits = exponent.is_none_or(|exponent| {
        let unsigned = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
        !unsigned.is_empty() && all_digits(unsigned)
    });
    let mantissa_fits = match mantissa.split_once('.') {
        Some((whole, fraction)) => {
            all_digits(whole) && all_digits(fraction) && !(whole.is_empty() && fraction.is_empty())
        }
        None => !mantissa.is_empty() && all_digits(mantissa),
    };
    exponent_fits && mantissa_fits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_scalars_follow_the_core_schema() {
        let number = |text: &str| match resolve(text) {
            Some(Kind::Number(number)) => Some(number.to_string()),
            _ => None,
        };
        for (text, expected) in [
            ("0", "0"),
            ("-7", "-7"),
            ("+12", "12"),
            ("0x1F", "31"),
            ("0o17", "15"),
            ("18446744073709551615", "18446744073709551615"),
            ("-9223372036854775808", "-9223372036854775808"),
            ("1.5", "1.5"),
            (".5", "0.5"),
            ("1e3", "1000.0"),
        ] {
            assert_eq!(number(text).as_deref(), Some(expected), "{text}");
        }
        for text in ["1.2.3", "2024-01-01", "1e", ".", "e3", "0x", "-", "3_000", "yes", "on", "NO"] {
            assert_eq!(resolve(text), Some(Kind::String(text.to_owned())), "{text}");
        }
        assert_eq!(resolve(".inf"), None);
    }
}
