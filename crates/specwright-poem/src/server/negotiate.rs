//! `Accept` and `Content-Type` (RFC 9110, sections 12.5.1 and 8.3).

use std::borrow::Cow;

use poem::http::HeaderMap;
use poem::http::header::{ACCEPT, CONTENT_TYPE, HeaderName};

use super::operation::{Method, Operation};
use super::refusal::Refusal;
use crate::problem::Details;

/// Type and subtype, in lower case and without parameters.
pub(super) fn essence(media_type: &str) -> Cow<'_, str> {
    let name = media_type.split(';').next().unwrap_or_default().trim();
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) { name.to_ascii_lowercase().into() } else { name.into() }
}

/// Whether a range (`*/*`, `text/*`, `text/plain`) covers a media type.
pub(super) fn covers(range: &str, media_type: &str) -> bool {
    range == "*/*"
        || range == media_type
        || range.strip_suffix("/*").is_some_and(|kind| media_type.split('/').next() == Some(kind))
}

/// 406 where the request wants none of what the operation produces. Problems are sent whatever it wants.
pub(super) fn acceptable(operation: &Operation, headers: &HeaderMap) -> Result<(), Refusal> {
    let mut accepted = headers.get_all(ACCEPT).iter();
    match (accepted.next(), accepted.next()) {
        (None, _) => return Ok(()),
        // What most clients send needs no weighing.
        (Some(only), None) if only == "*/*" || operation.produces.iter().any(|media_type| only == media_type) => {
            return Ok(());
        }
        _ => {}
    }
    let mut ranges = Vec::new();
    for header in headers.get_all(ACCEPT) {
        let Ok(header) = header.to_str() else { continue };
        ranges.extend(header.split(',').map(str::trim).filter(|range| !range.is_empty()));
    }
    if ranges.is_empty() || operation.produces.is_empty() {
        return Ok(());
    }
    if operation.produces.iter().any(|media_type| wanted(media_type, &ranges)) {
        return Ok(());
    }
    let produced = operation.produces.join(", ");
    Err(Refusal::not_acceptable(Details::new(format!("This is answered with {produced}."))))
}

/// Which of several media types the request likes best, by index: the first of those with the highest weight.
pub(super) fn preferred(produced: &[&str], headers: &HeaderMap) -> usize {
    let headers: Vec<&str> = headers.get_all(ACCEPT).iter().filter_map(|header| header.to_str().ok()).collect();
    let ranges: Vec<&str> =
        headers.iter().flat_map(|header| header.split(',')).map(str::trim).filter(|range| !range.is_empty()).collect();
    if ranges.is_empty() {
        return 0;
    }
    let mut best = (0, 0.0);
    for (index, media_type) in produced.iter().enumerate() {
        let weight = weight(media_type, &ranges);
        if weight > best.1 {
            best = (index, weight);
        }
    }
    best.0
}

fn wanted(media_type: &str, ranges: &[&str]) -> bool {
    weight(media_type, ranges) > 0.0
}

/// The most specific range that covers a media type decides; `q=0` means no.
fn weight(media_type: &str, ranges: &[&str]) -> f32 {
    let mut best: Option<(u8, f32)> = None;
    for range in ranges {
        let name = essence(range);
        // What an operation produces may itself be a range.
        if !covers(&name, &essence(media_type)) && !covers(&essence(media_type), &name) {
            continue;
        }
        // Parameters that the media type has as well make a range the most specific (RFC 9110, 12.5.1).
        let shared = parameters(range).filter(|stated| parameters(media_type).any(|own| own == *stated)).count();
        let unlike = parameters(range).count() > shared && parameters(media_type).next().is_some();
        if unlike {
            continue;
        }
        let specificity = u8::from(name != "*/*") + u8::from(!name.ends_with("/*")) + u8::from(shared > 0);
        let allowed = quality(range);
        match best {
            Some((known, _)) if known > specificity => {}
            Some((known, before)) if known == specificity => best = Some((known, before.max(allowed))),
            _ => best = Some((specificity, allowed)),
        }
    }
    best.map_or(0.0, |(_, allowed)| allowed)
}

/// A media type's parameters, without the weight and the charset.
fn parameters(media_type: &str) -> impl Iterator<Item = (String, &str)> {
    let parameters = media_type.split(';').skip(1).filter_map(|parameter| parameter.split_once('='));
    let parameters = parameters.map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().trim_matches('"')));
    parameters.filter(|(name, _)| name != "q" && name != "charset")
}

