//! The development issuer: a key of our own and tokens for whoever asks at the terminal. Never for production.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::SigningKey;
use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

pub const ISSUER: &str = "taskboard-development";
pub const AUDIENCE: &str = "taskboard";
const FILE: &str = "development-key.pem";

/// Holds the private key. Has no `Debug`, so that it cannot be logged.
pub struct DevelopmentIssuer {
    key: SigningKey,
    key_id: String,
}

/// What a token is to say.
#[derive(Clone, Debug)]
pub struct TokenRequest {
    pub user: String,
    pub roles: Vec<String>,
    pub expires_in: Duration,
}

#[derive(Debug, thiserror::Error)]
pub enum DevelopmentIssuerError {
    #[error("the development key {} cannot be {attempt}: {source}", path.display())]
    File { path: PathBuf, attempt: &'static str, source: std::io::Error },
    #[error("{} is no Ed25519 key. Remove it, and the next start makes a new one.", path.display())]
    NotAKey { path: PathBuf },
    #[error("a token cannot be made: {0}")]
    Token(String),
}

impl DevelopmentIssuer {
    /// The key in the data folder; made there when there is none, readable by its owner only.
    pub fn open(data_dir: &Path) -> Result<Self, DevelopmentIssuerError> {
        let path = data_dir.join(FILE);
        let failed = |attempt| {
            let path = path.clone();
            move |source| DevelopmentIssuerError::File { path, attempt, source }
        };
        let pem = match fs::read_to_string(&path) {
            Ok(pem) => pem,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                fs::create_dir_all(data_dir).map_err(failed("written"))?;
                create(&path).map_err(failed("written"))?;
                // Whichever of several processes was first, all use what is there now.
                fs::read_to_string(&path).map_err(failed("read"))?
            }
            Err(error) => return Err(failed("read")(error)),
        };
        let key = SigningKey::from_pkcs8_pem(&pem).map_err(|_| DevelopmentIssuerError::NotAKey { path })?;
        let key_id = thumbprint(&key);
        Ok(Self { key, key_id })
    }

    /// The public half, as an issuer publishes it.
    pub fn key_set(&self) -> Value {
        json!({ "keys": [{
            "kty": "OKP", "crv": "Ed25519", "x": public(&self.key),
            "kid": self.key_id, "alg": "EdDSA", "use": "sig",
        }] })
    }

    pub fn token(&self, request: &TokenRequest) -> Result<String, DevelopmentIssuerError> {
        let wrong = |reason: String| DevelopmentIssuerError::Token(reason);
        if request.user.is_empty() || request.user.len() > 255 || request.user.chars().any(char::is_control) {
            return Err(wrong("a user's name has 1 to 255 characters and no control characters".to_owned()));
        }
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let claims = json!({
            "iss": ISSUER, "aud": AUDIENCE, "sub": request.user, "name": request.user, "roles": request.roles,
            "iat": now, "exp": now.saturating_add(request.expires_in.as_secs()),
        });
        let header = Header { kid: Some(self.key_id.clone()), ..Header::new(Algorithm::EdDSA) };
        let key = self.key.to_pkcs8_der().map_err(|error| wrong(error.to_string()))?;
        jsonwebtoken::encode(&header, &claims, &EncodingKey::from_ed_der(key.as_bytes()))
            .map_err(|error| wrong(error.to_string()))
    }
}

/// Writes a new key under another name and gives it its own only when it is complete and there is still none.
fn create(path: &Path) -> std::io::Result<()> {
    let mut seed = [0_u8; 32];
    rand::fill(&mut seed);
    let key = SigningKey::from_bytes(&seed);
    let pem = key.to_pkcs8_pem(LineEnding::LF).map_err(std::io::Error::other)?;
    let draft = path.with_extension(format!("{}.draft", std::process::id()));
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&draft)?;
    file.write_all(pem.as_bytes())?;
    file.sync_all()?;
    let linked = fs::hard_link(&draft, path);
    fs::remove_file(&draft)?;
    match linked {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

fn public(key: &SigningKey) -> String {
    URL_SAFE_NO_PAD.encode(key.verifying_key().as_bytes())
}

/// RFC 7638: the hash of the key's required members in alphabetical order.
fn thumbprint(key: &SigningKey) -> String {
    let members = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, public(key));
    URL_SAFE_NO_PAD.encode(Sha256::digest(members))
}
