//! Items that an answer sends one after another, each as soon as it is there.

use std::fmt;

use futures_util::stream::BoxStream;
use futures_util::{Stream, StreamExt};
use poem::Body;
use serde_json::Value;

use super::internal::InternalError;
use crate::json::WriteJson;

/// A stream of items. Where it ends with an error, the error is logged and the answer broken off: its status is sent.
pub struct Items<T>(BoxStream<'static, Result<T, InternalError>>);

impl<T: Send + 'static> Items<T> {
    pub fn new<E: Into<InternalError>>(stream: impl Stream<Item = Result<T, E>> + Send + 'static) -> Self {
        Self(stream.map(|item| item.map_err(Into::into)).boxed())
    }

    pub(super) fn into_body(self, write: fn(&T, &mut Vec<u8>)) -> Body {
        Body::from_bytes_stream(self.0.map(move |item| match item {
            Ok(item) => {
                let mut out = Vec::with_capacity(256);
                write(&item, &mut out);
                Ok(out)
            }
            Err(error) => {
                // Logged on its way.
                let _ = super::refusal::Refusal::from(error);
                Err(std::io::Error::other("the answer broke off"))
            }
        }))
    }
}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Items")
    }
}

/// A server-sent event (HTML, 9.2).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Event<T> {
    pub data: T,
    /// Its type; without one it is a `message`.
    pub event: Option<String>,
    /// What a client that reconnects says it saw last.
    pub id: Option<String>,
    /// How long a client waits before it reconnects, in milliseconds.
    pub retry: Option<u64>,
}

impl<T> From<T> for Event<T> {
    fn from(data: T) -> Self {
        Self { data, event: None, id: None, retry: None }
    }
}

impl<T: WriteJson> Event<T> {
    pub(super) fn write(&self, out: &mut Vec<u8>) {
        let retry = self.retry.map(|retry| retry.to_string());
        field("event", self.event.as_deref(), out);
        field("id", self.id.as_deref(), out);
        field("retry", retry.as_deref(), out);
        field("data", Some(&crate::json::json_text(&self.data)), out);
        out.push(b'\n');
    }
}

/// An item with the members of an event. What is no text there is JSON.
pub(super) fn write_whole_event(item: &impl WriteJson, out: &mut Vec<u8>) {
    let item: Value = serde_json::from_slice(&item.to_json()).unwrap_or_default();
    for name in ["event", "id", "retry", "data"] {
        let text = item.get(name).map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
        field(name, text.as_deref(), out);
    }
    out.push(b'\n');
}

/// A line each: a text of several lines is data of several lines. Elsewhere a line end would begin another field.
fn field(name: &str, text: Option<&str>, out: &mut Vec<u8>) {
    let Some(text) = text else { return };
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let lines = text.split('\n').take(if name == "data" { usize::MAX } else { 1 });
    for line in lines {
        out.extend_from_slice(name.as_bytes());
        out.extend_from_slice(b": ");
        out.extend_from_slice(line.as_bytes());
        out.push(b'\n');
    }
}

pub(super) fn write_line(item: &impl WriteJson, out: &mut Vec<u8>) {
    item.write_json(out);
    out.push(b'\n');
}

pub(super) fn write_record(item: &impl WriteJson, out: &mut Vec<u8>) {
    out.push(0x1e);
    item.write_json(out);
    out.push(b'\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: impl Fn(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        write(&mut out);
        String::from_utf8(out).expect("UTF-8")
    }

    #[test]
    fn an_event_is_lines_and_a_blank_one() {
        let event = Event { event: Some("a\nid: forged".to_owned()), retry: Some(5), ..Event::from(7_i64) };
        assert_eq!(written(|out| event.write(out)), "event: a\nretry: 5\ndata: 7\n\n");
        let event = Event::from("one\r\ntwo".to_owned());
        assert_eq!(written(|out| event.write(out)), "data: one\ndata: two\n\n");
    }

    #[test]
    fn a_whole_event_has_its_members() {
        let item = serde_json::json!({"event": "tick", "data": {"n": 1}, "other": 2});
        assert_eq!(written(|out| write_whole_event(&item, out)), "event: tick\ndata: {\"n\":1}\n\n");
    }
}
