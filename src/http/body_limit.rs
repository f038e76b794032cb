//! No body is larger than the service takes, whether its length is announced or not. Operations may take less: that is
//! the router's, by the contract.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::StreamExt as _;
use poem::http::header;
use poem::{Body, Endpoint, Request, Response};
use specwright_poem::server::Refusal;

use super::layer::Layer;
use super::problem;

/// What surrounds the file in an upload: boundaries, part headers, a caption.
const AROUND_A_FILE: u64 = 64 * 1_024;

pub struct BodyLimit {
    pub bytes: u64,
    /// For multipart bodies.
    pub attachment_bytes: u64,
}

impl Layer for BodyLimit {
    async fn handle<E>(&self, mut request: Request, inside: &E) -> Response
    where
        E: Endpoint<Output = Response>,
    {
        let id = problem::request_id(&request);
        let limit = if is_upload(&request) { self.attachment_bytes + AROUND_A_FILE } else { self.bytes };
        let too_large = || {
            let detail = format!("The body is larger than {limit} bytes.");
            problem::response(Refusal::payload_too_large, &id, detail)
        };
        let announced: Option<u64> =
            request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
        match announced {
            Some(length) if length > limit => return too_large(),
            // The connection delivers exactly what was announced.
            Some(_) => return inside.get_response(request).await,
            None => {}
        }
        let body = request.take_body();
        if body.is_empty() {
            return inside.get_response(request).await;
        }
        let exceeded = Arc::new(AtomicBool::new(false));
        request.set_body(bounded(body, limit, exceeded.clone()));
        let response = inside.get_response(request).await;
        // Whatever was made of the broken stream, this is what happened.
        if exceeded.load(Ordering::Relaxed) { too_large() } else { response }
    }
}

pub fn is_upload(request: &Request) -> bool {
    request
        .content_type()
        .is_some_and(|media_type| media_type.get(..10).is_some_and(|prefix| prefix.eq_ignore_ascii_case("multipart/")))
}

fn bounded(body: Body, limit: u64, exceeded: Arc<AtomicBool>) -> Body {
    let mut left = limit;
    Body::from_bytes_stream(body.into_bytes_stream().map(move |chunk| {
        let chunk = chunk?;
        if let Some(rest) = left.checked_sub(chunk.len() as u64) {
            left = rest;
            Ok(chunk)
        } else {
            exceeded.store(true, Ordering::Relaxed);
            left = 0;
            Err(std::io::Error::other("the body is too large"))
        }
    }))
}
