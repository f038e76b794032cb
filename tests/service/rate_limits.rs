//! Quotas: by address before anybody is known, by caller after; stated on every answer.

use std::time::{Duration, Instant};

use reqwest::header::HeaderMap;
use reqwest::{Method, StatusCode};
use serde_json::json;
use taskboard::config::Settings;
use taskboard_client::types::TaskCreate;

use crate::harness::{App, body, both_databases, header, http, problem, refused};

/// Other tests run without quotas.
async fn with_quotas(app: App) -> App {
    let trusted_proxies = Some("127.0.0.1".to_owned());
    app.restart_with(|settings| Settings { rate_limits: None, trusted_proxies, ..settings }).await
}

/// `"listTasks";r=299;t=1`: how many requests are left, and in how many seconds all of them are.
fn standing(headers: &HeaderMap, operation: &str) -> (u32, u64) {
    let text = header(headers, "ratelimit");
    let numbers = text.strip_prefix(&format!("\"{operation}\";r=")).unwrap_or_else(|| panic!("{text}"));
    let (remaining, reset) = numbers.split_once(";t=").unwrap_or_else(|| panic!("{text}"));
    (remaining.parse().expect("a number"), reset.parse().expect("seconds"))
}

/// Whoever waits for as long as the answer says is let in.
async fn wait(headers: &HeaderMap) {
    let seconds: u64 = header(headers, "retry-after").parse().expect("seconds");
    assert!((1..=2).contains(&seconds), "{seconds}");
    tokio::time::sleep(Duration::from_secs(seconds)).await;
}

both_databases! {
    async fn quota_before_sign_in_counts_by_address(app: App) {
        let app = with_quotas(app).await;
        let ask = async |address: &str| {
            http().get(app.url("/info")).header("x-forwarded-for", address).send().await.expect("an answer")
        };
        let first = ask("192.0.2.1").await;
        assert_eq!(first.status(), StatusCode::OK);
        assert_eq!(header(first.headers(), "ratelimit-policy"), r#""getServiceInfo";q=60;w=60"#);
        assert_eq!(standing(first.headers(), "getServiceInfo"), (59, 1));
        // 60 at once and one a second after that, however long this loop takes.
        let (begin, mut admitted) = (Instant::now(), 1);
        let refusal = loop {
            // A token makes no difference where none is asked for.
            let request = app.request("ada", Method::GET, "/info").header("x-forwarded-for", "192.0.2.1");
            let answer = request.send().await.expect("an answer");
            if answer.status() != StatusCode::OK {
                break answer;
            }
            admitted += 1;
        };
        let refilled = begin.elapsed().as_secs() + 1;
        assert!((60..=60 + refilled).contains(&admitted), "{admitted} in {:?}", begin.elapsed());
        assert_eq!(standing(refusal.headers(), "getServiceInfo").0, 0);
        let headers = refusal.headers().clone();
        problem(refusal, 429, "rate_limited").await;

        assert_eq!(ask("192.0.2.2").await.status(), StatusCode::OK, "another address has a quota of its own");
        wait(&headers).await;
        assert_eq!(ask("192.0.2.1").await.status(), StatusCode::OK);

        // Whoever is not known is counted by address too, and is told so with the 401.
        let unknown = http().get(app.url("/me")).bearer_auth("nonsense").send().await.expect("an answer");
        assert_eq!(standing(unknown.headers(), "getMe"), (599, 1));
        problem(unknown, 401, "unauthenticated").await;
        // 600 at once and ten a second after that, however long these take.
        let (begin, asked) = (Instant::now(), 50);
        let mut left = 0;
        for _ in 0..asked {
            let again = http().get(app.url("/me")).send().await.expect("an answer");
            left = standing(again.headers(), "getMe").0;
            problem(again, 401, "unauthenticated").await;
        }
        let refilled = u32::try_from(begin.elapsed().as_millis() / 100).expect("a short time") + 1;
        assert!((599 - asked..=599 - asked + refilled).contains(&left), "{left} left after {:?}", begin.elapsed());
        let known = app.client("ada").get_me().send().await.expect("a profile");
        assert_eq!(standing(known.headers(), "getMe").0, 599);
    }

    async fn quota_counts_by_caller(app: App) {
        let app = with_quotas(app).await;
        let (ada, grace) = (app.client("ada"), app.client("grace"));
        let task = body::<TaskCreate>(json!({ "title": "Draft" }));
        let first = ada.create_task().body(task.clone()).send().await.expect("a task");
        assert_eq!(header(first.headers(), "ratelimit-policy"), r#""createTask";q=120;w=60"#);
        assert_eq!(standing(first.headers(), "createTask"), (119, 1));

        // What is refused for another reason counts and is counted.
        let wrong = app.request("ada", Method::POST, "/tasks").json(&json!({})).send().await.expect("an answer");
        assert!(standing(wrong.headers(), "createTask").0 < 120);
        problem(wrong, 400, "validation_failed").await;

        // 120 at once and two a second after that, whatever address they come from.
        let (begin, mut admitted) = (Instant::now(), 2);
        let refusal = loop {
            let request = app.request("ada", Method::POST, "/tasks").json(&json!({}));
            let answer = request.header("x-forwarded-for", format!("192.0.2.{admitted}")).send().await;
            let answer = answer.expect("an answer");
            if answer.status() != StatusCode::BAD_REQUEST {
                break answer;
            }
            admitted += 1;
        };
        let refilled = 2 * (begin.elapsed().as_secs() + 1);
        assert!((120..=120 + refilled).contains(&admitted), "{admitted} in {:?}", begin.elapsed());
        assert_eq!(standing(refusal.headers(), "createTask").0, 0);
        let headers = refusal.headers().clone();
        problem(refusal, 429, "rate_limited").await;

        grace.create_task().body(task.clone()).send().await.expect("another caller has a quota of their own");
        let other = ada.list_tasks().send().await.expect("another operation too");
        assert_eq!(standing(other.headers(), "listTasks").0, 299);
        assert_eq!(other.data.len(), 1, "nothing was created after the first");
        // The quota comes before everything else.
        let html = app.request("ada", Method::POST, "/tasks").header("accept", "text/html").body("{");
        problem(html.send().await.expect("an answer"), 429, "rate_limited").await;
        wait(&headers).await;
        ada.create_task().body(task).send().await.expect("a task, having waited");
    }

    async fn quotas_can_be_turned_off(app: App) {
        let ada = app.client("ada");
        for _ in 0..130 {
            let request = app.request("ada", Method::POST, "/tags").json(&json!({})).send().await.expect("an answer");
            assert_eq!(request.status(), StatusCode::BAD_REQUEST);
        }
        let answer = ada.list_tags().send().await.expect("a page");
        assert_eq!(standing(answer.headers(), "listTags"), (300, 0));
        refused(ada.list_tags().cursor("nonsense").send().await, 404, "cursor_not_found");
    }
}
