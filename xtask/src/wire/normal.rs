//! One form for what means the same, so that sides can be compared as text.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::vector::{Request, Response};

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

/// What a caller reads: headers by their names in code.
pub fn answer(answer: &Value) -> Value {
    let headers = answer["headers"].as_object().into_iter().flatten();
    let headers: Map<String, Value> =
        headers.map(|(name, value)| (name.to_lowercase().replace('-', "_"), value.clone())).collect();
    value(&json!({"status": answer["status"], "headers": headers, "body": answer["body"]}))
}

/// A response, with the headers that are spoken of in the one it should be.
pub fn response(response: &Response, like: &Response) -> Value {
    let headers: Map<String, Value> = response
        .headers
        .iter()
        .filter(|(name, _)| like.headers.contains_key(*name))
        .map(|(name, value)| (name.clone(), json!(value)))
        .collect();
    let is_json = response.headers.get("content-type").is_some_and(|kind| kind.ends_with("json"));
    let body = response.body.as_deref().map(|body| match serde_json::from_str(body) {
        Ok(value) if is_json => self::value(&value),
        _ => json!(body),
    });
    json!({"status": response.status, "headers": headers, "body": body, "octets": response.octets})
}

/// A request as text, with the headers that are named in the one it should be and no others.
pub fn request_like(request: &Request, like: &Request) -> String {
    let mut request = request.clone();
    // Where nothing is said of it, a client may send the media type or leave it out.
    request.headers.retain(|name, _| like.headers.contains_key(name));
    let Value::Object(parts) = self::request(&request) else { return String::new() };
    let told: Vec<_> = parts.iter().filter(|(_, value)| !value.is_null() && *value != &json!([])).collect();
    told.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" ")
}

/// A request, with the headers that the vector speaks of: percent-encodings in upper case and only where they are needed
/// (RFC 3986, 6.2.2), a form's pairs and JSON as what they mean.
fn request(request: &Request) -> Value {
    let media_type =
        request.headers.get("content-type").map(|text| text.split(';').next().unwrap_or("").trim().to_owned());
    let body = match (&request.body, media_type.as_deref()) {
        (Some(body), Some(kind)) if kind.ends_with("json") => {
            serde_json::from_str(body).map_or_else(|_| json!(body), |body| value(&body))
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
        "target": target(&request.target),
        "content-type": media_type,
        "cookie": request.headers.get("cookie"),
        "x-color": request.headers.get("x-color"),
        "body": body,
        "parts": parts,
    })
}

/// A path, and a query as pairs in the order of their names: of those with one name the order says something. A space may
/// be a `+` there (URL standard, 5.1), and a time may have digits that say nothing.
fn target(text: &str) -> String {
    let Some((path, query)) = text.split_once('?') else { return percent(text) };
    let mut pairs: Vec<(String, String)> = query
        .split('&')
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let plain = percent_encoding::percent_decode_str(value).decode_utf8_lossy();
            (percent(name), time(&plain).unwrap_or_else(|| percent(&value.replace('+', "%20"))))
        })
        .collect();
    pairs.sort_by(|one, other| one.0.cmp(&other.0));
    let pairs: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
    format!("{}?{}", percent(path), pairs.join("&"))
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
    fn queries_are_alike() {
        assert_eq!(target("/a?c=x+y&b=2&b=1"), "/a?b=2&b=1&c=x%20y");
        assert_eq!(target("/a?t=2026-02-28T12%3A00%3A00.000Z"), "/a?t=2026-02-28T12:00:00Z");
        assert_ne!(target("/a?b=2&b=1"), target("/a?b=1&b=2"));
        assert_ne!(target("/a?b=x%2By"), target("/a?b=x+y"));
    }

    #[test]
    fn percent_encodings_are_alike() {
        assert_eq!(percent("/%c3%a9%41%7e?a=%2f"), "/%C3%A9A~?a=%2F");
    }
}
