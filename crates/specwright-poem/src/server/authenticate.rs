//! Who is asking: credentials in, a principal out.

use std::collections::BTreeSet;
use std::future::Future;

/// A caller whose credentials were verified. Only an [`Authenticator`] should make one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    pub subject: String,
    pub issuer: String,
    pub roles: BTreeSet<String>,
    pub scopes: BTreeSet<String>,
    pub name: Option<String>,
    pub email: Option<String>,
}

/// What a request presented for a security scheme.
#[derive(Clone, Copy)]
pub enum Credentials<'a> {
    Bearer(&'a str),
    Basic {
        user: &'a str,
        password: &'a str,
    },
    ApiKey(&'a str),
    /// `Authorization` with another scheme: what stands behind its name.
    Scheme {
        scheme: &'static str,
        credentials: &'a str,
    },
    /// The client's certificate, in DER, as whoever ended TLS handed it on; that its chain holds is for them to check.
    Certificate(&'a [u8]),
}

/// Why credentials do not hold. The caller learns the reason only in the words of RFC 6750, 3.1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuthenticationError {
    /// 401: malformed, forged, expired, or not for this service. The text is for the log.
    Invalid(String),
    /// 503: the verdict cannot be had now (the key set is out of reach).
    Unavailable(String),
}

/// Verifies credentials. `scheme` is the contract's name for the security scheme.
pub trait Authenticator: Send + Sync + 'static {
    fn authenticate(
        &self,
        scheme: &'static str,
        credentials: Credentials<'_>,
    ) -> impl Future<Output = Result<Principal, AuthenticationError>> + Send;
}
