//! A request on its way to a handler: its operation, its caller, and its parts still unread.

use std::sync::Arc;

use poem::{Body, Request};

use super::authenticate::Principal;
use super::context::ClientAddress;
use super::fingerprint::Fingerprint;
use super::guard::{Admission, Guard};
use super::idempotency::{IDEMPOTENCY_KEY, Repeats};
use super::negotiate;
use super::operation::Operation;
use super::refusal::Refusal;

/// What generated code reads a request from.
pub struct Call {
    pub(super) operation: &'static Operation,
    pub(super) request: Request,
    /// By name, still encoded.
    pub(super) path: Vec<(&'static str, String)>,
    pub(super) principal: Option<Principal>,
    pub(super) repeats: Arc<dyn Repeats>,
    /// What makes two requests the same. None without an `Idempotency-Key`, or where the operation takes none.
    pub(super) fingerprint: Option<Fingerprint>,
}

impl Call {
    pub(super) fn new(
        operation: &'static Operation,
        request: Request,
        path: Vec<(&'static str, String)>,
        repeats: Arc<dyn Repeats>,
    ) -> Self {
        let keyed = operation.idempotency.is_some() && request.headers().contains_key(IDEMPOTENCY_KEY);
        let fingerprint = keyed.then(|| {
            let fingerprint = Fingerprint::new();
            fingerprint.add(operation.id.as_bytes());
            fingerprint.add(request.original_uri().to_string().as_bytes());
            fingerprint
        });
        Self { operation, request, path, principal: None, repeats, fingerprint }
    }

    /// The proof that the operation's security requirements hold. None where signing in is optional and did not happen.
    pub fn guard<G: Guard>(&self) -> Option<G> {
        self.principal.clone().map(|principal| G::from(Admission { principal }))
    }

    /// The proof, of an operation that everybody signs in for.
    pub fn required_guard<G: Guard>(&self) -> Result<G, Refusal> {
        // Authentication has run: there is a principal unless signing in is optional.
        self.guard().ok_or_else(|| Refusal::unauthenticated(crate::Details::default()))
    }

    /// Which of the operation's media types to answer with, by index.
    pub fn accepted(&self) -> usize {
        negotiate::preferred(self.operation.produces, self.request.headers())
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.request.headers().get(name).and_then(|value| value.to_str().ok())
    }

    pub(super) fn take_body(&mut self) -> Body {
        self.request.take_body()
    }

    /// Whom a rate limit counts before sign-in.
    pub(super) fn address(&self) -> String {
        if let Some(ClientAddress(address)) = self.request.extensions().get::<ClientAddress>() {
            return address.to_string();
        }
        self.request.remote_addr().as_socket_addr().map_or_else(|| "unknown".to_owned(), |peer| peer.ip().to_string())
    }

    /// Whom a key or a count belongs to: the caller, or the address of somebody who did not sign in.
    pub(super) fn owner(&self) -> String {
        match &self.principal {
            Some(principal) => format!("caller {} {}", principal.issuer, principal.subject),
            None => format!("address {}", self.address()),
        }
    }
}
