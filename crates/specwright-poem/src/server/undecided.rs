//! A request that is for one of several operations, before the service has said for which.

use std::collections::BTreeMap;

use bytes::Bytes;
use poem::Request;
use poem::http::{HeaderMap, Method, Uri};

use super::internal::InternalError;
use super::{octets, text};

/// A request whose method, path and query are those of several operations. What else it says is here to be read, so
/// that a service can tell for which of them it is. Nothing is checked yet, and nobody is signed in.
pub struct Undecided {
    request: Request,
    path: BTreeMap<&'static str, String>,
    /// Of the operations, the most that one takes, in bytes.
    limit: u64,
    body: Option<Bytes>,
}

impl Undecided {
    /// `path`: the parameters of each of the operations, still encoded.
    pub(super) fn new<'p>(
        request: Request,
        path: impl Iterator<Item = &'p (&'static str, String)>,
        limit: u64,
    ) -> Self {
        let path = path.filter_map(|(name, value)| Some((*name, text::decode(value)?.into_owned()))).collect();
        Self { request, path, limit, body: None }
    }

    pub fn method(&self) -> &Method {
        self.request.method()
    }

    pub fn uri(&self) -> &Uri {
        self.request.original_uri()
    }

    pub fn headers(&self) -> &HeaderMap {
        self.request.headers()
    }

    /// A parameter of the path, by the name that any of the operations gives it.
    pub fn path(&self, name: &str) -> Option<&str> {
        self.path.get(name).map(String::as_str)
    }

    /// A parameter of the query; the first, where it is there several times.
    pub fn query(&self, name: &str) -> Option<String> {
        text::query_value(self.uri().query().unwrap_or(""), name)
    }

    /// The whole body, in memory. The operation reads it again.
    ///
    /// # Errors
    ///
    /// The body breaks off, or is larger than any of the operations takes: returned, the error is refused as the
    /// request's own fault.
    pub async fn body(&mut self) -> Result<&Bytes, InternalError> {
        let bytes = match self.body.take() {
            Some(bytes) => bytes,
            None => octets::read(self.request.take_body(), self.limit).await?,
        };
        Ok(self.body.insert(bytes))
    }

    /// The request as it came.
    pub(super) fn into_request(mut self) -> Request {
        if let Some(bytes) = self.body {
            self.request.set_body(bytes);
        }
        self.request
    }
}
