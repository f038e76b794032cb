//! A token's header, read before anything of the token is believed.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde::de::IgnoredAny;

/// Real tokens have one or two thousand bytes.
const LARGEST_TOKEN: usize = 8 * 1024;
const LONGEST_KEY_ID: usize = 256;

/// `jwk`, `jku`, `x5c` and `x5u` are not among the members: keys come from the issuer, never from the token.
#[derive(Debug, Deserialize)]
pub struct TokenHeader {
    pub alg: String,
    pub kid: Option<String>,
    typ: Option<String>,
    /// RFC 7515, 4.1.11: extensions that must be understood. We understand none.
    crit: Option<IgnoredAny>,
}

impl TokenHeader {
    /// The error is for the log.
    pub fn read(token: &str) -> Result<Self, String> {
        if token.len() > LARGEST_TOKEN {
            return Err(format!("the token is larger than {LARGEST_TOKEN} bytes"));
        }
        let mut parts = token.split('.');
        let (Some(header), Some(_), Some(_), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
            return Err("the token has not three parts".to_owned());
        };
        let json = URL_SAFE_NO_PAD.decode(header).map_err(|_| "the header is not base64url")?;
        let header: Self = serde_json::from_slice(&json).map_err(|_| "the header is not that of a JWT")?;
        if header.crit.is_some() {
            return Err("the header demands extensions (`crit`)".to_owned());
        }
        // RFC 7515, 4.1.9: without a slash, `application/` stands before it; letters' case does not count.
        let typ = header.typ.as_deref().map(str::to_ascii_lowercase);
        let typ = typ.as_deref().map(|typ| typ.strip_prefix("application/").unwrap_or(typ));
        if !matches!(typ, None | Some("jwt" | "at+jwt")) {
            return Err("the token is of another kind (`typ`)".to_owned());
        }
        if header.kid.as_ref().is_some_and(|kid| kid.len() > LONGEST_KEY_ID) {
            return Err(format!("`kid` is longer than {LONGEST_KEY_ID} bytes"));
        }
        Ok(header)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read(header: &Value) -> Result<TokenHeader, String> {
        TokenHeader::read(&format!("{}.e30.c2ln", URL_SAFE_NO_PAD.encode(header.to_string())))
    }

    #[test]
    fn usual_headers_pass() {
        for typ in [json!(null), json!("JWT"), json!("jwt"), json!("at+jwt"), json!("application/at+jwt")] {
            assert!(read(&json!({ "alg": "EdDSA", "kid": "k", "typ": typ })).is_ok(), "{typ}");
        }
        assert!(read(&json!({ "alg": "EdDSA", "jwk": 5, "jku": ["x"], "x5c": {} })).is_ok());
    }

    #[test]
    fn odd_headers_do_not() {
        for header in [
            json!({}),
            json!([]),
            json!({ "alg": 5 }),
            json!({ "alg": "EdDSA", "kid": 5 }),
            json!({ "alg": "EdDSA", "typ": "dpop+jwt" }),
            json!({ "alg": "EdDSA", "crit": ["exp"] }),
            json!({ "alg": "EdDSA", "kid": "k".repeat(257) }),
        ] {
            assert!(read(&header).is_err(), "{header}");
        }
        for token in ["", "a.b", "a.b.c.d", "....", "\u{fffd}.e30.e30"] {
            assert!(TokenHeader::read(token).is_err(), "{token}");
        }
        assert!(TokenHeader::read(&"a".repeat(9_000)).is_err());
    }
}
