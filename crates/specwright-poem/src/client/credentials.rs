//! What a client proves itself with, and to which requests it belongs.

use std::fmt;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use reqwest::Request;
use reqwest::header::{AUTHORIZATION, COOKIE, HeaderName, HeaderValue};

use super::given::Invalid;

/// Where a credential stands in a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Header(&'static str),
    Query(&'static str),
    Cookie(&'static str),
}

#[derive(Clone)]
enum Carried {
    Header(HeaderName, HeaderValue),
    Query(&'static str, String),
    Cookie(&'static str, String),
}

/// The credentials of a client, each under the name of its security scheme.
#[derive(Clone, Default)]
pub struct Credentials(Vec<(&'static str, Carried)>);

impl Credentials {
    /// `Authorization: Bearer …` (RFC 6750).
    pub fn bearer(&mut self, scheme: &'static str, token: &str) -> Result<(), Invalid> {
        self.authorization(scheme, &format!("Bearer {token}"))
    }

    /// `Authorization: Basic …` (RFC 7617).
    pub fn basic(&mut self, scheme: &'static str, user: &str, password: &str) -> Result<(), Invalid> {
        if user.contains(':') {
            return Err(Invalid::new("a user's name cannot hold a colon"));
        }
        self.authorization(scheme, &format!("Basic {}", BASE64_STANDARD.encode(format!("{user}:{password}"))))
    }

    /// `Authorization`, whole: for a scheme of another name.
    pub fn authorization(&mut self, scheme: &'static str, value: &str) -> Result<(), Invalid> {
        self.set(scheme, Carried::Header(AUTHORIZATION, sensitive(value)?));
        Ok(())
    }

    /// A key in a place of its own.
    pub fn key(&mut self, scheme: &'static str, place: Place, key: &str) -> Result<(), Invalid> {
        let carried = match place {
            Place::Header(name) => {
                let header = HeaderName::from_bytes(name.as_bytes());
                let header = header.map_err(|_| Invalid::new(format!("`{name}` is no name of a header")))?;
                Carried::Header(header, sensitive(key)?)
            }
            Place::Query(name) => Carried::Query(name, key.to_owned()),
            Place::Cookie(name) => {
                sensitive(key)?;
                Carried::Cookie(name, key.to_owned())
            }
        };
        self.set(scheme, carried);
        Ok(())
    }

    fn set(&mut self, scheme: &'static str, carried: Carried) {
        self.0.retain(|(other, _)| *other != scheme);
        self.0.push((scheme, carried));
    }

    fn has(&self, scheme: &str) -> bool {
        self.0.iter().any(|(name, _)| *name == scheme)
    }

    /// Signs a request with the first alternative of which all credentials are there.
    pub fn sign(&self, request: &mut Request, alternatives: &[&[&str]]) {
        let mut complete = alternatives.iter().filter(|schemes| schemes.iter().all(|scheme| self.has(scheme)));
        // An alternative without schemes lets anybody in; whoever has credentials uses them all the same.
        let Some(schemes) = complete.clone().find(|schemes| !schemes.is_empty()).or_else(|| complete.next()) else {
            return;
        };
        for (scheme, carried) in &self.0 {
            if schemes.contains(scheme) {
                carried.put(request);
            }
        }
    }
}

impl Carried {
    fn put(&self, request: &mut Request) {
        match self {
            Self::Header(name, value) => {
                request.headers_mut().insert(name, value.clone());
            }
            Self::Query(name, key) => {
                request.url_mut().query_pairs_mut().append_pair(name, key);
            }
            Self::Cookie(name, key) => {
                let before = request.headers().get(COOKIE).and_then(|cookies| cookies.to_str().ok());
                let cookies = before.map(|cookies| format!("{cookies}; {name}={key}"));
                if let Ok(value) = sensitive(&cookies.unwrap_or_else(|| format!("{name}={key}"))) {
                    request.headers_mut().insert(COOKIE, value);
                }
            }
        }
    }
}

/// Names only: what a secret holds is never printed.
impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(scheme, _)| scheme)).finish()
    }
}

fn sensitive(text: &str) -> Result<HeaderValue, Invalid> {
    let mut value = HeaderValue::from_str(text).map_err(|_| Invalid::new("the credential holds what no header can"))?;
    value.set_sensitive(true);
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signed(alternatives: &[&[&str]]) -> Request {
        let mut credentials = Credentials::default();
        credentials.bearer("token", "t").expect("a token");
        credentials.key("query", Place::Query("k&y"), "a b").expect("a key");
        credentials.key("cookie", Place::Cookie("sid"), "s").expect("a key");
        let mut request = Request::new(reqwest::Method::GET, "http://x/?q=1".parse().expect("a URL"));
        request.headers_mut().insert(COOKIE, HeaderValue::from_static("a=b"));
        credentials.sign(&mut request, alternatives);
        request
    }

    #[test]
    fn the_first_alternative_that_is_complete() {
        let request = signed(&[&["token", "absent"], &["query", "cookie"], &["token"]]);
        assert_eq!(request.url().query(), Some("q=1&k%26y=a+b"));
        assert_eq!(request.headers().get(COOKIE).and_then(|value| value.to_str().ok()), Some("a=b; sid=s"));
        assert!(!request.headers().contains_key(AUTHORIZATION));
        assert!(signed(&[&[], &["token"]]).headers().contains_key(AUTHORIZATION));
        assert!(!signed(&[]).headers().contains_key(AUTHORIZATION));
        assert!(!signed(&[&["absent"], &[]]).headers().contains_key(AUTHORIZATION));
    }

    #[test]
    fn secrets_are_not_printed_and_cannot_break_a_header() {
        let mut credentials = Credentials::default();
        credentials.basic("basic", "ada", "secret").expect("a password");
        assert_eq!(format!("{credentials:?}"), "[\"basic\"]");
        assert!(credentials.basic("basic", "a:b", "").is_err());
        assert!(credentials.bearer("token", "line\nbreak").is_err());
        assert!(credentials.key("cookie", Place::Cookie("sid"), "line\nbreak").is_err());
    }
}
