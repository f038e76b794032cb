//! The keys that tokens are checked with. Each is bound to one algorithm when it is read; nothing that a token says can
//! change which.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey};
use serde::Deserialize;
use serde_json::Value;

use crate::config::{RsaAlgorithm, Secret};

/// More keys than an issuer ever has at once; a bound for what a set may cost us.
const MOST_KEYS: usize = 64;
/// NIST SP 800-131A: shorter moduli are not to be relied on. The upper bound is what verification supports.
const RSA_BITS: std::ops::RangeInclusive<usize> = 2_048..=4_096;

#[derive(Clone)]
pub struct VerificationKey {
    pub id: Option<String>,
    pub algorithm: Algorithm,
    pub key: DecodingKey,
}

impl VerificationKey {
    pub fn hs256(secret: &Secret) -> Self {
        Self { id: None, algorithm: Algorithm::HS256, key: DecodingKey::from_secret(secret.expose().as_bytes()) }
    }

    /// As a token's header spells it.
    pub fn algorithm_name(&self) -> &'static str {
        match self.algorithm {
            Algorithm::HS256 => "HS256",
            Algorithm::ES256 => "ES256",
            Algorithm::RS256 => "RS256",
            Algorithm::PS256 => "PS256",
            Algorithm::EdDSA => "EdDSA",
            // Nothing makes a key of another kind, and no token names an algorithm so.
            _ => "",
        }
    }
}

/// What an issuer published, reduced to what can be used.
#[derive(Clone, Default)]
pub struct KeySet {
    keys: Vec<VerificationKey>,
    /// Why other keys of the set are not used; for the log.
    pub skipped: Vec<String>,
}

impl KeySet {
    pub fn one(key: VerificationKey) -> Self {
        Self { keys: vec![key], skipped: Vec::new() }
    }

    /// Reads a JSON Web Key Set (RFC 7517, 5). Unknown and unusable keys are left out, as the RFC asks.
    pub fn parse(document: &[u8], rsa: RsaAlgorithm) -> Result<Self, String> {
        #[derive(Deserialize)]
        struct Document {
            keys: Vec<Value>,
        }
        let document: Document =
            serde_json::from_slice(document).map_err(|error| format!("it is no JSON Web Key Set ({error})"))?;
        let mut set = Self::default();
        for (index, jwk) in document.keys.into_iter().enumerate() {
            if index >= MOST_KEYS {
                set.skipped.push(format!("the set has more than {MOST_KEYS} keys"));
                break;
            }
            let read = serde_json::from_value::<Jwk>(jwk).map_err(|_| "a member has the wrong type".to_owned());
            match read.and_then(|jwk| jwk.into_key(rsa)) {
                Ok(key) => set.keys.push(key),
                Err(reason) => set.skipped.push(format!("key {index}: {reason}")),
            }
        }
        Ok(set)
    }

    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// The keys a token may be signed with. With an id, those of that id; without one, the only key there is.
    pub fn candidates<'a>(&'a self, id: Option<&'a str>) -> impl Iterator<Item = &'a VerificationKey> {
        let only = self.keys.len() == 1;
        self.keys.iter().filter(move |key| match (id, key.id.as_deref()) {
            (Some(wanted), Some(id)) => wanted == id,
            // A set of one key without a name has nothing else to offer.
            (Some(_), None) | (None, _) => only,
        })
    }
}

/// The members of RFC 7517, 7518 and 8037 that matter to verification. Private members are not even read.
#[derive(Deserialize)]
struct Jwk {
    kty: String,
    kid: Option<String>,
    alg: Option<String>,
    #[serde(rename = "use")]
    usage: Option<String>,
    key_ops: Option<Vec<String>>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

impl Jwk {
    fn into_key(self, rsa: RsaAlgorithm) -> Result<VerificationKey, String> {
        if self.usage.as_deref().is_some_and(|usage| usage != "sig") {
            return Err("it is not for signatures (`use`)".to_owned());
        }
        if self.key_ops.as_ref().is_some_and(|operations| !operations.iter().any(|name| name == "verify")) {
            return Err("it is not for verification (`key_ops`)".to_owned());
        }
        let algorithm = self.algorithm(rsa)?;
        // Key material is checked here: the verifier trusts its lengths.
        let key = match algorithm {
            Algorithm::EdDSA => {
                let x = bytes(self.x.as_deref(), "x")?;
                let point: &[u8; 32] = x.as_slice().try_into().map_err(|_| "`x` is not 32 bytes long")?;
                ed25519_dalek::VerifyingKey::from_bytes(point).map_err(|_| "`x` is not a point of the curve")?;
                DecodingKey::from_ed_der(&x)
            }
            Algorithm::ES256 => {
                let (x, y) = (bytes(self.x.as_deref(), "x")?, bytes(self.y.as_deref(), "y")?);
                if x.len() != 32 || y.len() != 32 {
                    return Err("`x` and `y` are not 32 bytes long".to_owned());
                }
                // SEC 1, 2.3.3: an uncompressed point.
                DecodingKey::from_ec_der(&[&[4], x.as_slice(), y.as_slice()].concat())
            }
            _ => {
                let (n, e) = (bytes(self.n.as_deref(), "n")?, bytes(self.e.as_deref(), "e")?);
                let bits = n.iter().skip_while(|&&byte| byte == 0).count() * 8;
                if !RSA_BITS.contains(&bits) {
                    return Err(format!("its modulus has {bits} bits; {RSA_BITS:?} are accepted"));
                }
                DecodingKey::from_rsa_raw_components(&n, &e)
            }
        };
        Ok(VerificationKey { id: self.kid, algorithm, key })
    }

