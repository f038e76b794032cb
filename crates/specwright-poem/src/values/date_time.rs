//! `format: date-time`: a date-time of RFC 3339, kept in UTC with microseconds.

use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

use chrono::{DateTime as ChronoDateTime, Datelike, NaiveTime, TimeDelta, Timelike, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::FormatError;
use super::date::{digits, number, parse_day};

/// A moment, to the microsecond: finer parts are cut off when it is made, because databases do not all keep them, and
/// an answer must say what the next reading will say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DateTime(ChronoDateTime<Utc>);

impl DateTime {
    pub fn now() -> Self {
        Self::from(Utc::now())
    }

    /// Writes `2026-02-28T12:00:00.000000Z`.
    pub fn write(self, out: &mut Vec<u8>) {
        let moment = self.0.naive_utc();
        let (day, seconds) = (moment.date(), moment.num_seconds_from_midnight());
        let year = day.year().clamp(0, 9999).unsigned_abs();
        let micros = moment.nanosecond() / 1000;
        let [[y1, y2], [y3, y4]] = [digits(year / 100), digits(year % 100)];
        let [[m1, m2], [d1, d2]] = [digits(day.month()), digits(day.day())];
        let [[h1, h2], [n1, n2], [s1, s2]] = [digits(seconds / 3600), digits(seconds / 60 % 60), digits(seconds % 60)];
        let [[f1, f2], [f3, f4], [f5, f6]] =
            [digits(micros / 10_000), digits(micros / 100 % 100), digits(micros % 100)];
        out.extend_from_slice(&[
            y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, b'T', h1, h2, b':', n1, n2, b':', s1, s2, b'.', f1, f2, f3, f4,
            f5, f6, b'Z',
        ]);
    }
}

fn parse(text: &[u8]) -> Option<DateTime> {
    let (day, rest) = text.split_at_checked(10)?;
    let day = parse_day(day)?;
    let [b'T' | b't', h1, h2, b':', m1, m2, b':', s1, s2, rest @ ..] = rest else { return None };
    let (hour, minute, second) = (number(&[*h1, *h2])?, number(&[*m1, *m2])?, number(&[*s1, *s2])?);
    let (micros, rest) = match rest {
        [b'.', fraction @ ..] => {
            let length = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
            let (fraction, rest) = fraction.split_at_checked(length).filter(|_| length > 0)?;
            let kept = number(fraction.get(..6).unwrap_or(fraction))?;
            (kept * 10u32.pow(u32::try_from(6usize.saturating_sub(length)).ok()?), rest)
        }
        _ => (0, rest),
    };
    let offset = match rest {
        [b'Z' | b'z'] => 0,
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let (hours, minutes) = (number(&[*h1, *h2])?, number(&[*m1, *m2])?);
            if hours > 23 || minutes > 59 {
                return None;
            }
            let seconds = i64::from(hours * 3600 + minutes * 60);
            if *sign == b'+' { seconds } else { -seconds }
        }
        _ => return None,
    };
    // A leap second has no place in UTC as chrono counts it: it is the moment after.
    let leap = second == 60;
    let time = NaiveTime::from_hms_micro_opt(hour, minute, if leap { 59 } else { second }, micros)?;
    let utc = day.and_time(time).checked_sub_signed(TimeDelta::seconds(offset))?;
    if leap && (utc.hour(), utc.minute()) != (23, 59) {
        return None;
    }
    let utc = if leap { utc.checked_add_signed(TimeDelta::seconds(1))? } else { utc };
    (0..=9999).contains(&utc.year()).then(|| DateTime(utc.and_utc()))
}

impl FromStr for DateTime {
    type Err = FormatError;

    fn from_str(text: &str) -> Result<Self, FormatError> {
        parse(text.as_bytes()).ok_or(FormatError("date-time (RFC 3339)"))
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = Vec::with_capacity(27);
        self.write(&mut text);
        f.write_str(std::str::from_utf8(&text).unwrap_or_default())
    }
}

impl Deref for DateTime {
    type Target = ChronoDateTime<Utc>;

    fn deref(&self) -> &ChronoDateTime<Utc> {
        &self.0
    }
}

impl From<ChronoDateTime<Utc>> for DateTime {
    fn from(moment: ChronoDateTime<Utc>) -> Self {
        let nanos = moment.timestamp_subsec_nanos();
        // What comes from a database has been cut already; a leap second's nanoseconds go on from a thousand million.
        if nanos < 1_000_000_000 && nanos.is_multiple_of(1000) {
            return Self(moment);
        }
        let nanos = nanos.min(999_999_999);
        Self(moment.with_nanosecond(nanos - nanos % 1000).unwrap_or(moment))
    }
}

impl From<DateTime> for ChronoDateTime<Utc> {
    fn from(moment: DateTime) -> Self {
        moment.0
    }
}

impl Serialize for DateTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for DateTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_string(Visitor)
    }
}

struct Visitor;

impl de::Visitor<'_> for Visitor {
    type Value = DateTime;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a date and time")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<DateTime, E> {
        text.parse().map_err(E::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_rfc_3339_allows_and_writes_utc() {
        for (text, written) in [
            ("1985-04-12T23:20:50.52Z", "1985-04-12T23:20:50.520000Z"),
            ("1996-12-19t16:39:57-08:00", "1996-12-20T00:39:57.000000Z"),
            ("1990-12-31T15:59:60-08:00", "1991-01-01T00:00:00.000000Z"),
            ("2026-01-01T00:00:00.1234567899Z", "2026-01-01T00:00:00.123456Z"),
        ] {
            assert_eq!(text.parse::<DateTime>().map(|d| d.to_string()).as_deref(), Ok(written), "{text}");
        }
    }

    #[test]
    fn refuses_everything_else() {
        for text in [
            "",
            "2026-01-01",
            "2026-01-01 00:00:00Z",
            "2026-01-01T00:00:00",
            "2026-02-30T00:00:00Z",
            "2026-01-01T24:00:00Z",
            "2026-01-01T12:00:60Z",
            "2026-01-01T00:00:00.Z",
            "2026-01-01T00:00:00+24:00",
            "2026-01-01T00:00:00+0100",
            "0000-01-01T00:00:00+01:00",
            "２026-01-01T00:00:00Z",
        ] {
            assert!(text.parse::<DateTime>().is_err(), "{text}");
        }
    }
}
