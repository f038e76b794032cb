//! What this target cannot express, or only somewhere: the whole list. A test holds it against the goldens, so that an
//! entry which nothing reports any more is noticed.

use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::source::Position;

/// A construct, and why the client has its limits with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// `fetch` refuses the method TRACE (Fetch, 2.2.1).
    Trace,
    /// `fetch` refuses a body of GET and HEAD (Fetch, 5.4).
    BodyOfGet,
    /// Browsers keep cookies to themselves (Fetch, 2.2.2: a forbidden header).
    Cookie,
    /// Browsers decide some headers themselves (Fetch, 2.2.2).
    ForbiddenHeader,
    /// Certificates are below `fetch`.
    MutualTls,
    /// `FormData` is `multipart/form-data`.
    MultipartMixed,
    /// The parts of `FormData` have no headers of their own.
    PartHeaders,
    /// A problem whose code the client uses itself.
    ReservedCode,
}

impl Limit {
    pub const ALL: [Self; 8] = [
        Self::Trace,
        Self::BodyOfGet,
        Self::Cookie,
        Self::ForbiddenHeader,
        Self::MutualTls,
        Self::MultipartMixed,
        Self::PartHeaders,
        Self::ReservedCode,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Self::Trace => "typescript-trace",
            Self::BodyOfGet => "typescript-body-of-get",
            Self::Cookie => "typescript-cookie",
            Self::ForbiddenHeader => "typescript-forbidden-header",
            Self::MutualTls => "typescript-mutual-tls",
            Self::MultipartMixed => "typescript-multipart-mixed",
            Self::PartHeaders => "typescript-part-headers",
            Self::ReservedCode => "typescript-reserved-code",
        }
    }

    /// Whether something is missing from the client, or merely missing in some places where it runs.
    fn severity(self) -> Severity {
        match self {
            Self::Cookie | Self::ForbiddenHeader | Self::MutualTls => Severity::Note,
            _ => Severity::Warning,
        }
    }

    fn reason(self) -> &'static str {
        match self {
            Self::Trace => "`fetch` has no method TRACE",
            Self::BodyOfGet => "`fetch` sends no body with GET and HEAD",
            Self::Cookie => "a browser sends its own cookies only; elsewhere the client sends it",
            Self::ForbiddenHeader => "a browser decides it; elsewhere the client sends it",
            Self::MutualTls => "`fetch` has no say in certificates",
            Self::MultipartMixed => "`FormData` is `multipart/form-data` only, so the body is given as octets",
            Self::PartHeaders => "the parts of `FormData` have none but their own",
            Self::ReservedCode => "the client has a failure with this code of its own",
        }
    }

    fn help(self) -> &'static str {
        match self {
            Self::Trace => "nothing calls it from here",
            Self::BodyOfGet => "use POST, or QUERY",
            Self::Cookie => "set `credentials: \"include\"` for another origin",
            Self::ForbiddenHeader => "choose another name for it",
            Self::MutualTls => "configure the browser, or give a `fetch` that has the certificate",
            Self::MultipartMixed => "offer `multipart/form-data` as well",
            Self::PartHeaders => "say it in a part of its own",
            Self::ReservedCode => "give the problem another code: programs cannot tell the two apart by `code` alone",
        }
    }

    /// Reports that the TypeScript client has not `what`, or not everywhere.
    pub fn report(self, at: Position, what: &str, diagnostics: &mut Diagnostics) {
        let message = format!("the TypeScript client is without {what}: {}", self.reason());
        diagnostics.push(Diagnostic::new(self.code(), self.severity(), Some(at), message).help(self.help()));
    }
}
