//! How single values are written: sizes, durations, addresses, lists. Every error is the part of a sentence that says
//! what is wrong; how to mend it stands with the setting.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use ipnet::IpNet;

/// `64KiB`, `10MiB`, `1048576`.
pub fn size(text: &str) -> Result<u64, String> {
    let (number, unit) = split_unit(text);
    let factor: u64 = match unit.to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "k" | "kib" => 1 << 10,
        "m" | "mib" => 1 << 20,
        "g" | "gib" => 1 << 30,
        _ => return Err("is not a size: the unit is one of KiB, MiB, GiB, or none for bytes".to_owned()),
    };
    let number: u64 = number.parse().map_err(|_| "is not a size: it starts with a whole number".to_owned())?;
    number
        .checked_mul(factor)
        .filter(|&bytes| bytes > 0)
        .ok_or_else(|| "is zero or far too large for a size".to_owned())
}

/// `500ms`, `30s`, `5m`, `12h`, `7d`; a number alone counts seconds. Zero is allowed.
pub fn duration(text: &str) -> Result<Duration, String> {
    let (number, unit) = split_unit(text);
    let number: u64 = number.parse().map_err(|_| "is not a duration: it starts with a whole number".to_owned())?;
    let seconds = match unit {
        "ms" => return Ok(Duration::from_millis(number)),
        "" | "s" => Some(number),
        "m" => number.checked_mul(60),
        "h" => number.checked_mul(3_600),
        "d" => number.checked_mul(86_400),
        _ => return Err("is not a duration: the unit is one of ms, s, m, h, d".to_owned()),
    };
    seconds
        .filter(|&seconds| seconds <= 366 * 86_400)
        .map(Duration::from_secs)
        .ok_or_else(|| "is longer than a year".to_owned())
}

/// A duration that is more than nothing.
pub fn positive_duration(text: &str) -> Result<Duration, String> {
    duration(text).and_then(|value| if value.is_zero() { Err("is zero".to_owned()) } else { Ok(value) })
}

/// A number of things of which there is at least one.
pub fn count(text: &str) -> Result<u32, String> {
    match text.parse() {
        Ok(0) => Err("is zero".to_owned()),
        Ok(value) if value <= 10_000 => Ok(value),
        Ok(_) => Err("is more than 10000".to_owned()),
        Err(_) => Err("is not a whole number".to_owned()),
    }
}

pub fn socket_address(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| "is not an IP address with a port".to_owned())
}

/// `10.0.0.0/8` or a single address.
pub fn network(text: &str) -> Result<IpNet, String> {
    text.parse::<IpNet>()
        .or_else(|_| text.parse::<IpAddr>().map(IpNet::from))
        .map_err(|_| format!("has `{text}`, which is neither an IP address nor a network"))
}

/// A host name or address as it stands in the `Host` header, without a port, in lower case.
pub fn host(text: &str) -> Result<String, String> {
    let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte));
    let bracketed = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let is_address = bracketed.is_some_and(|address| address.parse::<std::net::Ipv6Addr>().is_ok());
    if plain || is_address {
        Ok(text.to_ascii_lowercase())
    } else {
        Err(format!("has `{text}`, which is not a host name; it stands without scheme and port"))
    }
}

/// An origin as browsers send it: scheme, host and, unless it is the scheme's own, the port.
pub fn origin(text: &str) -> Result<String, String> {
    let wrong = || format!("has `{text}`, which is not an origin: scheme, host and port, nothing behind them");
    let url = reqwest::Url::parse(text).map_err(|_| wrong())?;
    if !matches!(url.scheme(), "http" | "https") || url.path() != "/" || url.query().is_some() || text.ends_with('/') {
        return Err(wrong());
    }
    Ok(url.origin().ascii_serialization())
}

/// A comma-separated list; blanks around its items do not count, and it may be empty.
pub fn list<T>(text: &str, item: impl Fn(&str) -> Result<T, String>) -> Result<Vec<T>, String> {
    text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(item).collect()
}

fn split_unit(text: &str) -> (&str, &str) {
    let end = text.find(|character: char| !character.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    (number, unit.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes() {
        assert_eq!(size("1048576"), Ok(1_048_576));
        assert_eq!(size("64KiB"), Ok(65_536));
        assert_eq!(size("10 MiB"), Ok(10 << 20));
        for wrong in ["", "-1", "0", "ten", "5 parsecs", "99999999999999999999", "18446744073709551615GiB"] {
            assert!(size(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn durations() {
        assert_eq!(duration("30"), Ok(Duration::from_secs(30)));
        assert_eq!(duration("500ms"), Ok(Duration::from_millis(500)));
        assert_eq!(duration("12h"), Ok(Duration::from_hours(12)));
        assert_eq!(duration("0s"), Ok(Duration::ZERO));
        for wrong in ["", "soon", "5y", "400d", "99999999999999999999s"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
        assert!(positive_duration("0s").is_err());
    }

    #[test]
    fn origins_have_nothing_behind_the_port() {
        assert_eq!(origin("https://app.example.com"), Ok("https://app.example.com".to_owned()));
        assert_eq!(origin("http://localhost:3000"), Ok("http://localhost:3000".to_owned()));
        for wrong in ["*", "app.example.com", "https://app.example.com/", "https://app.example.com/x", "ftp://a"] {
            assert!(origin(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn hosts_have_no_port() {
        assert_eq!(host("API.example.com"), Ok("api.example.com".to_owned()));
        assert_eq!(host("[::1]"), Ok("[::1]".to_owned()));
        for wrong in ["api.example.com:80", "https://x", "[x]"] {
            assert!(host(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn lists_ignore_blanks() {
        assert_eq!(list(" a, b ,,", host), Ok(vec!["a".to_owned(), "b".to_owned()]));
        assert_eq!(list("", network), Ok(vec![]));
        assert!(list("10.0.0.0/8,nonsense", network).is_err());
    }
}
