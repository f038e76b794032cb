//! A request on its way to a handler: its operation, its caller, and its parts still unread.

use std::sync::Arc;

use poem::{Body, Request};

use super::admission::{Admission, Guard};
use super::authenticate::Principal;
use super::context::ClientAddress;
use super::fingerprint::Fingerprint;
use super::negotiate;
use super::once::{IDEMPOTENCY_KEY, Repeats};
use super::operation::Operation;
use super::parameters::Parameters;
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

    /// Reads groups of parameters; what is wrong with any of them is refused together.
    pub fn parameters<G: AllOf>(&self, read: impl FnOnce(&mut Parameters<'_>) -> G) -> Result<G::All, Refusal> {
        let mut parameters = Parameters::of(self);
        let groups = read(&mut parameters);
        groups.all().ok_or_else(|| parameters.refuse())
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

/// Groups of parameters, of which every one was read or none is of use.
pub trait AllOf {
    type All;

    fn all(self) -> Option<Self::All>;
}

impl<A> AllOf for Option<A> {
    type All = A;

    fn all(self) -> Self {
        self
    }
}

impl<A, B> AllOf for (Option<A>, Option<B>) {
    type All = (A, B);

    fn all(self) -> Option<(A, B)> {
        Some((self.0?, self.1?))
    }
}

impl<A, B, C> AllOf for (Option<A>, Option<B>, Option<C>) {
    type All = (A, B, C);

    fn all(self) -> Option<(A, B, C)> {
        Some((self.0?, self.1?, self.2?))
    }
}

impl<A, B, C, D> AllOf for (Option<A>, Option<B>, Option<C>, Option<D>) {
    type All = (A, B, C, D);

    fn all(self) -> Option<(A, B, C, D)> {
        Some((self.0?, self.1?, self.2?, self.3?))
    }
}
