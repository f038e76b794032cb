//! The same key twice is one.

use std::time::Duration;

use poem::http::{HeaderMap, HeaderValue, StatusCode};
use specwright_poem::server::{Answered, IdempotencyKey, IdempotencyStore as _, Reservation, StoredResponse};

use super::{Bench, benches};
use crate::store::IdempotencyRecords;

const DAY: Duration = Duration::from_hours(24);

fn key(caller: &str) -> IdempotencyKey {
    IdempotencyKey { caller: caller.to_owned(), operation: "createTask", key: "k".to_owned() }
}

fn answered() -> Answered {
    let mut headers = HeaderMap::new();
    headers.append("location", HeaderValue::from_static("/api/v1/tasks/1"));
    headers.append("x-twice", HeaderValue::from_static("a"));
    headers.append("x-twice", HeaderValue::from_bytes(b"\xff").expect("a value"));
    let response = StoredResponse { status: StatusCode::CREATED, headers, body: vec![0, 255, 1] };
    Answered { fingerprint: [7; 32], response }
}

fn records(bench: &Bench, longest_request: Duration) -> IdempotencyRecords {
    IdempotencyRecords::new(bench.store.clone(), longest_request)
}

#[tokio::test]
async fn two_at_once_make_one() {
    for bench in benches().await {
        let records = records(&bench, Duration::from_secs(30));
        let asked = (0..8).map(|_| {
            let records = records.clone();
            tokio::spawn(async move { records.reserve(&key("ada"), DAY).await.expect("an answer") })
        });
        let mut news = 0;
        for asked in asked.collect::<Vec<_>>() {
            match asked.await.expect("no panic") {
                Reservation::New => news += 1,
                Reservation::InProgress => {}
                other @ Reservation::Answered(_) => panic!("{other:?}"),
            }
        }
        assert_eq!(news, 1);
    }
}

#[tokio::test]
async fn an_answer_outlives_a_restart() {
    for bench in benches().await {
        let before = records(&bench, Duration::from_secs(30));
        assert!(matches!(before.reserve(&key("ada"), DAY).await, Ok(Reservation::New)));
        before.complete(&key("ada"), &answered()).await.expect("kept");
        // What is answered already is not released.
        before.release(&key("ada")).await.expect("ignored");
        let restarted = Bench::at(bench.address.clone(), None).await;
        let records = records(&restarted, Duration::from_secs(30));
        let Ok(Reservation::Answered(again)) = records.reserve(&key("ada"), DAY).await else { panic!("forgotten") };
        let first = answered();
        assert_eq!(again.fingerprint, first.fingerprint);
        let (again, first) = (again.response, first.response);
        assert_eq!((again.status, again.headers, again.body), (first.status, first.headers, first.body));
        assert!(matches!(records.reserve(&key("grace"), DAY).await, Ok(Reservation::New)));
    }
}

#[tokio::test]
async fn keys_become_free_again() {
    for bench in benches().await {
        let records_ = records(&bench, Duration::from_secs(30));
        // Released.
        assert!(matches!(records_.reserve(&key("a"), DAY).await, Ok(Reservation::New)));
        records_.release(&key("a")).await.expect("released");
        assert!(matches!(records_.reserve(&key("a"), DAY).await, Ok(Reservation::New)));
        // Left behind by an instance that died.
        assert!(matches!(records_.reserve(&key("a"), DAY).await, Ok(Reservation::InProgress)));
        let impatient = records(&bench, Duration::ZERO);
        assert!(matches!(impatient.reserve(&key("a"), DAY).await, Ok(Reservation::New)));
        // Expired.
        assert!(matches!(records_.reserve(&key("b"), Duration::ZERO).await, Ok(Reservation::New)));
        records_.complete(&key("b"), &answered()).await.expect("kept");
        assert_eq!(records_.sweep().await.expect("swept"), 1);
        assert!(matches!(records_.reserve(&key("b"), DAY).await, Ok(Reservation::New)));
    }
}
