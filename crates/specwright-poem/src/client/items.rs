//! JSON texts one after another in one body: a line each (`application/jsonl`, `application/x-ndjson`), or framed as RFC
//! 7464 says (`application/json-seq`).

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Buf as _, Bytes, BytesMut};
use futures_util::{Stream, StreamExt as _};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::given::Invalid;

/// More is no item but a broken or a hostile server.
const LONGEST: usize = 64 << 20;

/// RFC 7464, 2.2.
const RECORD_SEPARATOR: u8 = 0x1e;

/// What stands between items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    Lines,
    Sequence,
}

impl Framing {
    pub(super) fn write(self, body: &mut Vec<u8>, item: &impl Serialize) -> Result<(), Invalid> {
        if self == Self::Sequence {
            body.push(RECORD_SEPARATOR);
        }
        serde_json::to_writer(&mut *body, item)
            .map_err(|error| Invalid::new(format!("an item is no JSON: {error}")))?;
        body.push(b'\n');
        Ok(())
    }

    fn end(self) -> u8 {
        match self {
            Self::Lines => b'\n',
            Self::Sequence => RECORD_SEPARATOR,
        }
    }
}

/// Why a stream of items ends before its time.
#[derive(Debug)]
pub enum StreamError {
    /// The connection broke.
    Broken(reqwest::Error),
    /// An item is not what the contract says. The stream goes on.
    Invalid(Bytes, serde_json::Error),
    /// An item without an end.
    TooLong,
}

impl fmt::Display for StreamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Broken(error) => write!(f, "the stream broke: {error}"),
            Self::Invalid(_, error) => write!(f, "an item is not what the contract says: {error}"),
            Self::TooLong => write!(f, "an item has more than {LONGEST} bytes"),
        }
    }
}

impl std::error::Error for StreamError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Broken(error) => Some(error),
            Self::Invalid(_, error) => Some(error),
            Self::TooLong => None,
        }
    }
}

type Octets = Pin<Box<dyn Stream<Item = reqwest::Result<Bytes>> + Send + Sync>>;

/// The octets of a body in pieces that end with a certain octet.
pub(super) struct Pieces {
    octets: Octets,
    buffer: BytesMut,
    /// So much of the buffer is known to hold no end.
    searched: usize,
    ended: bool,
}

impl Pieces {
    pub(super) fn new(octets: impl Stream<Item = reqwest::Result<Bytes>> + Send + Sync + 'static) -> Self {
        Self { octets: Box::pin(octets), buffer: BytesMut::new(), searched: 0, ended: false }
    }

    /// The next piece without its end; what follows the last end comes as a piece too.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>, end: u8) -> Poll<Option<Result<Bytes, StreamError>>> {
        loop {
            let unseen = self.buffer.get(self.searched..).unwrap_or_default();
            if let Some(at) = unseen.iter().position(|octet| *octet == end) {
                let piece = self.buffer.split_to(self.searched + at).freeze();
                self.buffer.advance(1);
                self.searched = 0;
                return Poll::Ready(Some(Ok(piece)));
            }
            self.searched = self.buffer.len();
            if self.ended {
                let rest = self.buffer.split().freeze();
                self.searched = 0;
                return Poll::Ready(if rest.is_empty() { None } else { Some(Ok(rest)) });
            }
            if self.buffer.len() > LONGEST {
                self.ended = true;
                self.buffer.clear();
                return Poll::Ready(Some(Err(StreamError::TooLong)));
            }
            match std::task::ready!(self.octets.poll_next_unpin(cx)) {
                Some(Ok(more)) => self.buffer.extend_from_slice(&more),
                Some(Err(error)) => {
                    self.ended = true;
                    self.buffer.clear();
                    return Poll::Ready(Some(Err(StreamError::Broken(error))));
                }
                None => self.ended = true,
            }
        }
    }
}

/// Items as they arrive.
pub struct ItemStream<T> {
    pieces: Pieces,
    framing: Framing,
    items: PhantomData<fn() -> T>,
}

impl<T> ItemStream<T> {
    pub(super) fn new(
        octets: impl Stream<Item = reqwest::Result<Bytes>> + Send + Sync + 'static,
        framing: Framing,
    ) -> Self {
        Self { pieces: Pieces::new(octets), framing, items: PhantomData }
    }
}

impl<T> fmt::Debug for ItemStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ItemStream")
    }
}

impl<T: DeserializeOwned> Stream for ItemStream<T> {
    type Item = Result<T, StreamError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let end = self.framing.end();
        loop {
            let Some(piece) = std::task::ready!(self.pieces.poll(cx, end)) else { return Poll::Ready(None) };
            let piece = match piece {
                Ok(piece) => piece,
                Err(error) => return Poll::Ready(Some(Err(error))),
            };
            if piece.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let item = crate::json::read(&piece);
            return Poll::Ready(Some(item.map_err(|error| StreamError::Invalid(piece, error))));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(framing: Framing, chunks: &'static [&'static str]) -> Vec<String> {
        let octets = futures_util::stream::iter(chunks.iter().map(|chunk| Ok(Bytes::from_static(chunk.as_bytes()))));
        let items = ItemStream::<Vec<u8>>::new(octets, framing);
        let items = futures_util::FutureExt::now_or_never(items.collect::<Vec<_>>()).expect("all is there");
        items.into_iter().map(|item| item.map_or_else(|error| error.to_string(), |item| format!("{item:?}"))).collect()
    }

    #[test]
    fn items_over_chunks() {
        assert_eq!(all(Framing::Lines, &["[1]\n[", "2,3]\r\n\n", "[4]"]), ["[1]", "[2, 3]", "[4]"]);
        assert_eq!(all(Framing::Sequence, &["\u{1e}[1]\n\u{1e}[", "2]\n"]), ["[1]", "[2]"]);
        let broken = all(Framing::Lines, &["[1]\nx\n[2]\n"]);
        assert_eq!((broken.len(), broken.last().map(String::as_str)), (3, Some("[2]")));
        assert_eq!(all(Framing::Lines, &[]), Vec::<String>::new());
    }

    #[test]
    fn what_is_written_is_read() {
        let mut body = Vec::new();
        for item in [[1], [2]] {
            Framing::Sequence.write(&mut body, &item).expect("JSON");
        }
        assert_eq!(body, b"\x1e[1]\n\x1e[2]\n");
    }
}
