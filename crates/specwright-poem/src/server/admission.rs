//! Who gets in: credentials out of the request, the authenticator's verdict, scopes and roles.

use base64::Engine as _;
use poem::http::header::{AUTHORIZATION, WWW_AUTHENTICATE};

use super::authenticate::{AuthenticationError, Authenticator, Credentials, Principal};
use super::call::Call;
use super::context::ClientCertificate;
use super::operation::{Operation, Requirement, Source};
use super::refusal::Refusal;
use super::text;
use crate::problem::Details;

/// The first alternative of which every requirement holds decides. None: anonymous, where that is allowed and nothing
/// was presented that does not hold.
pub(super) async fn authenticate<A: Authenticator>(
    authenticator: &A,
    call: &mut Call,
) -> Result<Option<Principal>, Refusal> {
    let operation = call.operation;
    let mut refused = None;
    for alternative in operation.security.iter().filter(|alternative| !alternative.is_empty()) {
        match holds(authenticator, call, alternative).await {
            Ok(Some(principal)) => return Ok(Some(principal)),
            Ok(None) => {}
            // Another alternative may still hold; if none does, the first reason is given.
            Err(refusal) => {
                refused.get_or_insert(refusal);
            }
        }
    }
    if let Some(refusal) = refused {
        return Err(refusal);
    }
    let optional = operation.security.is_empty() || operation.security.iter().any(|alternative| alternative.is_empty());
    if optional { Ok(None) } else { Err(challenge(operation, "", "Sign in to do this.")) }
}

/// The principal of the alternative's first scheme; that of the others is verified. None: not all credentials are there.
async fn holds<A: Authenticator>(
    authenticator: &A,
    call: &Call,
    alternative: &'static [Requirement],
) -> Result<Option<Principal>, Refusal> {
    let mut presented = Vec::new();
    for requirement in alternative {
        match self::presented(call, requirement)? {
            Some(credentials) => presented.push((requirement, credentials)),
            None => return Ok(None),
        }
    }
    let mut principal = None;
    for (requirement, credentials) in presented {
        let found = verify(authenticator, call.operation, requirement, &credentials).await?;
        principal.get_or_insert(found);
    }
    if let Some(principal) = &principal {
        check_scopes(principal, alternative)?;
    }
    Ok(principal)
}

/// Credentials as they came.
enum Presented {
    Text(String),
    Certificate(ClientCertificate),
}

/// The text of the credentials for a requirement, where the request has some.
fn presented(call: &Call, requirement: &Requirement) -> Result<Option<Presented>, Refusal> {
    let text = match requirement.source {
        Source::Bearer => authorization(call, "bearer")?,
        Source::Basic => authorization(call, "basic")?,
        Source::Scheme(name) => authorization(call, name)?,
        Source::Certificate => {
            let certificate = call.request.extensions().get::<ClientCertificate>();
            return Ok(certificate.cloned().map(Presented::Certificate));
        }
        Source::Header(name) => call.header(name).map(str::to_owned),
        Source::Query(name) => text::query_value(call.request.original_uri().query().unwrap_or(""), name),
        Source::Cookie(name) => text::cookie(call.request.headers(), name),
    };
    Ok(text.map(Presented::Text))
}

fn authorization(call: &Call, scheme: &str) -> Result<Option<String>, Refusal> {
    let mut headers = call.request.headers().get_all(AUTHORIZATION).iter();
    let Some(header) = headers.next() else { return Ok(None) };
    let header = header.to_str().map_err(|_| invalid(call.operation))?;
    let (name, credentials) = header.split_once(' ').unwrap_or((header, ""));
    if !name.eq_ignore_ascii_case(scheme) {
        return Ok(None);
    }
    // Two answers to the question who is asking are none.
    if headers.next().is_some() {
        return Err(invalid(call.operation));
    }
    Ok(Some(credentials.trim().to_owned()))
}

