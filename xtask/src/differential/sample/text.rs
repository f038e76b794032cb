//! Texts: for each format some that fit and some that just miss, and texts made by a pattern.

use fastrand::Rng;
use regex_syntax::hir::{Class, Hir, HirKind};

/// Texts of a format, right ones first, then wrong ones that look right.
pub fn of_format(format: &str) -> (&'static [&'static str], &'static [&'static str]) {
    match format {
        "uuid" => (
            &[
                "01890a5d-ac96-774b-bcce-b302099a8057",
                "01890A5D-AC96-774B-BCCE-B302099A8057",
                "00000000-0000-0000-0000-000000000000",
            ],
            &[
                "01890a5dac96774bbcceb302099a8057",
                "{01890a5d-ac96-774b-bcce-b302099a8057}",
                "urn:uuid:01890a5d-ac96-774b-bcce-b302099a8057",
                "01890a5d-ac96-774b-bcce-b302099a805",
                "g1890a5d-ac96-774b-bcce-b302099a8057",
                "",
            ],
        ),
        "date-time" => (
            &[
                "2026-02-28T12:00:00Z",
                "2026-02-28T12:00:00.123456Z",
                "2024-02-29T23:59:59+14:00",
                "1999-12-31t00:00:00z",
                "2016-12-31T23:59:60Z",
                "2026-02-28T12:00:00.5-00:00",
                "0001-01-01T00:00:00Z",
                "9999-12-31T23:59:59.999999999Z",
            ],
            &[
                "2026-02-28T12:00:00",
                "2026-02-29T12:00:00Z",
                "2026-02-28 12:00:00Z",
                "2026-02-28T24:00:00Z",
                "2026-02-28T12:00:00+24:00",
                "2026-02-28T12:00:00.Z",
                "2026-2-28T12:00:00Z",
                "2026-02-28T12:60:00Z",
                "2026-02-28T12:00:60Z",
                "2026-02-28T12:00:00+0100",
                "",
                "2026-02-28",
            ],
        ),
        "date" => (
            &["2026-02-28", "2024-02-29", "0001-01-01", "9999-12-31"],
            &[
                "2026-02-29",
                "2026-13-01",
                "2026-1-01",
                "20260228",
                "2026-02-28Z",
                "2026-02-28T00:00:00Z",
                "",
                " 2026-02-28",
                "2026-02-00",
                "12026-02-28",
                "２０２６-02-28",
            ],
        ),
        "time" => (
            &["12:00:00Z", "23:59:60Z", "12:00:00.5+01:00", "00:00:00z"],
            &["12:00:00", "24:00:00Z", "12:00Z", "12:00:00+1", "noon", "12:00:60Z", ""],
        ),
        "duration" => (
            &["P1D", "PT1H30M", "P1Y2M3D", "P3W", "PT0S", "P1YT1H"],
            &["", "P", "PT", "P1", "P1H", "P1DT", "P1Y2D", "P1W1D", "PT1S1M", "p1d", "PT1.5S", "-P1D"],
        ),
        "email" => (
            &["a@b.example", "first.last+tag@example.org", "\"quoted @ local\"@example.org", "a@[127.0.0.1]", "a@b"],
            &[
                "",
                "a",
                "@b.example",
                "a@",
                "a b@c.example",
                ".a@b.example",
                "a..b@c.example",
                "a.@b.example",
                "a@-b.example",
                "a@b@c.example",
            ],
        ),
        "idn-email" => (&["é@example.org", "a@b.example"], &["", "a", "a b@c.example"]),
        "uri" => (
            &[
                "https://example.org/a?b=c#d",
                "urn:isbn:1",
                "mailto:a@b.c",
                "http://[::1]:80/",
                "a://b@c:1",
                "x:",
                "https://example.org/%20",
            ],
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
                "//example.org/a",
                "http://a/\\",
                "http://a/<b>",
            ],
        ),
        "uri-reference" => {
            (&["", "/a", "a/b:c", "//h/p", "?q", "#f", "https://example.org/"], &["a b", "1a:b", "\\a", "#a#b", "%z"])
        }
        "iri" => (&["https://example.org/é", "urn:a:é"], &["", "/a", "http://a b"]),
        "iri-reference" => (&["/é", "é"], &["a b", "\\a"]),
        "uri-template" => (&["/a/{b}", "{?x,y*}", ""], &["/a/{b", "{a b}", "}"]),
        "hostname" => {
            (&["a", "a-b.c", "example.org", "1.2"], &["", "-a", "a-", "a..b", "a_b", "a.b-", "exa mple", "é.example"])
        }
        "idn-hostname" => (&["é.example", "example.org"], &["", "-a", "a b"]),
        "ipv4" => (
            &["127.0.0.1", "255.255.255.255", "0.0.0.0"],
            &["", "127.0.0", "256.0.0.1", "127.0.0.1.1", "01.2.3.4", "127.0.0.1/8", "1.2.3.4 "],
        ),
        "ipv6" => (
            &["::1", "::", "2001:db8::1", "::ffff:127.0.0.1"],
            &["", "1", ":::", "2001:db8::1::2", "[::1]", "::1%eth0", "12345::", "::1/64"],
        ),
        "json-pointer" => (&["", "/a/b", "/~0~1", "/"], &["a", "/~", "/~2", "#/a"]),
        "relative-json-pointer" => (&["0", "1/a", "0#"], &["", "/a", "-1", "01/a"]),
        "regex" => (&["^a+$", "[a-z]", ""], &["(", "[", "*"]),
        "byte" => (&["", "AQI=", "AQID", "////"], &["AQI", "A=I=", "%%", "AQI=\n", "A", "-_=="]),
        "password" => (&["secret"], &[""]),
        _ => (&["text", "", "12", "2026-02-28"], &["\u{0}", "é😀"]),
    }
}

