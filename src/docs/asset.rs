//! A file in the program: how it is stored, named by its content, and cached.

use std::borrow::Cow;
use std::io::Read as _;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use flate2::read::GzDecoder;
use poem::http::{HeaderValue, StatusCode, header};
use poem::{Request, Response};
use sha2::{Digest as _, Sha256};

#[derive(Clone, Copy)]
pub enum Caching {
    /// Asks every time, by its tag.
    Revalidate,
    /// Its address changes with its content.
    Immutable,
}

pub struct Asset {
    media_type: &'static str,
    caching: Caching,
    plain: Bytes,
    gzipped: Option<Bytes>,
    /// By the plain content. Weak, since it stands for both encodings.
    tag: String,
}

impl Asset {
    pub fn plain(media_type: &'static str, caching: Caching, content: impl Into<Cow<'static, str>>) -> Self {
        let content: Bytes = match content.into() {
            Cow::Borrowed(text) => Bytes::from_static(text.as_bytes()),
            Cow::Owned(text) => text.into(),
        };
        Self { media_type, caching, tag: tag(&content), plain: content, gzipped: None }
    }

    /// Unpacks the content too, for callers that cannot.
    pub fn gzipped(media_type: &'static str, caching: Caching, gzipped: &'static [u8]) -> Self {
        let mut content = Vec::new();
        // A test unpacks every file that is built in.
        let _ = GzDecoder::new(gzipped).read_to_end(&mut content);
        let gzipped = Some(Bytes::from_static(gzipped));
        Self { media_type, caching, tag: tag(&content), plain: content.into(), gzipped }
    }

    pub fn answer(&self, request: &Request) -> Response {
        let known = request.headers().get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
        let is_known = known.flat_map(|tags| tags.split(',')).any(|tag| tag.trim() == self.tag || tag.trim() == "*");
        let mut response = if is_known {
            Response::builder().status(StatusCode::NOT_MODIFIED).finish()
        } else {
            let gzipped = self.gzipped.as_ref().filter(|_| takes_gzip(request));
            let mut response = Response::builder().content_type(self.media_type).body(match gzipped {
                Some(gzipped) => gzipped.clone(),
                None => self.plain.clone(),
            });
            if gzipped.is_some() {
                response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            }
            response
        };
        let headers = response.headers_mut();
        if let Ok(tag) = HeaderValue::from_str(&self.tag) {
            headers.insert(header::ETAG, tag);
        }
        headers.insert(
            header::CACHE_CONTROL,
            HeaderValue::from_static(match self.caching {
                Caching::Revalidate => "no-cache",
                Caching::Immutable => "public, max-age=31536000, immutable",
            }),
        );
        if self.gzipped.is_some() {
            headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        }
        response
    }
}

fn tag(content: &[u8]) -> String {
    format!("W/\"{}\"", URL_SAFE_NO_PAD.encode(&Sha256::digest(content)[..12]))
}

/// Every browser does. Whoever gives it the weight 0 in so many words does not.
fn takes_gzip(request: &Request) -> bool {
    let accepted = request.headers().get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    accepted.flat_map(|value| value.split(',')).any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        let is_gzip = parts.next().is_some_and(|name| name.eq_ignore_ascii_case("gzip"));
        is_gzip
            && !parts
                .any(|weight| weight.starts_with("q=0") && weight.trim_start_matches(['q', '=', '0', '.']).is_empty())
    })
}
