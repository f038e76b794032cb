//! Connections: accepted, bounded, served by hyper, and let finish at a stop.
//!
//! Not poem's server: it sets no time for a request's head, so that a few silent connections could hold it for ever, and
//! it spins when no more files can be opened. Plain HTTP/1.1 only; TLS and HTTP/2 are the proxy's in front.

mod exchange;
mod unreadable;

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use hyper_util::server::graceful::GracefulShutdown;
use poem::http::uri::Scheme;
use poem::web::{LocalAddr, RemoteAddr};
use poem::{Endpoint, Response};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::{Instant, MissedTickBehavior};
use tokio_io_timeout::TimeoutStream;

use exchange::Exchange;
use unreadable::Connection;
pub use unreadable::{NO_REQUEST, Unreadable, malformed_request};

/// More wait in the system's queue.
const MOST_CONNECTIONS: usize = 8_192;
/// How often within its time a silent connection is looked at.
const LOOKS: u32 = 8;
/// Between two looks.
const SHORTEST: Duration = Duration::from_millis(1);
/// After an error of `accept`, most likely because no more files can be opened.
const PAUSE: Duration = Duration::from_millis(50);

/// How long a connection may take. Reading a body has its time elsewhere, with the endpoint.
#[derive(Clone, Copy, Debug)]
pub struct ConnectionLimits {
    /// For a request's head to arrive, and between two requests.
    pub header_timeout: Duration,
    /// For a caller to take the next piece of an answer.
    pub write_timeout: Duration,
    /// For requests under way, once it stops.
    pub stop_timeout: Duration,
}

impl Default for ConnectionLimits {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self { header_timeout: seconds(30), write_timeout: seconds(30), stop_timeout: seconds(20) }
    }
}

/// Serves until it is told to stop, or dropped.
pub struct Listening {
    pub address: SocketAddr,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Listening {
    /// Serves `endpoint` to whoever connects. Needs a Tokio runtime.
    pub fn start<E>(
        listener: TcpListener,
        endpoint: E,
        limits: ConnectionLimits,
        unreadable: Unreadable,
    ) -> std::io::Result<Self>
    where
        E: Endpoint<Output = Response> + 'static,
    {
        let address = listener.local_addr()?;
        let (stop, stopped) = watch::channel(false);
        let served = Served { address, endpoint: Arc::new(endpoint), limits, unreadable };
        let task = tokio::spawn(accept(listener, served, stopped));
        Ok(Self { address, stop, task })
    }

    /// Accepts nothing more, lets requests under way finish, and closes what takes too long.
    pub async fn stop(self) {
        // An error means that it has stopped already.
        let _ = self.stop.send(true);
        let _ = self.task.await;
    }
}

/// What every connection is served with.
struct Served<E> {
    address: SocketAddr,
    endpoint: Arc<E>,
    limits: ConnectionLimits,
    unreadable: Unreadable,
}

async fn accept<E>(listener: TcpListener, served: Served<E>, mut stopped: watch::Receiver<bool>)
where
    E: Endpoint<Output = Response> + 'static,
{
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let mut connections = JoinSet::new();
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
        let exchange = Exchange::new();
        let connection = graceful.watch(connection(stream, peer, &served, Arc::clone(&exchange)));
        while connections.try_join_next().is_some() {}
        connections.spawn(async move {
            let _place = place;
            tokio::select! {
                biased;
                // Most errors are callers that went away.
                result = connection => if let Err(error) = result {
                    tracing::debug!(%error, "a connection ended early");
                },
                () = silence(&exchange, served.limits.header_timeout) => {
                    tracing::debug!("a connection on which nothing is asked is closed");
                }
            }
        });
    }
    drop(listener);
    let under_way = graceful.count();
    if tokio::time::timeout(served.limits.stop_timeout, graceful.shutdown()).await.is_err() {
        tracing::warn!(connections = under_way, "requests that took too long to finish are cut off");
        connections.abort_all();
    }
}

/// Ends when a caller has said nothing that is a request for so long, or up to an eighth longer. hyper's own limit sets a
/// timer for each head; this one runs on, however many there are.
async fn silence(exchange: &Exchange, limit: Duration) {
    let between = (limit / LOOKS).max(SHORTEST);
    let mut looks = tokio::time::interval_at(Instant::now() + between, between);
    // After a pause of the whole process nobody has been silent all at once.
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (mut silent, mut known) = (0, exchange.requests());
    while silent < LOOKS {
        looks.tick().await;
        let requests = exchange.requests();
        silent = if exchange.is_quiet() && requests == known { silent + 1 } else { 0 };
        known = requests;
    }
}

fn connection<E>(
    stream: TcpStream,
    peer: SocketAddr,
    served: &Served<E>,
    exchange: Arc<Exchange>,
) -> impl hyper_util::server::graceful::GracefulConnection<Error = hyper::Error> + use<E>
where
    E: Endpoint<Output = Response> + 'static,
{
    // Answers are written whole; waiting to fill a packet only delays them. Failing to say so is no harm.
    let _ = stream.set_nodelay(true);
    let (local, endpoint, limits) = (served.address, Arc::clone(&served.endpoint), served.limits);
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
    // Who asks and never reads holds a connection and an answer.
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(limits.write_timeout));
    http1::Builder::new()
        .serve_connection(TokioIo::new(Connection::new(Box::pin(stream), exchange, served.unreadable)), service)
}

#[cfg(test)]
mod tests;
