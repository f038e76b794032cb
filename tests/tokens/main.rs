//! Every token that must not pass, and every one that must. A bad one is 401, a missing role 403, keys that were never
//! obtained 503; nothing that a token says is a 500.

mod issuer;
mod keys;
mod refused;
mod rotation;
mod service;

use std::time::{SystemTime, UNIX_EPOCH};

use jsonwebtoken::Algorithm;
use serde_json::{Value, json};
use taskboard::config::{Secret, Settings};

use issuer::Issuer;
use keys::Key;
use service::{AUDIENCE, ISSUER, ME, Service, USERS, settings};

fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs().try_into().unwrap()
}

/// What a good token says.
fn claims() -> Value {
    json!({ "iss": ISSUER, "aud": AUDIENCE, "sub": "Zq3mPp1hT0xVb8LrKd5wYc7NsGf2JuEa", "iat": now(), "exp": now() + 900 })
}

/// Good claims with some of them changed; null removes one.
fn claims_with(changes: &Value) -> Value {
    let mut claims = claims();
    for (name, value) in changes.as_object().unwrap() {
        claims[name] = value.clone();
        if value.is_null() {
            claims.as_object_mut().unwrap().remove(name);
        }
    }
    claims
}

fn header(algorithm: &str, kid: &str) -> Value {
    json!({ "alg": algorithm, "kid": kid })
}

#[tokio::test]
async fn every_algorithm_of_the_list_passes() {
    let (ed, ec, rsa, pss) = (Key::ed25519(), Key::p256(), Key::rsa(), Key::rsa());
    let issuer = Issuer::start(&[
        ed.published("ed", Some("EdDSA")),
        ec.published("ec", None),
        rsa.published("rsa", None),
        pss.published("pss", Some("PS256")),
    ])
    .await;
    let service = Service::start(&Settings { jwks_url: Some(issuer.jwks_url.clone()), ..settings() }).await;
    for (key, algorithm, name, kid) in [
        (&ed, Algorithm::EdDSA, "EdDSA", "ed"),
        (&ec, Algorithm::ES256, "ES256", "ec"),
        (&rsa, Algorithm::RS256, "RS256", "rsa"),
        (&pss, Algorithm::PS256, "PS256", "pss"),
    ] {
        let answer = service.get(ME, Some(&key.sign(algorithm, &header(name, kid), &claims()))).await;
        assert_eq!(answer.status, 200, "{name}: {answer:?}");
        assert!(answer.text.contains(r#""id":"Zq3mPp1hT0xVb8LrKd5wYc7NsGf2JuEa""#), "{answer:?}");
    }
    assert_eq!(issuer.asked(), 1, "the keys are kept");
}

#[tokio::test]
async fn what_issuers_really_send_passes() {
    let key = Key::ed25519();
    let issuer = Issuer::start(&[key.published("ed", Some("EdDSA"))]).await;
    let service = Service::start(&Settings { jwks_url: Some(issuer.jwks_url.clone()), ..settings() }).await;
    let typed = |typ: &str| json!({ "alg": "EdDSA", "kid": "ed", "typ": typ });
    for (what, header, claims) in [
        ("type JWT", typed("JWT"), claims()),
        ("type at+jwt", typed("at+jwt"), claims()),
        ("a single key without naming it", json!({ "alg": "EdDSA" }), claims()),
        ("several audiences", typed("JWT"), claims_with(&json!({ "aud": ["https://other.example", AUDIENCE] }))),
        (
            "a whole user row",
            typed("JWT"),
            claims_with(&json!({ "name": "Ada", "email": "a@b.example", "banned": null })),
        ),
        ("our clock a little fast", typed("JWT"), claims_with(&json!({ "exp": now() - 20 }))),
        ("our clock a little slow", typed("JWT"), claims_with(&json!({ "nbf": now() + 20 }))),
        ("a fraction of a second", typed("JWT"), claims_with(&json!({ "exp": 4_102_444_800.5 }))),
    ] {
        let answer = service.get(ME, Some(&key.sign(Algorithm::EdDSA, &header, &claims))).await;
        assert_eq!(answer.status, 200, "{what}: {answer:?}");
    }
}

#[tokio::test]
async fn roles_open_operations() {
    let key = Key::ed25519();
    let issuer = Issuer::start(&[key.published("ed", Some("EdDSA"))]).await;
    let settings = Settings {
        jwks_url: Some(issuer.jwks_url.clone()),
        roles_claim: Some("realm_access.roles".into()),
        ..settings()
    };
    let service = Service::start(&settings).await;
    let token = |changes: Value| key.sign(Algorithm::EdDSA, &header("EdDSA", "ed"), &claims_with(&changes));
    let admin = token(json!({ "realm_access": { "roles": ["user", "admin"] } }));
    assert_eq!(service.get(USERS, Some(&admin)).await.status, 200);
    for (what, changes) in [
        ("no claim", json!({})),
        ("other roles", json!({ "realm_access": { "roles": ["administrator", "Admin", " admin"] } })),
        ("another claim", json!({ "roles": ["admin"], "role": "admin" })),
        ("another form", json!({ "realm_access": { "roles": { "admin": true } } })),
    ] {
        let answer = service.get(USERS, Some(&token(changes))).await;
        assert_eq!((answer.status, answer.code.as_str()), (403, "forbidden"), "{what}: {answer:?}");
    }
    assert_eq!(service.get(USERS, None).await.status, 401);
}

#[tokio::test]
async fn hs256_only_where_it_is_configured_and_then_alone() {
    let secret = "0123456789abcdef0123456789abcdef";
    let key = Key::secret(secret.as_bytes());
    let service = Service::start(&Settings { hs256_secret: Some(Secret::new(secret)), ..settings() }).await;
    let token = key.sign(Algorithm::HS256, &json!({ "alg": "HS256", "typ": "JWT" }), &claims());
    assert_eq!(service.status(&token).await, 200);
    let other = Key::secret(b"fedcba9876543210fedcba9876543210");
    let ed = Key::ed25519();
    for token in [
        other.sign(Algorithm::HS256, &json!({ "alg": "HS256" }), &claims()),
        key.sign(Algorithm::HS512, &json!({ "alg": "HS512" }), &claims()),
        ed.sign(Algorithm::EdDSA, &json!({ "alg": "EdDSA" }), &claims()),
        key.sign(Algorithm::HS256, &json!({ "alg": "HS256" }), &claims_with(&json!({ "aud": "other" }))),
    ] {
        assert_eq!(service.status(&token).await, 401);
    }
}

#[tokio::test]
async fn keys_can_stand_in_a_file() {
    let key = Key::p256();
    let folder = std::env::temp_dir().join(format!("taskboard-tokens-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("jwks.json");
    std::fs::write(&file, json!({ "keys": [key.published("ec", Some("ES256"))] }).to_string()).unwrap();
    let settings = Settings { jwks_file: Some(file.display().to_string()), ..settings() };
    let service = Service::start(&settings).await;
    assert_eq!(service.status(&key.sign(Algorithm::ES256, &header("ES256", "ec"), &claims())).await, 200);
    // A token with an unknown key makes it look again.
    let next = Key::p256();
    std::fs::write(&file, json!({ "keys": [next.published("next", Some("ES256"))] }).to_string()).unwrap();
    assert_eq!(service.status(&next.sign(Algorithm::ES256, &header("ES256", "next"), &claims())).await, 200);
    std::fs::remove_dir_all(&folder).unwrap();
}
