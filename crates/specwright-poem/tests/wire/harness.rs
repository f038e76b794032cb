//! A real server on the loopback, spoken to in bytes.

use std::net::SocketAddr;
use std::time::Duration;

use poem::EndpointExt as _;
use specwright_poem::server::listener::{self, ConnectionLimits, Listening};
use specwright_poem::server::{AuthenticationError, Authenticator, Credentials, Principal};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

pub async fn serve(endpoint: impl poem::Endpoint + 'static) -> SocketAddr {
    let socket = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let endpoint = endpoint.map_to_response();
    let listening = Listening::start(socket, endpoint, ConnectionLimits::default(), listener::malformed_request)
        .expect("a listener");
    let address = listening.address;
    // For as long as the test runs.
    tokio::spawn(async move {
        std::future::pending::<()>().await;
        listening.stop().await;
    });
    address
}

pub struct Reply {
    pub status: u16,
    pub head: String,
    pub body: String,
}

impl Reply {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers(name).next()
    }

    pub fn headers<'r>(&'r self, name: &str) -> impl Iterator<Item = &'r str> {
        let name = name.to_owned();
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.filter(move |(known, _)| known.eq_ignore_ascii_case(&name)).map(|(_, value)| value)
    }
}

/// `head`: the request line and headers without the end; a body gets its length.
pub async fn ask(address: SocketAddr, head: &str, body: &[u8]) -> Reply {
    let mut stream = TcpStream::connect(address).await.expect("connected");
    let length = if body.is_empty() { String::new() } else { format!("content-length: {}\r\n", body.len()) };
    let head = format!("{}\r\nhost: x\r\nconnection: close\r\n{length}\r\n", head.replace('\n', "\r\n"));
    stream.write_all(head.as_bytes()).await.expect("sent");
    stream.write_all(body).await.expect("sent");
    let mut answer = Vec::new();
    tokio::time::timeout(Duration::from_secs(10), stream.read_to_end(&mut answer))
        .await
        .expect("in time")
        .expect("read");
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
    let chunked = head.to_ascii_lowercase().contains("transfer-encoding: chunked");
    Reply {
        status: head.get(9..12).and_then(|status| status.parse().ok()).expect("a status"),
        head: head.to_owned(),
        body: if chunked { unchunked(body) } else { body.to_owned() },
    }
}

pub async fn get(address: SocketAddr, target: &str) -> Reply {
    ask(address, &format!("GET {target} HTTP/1.1"), b"").await
}

fn unchunked(mut text: &str) -> String {
    let mut body = String::new();
    while let Some((size, rest)) = text.split_once("\r\n") {
        let size = usize::from_str_radix(size, 16).expect("a size");
        body.push_str(rest.get(..size).unwrap_or_default());
        text = rest.get(size + 2..).unwrap_or_default();
    }
    body
}

/// Lets in whoever says `good`, and names them after the scheme.
pub struct Keys;

impl Authenticator for Keys {
    async fn authenticate(
        &self,
        scheme: &'static str,
        credentials: Credentials<'_>,
    ) -> Result<Principal, AuthenticationError> {
        let good = match credentials {
            Credentials::Bearer(text) | Credentials::ApiKey(text) => text == "good",
            Credentials::Basic { user, password } => (user, password) == ("ada", "good"),
            Credentials::Scheme { scheme, credentials } => (scheme, credentials) == ("Digest", "username=\"ada\""),
            Credentials::Certificate(der) => der == b"good",
        };
        if !good {
            return Err(AuthenticationError::Invalid("not good".to_owned()));
        }
        Ok(Principal {
            subject: scheme.to_owned(),
            issuer: "test".to_owned(),
            roles: [].into(),
            scopes: ["notes:read".to_owned(), "https://example.com/auth/notes".to_owned()].into(),
            name: None,
            email: None,
        })
    }
}
