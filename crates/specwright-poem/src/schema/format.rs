//! The formats that are enforced, each a question about a text.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::identifier;
use crate::values::{Base64, Date, DateTime};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Uuid,
    DateTime,
    Date,
    Time,
    Duration,
    Email,
    Uri,
    UriReference,
    Hostname,
    Ipv4,
    Ipv6,
    Iri,
    IriReference,
    UriTemplate,
    JsonPointer,
    RelativeJsonPointer,
    Regex,
    Byte,
}

impl Format {
    pub fn fits(self, text: &str) -> bool {
        match self {
            Self::Uuid => uuid(text),
            Self::DateTime => text.parse::<DateTime>().is_ok(),
            Self::Date => text.parse::<Date>().is_ok(),
            Self::Time => time(text),
            Self::Duration => duration(text),
            Self::Email => email(text),
            Self::Uri => identifier::uri(text),
            Self::UriReference => identifier::uri_reference(text),
            Self::Hostname => hostname(text),
            Self::Ipv4 => text.parse::<Ipv4Addr>().is_ok(),
            Self::Ipv6 => text.parse::<Ipv6Addr>().is_ok(),
            Self::Iri => identifier::iri(text),
            Self::IriReference => identifier::iri_reference(text),
            Self::UriTemplate => identifier::uri_template(text),
            Self::JsonPointer => identifier::json_pointer(text),
            Self::RelativeJsonPointer => identifier::relative_json_pointer(text),
            Self::Regex => regex(text),
            Self::Byte => text.parse::<Base64>().is_ok(),
        }
    }

    /// As the contract writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Uuid => "uuid",
            Self::DateTime => "date-time",
            Self::Date => "date",
            Self::Time => "time",
            Self::Duration => "duration",
            Self::Email => "email",
            Self::Uri => "uri",
            Self::UriReference => "uri-reference",
            Self::Hostname => "hostname",
            Self::Ipv4 => "ipv4",
            Self::Ipv6 => "ipv6",
            Self::Iri => "iri",
            Self::IriReference => "iri-reference",
            Self::UriTemplate => "uri-template",
            Self::JsonPointer => "json-pointer",
            Self::RelativeJsonPointer => "relative-json-pointer",
            Self::Regex => "regex",
            Self::Byte => "byte",
        }
    }

    pub(super) fn in_words(self) -> &'static str {
        match self {
            Self::Uuid => "a UUID, as in 01890a5d-ac96-774b-bcce-b302099a8057",
            Self::DateTime => "a date and time with an offset, as in 2026-02-28T12:00:00Z",
            Self::Date => "a date, as in 2026-02-28",
            Self::Time => "a time with an offset, as in 12:00:00Z",
            Self::Duration => "a duration, as in P1DT2H",
            Self::Email => "an email address",
            Self::Uri => "an absolute URI",
            Self::UriReference => "a URI or a relative reference",
            Self::Hostname => "a host name",
            Self::Ipv4 => "an IPv4 address",
            Self::Ipv6 => "an IPv6 address",
            Self::Iri => "an absolute IRI",
            Self::IriReference => "an IRI or a relative reference",
            Self::UriTemplate => "a URI template, as in /users/{id}",
            Self::JsonPointer => "a JSON Pointer, as in /a/0",
            Self::RelativeJsonPointer => "a relative JSON Pointer, as in 1/a",
            Self::Regex => "a regular expression",
            Self::Byte => "base64 text",
        }
    }
}

/// RFC 9562, section 4: eight, four, four, four and twelve hexadecimal digits.
pub fn uuid(text: &str) -> bool {
    let Ok(bytes) = <&[u8; 36]>::try_from(text.as_bytes()) else { return false };
    // Without a branch for each character, so that several are looked at at once.
    let known =
        bytes.iter().fold(true, |known, byte| known & matches!(byte, b'0'..=b'9' | b'a'..=b'f' | b'A'..=b'F' | b'-'));
    let hyphens = bytes.iter().map(|byte| u8::from(*byte == b'-')).sum::<u8>();
    known && hyphens == 4 && [8, 13, 18, 23].iter().all(|at| bytes[*at] == b'-')
}

/// RFC 3339, full-time.
pub fn time(text: &str) -> bool {
    // A day that has a leap second may have one at any offset.
    text.is_ascii() && format!("2016-12-31T{text}").parse::<DateTime>().is_ok()
}

/// ISO 8601 as RFC 3339 writes it down in appendix A.
pub fn duration(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('P') else { return false };
    let (date, time) = match rest.split_once('T') {
        Some((date, time)) => (date, Some(time)),
        None => (rest, None),
    };
    if let Some(weeks) = date.strip_suffix('W') {
        return time.is_none() && digits(weeks);
    }
    let date_fits = units(date, "YMD");
    match time {
        None => !date.is_empty() && date_fits,
        Some(time) => !time.is_empty() && date_fits && units(time, "HMS"),
    }
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Numbers, each with its unit, the units in their order and without a gap between those that are there.
fn units(text: &str, order: &str) -> bool {
    let mut last = None;
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| !c.is_ascii_digit()) {
        let (number, tail) = rest.split_at(at);
        let mut tail = tail.chars();
        let Some(place) = tail.next().and_then(|unit| order.find(unit)) else { return false };
        if number.is_empty() || last.is_some_and(|last| place != last + 1) {
            return false;
        }
        last = Some(place);
        rest = tail.as_str();
    }
    rest.is_empty()
}

