//! Connections: accepted, bounded, served by hyper, and let finish at a stop.
//!
//! Not poem's server: it sets no time for a request's head, so that a few silent connections could hold it for ever, and
//! it spins when no more files can be opened. Plain HTTP/1.1 only; TLS and HTTP/2 are the proxy's in front.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use poem::http::uri::Scheme;
use poem::web::{LocalAddr, RemoteAddr};
use poem::{Endpoint, Response};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinHandle;
use tokio_io_timeout::TimeoutStream;

use super::unreadable::{Connection, Exchange};

/// More wait in the system's queue.
const MOST_CONNECTIONS: usize = 8_192;
/// After an error of `accept`, most likely because no more files can be opened.
const PAUSE: Duration = Duration::from_millis(50);

#[derive(Clone, Copy, Debug)]
pub struct ConnectionLimits {
    /// For a request's head to arrive, and between two requests.
    pub header_timeout: Duration,
    /// For a caller to take the next piece of an answer.
    pub write_timeout: Duration,
    /// For requests under way, once it stops.
    pub stop_timeout: Duration,
}

/// Serves until it is told to stop.
pub struct Listening {
    pub address: SocketAddr,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Listening {
    /// Binds the address and serves `endpoint` there.
    pub async fn start<E>(address: SocketAddr, endpoint: E, limits: ConnectionLimits) -> std::io::Result<Self>
    where
        E: Endpoint<Output = Response> + 'static,
    {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let (stop, stopped) = watch::channel(false);
        let task = tokio::spawn(accept(listener, address, Arc::new(endpoint), limits, stopped));
        Ok(Self { address, stop, task })
    }

    /// Accepts nothing more, lets requests under way finish, and closes what takes too long.
    pub async fn stop(self) {
        // An error means that it has stopped already.
        let _ = self.stop.send(true);
        let _ = self.task.await;
    }
}

async fn accept<E>(
    listener: TcpListener,
    address: SocketAddr,
    endpoint: Arc<E>,
    limits: ConnectionLimits,
    mut stopped: watch::Receiver<bool>,
) where
    E: Endpoint<Output = Response> + 'static,
{
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let cut_off = watch::Sender::new(false);
    loop {
        let accepted = async {
            let place = places.clone().acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            accepted = accepted => accepted,
            _ = stopped.wait_for(|stopped| *stopped) => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "a connection cannot be accepted");
                tokio::time::sleep(PAUSE).await;
                continue;
            }
        };
        let connection = graceful.watch(connection(stream, address, peer, endpoint.clone(), limits));
        let mut cut_off = cut_off.subscribe();
        tokio::spawn(async move {
            let _place = place;
            tokio::select! {
                // Most errors are callers that went away.
                result = connection => if let Err(error) = result {
                    tracing::debug!(%error, "a connection ended early");
                },
                _ = cut_off.wait_for(|cut_off| *cut_off) => {}
            }
        });
    }
    drop(listener);
    let under_way = graceful.count();
    if tokio::time::timeout(limits.stop_timeout, graceful.shutdown()).await.is_err() {
        tracing::warn!(connections = under_way, "requests that took too long to finish are cut off");
        cut_off.send_replace(true);
    }
}

fn connection<E>(
    stream: TcpStream,
    local: SocketAddr,
    peer: SocketAddr,
    endpoint: Arc<E>,
    limits: ConnectionLimits,
) -> impl hyper_util::server::graceful::GracefulConnection<Error = hyper::Error>
where
    E: Endpoint<Output = Response> + 'static,
{
    // Answers are written whole; waiting to fill a packet only delays them. Failing to say so is no harm.
    let _ = stream.set_nodelay(true);
    let exchange = Exchange::new();
    let answers = exchange.clone();
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        answers.begin();
        let (endpoint, answers) = (endpoint.clone(), answers.clone());
        async move {
            let addresses = (LocalAddr(local.into()), RemoteAddr(peer.into()));
            let response = endpoint.get_response((request, addresses.0, addresses.1, Scheme::HTTP).into()).await;
            let response: hyper::Response<_> = response.into();
            Ok::<_, Infallible>(response.map(|body| answers.answer(body)))
        }
    });
    // Who asks and never reads holds a connection and an answer. Reading has its times elsewhere: the head's here, the
    // body's in `RequestTimeout`.
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(limits.write_timeout));
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.header_timeout)
        .serve_connection(TokioIo::new(Connection::new(Box::pin(stream), exchange)), service)
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

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
        let listening = Listening::start(([127, 0, 0, 1], 0).into(), endpoint, LIMITS).await.unwrap();
        let stream = TcpStream::connect(listening.address).await.unwrap();
        (listening, stream)
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
                for line in ["content-type: application/problem+json", "connection: close", "cache-control: no-store"] {
                    assert!(head.contains(line), "{shown}: {head}");
                }
                let body: serde_json::Value = serde_json::from_str(body).unwrap();
                assert_eq!((&body["code"], &body["status"]), (&"malformed_request".into(), &400.into()));
                assert!(head.contains(&format!("x-request-id: {}", body["request_id"].as_str().unwrap())));
            }
        }
    }

    /// More than the system keeps for somebody who does not read.
    const LARGE: usize = 64 << 20;

    #[tokio::test]
    async fn who_does_not_read_is_cut_off() {
        let endpoint = poem::endpoint::make_sync(|_request| Response::from(vec![b'x'; LARGE]));
        let listening = Listening::start(([127, 0, 0, 1], 0).into(), endpoint, LIMITS).await.unwrap();
        let (mut idle, mut slow) = (
            TcpStream::connect(listening.address).await.unwrap(),
            TcpStream::connect(listening.address).await.unwrap(),
        );
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
}
