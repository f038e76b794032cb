//! Keys that come, go and fail to come.

use std::time::Duration;

use jsonwebtoken::Algorithm;
use taskboard::config::Settings;

use crate::issuer::Issuer;
use crate::keys::Key;
use crate::service::{ME, Service, settings};
use crate::{claims, header};

fn token(key: &Key, kid: &str) -> String {
    key.sign(Algorithm::EdDSA, &header("EdDSA", kid), &claims())
}

async fn service(issuer: &Issuer) -> Service {
    Service::start(&Settings { jwks_url: Some(issuer.jwks_url.clone()), ..settings() }).await
}

#[tokio::test]
async fn a_new_key_is_found_when_a_token_names_it() {
    let (old, new) = (Key::ed25519(), Key::ed25519());
    let issuer = Issuer::start(&[old.published("old", Some("EdDSA"))]).await;
    let service = service(&issuer).await;
    assert_eq!(service.status(&token(&old, "old")).await, 200);
    issuer.publish(&[old.published("old", Some("EdDSA")), new.published("new", Some("EdDSA"))]);
    assert_eq!(service.status(&token(&new, "new")).await, 200);
    assert_eq!(service.status(&token(&old, "old")).await, 200);
    // And one that is gone from the set does not pass any more.
    let third = Key::ed25519();
    issuer.publish(&[third.published("third", Some("EdDSA"))]);
    assert_eq!(service.status(&token(&third, "third")).await, 200);
    assert_eq!(service.status(&token(&old, "old")).await, 401);
}

#[tokio::test]
async fn an_empty_set_and_an_issuer_that_fails_change_nothing() {
    let (old, new) = (Key::ed25519(), Key::ed25519());
    let issuer = Issuer::start(&[old.published("old", Some("EdDSA"))]).await;
    let service = service(&issuer).await;
    assert_eq!(service.status(&token(&old, "old")).await, 200);
    // Better Auth publishes a new key only with its first token; in between the set can be empty.
    issuer.publish(&[]);
    assert_eq!(service.status(&token(&new, "new")).await, 401);
    assert_eq!(service.status(&token(&old, "old")).await, 200);
    issuer.fail();
    assert_eq!(service.status(&token(&new, "new")).await, 401);
    assert_eq!(service.status(&token(&old, "old")).await, 200);
    issuer.publish(&[new.published("new", Some("EdDSA"))]);
    assert_eq!(service.status(&token(&new, "new")).await, 200);
}

#[tokio::test]
async fn unknown_keys_do_not_make_us_flood_the_issuer() {
    let key = Key::ed25519();
    let issuer = Issuer::start(&[key.published("key", Some("EdDSA"))]).await;
    let service = service(&issuer).await;
    assert_eq!(service.status(&token(&key, "key")).await, 200);
    let before = issuer.asked();
    for number in 0..50 {
        assert_eq!(service.status(&token(&key, &format!("invented-{number}"))).await, 401);
    }
    assert!(issuer.asked() - before <= 3, "asked {} times", issuer.asked() - before);
    assert_eq!(service.status(&token(&key, "key")).await, 200);
}

#[tokio::test]
async fn many_that_wait_for_a_key_share_one_fetch() {
    let (old, new) = (Key::ed25519(), Key::ed25519());
    let issuer = Issuer::start(&[old.published("old", Some("EdDSA"))]).await;
    let service = service(&issuer).await;
    assert_eq!(service.status(&token(&old, "old")).await, 200);
    issuer.publish(&[new.published("new", Some("EdDSA"))]);
    let token = token(&new, "new");
    let answers = futures_util::future::join_all((0..40).map(|_| service.status(&token))).await;
    assert!(answers.iter().all(|status| *status == 200), "{answers:?}");
    assert!(issuer.asked() <= 4, "asked {} times", issuer.asked());
}

#[tokio::test]
async fn without_any_keys_the_verdict_is_missing_not_negative() {
    let key = Key::ed25519();
    let issuer = Issuer::start(&[]).await;
    let service = service(&issuer).await;
    let answer = service.get(ME, Some(&token(&key, "key"))).await;
    assert_eq!((answer.status, answer.code.as_str()), (503, "unavailable"), "{answer:?}");
    // What is no token at all needs no keys to be refused.
    assert_eq!(service.status("garbage").await, 401);
    issuer.publish(&[key.published("key", Some("EdDSA"))]);
    // The background keeps trying, without any token.
    let mut status = 0;
    for _ in 0..40 {
        tokio::time::sleep(Duration::from_millis(100)).await;
        status = service.status(&token(&key, "key")).await;
        if status == 200 {
            break;
        }
    }
    assert_eq!(status, 200);
}
