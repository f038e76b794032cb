//! hyper alone, with a match for a router.

use std::convert::Infallible;
use std::io;
use std::sync::Arc;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::header::{CONTENT_TYPE, LOCATION};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use serde::Serialize;

use crate::by_hand::{Page, Problem};
use crate::store::{NewTask, Store};

type Answer = Response<Full<Bytes>>;

pub async fn serve(listener: std::net::TcpListener) -> io::Result<()> {
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let store = Arc::new(Store::new());
    loop {
        let (stream, _) = listener.accept().await?;
        let store = Arc::clone(&store);
        tokio::spawn(async move {
            let service = service_fn(|request| {
                let store = Arc::clone(&store);
                async move { Ok::<_, Infallible>(answer(&store, request).await.unwrap_or_else(|p| problem(&p))) }
            });
            // A connection that breaks is the client's affair.
            let _ =
                http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

async fn answer(store: &Store, request: Request<Incoming>) -> Result<Answer, Problem> {
    let (head, body) = request.into_parts();
    match (&head.method, head.uri.path()) {
        (&Method::GET, "/status") => Ok(json(200, &store.status())),
        (&Method::GET, "/tasks") => Ok(json(200, &Page { data: store.list(), next: None })),
        (&Method::POST, "/tasks") => {
            let bytes = body.collect().await.map_err(Problem::malformed)?.to_bytes();
            let new: NewTask = serde_json::from_slice(&bytes).map_err(Problem::malformed)?;
            new.validate()?;
            let task = store.create(new);
            let mut answer = json(201, &task);
            if let Ok(location) = format!("/tasks/{}", task.id).parse() {
                answer.headers_mut().insert(LOCATION, location);
            }
            Ok(answer)
        }
        (&Method::GET, path) => match path.strip_prefix("/tasks/").and_then(|id| id.parse().ok()) {
            Some(id) => store.find(id).map(|task| json(200, &task)).ok_or_else(Problem::no_such_task),
            None => Err(Problem::no_such_path()),
        },
        _ => Err(Problem::no_such_path()),
    }
}

fn json(status: u16, body: &impl Serialize) -> Answer {
    octets(status, "application/json", serde_json::to_vec(body).unwrap_or_default())
}

fn problem(problem: &Problem) -> Answer {
    octets(problem.status, "application/problem+json", problem.to_json())
}

fn octets(status: u16, media_type: &'static str, body: Vec<u8>) -> Answer {
    let answer = Response::builder().status(status).header(CONTENT_TYPE, media_type);
    answer.body(Full::new(body.into())).expect("a status and a header that are right")
}
