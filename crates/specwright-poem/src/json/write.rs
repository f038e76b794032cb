//! Writing JSON: generated writers put a type's members one after the other, with the keys as constants.

use std::collections::BTreeMap;

use serde_json::Value;
use uuid::Uuid;

use crate::room::with_room_if;
use crate::values::{Base64, Date, DateTime, Patch};

/// Writes itself as JSON. Writing cannot fail.
pub trait WriteJson {
    /// Whether it may contain itself, however deep: then room is made for it.
    const NESTS: bool = true;

    fn write_json(&self, out: &mut Vec<u8>);

    fn to_json(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(512);
        self.write_json(&mut out);
        out
    }
}

/// Starts a member whose predecessors may all be absent: a comma, but not after the opening brace.
pub fn separator(out: &mut Vec<u8>) {
    if out.last() != Some(&b'{') {
        out.push(b',');
    }
}

/// A JSON string, escaped where RFC 8259 demands it.
pub fn text(value: &str, out: &mut Vec<u8>) {
    out.reserve(value.len() + 2);
    out.push(b'"');
    characters(value, out);
    out.push(b'"');
}

/// A string as it is, anything else as JSON.
#[cfg(feature = "server")]
pub fn json_text(value: &impl WriteJson) -> String {
    let json = value.to_json();
    match serde_json::from_slice::<Value>(&json) {
        Ok(Value::String(text)) => text,
        _ => String::from_utf8(json).unwrap_or_default(),
    }
}

/// What stands between the quotes of a JSON string.
pub(crate) fn characters(value: &str, out: &mut Vec<u8>) {
    let mut rest = value.as_bytes();
    // Runs without anything to escape go over in one piece.
    while let Some(at) = first_escaped(rest) {
        let (run, tail) = rest.split_at(at);
        out.extend_from_slice(run);
        let Some((&byte, tail)) = tail.split_first() else { break };
        escape(byte, out);
        rest = tail;
    }
    out.extend_from_slice(rest);
}

/// Where the first byte is that cannot stand in a string as it is. Eight at a time, because most texts have none.
fn first_escaped(bytes: &[u8]) -> Option<usize> {
    let Some(last) = bytes.last_chunk::<8>() else {
        return bytes.iter().position(|&byte| byte < 0x20 || byte == b'"' || byte == b'\\');
    };
    let (words, tail) = bytes.as_chunks::<8>();
    for (index, word) in words.iter().enumerate() {
        if let Some(at) = first_in_word(*word) {
            return Some(index * 8 + at);
        }
    }
    // What is left, together with bytes before it that are known to be fine.
    if tail.is_empty() { None } else { first_in_word(*last).map(|at| bytes.len() - 8 + at) }
}

/// Where the first control character, quote or backslash of eight bytes is. A byte is below `n` where subtracting `n`
/// borrows into its highest bit, which was not set before; a borrow reaches only bytes behind the first one found.
fn first_in_word(word: [u8; 8]) -> Option<usize> {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let word = u64::from_le_bytes(word);
    let below = |word: u64, n: u64| word.wrapping_sub(ONES * n) & !word;
    let is = |byte: u8| below(word ^ (ONES * u64::from(byte)), 1);
    let found = (below(word, 0x20) | is(b'"') | is(b'\\')) & (ONES << 7);
    (found != 0).then(|| found.trailing_zeros() as usize / 8)
}

fn escape(byte: u8, out: &mut Vec<u8>) {
    let short = match byte {
        b'"' => b'"',
        b'\\' => b'\\',
        0x08 => b'b',
        0x09 => b't',
        0x0a => b'n',
        0x0c => b'f',
        0x0d => b'r',
        _ => {
            let hex = |nibble: u8| if nibble < 10 { b'0' + nibble } else { b'a' + nibble - 10 };
            out.extend_from_slice(&[b'\\', b'u', b'0', b'0', hex(byte >> 4), hex(byte & 15)]);
            return;
        }
    };
    out.extend_from_slice(&[b'\\', short]);
}

macro_rules! integers {
    ($($integer:ty)*) => {$(
        impl WriteJson for $integer {
            const NESTS: bool = false;

            fn write_json(&self, out: &mut Vec<u8>) {
                out.extend_from_slice(itoa::Buffer::new().format(*self).as_bytes());
            }
        }
    )*};
}

integers!(i32 i64 u64);

/// JSON has no infinities: what is not finite is null, as serde writes it.
macro_rules! floats {
    ($($float:ty)*) => {$(
        impl WriteJson for $float {
            const NESTS: bool = false;

            fn write_json(&self, out: &mut Vec<u8>) {
                // Writing into memory does not fail, and a float has no key that could.
                let _ = serde_json::to_writer(out, self);
            }
        }
    )*};
}

floats!(f32 f64);

impl WriteJson for bool {
    const NESTS: bool = false;

    fn write_json(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(if *self { b"true" } else { b"false" });
    }
}

impl WriteJson for str {
    const NESTS: bool = false;

    fn write_json(&self, out: &mut Vec<u8>) {
        text(self, out);
    }
}

impl WriteJson for String {
    const NESTS: bool = false;

    fn write_json(&self, out: &mut Vec<u8>) {
        text(self, out);
    }
}

impl WriteJson for Uuid {
    const NESTS: bool = false;

