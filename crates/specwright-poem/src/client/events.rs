//! Server-sent events (WHATWG HTML, 9.2).

use std::collections::VecDeque;
use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_util::Stream;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::items::{Pieces, StreamError};
use crate::json;

/// An event with its `data` as the contract says; where the contract describes events whole, with all of it in `data`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event<T> {
    /// `event`: what kind it is. None: `message`.
    pub event: Option<String>,
    /// `id`, of this event or the last one before it that had one: what `Last-Event-ID` names.
    pub id: Option<String>,
    /// `retry`: after so many milliseconds to connect anew.
    pub retry: Option<u64>,
    pub data: T,
}

/// Events as they arrive.
pub struct EventStream<T> {
    pieces: Pieces,
    reader: Reader,
    ready: VecDeque<Event<String>>,
    whole: bool,
    data: PhantomData<fn() -> T>,
}

impl<T> EventStream<T> {
    pub(super) fn new(octets: impl Stream<Item = reqwest::Result<Bytes>> + Send + Sync + 'static) -> Self {
        let (reader, ready) = (Reader::default(), VecDeque::new());
        Self { pieces: Pieces::new(octets), reader, ready, whole: false, data: PhantomData }
    }

    pub(super) fn whole(octets: impl Stream<Item = reqwest::Result<Bytes>> + Send + Sync + 'static) -> Self {
        Self { whole: true, ..Self::new(octets) }
    }
}

impl<T> fmt::Debug for EventStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EventStream")
    }
}

impl<T: DeserializeOwned> Stream for EventStream<T> {
    type Item = Result<Event<T>, StreamError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            if let Some(event) = this.ready.pop_front() {
                return Poll::Ready(Some(if this.whole { whole(event) } else { typed(event) }));
            }
            match std::task::ready!(this.pieces.poll(cx, b'\n')) {
                Some(Ok(line)) => this.reader.lines(&line, &mut this.ready),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                // What no empty line ends is no event.
                None => return Poll::Ready(None),
            }
        }
    }
}

/// `data` is JSON; text that is none stands for itself.
fn typed<T: DeserializeOwned>(event: Event<String>) -> Result<Event<T>, StreamError> {
    let Event { event, id, retry, data } = event;
    let typed = json::read(data.as_bytes())
        .or_else(|error| json::from_value(Value::String(data.clone())).map_err(|_: serde_json::Error| error))
        .map_err(|error| StreamError::Invalid(Bytes::from(data), error))?;
    Ok(Event { event, id, retry, data: typed })
}

/// The event as an object. What OpenAPI 3.2 says of one speaks of `data` as text.
fn whole<T: DeserializeOwned>(event: Event<String>) -> Result<Event<T>, StreamError> {
    let Event { event, id, retry, data } = event;
    let mut members = serde_json::Map::new();
    members.insert("data".to_owned(), Value::String(data));
    members.extend(event.iter().map(|event| ("event".to_owned(), Value::String(event.clone()))));
    members.extend(id.iter().map(|id| ("id".to_owned(), Value::String(id.clone()))));
    members.extend(retry.map(|retry| ("retry".to_owned(), Value::from(retry))));
    let text = Value::Object(members).to_string();
    let data = json::read(text.as_bytes()).map_err(|error| StreamError::Invalid(Bytes::from(text), error))?;
    Ok(Event { event, id, retry, data })
}

/// What was read of the next event.
#[derive(Debug, Default)]
struct Reader {
    begun: bool,
    event: Option<String>,
    id: Option<String>,
    retry: Option<u64>,
    data: Option<String>,
}

impl Reader {
    /// A line, or several that carriage returns end.
    fn lines(&mut self, octets: &[u8], ready: &mut VecDeque<Event<String>>) {
        let text = String::from_utf8_lossy(octets);
        let mut text = text.as_ref();
        if !std::mem::replace(&mut self.begun, true) {
            text = text.strip_prefix('\u{feff}').unwrap_or(text);
        }
        let text = text.strip_suffix('\r').unwrap_or(text);
        for line in text.split('\r') {
            ready.extend(self.line(line));
        }
    }

    fn line(&mut self, line: &str) -> Option<Event<String>> {
        if line.is_empty() {
            let (event, retry) = (self.event.take(), self.retry.take());
            let data = self.data.take()?;
            return Some(Event { event, id: self.id.clone(), retry, data });
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => self.event = Some(value.to_owned()).filter(|event| !event.is_empty()),
            "id" if !value.contains('\0') => self.id = Some(value.to_owned()),
            "retry" if value.bytes().all(|digit| digit.is_ascii_digit()) => self.retry = value.parse().ok(),
            "data" => match &mut self.data {
                Some(data) => {
                    data.push('\n');
                    data.push_str(value);
                }
                None => self.data = Some(value.to_owned()),
            },
            // A comment, or a field that nobody knows.
            _ => {}
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::StreamExt as _;

    fn all<T: DeserializeOwned>(chunks: &'static [&'static str]) -> Vec<Result<Event<T>, StreamError>> {
        let octets = futures_util::stream::iter(chunks.iter().map(|chunk| Ok(Bytes::from_static(chunk.as_bytes()))));
        let events = EventStream::<T>::new(octets);
        futures_util::FutureExt::now_or_never(events.collect()).expect("all is there")
    }

    /// The examples of the specification, over chunks that split lines.
    #[test]
    fn the_examples_of_the_specification() {
        let events = all::<String>(&[
            "\u{feff}data: YHOO\ndata: +2\nda",
            "ta: 10\n\n: test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n",
        ]);
        let found: Vec<(String, Option<String>)> =
            events.into_iter().map(|event| event.expect("an event")).map(|event| (event.data, event.id)).collect();
        let expected = [
            ("YHOO\n+2\n10", None),
            ("first event", Some("1")),
            ("second event", Some("")),
            (" third event", Some("")),
        ];
        assert_eq!(found, expected.map(|(data, id)| (data.to_owned(), id.map(str::to_owned))));
        assert_eq!(all::<String>(&["data\n\ndata\ndata\n\ndata:"]).len(), 2);
    }

    #[test]
    fn events_as_a_whole() {
        let octets = futures_util::stream::iter([Ok(Bytes::from_static(b"event: add\nid: 1\ndata: {}\n\n"))]);
        let events = EventStream::<Value>::whole(octets);
        let events: Vec<_> = futures_util::FutureExt::now_or_never(events.collect()).expect("all is there");
        let found: Vec<_> = events.into_iter().map(|event| event.expect("an event").data).collect();
        assert_eq!(found, [serde_json::json!({"data": "{}", "event": "add", "id": "1"})]);
    }

    #[test]
    fn names_numbers_and_what_does_not_fit() {
        let mut events = all::<u8>(&["event: add\r\nretry: 5\r\ndata: 7\r\n\r\ndata: x\n\ndata: 8\n\n"]).into_iter();
        let first = Event { event: Some("add".to_owned()), id: None, retry: Some(5), data: 7 };
        assert_eq!(events.next().expect("the first").expect("a number"), first);
        assert!(matches!(events.next(), Some(Err(StreamError::Invalid(data, _))) if data == "x"));
        assert!(matches!(events.next(), Some(Ok(Event { data: 8, .. }))));
    }
}
