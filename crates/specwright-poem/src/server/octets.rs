//! Octets as they arrive: bounded, and never all in memory unless somebody asks.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use futures_util::stream::BoxStream;
use futures_util::{Stream, StreamExt};
use poem::Body;

use super::refusal::Refusal;
use crate::problem::Details;

/// A stream of octets from the request. It ends with an error where the operation's body limit is passed.
pub struct Octets {
    stream: BoxStream<'static, Result<Bytes, ReadError>>,
    media_type: Option<String>,
}

/// Why octets stop coming.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadError {
    /// 413: more than the operation takes.
    TooLarge { limit: u64 },
    /// 400: the connection broke, or the body's framing is wrong.
    Broken,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge { limit } => write!(f, "the body has more than {limit} bytes"),
            Self::Broken => f.write_str("the body broke off"),
        }
    }
}

impl std::error::Error for ReadError {}

impl From<ReadError> for Refusal {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::TooLarge { limit } => Self::payload_too_large(
                Details::new(format!("The body may have {limit} bytes.")).context("limit", limit),
            ),
            ReadError::Broken => Self::malformed_request(Details::new("The body broke off or is framed wrongly.")),
        }
    }
}

impl Octets {
    pub(super) fn new(stream: impl Stream<Item = Result<Bytes, ReadError>> + Send + 'static) -> Self {
        Self { stream: stream.boxed(), media_type: None }
    }

    /// Counts while it streams, so that a body without a length is bounded as well.
    pub(super) fn limited(body: Body, limit: u64) -> Self {
        Self::new(limited(body, limit))
    }

    pub(super) fn of(bytes: Bytes) -> Self {
        Self::new(futures_util::stream::iter([Ok(bytes)]))
    }

    pub(super) fn of_type(self, media_type: Option<String>) -> Self {
        Self { media_type, ..self }
    }

    /// As the sender claims, with its parameters: of use where the contract leaves it open.
    pub fn media_type(&self) -> Option<&str> {
        self.media_type.as_deref()
    }

    /// The next piece; None at the end.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, ReadError> {
        self.stream.next().await.transpose()
    }

    /// Everything, in memory.
    pub async fn read_all(self) -> Result<Bytes, ReadError> {
        read_all(self.stream).await
    }
}

/// A whole body, in memory.
pub(super) async fn read(body: Body, limit: u64) -> Result<Bytes, ReadError> {
    read_all(std::pin::pin!(limited(body, limit))).await
}

async fn read_all(mut stream: impl Stream<Item = Result<Bytes, ReadError>> + Unpin) -> Result<Bytes, ReadError> {
    let Some(first) = stream.next().await.transpose()? else { return Ok(Bytes::new()) };
    let Some(second) = stream.next().await.transpose()? else { return Ok(first) };
    let mut all = BytesMut::from(first);
    all.extend_from_slice(&second);
    while let Some(chunk) = stream.next().await.transpose()? {
        all.extend_from_slice(&chunk);
    }
    Ok(all.freeze())
}

fn limited(body: Body, limit: u64) -> impl Stream<Item = Result<Bytes, ReadError>> + Send + 'static {
    let mut left = Some(limit);
    body.into_bytes_stream().map(move |chunk| {
        let chunk = chunk.map_err(|_| ReadError::Broken)?;
        left = left.and_then(|left| left.checked_sub(chunk.len() as u64));
        if left.is_some() { Ok(chunk) } else { Err(ReadError::TooLarge { limit }) }
    })
}

impl Stream for Octets {
    type Item = Result<Bytes, ReadError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.stream.poll_next_unpin(context)
    }
}

impl fmt::Debug for Octets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Octets")
    }
}
