//! Tokens of a real Better Auth server, whose keys the service fetches: every algorithm, a rotation, an empty key set.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use reqwest::StatusCode;
use serde_json::{Value, json};
use taskboard::config::Settings;

use crate::harness::{App, Database, http};

/// The server in `tests/better-auth/`. It ends when its standard input does, so it cannot outlive the test.
struct BetterAuth {
    origin: String,
    process: Child,
    http: reqwest::Client,
}

impl BetterAuth {
    fn start(arguments: &[&str]) -> Self {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/better-auth");
        assert!(
            std::path::Path::new(folder).join("node_modules").is_dir(),
            "Better Auth is not installed: run ./test.sh, or `npm ci` in tests/better-auth"
        );
        let mut process = Command::new("node")
            .arg("server.mjs")
            .args(arguments)
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("node starts");
        let mut line = String::new();
        BufReader::new(process.stdout.take().expect("its output")).read_line(&mut line).expect("a line");
        let said: Value = serde_json::from_str(&line).expect("the line is JSON");
        let origin = said["origin"].as_str().expect("an origin").to_owned();
        Self { origin, process, http: http() }
    }

    /// What the service has to be told to accept this server's tokens.
    fn settings(&self) -> Settings {
        Settings {
            issuer: Some(self.origin.clone()),
            audience: Some(self.origin.clone()),
            jwks_url: Some(format!("{}/api/auth/jwks", self.origin)),
            // Better Auth's admin plugin says it in the singular.
            roles_claim: Some("role".to_owned()),
            rate_limits: Some("off".to_owned()),
            ..Settings::default()
        }
    }

    /// Makes an account and answers its session.
    async fn sign_up(&self, name: &str) -> String {
        let email = format!("{name}@example.com");
        let body = json!({ "email": email, "password": "correct horse battery", "name": name });
        self.session("/api/auth/sign-up/email", &body).await
    }

    async fn sign_in(&self, name: &str) -> String {
        let body = json!({ "email": format!("{name}@example.com"), "password": "correct horse battery" });
        self.session("/api/auth/sign-in/email", &body).await
    }

    async fn session(&self, path: &str, body: &Value) -> String {
        let answer = self
            .http
            .post(format!("{}{path}", self.origin))
            .header("origin", &self.origin)
            .json(body)
            .send()
            .await
            .expect("an answer");
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        let cookies = answer.headers().get_all("set-cookie").iter();
        let pairs = cookies.filter_map(|cookie| Some(cookie.to_str().ok()?.split(';').next()?.to_owned()));
        pairs.collect::<Vec<_>>().join("; ")
    }

    async fn promote(&self, name: &str) {
        let url = format!("{}/test/promote/{name}%40example.com", self.origin);
        let answer = self.http.post(url).send().await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    }

    async fn token(&self, session: &str) -> String {
        let url = format!("{}/api/auth/token", self.origin);
        let answer = self.http.get(url).header("cookie", session).send().await.expect("an answer");
        let body: Value = answer.json().await.expect("JSON");
        body["token"].as_str().expect("a token").to_owned()
    }

    async fn published_keys(&self) -> usize {
        let answer = self.http.get(format!("{}/api/auth/jwks", self.origin)).send().await.expect("an answer");
        let body: Value = answer.json().await.expect("JSON");
        body["keys"].as_array().expect("keys").len()
    }
}

impl Drop for BetterAuth {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

async fn get(app: &App, path: &str, token: &str) -> (StatusCode, Value) {
    let answer = http().get(app.url(path)).bearer_auth(token).send().await.expect("an answer");
    (answer.status(), answer.json().await.expect("JSON"))
}

async fn signs_in_with(algorithm: &str) {
    let issuer = BetterAuth::start(&["--algorithm", algorithm]);
    let app = App::start_with(Database::sqlite(), issuer.settings()).await;
    let ada = issuer.token(&issuer.sign_up("ada").await).await;
    let (status, me) = get(&app, "/me", &ada).await;
    assert_eq!(status, StatusCode::OK, "{me}");
    assert_eq!(me["name"], "ada");
    assert_eq!(me["id"].as_str().map(str::len), Some(32), "Better Auth's ids are 32 characters: {me}");
    // Better Auth gives every user the role `user`, which is not enough here.
    let (status, problem) = get(&app, "/users", &ada).await;
    assert_eq!((status, problem["code"].as_str()), (StatusCode::FORBIDDEN, Some("forbidden")));
    issuer.sign_up("grace").await;
    issuer.promote("grace").await;
    let grace = issuer.token(&issuer.sign_in("grace").await).await;
    let (status, users) = get(&app, "/users", &grace).await;
    assert_eq!(status, StatusCode::OK, "{users}");
}

#[tokio::test(flavor = "multi_thread")]
async fn eddsa_signs_in() {
    signs_in_with("EdDSA").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn es256_signs_in() {
    signs_in_with("ES256").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rs256_signs_in() {
    signs_in_with("RS256").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ps256_signs_in() {
    signs_in_with("PS256").await;
}

/// Better Auth publishes a new key with the first token that uses it, and until then, once the old one's time is over,
/// none at all.
#[tokio::test(flavor = "multi_thread")]
async fn a_rotation_and_an_empty_key_set_lock_nobody_out() {
    let issuer = BetterAuth::start(&["--rotation", "2", "--grace", "1"]);
    let app = App::start_with(Database::sqlite(), issuer.settings()).await;
    let session = issuer.sign_up("ada").await;
    let first = issuer.token(&session).await;
    assert_eq!(get(&app, "/me", &first).await.0, StatusCode::OK);

    let deadline = tokio::time::Instant::now() + Duration::from_secs(15);
    while issuer.published_keys().await > 0 {
        assert!(tokio::time::Instant::now() < deadline, "the key never expired");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(get(&app, "/me", &first).await.0, StatusCode::OK, "a token outlives its key's publication");
    // A foreign key id makes the service fetch the empty set; it keeps what it has.
    let header = first.split('.').next().expect("a header");
    let unknown = first.replacen(header, "eyJhbGciOiJFZERTQSIsImtpZCI6Im5vYm9keXMifQ", 1);
    assert_eq!(get(&app, "/me", &unknown).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(get(&app, "/me", &first).await.0, StatusCode::OK);

    let second = issuer.token(&session).await;
    assert_ne!(first.split('.').next(), second.split('.').next(), "another key signs");
    assert_eq!(get(&app, "/me", &second).await.0, StatusCode::OK, "a new key is fetched when it is first seen");
}
