//! The tokens that must not pass.

use jsonwebtoken::Algorithm;
use serde_json::{Value, json};
use taskboard::config::Settings;

use crate::issuer::Issuer;
use crate::keys::{Key, encode};
use crate::service::{ME, Service, settings};
use crate::{claims, claims_with, header, now};

/// An issuer with one key of each kind, and the service that trusts it.
struct Setup {
    ed: Key,
    ec: Key,
    rsa: Key,
    pss: Key,
    service: Service,
    _issuer: Issuer,
}

impl Setup {
    async fn new() -> Self {
        let (ed, ec, rsa, pss) = (Key::ed25519(), Key::p256(), Key::rsa(), Key::rsa());
        let issuer = Issuer::start(&[
            ed.published("ed", Some("EdDSA")),
            ec.published("ec", Some("ES256")),
            rsa.published("rsa", Some("RS256")),
            pss.published("pss", Some("PS256")),
        ])
        .await;
        let service = Service::start(&Settings { jwks_url: Some(issuer.jwks_url.clone()), ..settings() }).await;
        Self { ed, ec, rsa, pss, service, _issuer: issuer }
    }

    fn signed(&self, claims: &Value) -> String {
        self.ed.sign(Algorithm::EdDSA, &header("EdDSA", "ed"), claims)
    }

