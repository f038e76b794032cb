//! Keys of every kind an issuer may have, made anew for each run, and tokens signed with them; also tokens that no
//! library would make.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, crypto};
use p256::elliptic_curve::rand_core::OsRng;
use p256::elliptic_curve::sec1::ToEncodedPoint as _;
use p256::pkcs8::EncodePrivateKey as _;
use rsa::RsaPrivateKey;
use rsa::pkcs1::EncodeRsaPrivateKey as _;
use rsa::traits::PublicKeyParts as _;
use serde_json::{Value, json};

/// A private key, and its public half as a JWK without `kid` and `alg`.
#[derive(Clone)]
pub struct Key {
    pub jwk: Value,
    signing: EncodingKey,
}

impl Key {
    pub fn ed25519() -> Self {
        use ed25519_dalek::pkcs8::EncodePrivateKey as _;
        let mut seed = [0_u8; 32];
        rand::fill(&mut seed);
        let key = ed25519_dalek::SigningKey::from_bytes(&seed);
        let x = encode(key.verifying_key().as_bytes());
        Self {
            jwk: json!({ "kty": "OKP", "crv": "Ed25519", "x": x }),
            signing: EncodingKey::from_ed_der(key.to_pkcs8_der().unwrap().as_bytes()),
        }
    }

    pub fn p256() -> Self {
        let key = p256::SecretKey::random(&mut OsRng);
        let point = key.public_key().to_encoded_point(false);
        Self {
            jwk: json!({
                "kty": "EC", "crv": "P-256", "x": encode(point.x().unwrap()), "y": encode(point.y().unwrap()),
            }),
            signing: EncodingKey::from_ec_der(key.to_pkcs8_der().unwrap().as_bytes()),
        }
    }

    pub fn rsa() -> Self {
        let key = RsaPrivateKey::new(&mut OsRng, 2_048).unwrap();
        Self {
            jwk: json!({ "kty": "RSA", "n": encode(key.n().to_bytes_be()), "e": encode(key.e().to_bytes_be()) }),
            signing: EncodingKey::from_rsa_der(key.to_pkcs1_der().unwrap().as_bytes()),
        }
    }

    pub fn secret(bytes: &[u8]) -> Self {
        Self { jwk: json!({ "kty": "oct", "k": encode(bytes) }), signing: EncodingKey::from_secret(bytes) }
    }

    /// As an issuer publishes it.
    pub fn published(&self, kid: &str, algorithm: Option<&str>) -> Value {
        let mut jwk = self.jwk.clone();
        jwk["kid"] = json!(kid);
        if let Some(algorithm) = algorithm {
            jwk["alg"] = json!(algorithm);
        }
        jwk
    }

    /// A token with this header and these claims, whatever they say, signed with `algorithm`.
    pub fn sign(&self, algorithm: Algorithm, header: &Value, claims: &Value) -> String {
        let message = format!("{}.{}", encode(header.to_string()), encode(claims.to_string()));
        let signature = crypto::sign(message.as_bytes(), &self.signing, algorithm).unwrap();
        format!("{message}.{signature}")
    }
}

/// Base64url without padding, as in every part of a token.
pub fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
