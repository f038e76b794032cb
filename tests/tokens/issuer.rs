//! A tiny issuer on loopback: it publishes whatever key set the test gives it, and counts how often it is asked.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use poem::http::StatusCode;
use poem::{Request, Response};
use serde_json::{Value, json};
use specwright_poem::server::listener::{self, ConnectionLimits, Listening};
use tokio::net::TcpListener;

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
        let socket = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let limits = ConnectionLimits::default();
        let listening = Listening::start(socket, endpoint, limits, listener::malformed_request).unwrap();
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
