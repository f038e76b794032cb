//! What the Rust client cannot express, each with its reason. Whatever is not here has to work.

use crate::{
    diagnostic::{Diagnostic, Diagnostics},
    source::Position,
};

/// A construct that the client leaves out, or sends otherwise than the contract says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The code of the diagnostics that say so.
    pub code: &'static str,
    pub construct: &'static str,
    pub reason: &'static str,
}

pub const HEADER_NAME: Limit = Limit {
    code: "client-header-name",
    construct: "a header whose name is no token",
    reason: "a header's name is letters, digits and !#$%&'*+-.^_`|~ (RFC 9110, 5.6.2)",
};

pub const MEDIA_TYPE: Limit = Limit {
    code: "client-media-type",
    construct: "a body of what is no media type",
    reason: "a header cannot hold it",
};

pub const PATH: Limit = Limit {
    code: "client-path",
    construct: "a path whose braces name no parameter",
    reason: "nobody can say what stands there, so the braces are sent as they are",
};

pub const CREDENTIALS: Limit = Limit {
    code: "client-credentials",
    construct: "a security scheme that no request carries: `mutualTLS`, or an API key under a name that none can have",
    reason: "hand `Client::new_with_client` a `reqwest::Client` with these credentials",
};

/// All of them.
pub const LIMITS: &[Limit] = &[HEADER_NAME, MEDIA_TYPE, PATH, CREDENTIALS];

impl Limit {
    /// Says that it was met.
    pub fn report(self, at: Position, message: String, diagnostics: &mut Diagnostics) {
        diagnostics.push(Diagnostic::warning(self.code, at, message).help(self.reason));
    }
}
