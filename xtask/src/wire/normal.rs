//! One form for what means the same, so that sides can be compared as text.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::Request;

/// What a handler was given: members that are null or empty lists are absent, numbers have no needless fraction.
pub fn value(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let kept = members.iter().filter(|(_, member)| !is_absent(member));
            let mut kept: Vec<_> = kept.map(|(name, member)| (name.clone(), self::value(member))).collect();
            kept.sort_by(|one, other| one.0.cmp(&other.0));
            Value::Object(Map::from_iter(kept))
        }
        Value::Array(items) => items.iter().map(self::value).collect(),
        Value::String(text) => json!(time(text).unwrap_or_else(|| text.clone())),
        Value::Number(number) => match number.as_f64() {
            // A number without a fraction is written without one.
            #[allow(clippy::cast_possible_truncation)]
            Some(float) if float.fract() == 0.0 && float.abs() < 9e15 => json!(float as i64),
            _ => value.clone(),
        },
        other => other.clone(),
    }
}

/// A time without needless digits.
fn time(text: &str) -> Option<String> {
    use chrono::{DateTime, SecondsFormat};
    let time = DateTime::parse_from_rfc3339(text).ok()?;
    Some(time.to_utc().to_rfc3339_opts(SecondsFormat::AutoSi, true))
}

fn is_absent(value: &Value) -> bool {
    value.as_array().is_some_and(Vec::is_empty)
}

/// A request, with the headers that the vector speaks of: percent-encodings in upper case and only where they are needed
/// (RFC 3986, 6.2.2), a form's pairs and JSON as what they mean.
pub fn request(request: &Request) -> Value {
    let media_type =
        request.headers.get("content-type").map(|text| text.split(';').next().unwrap_or("").trim().to_owned());
    let body = match (&request.body, media_type.as_deref()) {
        (Some(body), Some(kind)) if kind.ends_with("json") => {
            serde_json::from_str(body).unwrap_or_else(|_| json!(body))
        }
        (Some(body), Some("application/x-www-form-urlencoded")) => json!(percent(&body.replace('+', "%20"))),
        (Some(body), _) => json!(body),
        (None, _) => request.octets.as_ref().map_or(Value::Null, |octets| json!({"octets": octets})),
    };
    let parts: Vec<Value> = request
        .parts
        .iter()
        .map(|part| json!([part.name, part.filename, part.media_type, part.body, part.octets]))
        .collect();
    json!({
        "method": request.method,
        "target": percent(&request.target),
        "content-type": media_type,
        "cookie": request.headers.get("cookie"),
        "x-color": request.headers.get("x-color"),
        "body": body,
        "parts": parts,
    })
}

fn percent(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = String::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let coded = (byte == b'%').then(|| text.get(at + 1..at + 3)).flatten();
        match coded.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(plain) if plain.is_ascii_alphanumeric() || b"-._~".contains(&plain) => out.push(char::from(plain)),
            Some(plain) => {
                let _ = write!(out, "%{plain:02X}");
            }
            None => out.push(char::from(byte)),
        }
        at += if coded.is_some() { 3 } else { 1 };
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_encodings_are_alike() {
        assert_eq!(percent("/%c3%a9%41%7e?a=%2f"), "/%C3%A9A~?a=%2F");
    }
}
