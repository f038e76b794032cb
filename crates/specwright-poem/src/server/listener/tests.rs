use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::*;
use crate::server::RequestId;

const LIMITS: ConnectionLimits = ConnectionLimits {
    header_timeout: Duration::from_millis(200),
    write_timeout: Duration::from_millis(200),
    stop_timeout: Duration::from_secs(5),
};

async fn start() -> (Listening, TcpStream) {
    let endpoint = poem::endpoint::make(|_request| async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        Response::from("done")
    });
    let listening = serve(endpoint).await;
    let stream = TcpStream::connect(listening.address).await.unwrap();
    (listening, stream)
}

async fn serve(endpoint: impl Endpoint<Output = Response> + 'static) -> Listening {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    Listening::start(listener, endpoint, LIMITS, unreadable).unwrap()
}

fn unreadable(id: &RequestId) -> Response {
    let mut response = malformed_request(id);
    response.headers_mut().insert("x-own", poem::http::HeaderValue::from_static("header"));
    response
}

async fn rest(stream: &mut TcpStream) -> String {
    let mut text = String::new();
    tokio::time::timeout(Duration::from_secs(3), stream.read_to_string(&mut text)).await.unwrap().unwrap();
    text
}

#[tokio::test]
async fn silent_connections_are_closed() {
    let (_listening, mut nothing) = start().await;
    assert_eq!(rest(&mut nothing).await, "");
    let (_listening, mut half) = start().await;
    half.write_all(b"GET / HTTP/1.1\r\nhost: x\r\nx-").await.unwrap();
    assert!(!rest(&mut half).await.contains("done"));
    let (_listening, mut idle) = start().await;
    idle.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    assert!(rest(&mut idle).await.ends_with("done"), "and it was closed behind the answer");
}

/// Requests that come again and again keep a connection for longer than silence may last, and no time at all closes it.
#[tokio::test]
async fn who_asks_is_not_silent() {
    let (_listening, mut stream) = start().await;
    let mut buffer = [0; 1024];
    for _ in 0..4 {
        stream.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
        let count = stream.read(&mut buffer).await.unwrap();
        assert!(buffer[..count].ends_with(b"done"));
        tokio::time::sleep(LIMITS.header_timeout / 2).await;
    }
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let limits = ConnectionLimits { header_timeout: Duration::ZERO, ..LIMITS };
    let endpoint = poem::endpoint::make_sync(|_request| Response::from("done"));
    let listening = Listening::start(listener, endpoint, limits, unreadable).unwrap();
    let mut stream = TcpStream::connect(listening.address).await.unwrap();
    assert_eq!(rest(&mut stream).await, "");
}

#[tokio::test]
async fn what_is_no_request_gets_a_problem() {
    let head = |lines: &str| format!("GET / HTTP/1.1\r\nhost: x\r\n{lines}\r\n\r\n");
    for wrong in [
        "nonsense\r\n\r\n".to_owned(),
        "GET / HTTP/9.9\r\n\r\n".to_owned(),
        "\0\0\0\0\r\n\r\n".to_owned(),
        head("a b: c"),
        head(": c"),
        head("content-length: -1"),
        head("content-length: 99999999999999999999999999"),
        head("content-length: 1\r\ncontent-length: 2"),
        head("transfer-encoding: chunked, nonsense"),
        head(&format!("a: {}", "b".repeat(600_000))),
        head(&"a: b\r\n".repeat(200)),
        format!("GET /{} HTTP/1.1\r\nhost: x\r\n\r\n", "a".repeat(70_000)),
    ] {
        // At once, and behind a request that is answered.
        let sound = "GET / HTTP/1.1\r\nhost: x\r\n\r\n";
        for (before, answered) in [("", 0), (sound, 1)] {
            let (_listening, mut stream) = start().await;
            stream.write_all(before.as_bytes()).await.unwrap();
            // Who sends more than is read may be cut off while it sends.
            let _ = stream.write_all(wrong.as_bytes()).await;
            let mut bytes = Vec::new();
            let _ = tokio::time::timeout(Duration::from_secs(3), stream.read_to_end(&mut bytes)).await.unwrap();
            let text = String::from_utf8(bytes).unwrap();
            let shown: String = wrong.chars().take(60).collect();
            assert_eq!(text.matches("done").count(), answered, "{shown}: {text}");
            let problem =
                text.split_once("HTTP/1.1 400 Bad Request\r\n").unwrap_or_else(|| panic!("{shown}: {text}")).1;
            let (head, body) = problem.split_once("\r\n\r\n").unwrap();
            for line in ["content-type: application/problem+json", "connection: close", "x-own: header"] {
                assert!(head.contains(line), "{shown}: {head}");
            }
            let body: serde_json::Value = serde_json::from_str(body).unwrap();
            assert_eq!((&body["code"], &body["status"]), (&"malformed_request".into(), &400.into()));
            assert!(body["request_id"].as_str().unwrap().parse::<uuid::Uuid>().is_ok());
        }
    }
}

/// More than the system keeps for somebody who does not read.
const LARGE: usize = 64 << 20;

#[tokio::test]
async fn who_does_not_read_is_cut_off() {
    let endpoint = poem::endpoint::make_sync(|_request| Response::from(vec![b'x'; LARGE]));
    let listening = serve(endpoint).await;
    let (mut idle, mut slow) =
        (TcpStream::connect(listening.address).await.unwrap(), TcpStream::connect(listening.address).await.unwrap());
    for stream in [&mut idle, &mut slow] {
        stream.write_all(b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await.unwrap();
    }
    // Reading now and then is enough.
    let mut read = 0;
    let mut buffer = vec![0; 1 << 20];
    loop {
        let count = slow.read(&mut buffer).await.unwrap();
        read += count;
        if count == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert!(read > LARGE);
    tokio::time::sleep(LIMITS.write_timeout * 2).await;
    let mut got = Vec::new();
    // The end of the connection, or that it was reset: whichever, it is not the whole answer.
    let _ = tokio::time::timeout(Duration::from_secs(3), idle.read_to_end(&mut got)).await.unwrap();
    assert!(got.len() < LARGE, "{}", got.len());
}

#[tokio::test]
async fn requests_under_way_finish_at_a_stop() {
    let (listening, mut stream) = start().await;
    stream.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    tokio::time::sleep(Duration::from_millis(30)).await;
    let address = listening.address;
    listening.stop().await;
    assert!(rest(&mut stream).await.ends_with("done"));
    assert!(TcpStream::connect(address).await.is_err());
}

/// Whoever reads a stream gets all that was said before it broke off, and learns that it did.
#[tokio::test]
async fn what_came_before_a_failure_is_sent() {
    let endpoint = poem::endpoint::make_sync(|_request| {
        let pieces = [Ok("one"), Ok("two"), Err(std::io::Error::other("broken"))];
        Response::from(poem::Body::from_bytes_stream(futures_util::stream::iter(pieces)))
    });
    let listening = serve(endpoint).await;
    let mut stream = TcpStream::connect(listening.address).await.unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    let answer = rest(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.ends_with("3\r\none\r\n3\r\ntwo\r\n"), "and no last chunk: {answer}");
}
