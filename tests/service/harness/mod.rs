//! A service of its own for each test: started in this process, on a fresh database, spoken to from outside.
//!
//! A test is written once, with `both_databases!`, and runs on SQLite and on PostgreSQL.

mod answers;
mod database;
pub mod make;

use std::path::Path;
use std::time::Duration;

use reqwest::{Method, RequestBuilder};
use taskboard::auth::development::TokenRequest;
use taskboard::config::{Config, Origins, Settings};
use taskboard::{Running, Server};
use taskboard_client::Client;

pub(crate) use answers::pages;
pub use answers::{Answer, body, body_violations, header, next_link, problem, refused, violations, without_body};
pub use database::Database;

/// Runs one scenario on each database: `both_databases! { async fn name(app: App) { … } }`.
macro_rules! both_databases {
    ($($(#[$attribute:meta])* async fn $name:ident($app:ident: App) $body:block)+) => {$(
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            $(#[$attribute])*
            async fn scenario($app: $crate::harness::App) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                scenario($crate::harness::App::start($crate::harness::Database::sqlite()).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                scenario($crate::harness::App::start($crate::harness::Database::postgres().await).await).await;
            }
        }
    )+};
}
pub(crate) use both_databases;

/// An HTTP client for what the generated one cannot say.
pub fn http() -> reqwest::Client {
    // reqwest asks for a TLS provider even where nothing is encrypted. A second call changes nothing.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::new()
}

/// A running service. It is its own issuer, so that a token can be had for anybody.
pub struct App {
    running: Running,
    database: Database,
    settings: Settings,
    http: reqwest::Client,
}

impl App {
    /// Without rate limits: a test that is not about them must not run into them.
    pub async fn start(database: Database) -> Self {
        let settings = Settings { rate_limits: Some("off".to_owned()), ..Settings::default() };
        Self::start_with(database, settings).await
    }

    pub async fn start_with(database: Database, settings: Settings) -> Self {
        let settings = Settings {
            listen: Some("127.0.0.1:0".to_owned()),
            operators_listen: Some("127.0.0.1:0".to_owned()),
            data_dir: Some(database.folder().display().to_string()),
            database_url: database.url(),
            ..settings
        };
        let running = Self::run(&settings).await;
        Self { running, database, settings, http: http() }
    }

    async fn run(settings: &Settings) -> Running {
        let config = Config::from_settings(settings, &Origins::new(None)).expect("a sound configuration");
        Server::start(config).await.expect("the service starts")
    }

    /// Stops the service and starts it again on the same data.
    pub async fn restart(self) -> Self {
        let Self { running, database, settings, http } = self;
        running.shutdown().await;
        Self { running: Self::run(&settings).await, database, settings, http }
    }

    /// Stops the service and starts it again on the same data, with other settings.
    pub async fn restart_with(self, change: impl FnOnce(Settings) -> Settings) -> Self {
        let Self { running, database, settings, http } = self;
        running.shutdown().await;
        let settings = change(settings);
        Self { running: Self::run(&settings).await, database, settings, http }
    }

    pub fn origin(&self) -> String {
        format!("http://{}", self.running.api_addr)
    }

    pub fn operators_origin(&self) -> String {
        format!("http://{}", self.running.ops_addr)
    }

    /// The URL of an operation's path: `app.url("/tasks")`.
    pub fn url(&self, path: &str) -> String {
        format!("{}/api/v1{path}", self.origin())
    }

    pub fn token(&self, user: &str, roles: &[&str]) -> String {
        let request = TokenRequest {
            user: user.to_owned(),
            roles: roles.iter().map(|role| (*role).to_owned()).collect(),
            expires_in: Duration::from_hours(1),
        };
        self.running.development_token(&request).expect("a development issuer").expect("a token")
    }

    /// The generated client, signed in as `user`.
    pub fn client(&self, user: &str) -> Client {
        self.client_as(user, &[])
    }

    /// The generated client, signed in as an administrator.
    pub fn admin(&self, user: &str) -> Client {
        self.client_as(user, &["admin"])
    }

    fn client_as(&self, user: &str, roles: &[&str]) -> Client {
        let _ = http();
        Client::with_bearer(&self.url(""), &self.token(user, roles)).expect("a client")
    }

    /// A request of `user`'s that the generated client cannot send.
    pub fn request(&self, user: &str, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, self.url(path)).bearer_auth(self.token(user, &[]))
    }

    pub fn database(&self) -> &Database {
        &self.database
    }

    /// How many files the service holds beside its database.
    pub fn stored_files(&self) -> usize {
        fn count(folder: &Path) -> usize {
            let entries = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
            entries.map(|path| if path.is_dir() { count(&path) } else { 1 }).sum()
        }
        count(&self.database.folder().join("attachments"))
    }
}
