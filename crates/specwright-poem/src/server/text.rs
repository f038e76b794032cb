//! Query strings, cookies and percent-encoding.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use poem::http::HeaderMap;
use poem::http::header::COOKIE;

/// None where the octets are no UTF-8.
pub(super) fn decode(text: &str) -> Option<Cow<'_, str>> {
    percent_decode_str(text).decode_utf8().ok()
}

/// Whether the octets are UTF-8.
pub(super) fn is_decodable(text: &str) -> bool {
    !text.contains('%') || percent_decode_str(text).decode_utf8().is_ok()
}

/// As forms write it: `+` is a space.
pub(super) fn decode_form(text: &str) -> Option<Cow<'_, str>> {
    if !text.contains('+') {
        return decode(text);
    }
    decode(&text.replace('+', " ")).map(|text| Cow::Owned(text.into_owned()))
}

/// Names decoded, values as they are written.
pub(super) fn pairs(query: &str) -> impl Iterator<Item = (String, &str)> {
    query.split('&').filter(|pair| !pair.is_empty()).filter_map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        Some((decode_form(name)?.into_owned(), value))
    })
}

/// Whether a query has a parameter of this name.
pub(super) fn has_pair(query: &str, name: &str) -> bool {
    pairs(query).any(|(known, _)| known == name)
}

pub(super) fn query_value(query: &str, name: &str) -> Option<String> {
    pairs(query).find(|(known, _)| known == name).and_then(|(_, value)| Some(decode_form(value)?.into_owned()))
}

/// Names and values as they are written, without the quotation marks that a value may have (RFC 6265, 4.1.1).
pub(super) fn cookies(headers: &HeaderMap) -> Vec<(String, String)> {
    let texts = headers.get_all(COOKIE).iter().map(|header| String::from_utf8_lossy(header.as_bytes()).into_owned());
    let mut cookies = Vec::new();
    for text in texts {
        for (name, value) in text.split(';').filter_map(|pair| pair.trim().split_once('=')) {
            cookies.push((name.to_owned(), value.trim_matches('"').to_owned()));
        }
    }
    cookies
}

pub(super) fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    cookies(headers).into_iter().find(|(known, _)| known == name).map(|(_, value)| value)
}
