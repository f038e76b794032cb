//! What no operation declares, and the one form of every refusal (`specs/errors.md`).

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::harness::{body_violations, both_databases, header, http, problem};

both_databases! {
    async fn unknown_paths_and_methods_are_problems(app: App) {
        let send = async |method, path: &str| {
            http().request(method, format!("{}{path}", app.origin())).send().await.expect("an answer")
        };
        for path in ["/api/v1", "/api/v1/", "/api/v1/nothing", "/api/v1/info/more", "/api/v2/info"] {
            let found = problem(send(Method::GET, path).await, 404, "not_found").await;
            assert_eq!(found.violations, None, "{path}");
        }
        for (method, path, allowed) in [
            (Method::DELETE, "/api/v1/info", "GET, HEAD, OPTIONS"),
            (Method::PUT, "/api/v1/tasks", "GET, HEAD, OPTIONS, POST"),
            (Method::POST, "/api/v1/tags/01932c61-4c5d-7e9a-a1b2-c3d4e5f60733", "DELETE, GET, HEAD, OPTIONS, PATCH, PUT"),
        ] {
            let answer = send(method, path).await;
            let mut methods: Vec<_> = header(answer.headers(), "allow").split(", ").map(str::to_owned).collect();
            methods.sort_unstable();
            assert_eq!(methods.join(", "), allowed, "{path}");
            problem(answer, 405, "method_not_allowed").await;
        }
    }

    async fn head_and_options_are_answered(app: App) {
        let send = async |method, path: &str| app.request("ada", method, path).send().await.expect("an answer");
        let (get, head) = (send(Method::GET, "/me").await, send(Method::HEAD, "/me").await);
        assert_eq!(head.status(), StatusCode::OK);
        for name in ["etag", "content-type", "content-length"] {
            assert_eq!(header(head.headers(), name), header(get.headers(), name), "{name}");
        }
        assert_eq!(head.bytes().await.expect("an answer").len(), 0);

        let refused = http().head(app.url("/me")).send().await.expect("an answer");
        assert_eq!(refused.status(), StatusCode::UNAUTHORIZED);
        let options = http().request(Method::OPTIONS, app.url("/me")).send().await.expect("an answer");
        assert_eq!(options.status(), StatusCode::NO_CONTENT);
        assert!(header(options.headers(), "allow").contains("PATCH"));
    }

    async fn every_refusal_has_the_one_form(app: App) {
        let post = |media_type: &str| app.request("ada", Method::POST, "/tags").header("content-type", media_type);
        let answered = async |request: reqwest::RequestBuilder| request.send().await.expect("an answer");

        for text in ["", "{", "{\"name\": \"a\"} b", "{\"name\": \"a\", \"name\": \"b\"}", "{\"name\": \"\u{0}\"}"] {
            problem(answered(post("application/json").body(text)).await, 400, "malformed_request").await;
        }
        let unknown = answered(post("application/json").body(r#"{"name": "a", "colour": "red"}"#)).await;
        let unknown = problem(unknown, 400, "validation_failed").await;
        assert_eq!(body_violations(&unknown), [("/colour", "unknown_member")]);
        // What only answers have is as unknown in a request.
        let read_only = answered(post("application/json").body(r#"{"name": "a", "created_at": 5}"#)).await;
        let read_only = problem(read_only, 400, "validation_failed").await;
        assert_eq!(body_violations(&read_only), [("/created_at", "unknown_member")]);

        problem(answered(post("text/plain").body("name=a")).await, 415, "unsupported_media_type").await;
        let patch = app.request("ada", Method::PATCH, "/me").json(&json!({}));
        problem(answered(patch).await, 415, "unsupported_media_type").await;
        let picky = post("application/json").header("accept", "text/html").body("{}");
        problem(answered(picky).await, 406, "not_acceptable").await;

        let long = json!({ "name": "a".repeat(65_536) }).to_string();
        let large = problem(answered(post("application/json").body(long)).await, 413, "payload_too_large").await;
        assert_eq!(large.context.and_then(|mut context| context.remove("limit")), Some(Value::from(65_536)));
    }

    async fn a_request_id_is_the_callers_or_a_new_one(app: App) {
        let answer = async |id: Option<&str>| {
            let request = http().get(app.url("/nothing"));
            let request = if let Some(id) = id { request.header("x-request-id", id) } else { request };
            problem(request.send().await.expect("an answer"), 404, "not_found").await.request_id
        };
        assert_ne!(answer(None).await, answer(None).await);
        let id = uuid::Uuid::now_v7().to_string();
        assert_eq!(answer(Some(&id)).await, id);
        let log_line = "a\tb; c=\"d\"";
        assert_ne!(answer(Some(log_line)).await, log_line);
    }
}
