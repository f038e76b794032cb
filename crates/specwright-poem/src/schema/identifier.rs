//! Formats of identifiers: URIs and IRIs, templates of them, and JSON Pointers.

use std::net::Ipv6Addr;
use std::str::Chars;

/// RFC 3986, URI: with a scheme.
pub fn uri(text: &str) -> bool {
    text.is_ascii() && iri(text)
}

/// RFC 3986, URI-reference: absolute or relative.
pub fn uri_reference(text: &str) -> bool {
    text.is_ascii() && iri_reference(text)
}

/// RFC 3987: a URI in which letters of any script stand for themselves.
pub fn iri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let mut scheme = scheme.chars();
    scheme.next().is_some_and(|first| first.is_ascii_alphabetic())
        && scheme.all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
        && hierarchy(rest)
}

/// RFC 3987: absolute or relative.
pub fn iri_reference(text: &str) -> bool {
    // Without a scheme, the first segment holds no colon.
    let first = text.split(['/', '?', '#']).next().unwrap_or_default();
    iri(text) || (!first.contains(':') && hierarchy(text))
}

fn hierarchy(text: &str) -> bool {
    let (text, fragment) = text.split_once('#').unwrap_or((text, ""));
    let (path, query) = text.split_once('?').unwrap_or((text, ""));
    let path_fits = match path.strip_prefix("//") {
        Some(rest) => {
            let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            self::authority(authority) && characters(path, ":@/")
        }
        None => characters(path, ":@/"),
    };
    path_fits && characters(query, ":@/?") && characters(fragment, ":@/?")
}

fn authority(text: &str) -> bool {
    let (user, host) = text.rsplit_once('@').unwrap_or(("", text));
    if !characters(user, ":") {
        return false;
    }
    let (host_fits, port) = if let Some(rest) = host.strip_prefix('[') {
        let Some((address, port)) = rest.split_once(']') else { return false };
        (address.parse::<Ipv6Addr>().is_ok(), port)
    } else {
        let (name, port) = host.split_at(host.find(':').unwrap_or(host.len()));
        (characters(name, ""), port)
    };
    let port_fits = port.is_empty() || port.strip_prefix(':').is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()));
    host_fits && port_fits
}

/// Unreserved characters, sub-delims, percent-encodings, and the `more` that this place allows.
fn characters(text: &str, more: &str) -> bool {
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        let fits = match c {
            '%' => octet(&mut chars),
            c if c.is_ascii() => c.is_ascii_alphanumeric() || "-._~!$&'()*+,;=".contains(c) || more.contains(c),
            c => beyond_ascii(c),
        };
        if !fits {
            return false;
        }
    }
    true
}

/// What follows a percent sign.
fn octet(chars: &mut Chars<'_>) -> bool {
    chars.by_ref().take(2).filter(char::is_ascii_hexdigit).count() == 2
}

/// RFC 3987, `ucschar`: no controls, no private use, no characters that are none.
fn beyond_ascii(c: char) -> bool {
    let code = u32::from(c);
    matches!(code, 0xa0..=0xd7ff | 0xf900..=0xfdcf | 0xfdf0..=0xffef)
        || ((0x1_0000..=0xe_fffd).contains(&code) && code & 0xffff <= 0xfffd && !(0xe_0000..0xe_1000).contains(&code))
}

/// RFC 6570.
pub fn uri_template(text: &str) -> bool {
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, after) = rest.split_at(at);
        let Some((inner, tail)) = after.strip_prefix('{').and_then(|after| after.split_once('}')) else { return false };
        if !template_literal(before) || !expression(inner) {
            return false;
        }
        rest = tail;
    }
    template_literal(rest)
}

fn template_literal(text: &str) -> bool {
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        let fits = match c {
            '%' => octet(&mut chars),
            c => c > ' ' && c != '\u{7f}' && !"\"<>\\^`|".contains(c),
        };
        if !fits {
            return false;
        }
    }
    true
}

fn expression(text: &str) -> bool {
    let variables = text.strip_prefix(['+', '#', '.', '/', ';', '?', '&', '=', ',', '!', '@', '|']).unwrap_or(text);
    variables.split(',').all(|variable| {
        let name = match variable.split_once(':') {
            Some((name, length)) => {
                let fits = (1..=4).contains(&length.len())
                    && !length.starts_with('0')
                    && length.bytes().all(|byte| byte.is_ascii_digit());
                if !fits {
                    return false;
                }
                name
            }
            None => variable.strip_suffix('*').unwrap_or(variable),
        };
        name.split('.').all(|part| !part.is_empty() && variable_name(part))
    })
}

fn variable_name(text: &str) -> bool {
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        let fits = match c {
            '%' => octet(&mut chars),
            c => c.is_ascii_alphanumeric() || c == '_',
        };
        if !fits {
            return false;
        }
    }
    true
}

/// RFC 6901.
pub fn json_pointer(text: &str) -> bool {
    text.is_empty() || text.starts_with('/') && text.split('~').skip(1).all(|after| after.starts_with(['0', '1']))
}

/// A number of steps outwards, then a pointer, or `#` for the key or index there.
pub fn relative_json_pointer(text: &str) -> bool {
    let (steps, rest) = text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()));
    !steps.is_empty() && (steps == "0" || !steps.starts_with('0')) && (rest == "#" || json_pointer(rest))
}
