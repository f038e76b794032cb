//! A tiny issuer on loopback: it publishes whatever key set the test gives it, and counts how often it is asked.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use poem::http::StatusCode;
use poem::{Request, Response};
use serde_json::{Value, json};
use taskboard::http::listener::{ConnectionLimits, Listening};

pub struct Issuer {
    pub jwks_url: String,
    published: Arc<Mutex<(StatusCode, Value)>>,
    asked: Arc<AtomicUsize>,
    /// Serves until it is dropped.
    _listening: Listening,
}

impl Issuer {
    pub async fn start(keys: &[Value]) -> Self {
        let published = Arc::new(Mutex::new((StatusCode::OK, json!({ "keys": keys }))));
        let asked = Arc::new(AtomicUsize::default());
        let endpoint = poem::endpoint::make_sync({
            let (published, asked) = (published.clone(), asked.clone());
            move |_request: Request| {
                asked.fetch_add(1, Ordering::SeqCst);
                let (status, document) = published.lock().unwrap().clone();
                Response::builder().status(status).content_type("application/json").body(document.to_string())
            }
        });
        let limits = ConnectionLimits {
            header_timeout: Duration::from_secs(5),
            write_timeout: Duration::from_secs(5),
            stop_timeout: Duration::from_secs(1),
        };
        let listening = Listening::start(([127, 0, 0, 1], 0).into(), endpoint, limits).await.unwrap();
        let jwks_url = format!("http://{}/jwks", listening.address);
        Self { jwks_url, published, asked, _listening: listening }
    }

    pub fn publish(&self, keys: &[Value]) {
        *self.published.lock().unwrap() = (StatusCode::OK, json!({ "keys": keys }));
    }

    pub fn fail(&self) {
        self.published.lock().unwrap().0 = StatusCode::BAD_GATEWAY;
    }

    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}
