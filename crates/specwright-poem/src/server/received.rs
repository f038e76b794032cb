//! Items that a request's body brings one after another, each read when it is asked for.

use std::collections::VecDeque;
use std::fmt;

use bytes::BytesMut;
use serde::{Deserialize, Serialize};

use super::internal::InternalError;
use super::octets::Octets;
use super::refusal::Refusal;
use crate::json;
use crate::schema::Schema;

/// The record separator of a JSON text sequence.
const SEPARATOR: u8 = 0x1e;

/// JSON texts: a line each, or each after a record separator.
pub struct ReceivedItems<T> {
    octets: Octets,
    buffered: BytesMut,
    /// Texts that are whole.
    whole: VecDeque<BytesMut>,
    ended: bool,
    schema: &'static Schema,
    fits: fn(&T) -> bool,
}

impl<T: for<'de> Deserialize<'de> + Serialize> ReceivedItems<T> {
    pub(super) fn new(octets: Octets, schema: &'static Schema, fits: fn(&T) -> bool) -> Self {
        Self { octets, buffered: BytesMut::new(), whole: VecDeque::new(), ended: false, schema, fits }
    }

    /// The next item; None at the end.
    ///
    /// # Errors
    ///
    /// The item is not JSON or breaks its schema, or the body breaks off or is too large. Returned from a handler, the
    /// error is refused as the request's own fault.
    pub async fn item(&mut self) -> Result<Option<T>, InternalError> {
        self.next().await.map_err(InternalError::of_request)
    }

    async fn next(&mut self) -> Result<Option<T>, Refusal> {
        loop {
            if let Some(text) = self.whole.pop_front() {
                return Ok(Some(json::decode(&text, self.schema, self.fits)?));
            }
            if self.ended {
                return Ok(None);
            }
            if let Some(chunk) = self.octets.chunk().await? {
                self.buffered.extend_from_slice(&chunk);
            } else {
                self.ended = true;
                // The last line needs no end.
                self.buffered.extend_from_slice(b"\n");
            }
            self.cut();
        }
    }

    fn cut(&mut self) {
        loop {
            // JSON itself may hold line ends where a separator stands before it.
            let sequence = self.buffered.first() == Some(&SEPARATOR);
            let ends = |byte: &u8| if sequence { *byte == SEPARATOR } else { matches!(byte, b'\n' | b'\r') };
            let from = usize::from(sequence);
            let found = self.buffered.iter().skip(from).position(ends).map(|at| at + from);
            let at = match found {
                Some(at) => at,
                None if self.ended && !self.buffered.is_empty() => self.buffered.len(),
                None => return,
            };
            let text = self.buffered.split_to(at.max(1).min(self.buffered.len()));
            let start = text.iter().position(|byte| !byte.is_ascii_whitespace() && *byte != SEPARATOR);
            if let Some(start) = start {
                let mut text = text;
                let text = text.split_off(start);
                self.whole.push_back(text);
            }
        }
    }
}

impl<T> fmt::Debug for ReceivedItems<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReceivedItems")
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use futures_util::stream;

    use super::*;
    use crate::schema::Shape;

    static ANY: Schema = Schema::nullable(Shape::Any);

    async fn items(chunks: &'static [&'static str]) -> Vec<serde_json::Value> {
        let octets = Octets::new(stream::iter(chunks.iter().map(|chunk| Ok(Bytes::from_static(chunk.as_bytes())))));
        let mut items = ReceivedItems::new(octets, &ANY, |_| true);
        let mut found = Vec::new();
        while let Some(item) = items.item().await.expect("an item") {
            found.push(item);
        }
        found
    }

    #[tokio::test]
    async fn lines_are_items_wherever_they_are_cut() {
        assert_eq!(
            items(&["{\"a\"", ":1}\n[2]\r\n", "\n3"]).await,
            [serde_json::json!({"a": 1}), [2].into(), 3.into()]
        );
        assert!(items(&[]).await.is_empty());
    }

    #[tokio::test]
    async fn a_sequence_may_hold_line_ends() {
        assert_eq!(items(&["\u{1e}{\n\"a\": 1}\n\u{1e}", "2\n"]).await, [serde_json::json!({"a": 1}), 2.into()]);
    }

    #[tokio::test]
    async fn what_is_no_json_is_refused() {
        let octets = Octets::new(stream::iter([Ok(Bytes::from_static(b"{"))]));
        let mut items: ReceivedItems<serde_json::Value> = ReceivedItems::new(octets, &ANY, |_| true);
        assert_eq!(items.next().await.expect_err("refused").status(), 400);
    }
}
