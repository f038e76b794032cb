//! `format: date`: a full-date of RFC 3339.

use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::FormatError;

/// A day of the calendar, `2026-02-28`, in the years 0 to 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(NaiveDate);

impl Date {
    /// None outside the years 0 to 9999, which the format cannot write.
    pub fn new(day: NaiveDate) -> Option<Self> {
        (0..=9999).contains(&day.year()).then_some(Self(day))
    }

    /// Writes the ten characters.
    pub fn write(self, out: &mut Vec<u8>) {
        let year = self.0.year().unsigned_abs();
        let [[y1, y2], [y3, y4]] = [digits(year / 100), digits(year % 100)];
        let [[m1, m2], [d1, d2]] = [digits(self.0.month()), digits(self.0.day())];
        out.extend_from_slice(&[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2]);
    }
}

/// Two digits of a number below 100.
pub(super) fn digits(number: u32) -> [u8; 2] {
    let digit = |n: u32| b'0' + u8::try_from(n % 10).unwrap_or(0);
    [digit(number / 10), digit(number)]
}

/// Reads exactly these many ASCII digits, and nothing else.
pub(super) fn number(text: &[u8]) -> Option<u32> {
    text.iter().try_fold(0u32, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + u32::from(byte - b'0')))
}

pub(super) fn parse_day(text: &[u8]) -> Option<NaiveDate> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *text else { return None };
    let year = i32::try_from(number(&[y1, y2, y3, y4])?).ok()?;
    NaiveDate::from_ymd_opt(year, number(&[m1, m2])?, number(&[d1, d2])?)
}

impl FromStr for Date {
    type Err = FormatError;

    fn from_str(text: &str) -> Result<Self, FormatError> {
        parse_day(text.as_bytes()).map(Self).ok_or(FormatError("date (RFC 3339, full-date)"))
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0.year(), self.0.month(), self.0.day())
    }
}

impl Deref for Date {
    type Target = NaiveDate;

    fn deref(&self) -> &NaiveDate {
        &self.0
    }
}

/// A year outside 0 to 9999 becomes the nearest day that can be written.
impl From<NaiveDate> for Date {
    fn from(day: NaiveDate) -> Self {
        let year = day.year().clamp(0, 9999);
        Self(day.with_year(year).unwrap_or_default())
    }
}

impl From<Date> for NaiveDate {
    fn from(date: Date) -> Self {
        date.0
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_string(Visitor)
    }
}

struct Visitor;

impl de::Visitor<'_> for Visitor {
    type Value = Date;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a date")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Date, E> {
        text.parse().map_err(E::custom)
    }
}