/// Characters that a careless decoder counts or escapes wrongly.
const CHARACTERS: [char; 16] =
    ['a', 'b', 'Z', '0', '9', ' ', '-', '_', '"', '\\', '/', '\n', '\u{7f}', 'é', '\u{2028}', '😀'];

/// A text of so many code points.
pub fn of_length(random: &mut Rng, length: usize) -> String {
    let plain = random.bool();
    (0..length).map(|_| if plain { random.lowercase() } else { CHARACTERS[random.usize(..CHARACTERS.len())] }).collect()
}

/// A text that a pattern probably matches: its verdict is the oracle's to give. None for patterns that look around.
pub fn of_pattern(random: &mut Rng, pattern: &str) -> Option<String> {
    // ECMA-262 writes what Rust writes, but for these.
    let pattern = pattern.replace(r"\/", "/").replace(r"\d", "[0-9]").replace(r"\w", "[A-Za-z0-9_]");
    let hir = regex_syntax::ParserBuilder::new().utf8(false).nest_limit(100).build().parse(&pattern).ok()?;
    let mut text = String::new();
    sample(random, &hir, &mut text, 0);
    Some(text)
}

const LONGEST: usize = 2000;

fn sample(random: &mut Rng, hir: &Hir, text: &mut String, depth: usize) {
    if depth > 50 || text.len() > LONGEST {
        return;
    }
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => text.push_str(&String::from_utf8_lossy(&literal.0)),
        HirKind::Class(Class::Unicode(class)) => {
            let ranges = class.ranges();
            if let Some(range) = ranges.get(random.usize(..ranges.len().max(1))) {
                let span = u32::from(range.end()) - u32::from(range.start());
                let most = if random.u8(..4) == 0 { span } else { span.min(94) };
                let at = u32::from(range.start()) + random.u32(..=most);
                text.push(char::from_u32(at).unwrap_or(range.start()));
            }
        }
        HirKind::Class(Class::Bytes(class)) => {
            if let Some(range) = class.ranges().first() {
                text.push(char::from(range.start().min(0x7f)));
            }
        }
        HirKind::Repetition(repetition) => {
            let most = repetition.max.unwrap_or(repetition.min.saturating_add(4)).min(repetition.min.saturating_add(6));
            let count = match random.u8(..4) {
                0 => repetition.min,
                1 => most,
                _ => random.u32(repetition.min..=most.max(repetition.min)),
            };
            for _ in 0..count {
                sample(random, &repetition.sub, text, depth + 1);
            }
        }
        HirKind::Capture(capture) => sample(random, &capture.sub, text, depth + 1),
        HirKind::Concat(parts) => parts.iter().for_each(|part| sample(random, part, text, depth + 1)),
        HirKind::Alternation(parts) => {
            if let Some(part) = parts.get(random.usize(..parts.len().max(1))) {
                sample(random, part, text, depth + 1);
            }
        }
    }
}

/// The same text with one small fault.
pub fn near_miss(random: &mut Rng, text: &str) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    let at = if chars.is_empty() { 0 } else { random.usize(..chars.len()) };
    let stray = CHARACTERS[random.usize(..CHARACTERS.len())];
    match random.u8(..7) {
        0 if !chars.is_empty() => {
            chars.remove(at);
        }
        1 if !chars.is_empty() => chars[at] = stray,
        2 => chars.push('\n'),
        3 => chars.insert(0, ' '),
        4 => return text.to_uppercase(),
        5 => return text.to_lowercase(),
        _ => chars.insert(at, stray),
    }
    chars.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_make_texts_that_match() {
        let mut random = Rng::with_seed(1);
        for pattern in ["^[a-z]{3,5}-\\d+$", "^(yes|no)$", "a.c", "^\\/x\\w?$"] {
            let regex = regex::Regex::new(&pattern.replace("\\/", "/")).unwrap();
            for _ in 0..50 {
                let text = of_pattern(&mut random, pattern).unwrap();
                assert!(regex.is_match(&text), "{text} of {pattern}");
            }
        }
        assert_eq!(of_pattern(&mut random, "(?=a)"), None);
    }
}
