//! What the service around the router and the router tell each other, as extensions of requests and answers.

use std::net::IpAddr;
use std::sync::Arc;

/// On a request: its id. The service's outermost middleware sets it; problems carry it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(pub Arc<str>);

/// On a request: who sent it, as far as the service believes the proxies before it. Rate limits per address count by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

/// On a request: the certificate, in DER, that the client showed in TLS and whose chain was verified. Who ends TLS sets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientCertificate(pub bytes::Bytes);

/// On an answer: the operation that gave it. The router sets it on every answer of a route it knows, errors too; logs
/// and metrics name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OperationId(pub &'static str);