    fn write_json(&self, out: &mut Vec<u8>) {
        let mut text = [b'"'; 38];
        if let Some(inner) = text.get_mut(1..37) {
            self.hyphenated().encode_lower(inner);
        }
        out.extend_from_slice(&text);
    }
}

impl WriteJson for DateTime {
    const NESTS: bool = false;

    fn write_json(&self, out: &mut Vec<u8>) {
        out.push(b'"');
        self.write(out);
        out.push(b'"');
    }
}

impl WriteJson for Date {
    const NESTS: bool = false;

    fn write_json(&self, out: &mut Vec<u8>) {
        out.push(b'"');
        self.write(out);
        out.push(b'"');
    }
}

impl WriteJson for Base64 {
    const NESTS: bool = false;

    fn write_json(&self, out: &mut Vec<u8>) {
        text(&self.to_string(), out);
    }
}

impl WriteJson for Value {
    const NESTS: bool = false;

    fn write_json(&self, out: &mut Vec<u8>) {
        // Writing into memory does not fail, and a value's keys are strings.
        let _ = serde_json::to_writer(out, self);
    }
}

impl<T: WriteJson + ?Sized> WriteJson for &T {
    const NESTS: bool = T::NESTS;

    fn write_json(&self, out: &mut Vec<u8>) {
        (*self).write_json(out);
    }
}

impl<T: WriteJson> WriteJson for Box<T> {
    const NESTS: bool = T::NESTS;

    fn write_json(&self, out: &mut Vec<u8>) {
        with_room_if(T::NESTS, || self.as_ref().write_json(out));
    }
}

impl<T: WriteJson> WriteJson for Option<T> {
    const NESTS: bool = T::NESTS;

    fn write_json(&self, out: &mut Vec<u8>) {
        match self {
            Some(value) => value.write_json(out),
            None => out.extend_from_slice(b"null"),
        }
    }
}

/// An absent member is the struct's to leave out; alone it can only be null.
impl<T: WriteJson> WriteJson for Patch<T> {
    const NESTS: bool = T::NESTS;

    fn write_json(&self, out: &mut Vec<u8>) {
        match self {
            Self::Value(value) => value.write_json(out),
            Self::Absent | Self::Null => out.extend_from_slice(b"null"),
        }
    }
}

impl<T: WriteJson> WriteJson for Vec<T> {
    const NESTS: bool = T::NESTS;

    fn write_json(&self, out: &mut Vec<u8>) {
        out.push(b'[');
        with_room_if(T::NESTS, || write_items(self, out));
        out.push(b']');
    }
}

fn write_items(items: &[impl WriteJson], out: &mut Vec<u8>) {
    let Some((first, others)) = items.split_first() else { return };
    let start = out.len();
    first.write_json(out);
    // The others are about as long: one allocation instead of one for every doubling.
    let length = out.len() - start;
    out.reserve((length + length / 8 + 1) * others.len() + 1);
    for item in others {
        out.push(b',');
        item.write_json(out);
    }
}

macro_rules! tuples {
    ($($first:ident $($rest:ident)*;)*) => {$(
        // A type and its field share one name, as they do where a tuple is taken apart.
        #[allow(non_snake_case)]
        impl<$first: WriteJson, $($rest: WriteJson),*> WriteJson for ($first, $($rest),*) {
            fn write_json(&self, out: &mut Vec<u8>) {
                let ($first, $($rest),*) = self;
                out.push(b'[');
                $first.write_json(out);
                $(
                    out.push(b',');
                    $rest.write_json(out);
                )*
                out.push(b']');
            }
        }
    )*};
}

tuples! {
    A B;
    A B C;
    A B C D;
    A B C D E;
    A B C D E F;
    A B C D E F G;
    A B C D E F G H;
    A B C D E F G H I;
    A B C D E F G H I J;
    A B C D E F G H I J K;
    A B C D E F G H I J K L;
}

impl<T: WriteJson> WriteJson for BTreeMap<String, T> {
    const NESTS: bool = T::NESTS;

    fn write_json(&self, out: &mut Vec<u8>) {
        out.push(b'{');
        with_room_if(T::NESTS, || {
            for (name, value) in self {
                separator(out);
                text(name, out);
                out.push(b':');
                value.write_json(out);
            }
        });
        out.push(b'}');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_what_serde_json_writes() {
        let mut samples = vec![String::new(), "\"\\\u{8}\u{c}\n\r\t\u{0}\u{1f}\u{7f}".to_owned(), "\"\"".to_owned()];
        // Each kind of character at every place of a word of eight, and beside the others.
        for character in
            ['"', '\\', '\u{0}', '\u{1f}', ' ', '!', '#', '[', ']', '\u{7f}', 'é', '😀', '\u{2028}', '\u{a2}']
        {
            for before in 0..17 {
                samples.push(format!("{}{character}{}", "a".repeat(before), "é\"b".repeat(before)));
                samples.push(format!("{}{character}plain text behind it", "\u{ff}".repeat(before)));
            }
        }
        for sample in samples {
            let mut out = Vec::new();
            text(&sample, &mut out);
            assert_eq!(String::from_utf8(out).ok(), serde_json::to_string(&sample).ok());
        }
    }

    #[test]
    fn containers_have_their_commas() {
        let map = BTreeMap::from([("a".to_owned(), vec![Some(1i64), None]), ("b".to_owned(), vec![])]);
        assert_eq!(map.to_json(), br#"{"a":[1,null],"b":[]}"#);
    }
}
