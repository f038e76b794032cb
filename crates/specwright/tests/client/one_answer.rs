//! A server that answers one request, and remembers it.

use std::{
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
};

use super::client::Client;

pub struct Exchange<T> {
    pub request: Request,
    pub answer: T,
}

pub struct Request {
    pub line: String,
    pub body: String,
    head: String,
}

impl Request {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head
            .lines()
            .skip(1)
            .filter_map(|line| line.split_once(": "))
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }
}

/// Runs `call` against a server that answers with this status line and body.
pub async fn exchange<T>(
    status: &str,
    content_type: &str,
    body: &str,
    call: impl AsyncFnOnce(Client) -> T,
) -> Exchange<T> {
    let content_type =
        if content_type.is_empty() { String::new() } else { format!("content-type: {content_type}\r\n") };
    let length = if status.starts_with("204") { String::new() } else { format!("content-length: {}\r\n", body.len()) };
    let answer = format!("HTTP/1.1 {status}\r\n{content_type}{length}connection: close\r\n\r\n{body}");
    let client = |url: &str| Client::with_bearer(url, "secret").expect("a client");
    exchange_as(client, answer, call).await
}

/// Runs `call` with this client against a server that answers with exactly these octets.
pub async fn exchange_as<T>(
    client: impl FnOnce(&str) -> Client,
    answer: String,
    call: impl AsyncFnOnce(Client) -> T,
) -> Exchange<T> {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a connection");
        let request = read(&mut stream);
        stream.write_all(answer.as_bytes()).expect("an answer");
        request
    });
    provide_tls();
    let answer = call(client(&format!("http://{address}/api/v1"))).await;
    Exchange { request: server.join().expect("the server ran"), answer }
}

fn read(stream: &mut TcpStream) -> Request {
    let mut octets = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let count = stream.read(&mut buffer).expect("a request");
        octets.extend_from_slice(&buffer[..count]);
        let text = String::from_utf8_lossy(&octets).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let header = |name: &str| {
            head.lines().filter_map(|line| line.split_once(": ")).find(|(key, _)| key.eq_ignore_ascii_case(name))
        };
        let whole = match header("content-length").and_then(|(_, value)| value.parse::<usize>().ok()) {
            Some(length) => body.len() >= length,
            None => header("transfer-encoding").is_none() || body.ends_with("0\r\n\r\n"),
        };
        if whole || count == 0 {
            let line = head.lines().next().unwrap_or_default().to_owned();
            return Request { line, body: body.to_owned(), head: head.to_owned() };
        }
    }
}

/// In a build of the whole workspace reqwest has no TLS provider of its own, and asks for one before any request.
pub fn provide_tls() {
    // A second installation is refused, which is fine: it is the same one.
    let _ = rustls::crypto::ring::default_provider().install_default();
}
