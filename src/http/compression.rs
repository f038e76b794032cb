//! Answers are compressed when the caller can read it and it is worth it.
//!
//! The encoders are poem's. Its middleware is not used: it decompresses request bodies without a bound, takes `*` for an
//! algorithm that nobody asked for, ignores `q=0`, misspells zstd and compresses every answer, small or binary.

use http_body::Body as _;
use poem::http::{HeaderMap, Method, header};
use poem::web::{Compress, CompressionAlgo, CompressionLevel};
use poem::{Endpoint, IntoResponse as _, Request, Response};
use specwright_poem::server::Refusal;

use super::cors::vary;
use super::layer::Layer;
use super::problem;

/// Below this a packet is a packet.
const WORTH_IT: u64 = 1_024;

pub struct Compression;

impl Layer for Compression {
    async fn handle<E>(&self, request: Request, inside: &E) -> Response
    where
        E: Endpoint<Output = Response>,
    {
        // A small compressed body can become an enormous one. No operation needs them.
        if request.headers().get(header::CONTENT_ENCODING).is_some_and(|coding| coding != "identity") {
            let detail = "Request bodies are read as they are; send this one without `Content-Encoding`.";
            return problem::response(Refusal::unsupported_media_type, &problem::request_id(&request), detail);
        }
        let algorithm = preferred(request.headers());
        let is_head = request.method() == Method::HEAD;
        let mut response = inside.get_response(request).await;
        if !is_compressible(response.headers()) {
            return response;
        }
        vary(response.headers_mut(), &header::ACCEPT_ENCODING);
        let Some(algorithm) = algorithm.filter(|_| !is_head) else { return response };
        let (parts, body) = response.into_parts();
        let body = http_body_util::combinators::BoxBody::from(body);
        let size = body.size_hint().exact();
        let response = Response::from_parts(parts, body.into());
        if size.is_some_and(|size| size < WORTH_IT) {
            return response;
        }
        Compress::new(response, algorithm).with_quality(CompressionLevel::Fastest).into_response()
    }
}

/// Text in one of its many names, not compressed yet.
fn is_compressible(headers: &HeaderMap) -> bool {
    if headers.contains_key(header::CONTENT_ENCODING) || headers.contains_key(header::CONTENT_RANGE) {
        return false;
    }
    let Some(media_type) = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()) else {
        return false;
    };
    let media_type = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    media_type.starts_with("text/")
        || media_type.ends_with("+json")
        || media_type.ends_with("+xml")
        || matches!(media_type.as_str(), "application/json" | "application/javascript" | "application/xml")
}

/// RFC 9110, 12.5.3: the highest weight wins, among equals the one that costs us least.
fn preferred(headers: &HeaderMap) -> Option<CompressionAlgo> {
    const OURS: [(&str, CompressionAlgo); 3] =
        [("zstd", CompressionAlgo::ZSTD), ("br", CompressionAlgo::BR), ("gzip", CompressionAlgo::GZIP)];
    let values = headers.get_all(header::ACCEPT_ENCODING);
    let accepted: Vec<(String, u16)> = values
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(coding)
        .collect();
    let weight = |name: &str| accepted.iter().find(|(coding, _)| coding == name).map_or(0, |(_, weight)| *weight);
    let identity = weight("identity");
    // The first of the best: `max_by_key` would take the last.
    let best = OURS.iter().rev().max_by_key(|(name, _)| weight(name))?;
    (weight(best.0) > 0 && weight(best.0) >= identity).then_some(best.1)
}

/// One element: a coding and its weight in thousandths.
fn coding(element: &str) -> Option<(String, u16)> {
    let mut parts = element.split(';');
    let name = parts.next()?.trim().to_ascii_lowercase();
    let weight = parts.find_map(|part| part.trim().strip_prefix("q=").map(thousandths)).unwrap_or(1_000);
    Some((name, weight))
}

/// `1`, `0.5`, `0.125`; anything else is no wish.
fn thousandths(text: &str) -> u16 {
    match text.split_once('.') {
        None if text == "1" => 1_000,
        Some(("1", zeros)) if zeros.bytes().all(|byte| byte == b'0') => 1_000,
        Some(("0", digits)) if digits.len() <= 3 => format!("{digits:0<3}").parse().unwrap_or(0),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use poem::http::HeaderValue;

    use super::*;

    fn choice(accept: &'static str) -> Option<CompressionAlgo> {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(accept));
        preferred(&headers)
    }

    #[test]
    fn the_caller_decides() {
        assert_eq!(choice("gzip, deflate, br, zstd"), Some(CompressionAlgo::ZSTD));
        assert_eq!(choice("gzip, br;q=0.5"), Some(CompressionAlgo::GZIP));
        assert_eq!(choice("gzip;q=0.2, br;q=0.9"), Some(CompressionAlgo::BR));
        assert_eq!(choice("GZIP"), Some(CompressionAlgo::GZIP));
        for none in
            ["", "identity", "gzip;q=0", "gzip;q=0.0, zstd;q=0", "deflate", "*", "gzip;q=0.5, identity", "gzip;q=x"]
        {
            assert_eq!(choice(none), None, "{none}");
        }
    }

    #[test]
    fn only_text_is_compressed() {
        let of = |media_type: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
            is_compressible(&headers)
        };
        assert!(of("application/json") && of("application/problem+json") && of("text/html; charset=utf-8"));
        assert!(!of("image/png") && !of("application/octet-stream") && !of("application/zip"));
    }
}