/// RFC 5321's Mailbox, without comments and folding; the local part may be quoted.
pub fn email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let domain_fits = match domain.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')) {
        Some(literal) => match literal.strip_prefix("IPv6:") {
            Some(address) => address.parse::<Ipv6Addr>().is_ok(),
            None => literal.parse::<Ipv4Addr>().is_ok(),
        },
        None => hostname(domain),
    };
    domain_fits && local.len() <= 64 && (dot_atom(local) || quoted(local))
}

fn dot_atom(local: &str) -> bool {
    let atom = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c);
    local.split('.').all(|part| !part.is_empty() && part.chars().all(atom))
}

fn quoted(local: &str) -> bool {
    let Some(inner) = local.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else { return false };
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        let fits = match c {
            '\\' => chars.next().is_some_and(|escaped| (' '..='~').contains(&escaped)),
            '"' => false,
            c => (' '..='~').contains(&c),
        };
        if !fits {
            return false;
        }
    }
    true
}

/// RFC 1123, section 2.1.
pub fn hostname(text: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            // RFC 5891: hyphens in the third and fourth place are those of an internationalised label.
            && (label.get(2..4) != Some("--") || label.strip_prefix("xn--").is_some_and(|rest| !rest.is_empty()))
    };
    text.len() <= 253 && text.split('.').all(label)
}

/// ECMA-262: a syntax that `fancy-regex` reads, without the escapes that ECMA-262 does not know.
pub fn regex(text: &str) -> bool {
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c == '\\'
            && chars
                .next()
                .is_none_or(|escaped| escaped.is_ascii_alphabetic() && !"dDwWsSbBnrtfvcxukpP".contains(escaped))
        {
            return false;
        }
    }
    fancy_regex::Expr::parse_tree(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(format: Format, good: &[&str], bad: &[&str]) {
        for text in good {
            assert!(format.fits(text), "{text} is a {}", format.name());
        }
        for text in bad {
            assert!(!format.fits(text), "{text} is no {}", format.name());
        }
    }

    #[test]
    fn formats() {
        all(
            Format::Email,
            &["a@b", "first.last+tag@example.org", "\"quoted @ local\"@example.org", "a@[127.0.0.1]", "a@[IPv6:::1]"],
            &["", "a", "@b", "a@", "a b@c", ".a@b", "a..b@c", "a@-b", "a@b@c", "a@b..c"],
        );
        all(
            Format::Uri,
            &["https://example.org/a?b=c#d", "urn:isbn:1", "mailto:a@b.c", "http://[::1]:80/", "a://b@c:1", "x:"],
            &[
                "",
                "/a",
                "example.org",
                "http://a b",
                "http://[::1",
                "1a:b",
                "http://a/%zz",
                "http://a/é",
                "http://h:p/",
            ],
        );
        all(Format::UriReference, &["", "/a", "a/b:c", "//h/p", "?q", "#f"], &["a b", "1a:b", "\\a"]);
        all(Format::Hostname, &["a", "a-b.c", "1.2"], &["", "-a", "a-", "a..b", "a_b"]);
        all(Format::Time, &["12:00:00Z", "23:59:60Z", "12:00:00.5+01:00"], &["12:00:00", "25:00:00Z", "noon"]);
        all(
            Format::Duration,
            &["P1D", "PT1H30M", "P1Y2M3D", "P3W", "PT0S"],
            &["", "P", "PT", "P1", "P1H", "P1DT", "P1Y2D", "P1W1D", "PT1S1M"],
        );
        all(Format::Uuid, &["01890a5d-ac96-774b-bcce-b302099a8057"], &["01890a5dac96774bbcceb302099a8057", ""]);
        all(Format::Iri, &["https://exämple.org/ü?q=ö#é", "a:b"], &["", "/ü", "http://a b", "a://\u{0}"]);
        all(Format::IriReference, &["/ü", "", "a"], &["a b", "\\ü"]);
        all(
            Format::UriTemplate,
            &["", "/a/{id}", "{?q,page*}", "{+path:3}/x", "{a.b}"],
            &["{", "}", "{}", "{a", "/a b", "{a:0}", "{a-b}"],
        );
        all(Format::JsonPointer, &["", "/", "/a~0b/~1", "/0"], &["a", "/~", "/~2", "#/a"]);
        all(Format::RelativeJsonPointer, &["0", "1/a", "12#", "0/"], &["", "/a", "01", "-1", "1a", "0##"]);
        all(Format::Regex, &["^a+$", r"\d(?=x)", ""], &["(", r"\Z", "["]);
        all(Format::Byte, &["", "AQI="], &["AQI", "A=I=", "%%"]);
    }
}
