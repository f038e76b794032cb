//! `Accept` and `Content-Type` (RFC 9110, sections 12.5.1 and 8.3).

use poem::http::HeaderMap;
use poem::http::header::{ACCEPT, CONTENT_TYPE, HeaderName};

use super::operation::{Method, Operation};
use super::refusal::Refusal;
use crate::problem::Details;

/// Type and subtype, in lower case and without parameters.
pub(super) fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Whether a range (`*/*`, `text/*`, `text/plain`) covers a media type.
pub(super) fn covers(range: &str, media_type: &str) -> bool {
    range == "*/*"
        || range == media_type
        || range.strip_suffix("/*").is_some_and(|kind| media_type.split('/').next() == Some(kind))
}

/// 406 where the request wants none of what the operation produces. Problems are sent whatever it wants.
pub(super) fn acceptable(operation: &Operation, headers: &HeaderMap) -> Result<(), Refusal> {
    let mut ranges = Vec::new();
    for header in headers.get_all(ACCEPT) {
        let Ok(header) = header.to_str() else { continue };
        ranges.extend(header.split(',').map(str::trim).filter(|range| !range.is_empty()));
    }
    if ranges.is_empty() || operation.produces.is_empty() {
        return Ok(());
    }
    if operation.produces.iter().any(|media_type| wanted(&essence(media_type), &ranges)) {
        return Ok(());
    }
    let produced = operation.produces.join(", ");
    Err(Refusal::not_acceptable(Details::new(format!("This is answered with {produced}."))))
}

/// The most specific range that covers a media type decides; `q=0` means no.
fn wanted(media_type: &str, ranges: &[&str]) -> bool {
    let mut best: Option<(u8, bool)> = None;
    for range in ranges {
        let name = essence(range);
        // What an operation produces may itself be a range.
        if !covers(&name, media_type) && !covers(media_type, &name) {
            continue;
        }
        let specificity = u8::from(name != "*/*") + u8::from(!name.ends_with("/*"));
        let allowed = quality(range) > 0.0;
        match best {
            Some((known, _)) if known > specificity => {}
            Some((known, before)) if known == specificity => best = Some((known, before || allowed)),
            _ => best = Some((specificity, allowed)),
        }
    }
    best.is_some_and(|(_, allowed)| allowed)
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
    let media_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).map(essence);
    let found = media_type
        .as_deref()
        .filter(|_| charset_fits(headers))
        .and_then(|media_type| operation.consumes.iter().position(|range| covers(range, media_type)));
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
}
