//! Requests that are no HTTP. hyper answers them by itself, with a bare status, before anything of ours sees them; here
//! that answer becomes one of ours.
//!
//! It is known by when it comes: between two requests, with all answers sent, hyper writes nothing else.

use std::io::{IoSlice, Result};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::{Buf as _, Bytes};
use futures_util::FutureExt as _;
use poem::Response;
use poem::http::{HeaderMap, HeaderValue, header};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use uuid::Uuid;

use super::exchange::Exchange;
use crate::problem::Details;
use crate::server::{Refusal, RequestId};

/// The answer to what is no request, with the id that it is to have. The connection is closed behind it.
pub type Unreadable = fn(&RequestId) -> Response;

/// The `detail` of such a problem.
pub const NO_REQUEST: &str = "This is not a request of HTTP/1.1, or its head is too large.";

/// The [`Unreadable`] of whoever adds nothing to it: the problem `malformed_request`.
pub fn malformed_request(id: &RequestId) -> Response {
    Refusal::malformed_request(Details::new(NO_REQUEST)).render(&[], id)
}

/// A connection on which hyper's own answers are replaced.
pub struct Connection<S> {
    stream: S,
    exchange: Arc<Exchange>,
    unreadable: Unreadable,
    /// What is sent in place of hyper's answer; it closes the connection behind it.
    replacement: Option<Bytes>,
}

impl<S> Connection<S> {
    pub fn new(stream: S, exchange: Arc<Exchange>, unreadable: Unreadable) -> Self {
        Self { stream, exchange, unreadable, replacement: None }
    }

    /// Whether these bytes are hyper's own, and replaced.
    fn replaces(&mut self, bytes: &[u8]) -> bool {
        if self.replacement.is_none() && self.exchange.is_quiet() && bytes.starts_with(b"HTTP/1.1 4") {
            let id = RequestId(Uuid::now_v7().to_string().into());
            tracing::debug!(request_id = %id.0, "a request that cannot be read is refused");
            self.replacement = Some(written((self.unreadable)(&id)));
        }
        self.replacement.is_some()
    }
}

impl<S: AsyncWrite + Unpin> Connection<S> {
    fn send_replacement(&mut self, context: &mut Context<'_>) -> Poll<Result<()>> {
        while let Some(rest) = self.replacement.as_mut().filter(bytes::Buf::has_remaining) {
            let sent = ready!(Pin::new(&mut self.stream).poll_write(context, rest))?;
            if sent == 0 {
                return Poll::Ready(Err(std::io::ErrorKind::WriteZero.into()));
            }
            rest.advance(sent);
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Connection<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<Result<usize>> {
        if self.replaces(bytes) {
            return Poll::Ready(Ok(bytes.len()));
        }
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<Result<usize>> {
        if self.replaces(slices.first().map_or(&[], |first| first)) {
            return Poll::Ready(Ok(slices.iter().map(|slice| slice.len()).sum()));
        }
        Pin::new(&mut self.stream).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        ready!(self.send_replacement(context))?;
        ready!(Pin::new(&mut self.stream).poll_flush(context))?;
        self.exchange.flushed();
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        ready!(self.send_replacement(context))?;
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Connection<S> {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

/// The whole answer, as it goes over the wire.
fn written(mut response: Response) -> Bytes {
    let mut headers: HeaderMap = std::mem::take(response.headers_mut());
    let status = response.status();
    // It is in memory, so there is nothing to wait for.
    let body = response.into_body().into_vec().now_or_never().and_then(std::result::Result::ok).unwrap_or_default();
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(body.len()));
    headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
    let mut bytes = format!("HTTP/1.1 {status}\r\n").into_bytes();
    for (name, value) in &headers {
        bytes.extend_from_slice(name.as_str().as_bytes());
        bytes.extend_from_slice(b": ");
        bytes.extend_from_slice(value.as_bytes());
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(&body);
    bytes.into()
}