async fn verify<A: Authenticator>(
    authenticator: &A,
    operation: &'static Operation,
    requirement: &'static Requirement,
    presented: &Presented,
) -> Result<Principal, Refusal> {
    let text = match presented {
        Presented::Text(text) if text.is_empty() => return Err(invalid(operation)),
        Presented::Text(text) => text.as_str(),
        Presented::Certificate(_) => "",
    };
    let decoded;
    let credentials = match (requirement.source, presented) {
        (_, Presented::Certificate(certificate)) => Credentials::Certificate(&certificate.0),
        (source, Presented::Text(_)) => match source {
            Source::Bearer | Source::Certificate => Credentials::Bearer(text),
            Source::Scheme(scheme) => Credentials::Scheme { scheme, credentials: text },
            Source::Basic => {
                decoded = base64::engine::general_purpose::STANDARD
                    .decode(text)
                    .ok()
                    .and_then(|bytes| String::from_utf8(bytes).ok())
                    .ok_or_else(|| invalid(operation))?;
                let (user, password) = decoded.split_once(':').ok_or_else(|| invalid(operation))?;
                Credentials::Basic { user, password }
            }
            Source::Header(_) | Source::Query(_) | Source::Cookie(_) => Credentials::ApiKey(text),
        },
    };
    match authenticator.authenticate(requirement.scheme, credentials).await {
        Ok(principal) => Ok(principal),
        Err(AuthenticationError::Invalid(reason)) => {
            tracing::debug!(scheme = requirement.scheme, reason, "credentials refused");
            Err(invalid(operation))
        }
        Err(AuthenticationError::Unavailable(reason)) => {
            tracing::warn!(scheme = requirement.scheme, reason, "credentials cannot be verified now");
            Err(Refusal::unavailable(Details::new("Credentials cannot be verified now.").retry_after(5)))
        }
    }
}

fn invalid(operation: &Operation) -> Refusal {
    let words = r#" error="invalid_token", error_description="The credentials do not hold""#;
    challenge(operation, words, "The credentials do not hold.")
}

fn check_scopes(principal: &Principal, alternative: &[Requirement]) -> Result<(), Refusal> {
    let needed = || alternative.iter().flat_map(|requirement| requirement.scopes.iter().copied());
    if needed().all(|scope| principal.scopes.contains(scope)) {
        return Ok(());
    }
    let scopes: Vec<_> = needed().collect();
    let refusal = Refusal::forbidden(Details::new("The token lacks a scope that this needs."));
    let bearer = alternative.iter().any(|requirement| requirement.source == Source::Bearer);
    Err(if bearer {
        let words = format!(r#"Bearer error="insufficient_scope", scope="{}""#, scopes.join(" "));
        refusal.with_header(WWW_AUTHENTICATE, words)
    } else {
        refusal
    })
}

/// Every role that the operation asks for.
pub(super) fn check_roles(operation: &Operation, principal: Option<&Principal>) -> Result<(), Refusal> {
    let has = |role: &&str| principal.is_some_and(|principal| principal.roles.contains(*role));
    if operation.roles.iter().all(has) {
        return Ok(());
    }
    Err(Refusal::forbidden(Details::new("This needs a role that the caller does not have.")))
}

/// 401, with a challenge per scheme (RFC 9110, 11.6.1; for bearer tokens RFC 6750, 3).
fn challenge(operation: &Operation, bearer_words: &str, detail: &str) -> Refusal {
    let mut refusal = Refusal::unauthenticated(Details::new(detail));
    let mut named = Vec::new();
    for requirement in operation.security.iter().copied().flatten() {
        let words = match requirement.source {
            Source::Bearer => format!("Bearer{bearer_words}"),
            Source::Basic => r#"Basic realm="api", charset="UTF-8""#.to_owned(),
            Source::Header(name) | Source::Query(name) | Source::Cookie(name) => format!(r#"ApiKey realm="{name}""#),
            Source::Scheme(name) => format!(r#"{name} realm="api""#),
            // TLS asks for it, not HTTP.
            Source::Certificate => continue,
        };
        if !named.contains(&words) {
            refusal = refusal.with_header(WWW_AUTHENTICATE, &words);
            named.push(words);
        }
    }
    refusal
}
