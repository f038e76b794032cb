//! The whole service in this process, asked with tokens.

use std::path::PathBuf;

use serde_json::Value;
use taskboard::config::{Config, Origins, Settings};
use taskboard::{Running, Server};
use uuid::Uuid;

pub const ISSUER: &str = "https://issuer.example";
pub const AUDIENCE: &str = "https://tasks.example";
/// For whoever is signed in.
pub const ME: &str = "/api/v1/me";
/// For administrators.
pub const USERS: &str = "/api/v1/users";

/// Stops serving, and leaves nothing, when it is dropped.
pub struct Service {
    running: Running,
    client: reqwest::Client,
    folder: PathBuf,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub code: String,
    pub challenge: String,
    pub text: String,
}

/// An issuer whose keys are still to be said, and a limit that no test waits for.
pub fn settings() -> Settings {
    Settings {
        listen: Some("127.0.0.1:0".into()),
        operators_listen: Some("127.0.0.1:0".into()),
        rate_limits: Some("off".into()),
        issuer: Some(ISSUER.into()),
        audience: Some(AUDIENCE.into()),
        jwks_refetch_interval: Some("1h".into()),
        ..Settings::default()
    }
}

impl Service {
    pub async fn start(settings: &Settings) -> Self {
        let folder = std::env::temp_dir().join(format!("taskboard-tokens-{}", Uuid::new_v4()));
        let settings = Settings { data_dir: Some(folder.display().to_string()), ..settings.clone() };
        let config = Config::from_settings(&settings, &Origins::new(None)).unwrap();
        let running = Server::start(config).await.unwrap();
        let _ = rustls::crypto::ring::default_provider().install_default();
        Self { running, client: reqwest::Client::builder().tls_certs_only([]).build().unwrap(), folder }
    }

    pub async fn get(&self, path: &str, token: Option<&str>) -> Answer {
        let mut request = self.client.get(format!("http://{}{path}", self.running.api_addr));
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        let challenge = response.headers().get("www-authenticate").map(|value| value.to_str().unwrap().to_owned());
        assert!(response.headers().contains_key("x-request-id"));
        let text = response.text().await.unwrap();
        let body: Value = serde_json::from_str(&text).unwrap();
        let code = body["code"].as_str().unwrap_or_default().to_owned();
        Answer { status, code, challenge: challenge.unwrap_or_default(), text }
    }

    /// The status for a token at the operation that everybody may call.
    pub async fn status(&self, token: &str) -> u16 {
        self.get(ME, Some(token)).await.status
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // Its files may still be open; what they are in goes all the same.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
