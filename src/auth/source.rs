//! Where an issuer's keys come from: a URL or a file.

use std::path::PathBuf;
use std::time::Duration;

use futures_util::StreamExt as _;

use super::keys::KeySet;
use crate::config::RsaAlgorithm;

/// Far more than any key set.
const LARGEST_SET: usize = 256 * 1024;
const FETCH_TIMEOUT: Duration = Duration::from_secs(5);

/// Reads the set anew at every call.
pub enum Source {
    Url { url: reqwest::Url, client: reqwest::Client, rsa: RsaAlgorithm },
    File { path: PathBuf, rsa: RsaAlgorithm },
}

impl Source {
    pub fn url(url: reqwest::Url, rsa: RsaAlgorithm) -> Result<Self, String> {
        // A second installation is refused, which is fine: it is the same one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let builder = reqwest::Client::builder()
            .timeout(FETCH_TIMEOUT)
            // A redirect could lead the service to addresses only it can reach.
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("taskboard/", env!("CARGO_PKG_VERSION")));
        // The system's certificates are read only where they are needed: a slim image may have none.
        let builder = if url.scheme() == "http" { builder.tls_certs_only([]) } else { builder };
        let client = builder.build().map_err(|error| format!("an HTTPS client cannot be made: {}", chain(&error)))?;
        Ok(Self::Url { url, client, rsa })
    }

    pub async fn read(&self) -> Result<KeySet, String> {
        match self {
            Self::File { path, rsa } => {
                let document = tokio::fs::read(path).await.map_err(|error| error.to_string())?;
                KeySet::parse(&document, *rsa)
            }
            Self::Url { url, client, rsa } => {
                let document = fetch(client, url.clone()).await?;
                KeySet::parse(&document, *rsa)
            }
        }
    }
}

async fn fetch(client: &reqwest::Client, url: reqwest::Url) -> Result<Vec<u8>, String> {
    let response = client
        .get(url)
        .header("accept", "application/jwk-set+json, application/json")
        .send()
        .await
        .map_err(|error| chain(&error.without_url()))?;
    if response.status() != 200 {
        return Err(format!("the answer is {}", response.status()));
    }
    let mut document = Vec::new();
    let mut chunks = response.bytes_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|error| chain(&error.without_url()))?;
        if document.len() + chunk.len() > LARGEST_SET {
            return Err(format!("the answer is larger than {LARGEST_SET} bytes"));
        }
        document.extend_from_slice(&chunk);
    }
    Ok(document)
}

/// An error with its causes: the first one alone says "error sending request".
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
