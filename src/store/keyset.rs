//! Paging by key: a page begins behind the last row of the page before, so it costs the same wherever it stands, and rows
//! that come or go meanwhile shift nothing.
//!
//! A cursor is that row's sort key and id, with the name of the list and its order. It is opaque but not secret, and not
//! trusted: one that this list did not hand out is refused.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Datelike as _};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::access::{Column, Filter, Order, Select, Value};
use crate::domain::page::{Page, PageRequest};
use crate::domain::refusal::BadCursor;
use crate::domain::time::Moment;

/// The order of a list: by a column, and by id where that is the same.
#[derive(Clone, Copy, Debug)]
pub struct Keyset {
    /// Of the list and its key, in a cursor.
    pub name: &'static str,
    pub key: Column,
    pub id: Column,
    pub kind: KeyKind,
    pub descending: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    Moment,
    Text,
}

/// Where in the order a row stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Key {
    #[serde(with = "chrono::serde::ts_microseconds")]
    Moment(Moment),
    Text(String),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Cursor<'c> {
    list: &'c str,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    reversed: bool,
    key: Key,
    id: Uuid,
}

impl Keyset {
    /// Narrows a read to the page, in order, and one row more: it tells whether there is a next page.
    pub fn narrow(&self, select: Select, request: &PageRequest) -> Result<Select, BadCursor> {
        let select = match &request.cursor {
            Some(cursor) => {
                let (key, id) = self.decode(cursor)?;
                select.filter(Filter::behind([self.key, self.id], [key, id.into()], self.descending))
            }
            None => select,
        };
        let order = if self.descending { Order::Descending } else { Order::Ascending };
        Ok(select.order_by(self.key, order).order_by(self.id, order).limit(u64::from(request.limit) + 1))
    }

    /// Makes a page of the rows that were read; `position` is where a row stands.
    pub fn page<T>(&self, mut items: Vec<T>, request: &PageRequest, position: impl Fn(&T) -> (Key, Uuid)) -> Page<T> {
        let limit = usize::from(request.limit);
        let more = items.len() > limit;
        items.truncate(limit);
        let next_cursor = items.last().filter(|_| more).map(|last| {
            let (key, id) = position(last);
            self.cursor(key, id)
        });
        Page { items, next_cursor }
    }

    /// Where the row with this key and id stands.
    pub fn cursor(&self, key: Key, id: Uuid) -> String {
        let cursor = Cursor { list: self.name, reversed: self.descending, key, id };
        // Text, a number and a uuid: there is nothing here that JSON cannot say.
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(&cursor).unwrap_or_default())
    }

    fn decode(&self, cursor: &str) -> Result<(Value, Uuid), BadCursor> {
        let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| BadCursor)?;
        let cursor: Cursor<'_> = serde_json::from_slice(&bytes).map_err(|_| BadCursor)?;
        if cursor.list != self.name || cursor.reversed != self.descending {
            return Err(BadCursor);
        }
        let key = match (cursor.key, self.kind) {
            // What lies outside is no moment that we wrote, and some of it none that PostgreSQL can read.
            (Key::Moment(moment), KeyKind::Moment) if (0..=9999).contains(&moment.year()) => moment.into(),
            (Key::Text(text), KeyKind::Text) if !text.contains('\0') => text.into(),
            _ => return Err(BadCursor),
        };
        Ok((key, cursor.id))
    }
}

/// When a task that is never due counts as due: what `migrations/` writes into `due_key` and `due_key_reversed`.
pub fn never_due(reversed: bool) -> Moment {
    let microseconds = if reversed { -62_167_219_200_000_000 } else { 253_402_300_799_999_999 };
    DateTime::from_timestamp_micros(microseconds).unwrap_or_default()
}

/// What sorting and searching by name go by: lower case, and no longer than a cursor can hold. A tag's name is never cut.
pub fn name_key(name: &str) -> String {
    const LONGEST: usize = 250;
    let mut length = 0;
    let lower = name.to_lowercase();
    let end = lower.char_indices().find_map(|(at, character)| {
        length += match character {
            '"' | '\\' => 2,
            // As \u0001.
            control if control.is_control() => 6,
            other => other.len_utf8(),
        };
        (length > LONGEST).then_some(at)
    });
    lower[..end.unwrap_or(lower.len())].to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::access::tasks;
    use super::*;
    use crate::domain::time::now;

    const LIST: Keyset = Keyset {
        name: "tasks.created_at",
        key: tasks::CREATED_AT,
        id: tasks::ID,
        kind: KeyKind::Moment,
        descending: true,
    };

    #[test]
    fn a_cursor_comes_back() {
        let (moment, id) = (now(), Uuid::now_v7());
        assert_eq!(LIST.decode(&LIST.cursor(Key::Moment(moment), id)), Ok((Value::from(moment), id)));
    }

    #[test]
    fn a_cursor_belongs_to_its_list_and_order() {
        let cursor = LIST.cursor(Key::Moment(now()), Uuid::now_v7());
        assert_eq!(Keyset { descending: false, ..LIST }.decode(&cursor), Err(BadCursor));
        assert_eq!(Keyset { name: "tasks.updated_at", ..LIST }.decode(&cursor), Err(BadCursor));
        assert_eq!(Keyset { kind: KeyKind::Text, ..LIST }.decode(&cursor), Err(BadCursor));
    }

    #[test]
    fn what_nobody_handed_out_is_refused() {
        let far = LIST.cursor(Key::Moment(Moment::MAX_UTC), Uuid::nil());
        for cursor in ["", "x", "e30", "bm90IGpzb24", "////", far.as_str()] {
            assert_eq!(LIST.decode(cursor), Err(BadCursor), "{cursor}");
        }
    }

    #[test]
    fn the_longest_cursor_is_within_what_the_contract_admits() {
        let list = Keyset { name: "projects.updated_at", kind: KeyKind::Text, ..LIST };
        for name in ["\"".repeat(120), "\u{1}".repeat(120), "ẞ".repeat(120), "😀".repeat(120)] {
            assert!(list.cursor(Key::Text(name_key(&name)), Uuid::max()).len() <= 512);
        }
    }
}
