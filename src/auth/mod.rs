//! Who is asking: verifies the bearer tokens of one issuer.
//!
//! The way of a token: its size, its header (`header`), the keys it may be signed with (`cache`, `keys`), signature and
//! registered claims (jsonwebtoken, with the key's algorithm), then the caller (`claims`). Whatever is wrong with a token
//! is 401; 503 is for keys that were never obtained. Not here: which operation needs whom (the generated guards).

mod cache;
mod claims;
pub mod development;
mod header;
mod keys;
mod source;

use std::sync::Arc;

use jsonwebtoken::Validation;
use jsonwebtoken::errors::ErrorKind;
use specwright_poem::server::{AuthenticationError, Authenticator, Credentials, Principal};

use crate::config::{Issuer, KeySource, SignInConfig};
use cache::KeyCache;
use claims::Claims;
use development::DevelopmentIssuer;
use header::TokenHeader;
use keys::{KeySet, VerificationKey};
use source::Source;

/// Verifies tokens. Cheap to clone.
#[derive(Clone)]
pub struct TokenAuthenticator(Arc<Verifier>);

struct Verifier {
    keys: Keys,
    issuer: String,
    audiences: Vec<String>,
    leeway: u64,
    roles_claim: String,
}

enum Keys {
    Fixed(Arc<KeySet>),
    Published(Arc<KeyCache>),
}

impl TokenAuthenticator {
    /// Needs a Tokio runtime. Keys behind a URL may come later; a file must be usable now.
    pub async fn start(config: &SignInConfig, development: Option<&DevelopmentIssuer>) -> Result<Self, String> {
        let (issuer, audiences, keys) = match (&config.issuer, development) {
            (Issuer::Configured { issuer, audiences, keys }, _) => {
                (issuer.clone(), audiences.clone(), Keys::start(keys, config).await?)
            }
            (Issuer::Development, Some(development)) => {
                let published = KeySet::parse(development.key_set().to_string().as_bytes(), config.rsa_algorithm)?;
                let audiences = vec![development::AUDIENCE.to_owned()];
                (development::ISSUER.to_owned(), audiences, Keys::Fixed(Arc::new(published)))
            }
            (Issuer::Development, None) => return Err("there is no issuer".to_owned()),
        };
        Ok(Self(Arc::new(Verifier {
            keys,
            issuer,
            audiences,
            leeway: config.leeway.as_secs(),
            roles_claim: config.roles_claim.clone(),
        })))
    }

    /// The caller that a token proves.
    pub async fn verify(&self, token: &str) -> Result<Principal, AuthenticationError> {
        self.0.verify(token).await
    }
}

impl Keys {
    async fn start(source: &KeySource, config: &SignInConfig) -> Result<Self, String> {
        match source {
            KeySource::Hs256(secret) => Ok(Self::Fixed(Arc::new(KeySet::one(VerificationKey::hs256(secret))))),
            KeySource::File(path) => {
                let source = Source::File { path: path.clone(), rsa: config.rsa_algorithm };
                let keys = source.read().await.map_err(|reason| {
                    format!("the issuer's keys in {} cannot be used: {reason}. Put its JWKS there.", path.display())
                })?;
                if keys.is_empty() {
                    return Err(format!(
                        "{} holds no key that can be used ({}). EdDSA, ES256, RS256 and PS256 keys can.",
                        path.display(),
                        keys.skipped.join("; "),
                    ));
                }
                Ok(Self::Published(KeyCache::start(source, config.refetch_interval)))
            }
            KeySource::Url(url) => {
                let source = Source::url(url.clone(), config.rsa_algorithm)?;
                Ok(Self::Published(KeyCache::start(source, config.refetch_interval)))
            }
        }
    }
}

impl Verifier {
    async fn verify(&self, token: &str) -> Result<Principal, AuthenticationError> {
        let header = TokenHeader::read(token).map_err(AuthenticationError::Invalid)?;
        match &self.keys {
            Keys::Fixed(keys) => self.verify_with(token, &header, keys),
            Keys::Published(cache) => {
                let keys = match cache.keys() {
                    Some(keys) if keys.candidates(header.kid.as_deref()).next().is_some() => keys,
                    _ => cache.keys_anew().await.ok_or_else(|| {
                        AuthenticationError::Unavailable("the issuer's keys were never obtained".to_owned())
                    })?,
                };
                self.verify_with(token, &header, &keys)
            }
        }
    }

    fn verify_with(&self, token: &str, header: &TokenHeader, keys: &KeySet) -> Result<Principal, AuthenticationError> {
        let invalid = |reason: String| AuthenticationError::Invalid(reason);
        let mut candidates = keys.candidates(header.kid.as_deref()).peekable();
        if candidates.peek().is_none() {
            return Err(invalid("no key of the issuer has the token's `kid`".to_owned()));
        }
        // The header's word only rules keys out. Which algorithm is used is the key's own.
        let Some(key) = candidates.find(|key| key.algorithm_name() == header.alg) else {
            return Err(invalid("the token's `alg` is not that of its key".to_owned()));
        };
        let mut validation = Validation::new(key.algorithm);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        validation.set_issuer(std::slice::from_ref(&self.issuer));
        validation.set_audience(&self.audiences);
        validation.leeway = self.leeway;
        validation.validate_nbf = true;
        let verified = jsonwebtoken::decode::<Claims>(token, &key.key, &validation)
            .map_err(|error| invalid(reason(error.kind()).to_owned()))?;
        verified.claims.into_principal(&self.roles_claim).map_err(invalid)
    }
}

/// For the log, and therefore without anything that the token says.
fn reason(kind: &ErrorKind) -> &'static str {
    match kind {
        ErrorKind::InvalidSignature => "the signature is not that of the key",
        ErrorKind::MissingRequiredClaim(_) => "one of `exp`, `iss`, `aud` and `sub` is missing",
        ErrorKind::ExpiredSignature => "the token has expired",
        ErrorKind::ImmatureSignature => "the token is not valid yet",
        ErrorKind::InvalidIssuer => "the token is of another issuer",
        ErrorKind::InvalidAudience => "the token is for another audience",
        ErrorKind::Json(_) | ErrorKind::InvalidClaimFormat(_) => "the claims are not those of a JWT",
        _ => "the token is malformed",
    }
}

impl Authenticator for TokenAuthenticator {
    async fn authenticate(
        &self,
        _scheme: &'static str,
        credentials: Credentials<'_>,
    ) -> Result<Principal, AuthenticationError> {
        match credentials {
            Credentials::Bearer(token) => self.verify(token).await,
            _ => Err(AuthenticationError::Invalid("only bearer tokens are accepted".to_owned())),
        }
    }
}
