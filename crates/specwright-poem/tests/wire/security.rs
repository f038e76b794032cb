//! Who gets in: every kind of scheme, and alternatives of several.

use std::net::SocketAddr;

use bytes::Bytes;
use golden_security_api::guards;
use golden_security_api::operations::default::*;
use golden_security_api::server::{DefaultService, Server};
use poem::{Endpoint, EndpointExt};
use specwright_poem::server::{ClientCertificate, Forgetful, Guard, Unlimited};

use crate::harness::{Keys, ask, serve};

struct Open;

macro_rules! guarded {
    ($($method:ident $guard:ident $response:ident $error:ident;)*) => {
        impl DefaultService for Open {
            $(async fn $method(&self, caller: guards::$guard) -> Result<$response, $error> {
                assert!(!caller.principal().subject.is_empty());
                Ok($response)
            })*

            async fn either(&self, caller: Option<guards::CookieOrBearer>) -> Result<EitherResponse, EitherError> {
                if let Some(caller) = caller {
                    assert_eq!(caller.principal().subject, "bearer");
                }
                Ok(EitherResponse)
            }

            async fn public(&self) -> Result<PublicResponse, PublicError> {
                Ok(PublicResponse)
            }
        }
    };
}

guarded! {
    bearer Bearer BearerResponse BearerError;
    basic Basic BasicResponse BasicError;
    digest Digest DigestResponse DigestError;
    certificate Certificate CertificateResponse CertificateError;
    keys HeaderOrQueryOrCookie KeysResponse KeysError;
    both HeaderAndBearer BothResponse BothError;
    scopes OauthWithNotesReadAndNotesOrOpenidWithAdmin ScopesResponse ScopesError;
}

async fn server(certificate: Option<&'static [u8]>) -> SocketAddr {
    let endpoint = Server::new(Open, Keys, Unlimited, Forgetful).into_endpoint();
    serve(endpoint.around(move |endpoint, mut request| async move {
        if let Some(certificate) = certificate {
            request.extensions_mut().insert(ClientCertificate(Bytes::from_static(certificate)));
        }
        endpoint.call(request).await
    }))
    .await
}

#[tokio::test]
async fn credentials_are_found_where_they_are() {
    let address = server(None).await;
    for (target, header, status) in [
        ("/public", "", 204),
        ("/bearer", "", 401),
        ("/bearer", "authorization: Bearer good", 204),
        ("/bearer", "authorization: Bearer bad", 401),
        ("/basic", "authorization: Basic YWRhOmdvb2Q=", 204),
        ("/basic", "authorization: Bearer good", 401),
        ("/digest", "authorization: Digest username=\"ada\"", 204),
        ("/digest", "authorization: Bearer good", 401),
        ("/certificate", "", 401),
        ("/keys", "x-key: good", 204),
        ("/keys?key=good", "", 204),
        ("/keys", "cookie: session=good", 204),
        ("/keys", "cookie: other=good", 401),
        // A stale key does not shut out who has a good one as well.
        ("/keys?key=good", "x-key: bad", 204),
        ("/both", "x-key: good", 401),
        ("/both", "x-key: good\nauthorization: Bearer good", 204),
        ("/both", "x-key: good\nauthorization: Bearer bad", 401),
        ("/either", "", 204),
        ("/either", "authorization: Bearer good", 204),
        ("/either", "authorization: Bearer bad", 401),
        ("/scopes", "authorization: Bearer good", 204),
    ] {
        let header = if header.is_empty() { String::new() } else { format!("\n{header}") };
        let reply = ask(address, &format!("GET {target} HTTP/1.1{header}"), b"").await;
        assert_eq!(reply.status, status, "{target} {header}");
        assert_eq!(reply.status == 401, reply.header("content-type") == Some("application/problem+json"));
    }
    let reply = ask(address, "GET /digest HTTP/1.1", b"").await;
    assert_eq!(reply.header("www-authenticate"), Some("Digest realm=\"api\""));
}

#[tokio::test]
async fn a_certificate_is_a_credential() {
    assert_eq!(ask(server(Some(b"good")).await, "GET /certificate HTTP/1.1", b"").await.status, 204);
    assert_eq!(ask(server(Some(b"bad")).await, "GET /certificate HTTP/1.1", b"").await.status, 401);
}