    async fn refuses(&self, what: &str, token: &str) {
        let answer = self.service.get(ME, Some(token)).await;
        assert_eq!((answer.status, answer.code.as_str()), (401, "unauthenticated"), "{what}: {answer:?}");
        assert!(answer.challenge.starts_with(r#"Bearer error="invalid_token""#), "{what}: {answer:?}");
        // The caller does not learn which of the checks it was.
        assert!(answer.text.contains("The credentials do not hold."), "{what}: {answer:?}");
    }
}

#[tokio::test]
async fn no_token_is_asked_for_one() {
    let setup = Setup::new().await;
    let answer = setup.service.get(ME, None).await;
    assert_eq!((answer.status, answer.challenge.as_str()), (401, "Bearer"), "{answer:?}");
}

#[tokio::test]
async fn garbage() {
    let setup = Setup::new().await;
    let good = setup.signed(&claims());
    assert_eq!(setup.service.status(&good).await, 200);
    let mut parts = good.split('.');
    let (head, body, signature) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
    for (what, token) in [
        ("a word", "garbage".to_owned()),
        ("dots", "..".to_owned()),
        ("more dots", "....".to_owned()),
        ("no signature", format!("{head}.{body}.")),
        ("two parts", format!("{head}.{body}")),
        ("four parts", format!("{good}.{signature}")),
        ("half a signature", format!("{head}.{body}.{}", &signature[..signature.len() / 2])),
        ("another signature", format!("{head}.{body}.{}", encode([7_u8; 64]))),
        ("another body", format!("{head}.{}.{signature}", encode(claims_with(&json!({ "sub": "x" })).to_string()))),
        ("a body that is no object", setup.signed(&json!("claims"))),
        ("a body of numbers", setup.signed(&json!([1, 2]))),
        ("not base64", format!("{head}.§.{signature}").replace('§', "!")),
        ("enormous", format!("{head}.{}.{signature}", "A".repeat(9_000))),
        ("an encrypted token", [head, "", body, signature, "AA"].join(".")),
        ("null bytes", encode([0_u8; 40])),
    ] {
        setup.refuses(what, &token).await;
    }
}

#[tokio::test]
async fn claims_that_do_not_hold() {
    let setup = Setup::new().await;
    for (what, changes) in [
        ("expired", json!({ "exp": now() - 60 })),
        ("expired long ago", json!({ "exp": 0 })),
        ("a negative expiry", json!({ "exp": -1 })),
        ("an expiry in words", json!({ "exp": "tomorrow" })),
        ("no expiry", json!({ "exp": null })),
        ("an expiry beyond numbers", json!({ "exp": 1e300 })),
        ("not yet", json!({ "nbf": now() + 120 })),
        ("a beginning in words", json!({ "nbf": "tomorrow" })),
        ("another issuer", json!({ "iss": "https://issuer.example.evil" })),
        ("the issuer with a slash", json!({ "iss": "https://issuer.example/" })),
        ("a list of issuers", json!({ "iss": ["https://issuer.example"] })),
        ("no issuer", json!({ "iss": null })),
        ("another audience", json!({ "aud": "https://other.example" })),
        ("other audiences", json!({ "aud": ["https://other.example", ""] })),
        ("no audience in the list", json!({ "aud": [] })),
        ("an audience in numbers", json!({ "aud": 5 })),
        ("no audience", json!({ "aud": null })),
        ("no subject", json!({ "sub": null })),
        ("an empty subject", json!({ "sub": "" })),
        ("a numeric subject", json!({ "sub": 42 })),
        ("an endless subject", json!({ "sub": "x".repeat(256) })),
        ("a subject that breaks lines", json!({ "sub": "ada\nlog in as root" })),
    ] {
        setup.refuses(what, &setup.signed(&claims_with(&changes))).await;
    }
}

#[tokio::test]
async fn algorithms_that_are_not_the_keys() {
    let setup = Setup::new().await;
    let good = claims();
    let unsigned = |algorithm: &str| {
        format!("{}.{}.", encode(json!({ "alg": algorithm, "kid": "ed" }).to_string()), encode(good.to_string()))
    };
    for algorithm in ["none", "None", "NONE", "nOnE", ""] {
        setup.refuses(algorithm, &unsigned(algorithm)).await;
        setup.refuses(algorithm, &format!("{}{}", unsigned(algorithm), encode([0_u8; 64]))).await;
    }
    // The classic: the public key is known, so it is used as a secret.
    for key in [&setup.ed, &setup.ec, &setup.rsa] {
        for public in [key.jwk["x"].as_str(), key.jwk["n"].as_str()].into_iter().flatten() {
            let confused = Key::secret(public.as_bytes());
            for kid in ["ed", "ec", "rsa"] {
                setup.refuses("HS256", &confused.sign(Algorithm::HS256, &header("HS256", kid), &good)).await;
            }
        }
    }
    // Both are RSA, and one key can make either: the key's own algorithm decides.
    setup.refuses("PS256", &setup.rsa.sign(Algorithm::PS256, &header("PS256", "rsa"), &good)).await;
    setup.refuses("RS256", &setup.pss.sign(Algorithm::RS256, &header("RS256", "pss"), &good)).await;
    setup.refuses("RS512", &setup.rsa.sign(Algorithm::RS512, &header("RS512", "rsa"), &good)).await;
    // The header lies about how it was signed.
    setup.refuses("a lie", &setup.rsa.sign(Algorithm::PS256, &header("RS256", "rsa"), &good)).await;
    setup.refuses("another's key", &setup.ec.sign(Algorithm::ES256, &header("ES256", "ed"), &good)).await;
    for algorithm in ["ES512", "ES384", "ES256K", "Ed448", "HS512", "RSA-OAEP", "dir", "\u{0}", "EdDSA "] {
        let header = json!({ "alg": algorithm, "kid": "ec" });
        setup.refuses(algorithm, &setup.ec.sign(Algorithm::ES256, &header, &good)).await;
    }
    for header in
        [json!({ "kid": "ed" }), json!({ "alg": null, "kid": "ed" }), json!({ "alg": ["EdDSA"], "kid": "ed" })]
    {
        setup.refuses("no algorithm", &setup.ed.sign(Algorithm::EdDSA, &header, &good)).await;
    }
}

#[tokio::test]
async fn keys_that_are_not_the_issuers() {
    let setup = Setup::new().await;
    let good = claims();
    let stranger = Key::ed25519();
    let with = |extra: Value| {
        let mut header = header("EdDSA", "ed");
        header.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        stranger.sign(Algorithm::EdDSA, &header, &good)
    };
    setup.refuses("a stranger's key", &with(json!({}))).await;
    setup.refuses("a key in the token", &with(json!({ "jwk": stranger.jwk }))).await;
    setup.refuses("a key in the token, unnamed", &with(json!({ "kid": null, "jwk": stranger.jwk }))).await;
    setup.refuses("a certificate in the token", &with(json!({ "x5c": ["MIIB"] }))).await;
    let evil = Issuer::start(&[stranger.published("ed", Some("EdDSA"))]).await;
    for member in ["jku", "x5u"] {
        setup.refuses(member, &with(json!({ member: evil.jwks_url }))).await;
    }
    assert_eq!(evil.asked(), 0, "no address of a token is ever fetched");
    for kid in [
        "unknown",
        "",
        "../../../../etc/passwd",
        "..\\..\\windows\\win.ini",
        "/dev/null",
        "ed' OR '1'='1",
        "x'; DROP TABLE users; --",
        "http://127.0.0.1/key",
        "ed\u{0}",
        "ED",
    ] {
        setup.refuses(kid, &with(json!({ "kid": kid }))).await;
    }
    setup.refuses("a long name", &with(json!({ "kid": "k".repeat(5_000) }))).await;
    setup.refuses("a name of another kind", &with(json!({ "kid": { "$ne": null } }))).await;
    setup
        .refuses("no name, though there are several keys", &{
            setup.ed.sign(Algorithm::EdDSA, &json!({ "alg": "EdDSA" }), &good)
        })
        .await;
}

#[tokio::test]
async fn headers_that_ask_for_something_else() {
    let setup = Setup::new().await;
    for (what, extra) in [
        ("another type", json!({ "typ": "dpop+jwt" })),
        ("an encrypted type", json!({ "typ": "JWE" })),
        ("a type of another kind", json!({ "typ": 5 })),
        ("extensions", json!({ "crit": ["exp"] })),
        ("unencoded payloads", json!({ "b64": false, "crit": ["b64"] })),
    ] {
        let mut header = header("EdDSA", "ed");
        header.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        setup.refuses(what, &setup.ed.sign(Algorithm::EdDSA, &header, &claims())).await;
    }
}
