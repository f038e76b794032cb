//! Requests that mean harm: each is answered with a problem, or its connection is closed; and the service goes on.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use taskboard::config::Settings;

use crate::harness::{App, both_databases, make};

/// Sends these octets as they are and reads until the service closes or is silent. Requests ask it to close.
async fn exchange(app: &App, octets: &[u8]) -> Vec<u8> {
    let address = app.origin().replace("http://", "");
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    // Who sends more than is read may be cut off while it sends.
    let _ = stream.write_all(octets).await;
    let mut answer = Vec::new();
    let _ = tokio::time::timeout(Duration::from_secs(20), stream.read_to_end(&mut answer)).await;
    answer
}

fn request(app: &App, method: &str, target: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let token = app.token("ada", &[]);
    let mut octets = format!(
        "{method} /api/v1{target} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\nconnection: close\r\n{headers}\r\n"
    )
    .into_bytes();
    octets.extend_from_slice(body);
    octets
}

fn with_json(app: &App, method: &str, target: &str, body: &[u8]) -> Vec<u8> {
    request(app, method, target, &format!("content-type: application/json\r\ncontent-length: {}\r\n", body.len()), body)
}

/// The status, and the problem where it is a refusal.
#[track_caller]
fn sound(what: &str, answer: &[u8]) -> u16 {
    let text = String::from_utf8_lossy(answer);
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{what}: no answer: {text:?}"));
    let status: u16 =
        head.get(9..12).and_then(|status| status.parse().ok()).unwrap_or_else(|| panic!("{what}: {head}"));
    assert!(status < 500, "{what}: {text}");
    if status >= 400 {
        assert!(head.contains("content-type: application/problem+json"), "{what}: {text}");
        let problem: Value = serde_json::from_str(body).unwrap_or_else(|error| panic!("{what}: {error}: {text}"));
        assert_eq!(problem["status"], status, "{what}");
        assert!(head.contains(&format!("x-request-id: {}", problem["request_id"].as_str().expect("an id"))), "{what}");
        assert!(body.len() < 200_000, "{what}: an answer of {} octets", body.len());
    }
    status
}