fn quality(range: &str) -> f32 {
    range
        .split(';')
        .skip(1)
        .filter_map(|parameter| parameter.split_once('='))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case("q"))
        .and_then(|(_, value)| value.trim().parse().ok())
        .unwrap_or(1.0)
}

/// Which of the operation's media types the body is, by index; 415 where it is none of them.
pub(super) fn content(operation: &Operation, headers: &HeaderMap) -> Result<usize, Refusal> {
    let stated = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    // What most clients send needs no weighing: nothing is more specific than the very text, and it has no charset.
    let plain = stated.filter(|stated| !stated.contains([';', '*']));
    if let Some(index) = plain.and_then(|plain| operation.consumes.iter().position(|known| *known == plain)) {
        return Ok(index);
    }
    let media_type = stated.map(essence);
    let found = stated.filter(|_| charset_fits(headers)).and_then(|stated| position(operation.consumes, stated));
    found.ok_or_else(|| {
        let accepted = operation.consumes.join(", ");
        // RFC 5789 names Accept-Patch, LDP Accept-Post, and RFC 9110, 15.5.16 Accept.
        let hint = match operation.method {
            Method::Patch => HeaderName::from_static("accept-patch"),
            Method::Post => HeaderName::from_static("accept-post"),
            _ => ACCEPT,
        };
        let detail = match media_type {
            Some(_) => format!("The body's media type must be one of: {accepted}."),
            None => format!("The body needs a Content-Type, one of: {accepted}."),
        };
        Refusal::unsupported_media_type(Details::new(detail)).with_header(hint, accepted)
    })
}

/// The most specific of those that cover it: with the same parameters, else without, else a range.
fn position(consumes: &[&str], stated: &str) -> Option<usize> {
    let media_type = essence(stated);
    let specificity = |range: &str| {
        let name = essence(range);
        let own = parameters(range).count();
        let shared = parameters(range).filter(|own| parameters(stated).any(|other| other == *own)).count();
        (covers(&name, &media_type) && shared == own)
            .then(|| own + usize::from(name != "*/*") + usize::from(!name.ends_with("/*")))
    };
    let fitting = consumes.iter().enumerate().filter_map(|(index, range)| Some((specificity(range)?, index)));
    fitting.max_by_key(|(specificity, index)| (*specificity, std::cmp::Reverse(*index))).map(|(_, index)| index)
}

/// Text is UTF-8 here.
fn charset_fits(headers: &HeaderMap) -> bool {
    let Some(Ok(value)) = headers.get(CONTENT_TYPE).map(|value| value.to_str()) else { return true };
    value
        .split(';')
        .skip(1)
        .filter_map(|parameter| parameter.split_once('='))
        .filter(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))
        .all(|(_, charset)| {
            let charset = charset.trim().trim_matches('"');
            charset.eq_ignore_ascii_case("utf-8") || charset.eq_ignore_ascii_case("us-ascii")
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_specific_range_decides() {
        assert!(wanted("application/json", &["*/*"]));
        assert!(wanted("application/json", &["text/html", "application/*;q=0.1"]));
        assert!(!wanted("application/json", &["text/html"]));
        assert!(!wanted("application/json", &["*/*", "application/json;q=0"]));
        assert!(wanted("application/json", &["application/json", "*/*;q=0"]));
        assert!(wanted("*/*", &["image/png"]));
    }

    #[test]
    fn parameters_tell_media_types_apart() {
        let produced = ["application/json;version=1", "application/json;version=2"];
        let weight_of = |range: &str| produced.map(|media_type| wanted(media_type, &[range]));
        assert_eq!(weight_of("application/json"), [true, true]);
        assert_eq!(weight_of("application/json;version=2"), [false, true]);
        assert_eq!(position(&produced, "application/json; version=2; charset=utf-8"), Some(1));
        assert_eq!(position(&produced, "application/json"), None);
        assert_eq!(position(&["*/*", "image/*", "image/png"], "image/png"), Some(2));
        assert_eq!(position(&["*/*", "image/*", "image/png"], "image/gif"), Some(1));
    }

    #[test]
    fn the_heaviest_is_preferred() {
        let produced = ["application/json", "text/csv", "image/png"];
        let preferred = |accept: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT, poem::http::HeaderValue::from_static(accept));
            preferred(&produced, &headers)
        };
        assert_eq!(preferred("*/*"), 0);
        assert_eq!(preferred("text/csv, */*;q=0.1"), 1);
        assert_eq!(preferred("application/json;q=0.2, image/*;q=0.8"), 2);
    }
}