    /// The allow-list, and the one algorithm of this key. `oct` is not on it: a published secret is none.
    fn algorithm(&self, rsa: RsaAlgorithm) -> Result<Algorithm, String> {
        let unsaid = match rsa {
            RsaAlgorithm::Rs256 => Algorithm::RS256,
            RsaAlgorithm::Ps256 => Algorithm::PS256,
        };
        match (self.kty.as_str(), self.crv.as_deref(), self.alg.as_deref()) {
            // RFC 9864 names the curve's algorithm `Ed25519`; tokens of it still say `EdDSA`.
            ("OKP", Some("Ed25519"), None | Some("EdDSA" | "Ed25519")) => Ok(Algorithm::EdDSA),
            ("EC", Some("P-256"), None | Some("ES256")) => Ok(Algorithm::ES256),
            ("RSA", _, None) => Ok(unsaid),
            ("RSA", _, Some("RS256")) => Ok(Algorithm::RS256),
            ("RSA", _, Some("PS256")) => Ok(Algorithm::PS256),
            _ => Err("its type, curve or algorithm is none of EdDSA, ES256, RS256, PS256".to_owned()),
        }
    }
}

fn bytes(text: Option<&str>, member: &str) -> Result<Vec<u8>, String> {
    let text = text.ok_or_else(|| format!("`{member}` is missing"))?;
    URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).map_err(|_| format!("`{member}` is not base64url"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ED: &str = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
    const X: &str = "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4";
    const Y: &str = "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM";

    fn parse(keys: &Value) -> KeySet {
        KeySet::parse(json!({ "keys": keys }).to_string().as_bytes(), RsaAlgorithm::Rs256).unwrap()
    }

    fn modulus(bytes: usize) -> String {
        URL_SAFE_NO_PAD.encode(vec![0xC5_u8; bytes])
    }

    #[test]
    fn every_key_is_bound_to_one_algorithm() {
        let rsa = modulus(256);
        let set = parse(&json!([
            { "kty": "OKP", "crv": "Ed25519", "x": ED, "kid": "a" },
            { "kty": "EC", "crv": "P-256", "x": X, "y": Y, "kid": "b" },
            { "kty": "RSA", "n": rsa, "e": "AQAB", "kid": "c" },
            { "kty": "RSA", "n": rsa, "e": "AQAB", "kid": "d", "alg": "PS256" },
        ]));
        let algorithms: Vec<_> = set.keys.iter().map(|key| key.algorithm).collect();
        assert_eq!(algorithms, [Algorithm::EdDSA, Algorithm::ES256, Algorithm::RS256, Algorithm::PS256]);
    }

    #[test]
    fn unusable_keys_are_left_out_and_named() {
        let cases = json!([
            { "kty": "oct", "k": "c2VjcmV0", "alg": "HS256" },
            { "kty": "OKP", "crv": "Ed25519", "x": "AAAA" },
            { "kty": "OKP", "crv": "Ed448", "x": ED },
            { "kty": "OKP", "crv": "Ed25519", "x": ED, "use": "enc" },
            { "kty": "OKP", "crv": "Ed25519", "x": ED, "key_ops": ["sign"] },
            { "kty": "EC", "crv": "P-256", "x": X, "y": "AAAA" },
            { "kty": "EC", "crv": "P-521", "x": X, "y": Y, "alg": "ES512" },
            { "kty": "RSA", "n": modulus(128), "e": "AQAB" },
            { "kty": "RSA", "n": modulus(256), "e": "AQAB", "alg": "RS512" },
            { "kty": "RSA", "n": 5, "e": "AQAB" },
            "nonsense",
        ]);
        let set = parse(&cases);
        assert!(set.is_empty());
        assert_eq!(set.skipped.len(), 11);
    }

    #[test]
    fn without_an_id_only_a_single_key_is_meant() {
        let key = |id: &str| json!({ "kty": "OKP", "crv": "Ed25519", "x": ED, "kid": id });
        let one = parse(&json!([key("a")]));
        let two = parse(&json!([key("a"), key("b")]));
        assert_eq!(one.candidates(None).count(), 1);
        assert_eq!(two.candidates(None).count(), 0);
        assert_eq!(two.candidates(Some("b")).count(), 1);
        assert_eq!(one.candidates(Some("b")).count(), 0);
    }

    #[test]
    fn what_is_no_key_set_is_an_error() {
        for text in ["", "[]", "{}", "<html>", r#"{"keys":{}}"#] {
            assert!(KeySet::parse(text.as_bytes(), RsaAlgorithm::Rs256).is_err(), "{text}");
        }
    }
}