both_databases! {
    async fn bodies_that_mean_harm_are_refused(app: App) {
        let deep = 100_000;
        let members: Vec<_> = (0..10_000).map(|at| format!("\"m{at}\":\"v\"")).collect();
        let nested = |open: &str, close: &str| format!("{{\"title\":{}1{}}}", open.repeat(deep), close.repeat(deep));
        let bodies: Vec<(&str, Vec<u8>)> = vec![
            ("deep arrays", nested("[", "]").into()),
            ("deep objects", nested("{\"a\":", "}").into()),
            ("never closed", "[".repeat(deep).into()),
            ("a huge number", format!("{{\"title\":\"a\",\"estimate_minutes\":{}}}", "9".repeat(50_000)).into()),
            ("a huge exponent", "{\"title\":\"a\",\"estimate_minutes\":1e999999999}".into()),
            ("10000 members", format!("{{\"title\":\"a\",{}}}", members.join(",")).into()),
            ("10000 entries", format!("{{\"title\":\"a\",\"metadata\":{{{}}}}}", members.join(",")).into()),
            ("one member 10000 times", format!("{{{}}}", vec!["\"title\":\"a\""; 10_000].join(",")).into()),
            ("no UTF-8", b"{\"title\":\"\xff\xfe\"}".to_vec()),
            ("overlong UTF-8", b"{\"title\":\"\xc0\x80\"}".to_vec()),
            ("half a pair", b"{\"title\":\"\\ud800\"}".to_vec()),
            ("NUL", b"{\"title\":\"\\u0000\"}".to_vec()),
            ("a name that is special elsewhere", b"{\"title\":\"a\",\"__proto__\":{\"a\":1}}".to_vec()),
            ("another encoding", "\u{feff}{\"title\":\"a\"}".into()),
            ("cut off", b"{\"title\":\"a".to_vec()),
            ("something behind", b"{\"title\":\"a\"}{\"title\":\"b\"}".to_vec()),
            ("no JSON", b"NaN".to_vec()),
            ("a long escape", format!("{{\"title\":\"{}\"}}", "\\u0061".repeat(50_000)).into()),
            ("a long title", format!("{{\"title\":\"{}\"}}", "a".repeat(900_000)).into()),
        ];
        let ada = app.client("ada");
        let task = make::task(&ada, json!({ "title": "t" })).await.id;
        for (what, body) in &bodies {
            let status = sound(what, &exchange(&app, &with_json(&app, "POST", "/tasks", body)).await);
            assert!([400, 413].contains(&status), "{what}: {status}");
            let patch = format!("content-type: application/merge-patch+json\r\ncontent-length: {}\r\n", body.len());
            let patch = request(&app, "PATCH", &format!("/tasks/{task}"), &patch, body);
            let status = sound(what, &exchange(&app, &patch).await);
            assert!([400, 413].contains(&status), "{what}: {status}");
        }
        assert_eq!(ada.list_tasks().send().await.expect("a page").data.len(), 1, "none of them made a task");
    }

    async fn forms_that_mean_harm_are_refused(app: App) {
        let ada = app.client("ada");
        let task = make::task(&ada, json!({ "title": "t" })).await.id;
        let part = |headers: &str, content: &str| format!("--b\r\n{headers}\r\n\r\n{content}\r\n");
        let caption = "Content-Disposition: form-data; name=\"caption\"";
        for (what, form) in [
            ("nothing", String::new()),
            ("no part", "--b--\r\n".to_owned()),
            ("no end", part(caption, "a")),
            ("many parts", part(caption, "a").repeat(10_000)),
            ("a part without a name", part("Content-Disposition: form-data", "a")),
            ("a part without a head", "--b\r\n\r\na\r\n--b--".to_owned()),
            ("a long name", part(&format!("Content-Disposition: form-data; name=\"{}\"", "a".repeat(100_000)), "a")),
            ("many headers", part(&format!("{caption}\r\n{}", "a: b\r\n".repeat(10_000)), "a")),
            ("a head without an end", format!("--b\r\n{}", "a".repeat(500_000))),
            ("boundaries within each other", "--b\r\n--b\r\n--b--".repeat(1_000)),
        ] {
            for key in ["", "idempotency-key: k\r\n"] {
                let headers = format!("{key}content-type: multipart/form-data; boundary=b\r\ncontent-length: {}\r\n", form.len());
                let octets = request(&app, "POST", &format!("/tasks/{task}/attachments"), &headers, form.as_bytes());
                let status = sound(what, &exchange(&app, &octets).await);
                assert!([400, 413, 415].contains(&status), "{what}: {status}");
            }
        }
        assert_eq!(ada.list_attachments().task_id(task).send().await.expect("a page").data, []);
    }

    async fn parameters_and_headers_that_mean_harm_are_refused(app: App) {
        let long = "a".repeat(60_000);
        let many = "status=open&".repeat(5_000);
        for (what, target, headers) in [
            ("a huge limit", "/tasks?limit=99999999999999999999999999", ""),
            ("a negative limit", "/tasks?limit=-1", ""),
            ("a wrong escape", "/tasks?q=%zz", ""),
            ("no UTF-8", "/tasks?q=%ff%fe", ""),
            ("NUL", "/tasks?q=%00", ""),
            ("a cursor", "/tasks?cursor=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", ""),
            ("a path up", "/tasks/..%2f..%2fetc%2fpasswd", ""),
            ("NUL in the path", "/tasks/%00", ""),
            ("an escape in the path", "/tasks/%", ""),
            ("SQL", "/tasks?q='%3b%20DROP%20TABLE%20tasks%3b--", ""),
            ("a search's own words", "/tasks?q=%22%20OR%20*%20NEAR(%20:%20%5e%20%28", ""),
            ("an entity tag", "/me", "if-none-match: \",,,,\"\"\"\r\n"),
            ("octets in a header", "/me", "if-none-match: \u{e9}\u{e9}\r\n"),
            ("a media type", "/me", "accept: ;;;q=nonsense,*/*;q=99999999999999999999\r\n"),
            ("a coding", "/me", "accept-encoding: gzip;q=nan, br;q=-1, *;q=1e9\r\n"),
            ("a host", "/me", "host: elsewhere\r\n"),
        ] {
            sound(what, &exchange(&app, &request(&app, "GET", target, headers, b"")).await);
        }
        for (what, target, headers) in [
            ("a long search", format!("/tasks?q={long}"), String::new()),
            ("many values", format!("/tasks?{many}"), String::new()),
            ("a long path", format!("/tasks/{long}"), String::new()),
            ("a long header", "/me".to_owned(), format!("x-a: {long}\r\n")),
            ("many entity tags", "/me".to_owned(), format!("if-none-match: {}\r\n", "\"a\", ".repeat(5_000))),
            ("a long token", "/me".to_owned(), format!("authorization: Bearer {long}\r\n")),
            ("a long key", "/tasks".to_owned(), format!("idempotency-key: {long}\r\n")),
            ("many addresses", "/me".to_owned(), format!("x-forwarded-for: {}\r\n", "1.1.1.1, ".repeat(3_000))),
        ] {
            sound(what, &exchange(&app, &request(&app, "GET", &target, &headers, b"")).await);
        }
    }

    async fn bodies_that_are_framed_wrongly_are_refused(app: App) {
        let chunked = "content-type: application/json\r\ntransfer-encoding: chunked\r\n";
        for (what, headers, body) in [
            ("a chunk beyond every number", chunked, "fffffffffffffffffffffffff\r\n{}"),
            ("a negative chunk", chunked, "-1\r\n{}\r\n0\r\n\r\n"),
            ("no number", chunked, "zz\r\n{}\r\n0\r\n\r\n"),
            ("no line's end", chunked, "2\r\n{}0\r\n\r\n"),
            ("a long extension", chunked, &format!("2;{}\r\n{{}}\r\n0\r\n\r\n", "a".repeat(100_000))),
            ("many trailers", chunked, &format!("2\r\n{{}}\r\n0\r\n{}\r\n", "a: b\r\n".repeat(10_000))),
            ("many small chunks", chunked, &format!("{}0\r\n\r\n", "1\r\n \r\n".repeat(50_000))),
        ] {
            let answer = exchange(&app, &request(&app, "POST", "/tasks", headers, body.as_bytes())).await;
            let status = sound(what, &answer);
            assert_eq!(status, 400, "{what}");
        }
        // Two lengths are two requests to whoever reads the other one.
        for (what, headers) in [
            ("two lengths", "content-length: 2\r\ncontent-length: 3\r\n"),
            ("a length and chunks", "content-length: 2\r\ntransfer-encoding: chunked\r\n"),
            ("chunks, and then something else", "transfer-encoding: chunked, identity\r\n"),
        ] {
            let headers = format!("content-type: application/json\r\n{headers}");
            let answer = exchange(&app, &request(&app, "POST", "/tasks", &headers, b"{}\r\n0\r\n\r\n")).await;
            assert_eq!(sound(what, &answer), 400, "{what}");
        }
        // A chunk of more octets than there are is waited for, and not for ever; nothing is kept ready for it.
        let short = |settings: Settings| Settings { request_timeout: Some("1s".to_owned()), ..settings };
        let app = app.restart_with(short).await;
        let huge = request(&app, "POST", "/tasks", chunked, b"ffffffffffffffff\r\n{}");
        assert_eq!(sound("a huge chunk", &exchange(&app, &huge).await), 408);
    }

    async fn connections_that_wait_hold_nobody_up(app: App) {
        let address = app.origin().replace("http://", "");
        let mut waiting = Vec::new();
        for at in 0..300 {
            let mut stream = TcpStream::connect(&address).await.expect("a connection");
            let half = request(&app, "POST", "/tasks", "content-type: application/json\r\ncontent-length: 1000\r\n", b"{");
            // In the middle of its head, behind it, and before anything.
            let end = [half.len() / 2, half.len(), 0][at % 3];
            stream.write_all(&half[..end]).await.expect("sent");
            waiting.push(stream);
        }
        let answered = tokio::time::timeout(Duration::from_secs(10), app.client("ada").get_me().send()).await;
        answered.expect("in time").expect("an answer");
    }
}
