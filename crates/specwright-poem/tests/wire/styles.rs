//! Parameters: each style and place, from the request's bytes to the handler's argument.

use std::net::SocketAddr;

use golden_styles_api::operations::default::*;
use golden_styles_api::server::{DefaultService, Server};
use golden_styles_api::types::Point;
use specwright_poem::server::{Forgetful, Unlimited};

use crate::harness::{Keys, ask, get, serve};

/// Answers with what it was given.
struct Echo;

macro_rules! seen {
    ($response:ident, $($seen:tt)*) => {
        Ok($response { body: format!($($seen)*) })
    };
}

impl DefaultService for Echo {
    async fn simple(&self, path: SimplePath) -> Result<SimpleResponse, SimpleError> {
        seen!(SimpleResponse, "{:?} {:?} {:?}", path.text, path.list, path.point)
    }

    async fn label(&self, path: LabelPath) -> Result<LabelResponse, LabelError> {
        seen!(LabelResponse, "{:?} {:?}", path.list, path.point)
    }

    async fn matrix(&self, path: MatrixPath) -> Result<MatrixResponse, MatrixError> {
        seen!(MatrixResponse, "{:?} {:?}", path.list, path.point)
    }

    async fn query(&self, query: QueryQuery) -> Result<QueryResponse, QueryError> {
        seen!(QueryResponse, "{query:?}")
    }

    async fn spread(&self, query: SpreadQuery) -> Result<SpreadResponse, SpreadError> {
        seen!(SpreadResponse, "{:?}", query.point)
    }

    async fn whole(&self, querystring: Option<Point>) -> Result<WholeResponse, WholeError> {
        seen!(WholeResponse, "{querystring:?}")
    }

    async fn carried(&self, headers: CarriedHeaders, cookies: CarriedCookies) -> Result<CarriedResponse, CarriedError> {
        seen!(CarriedResponse, "{headers:?} {cookies:?}")
    }

    async fn compare(&self, path: ComparePath) -> Result<CompareResponse, CompareError> {
        seen!(CompareResponse, "{} to {}", path.base, path.head)
    }

    async fn cancel_job(&self, path: CancelJobPath) -> Result<CancelJobResponse, CancelJobError> {
        seen!(CancelJobResponse, "cancel {}", path.id)
    }

    async fn get_job(&self, path: GetJobPath) -> Result<GetJobResponse, GetJobError> {
        seen!(GetJobResponse, "get {}", path.id)
    }

    async fn query_job(&self, path: QueryJobPath, body: Point) -> Result<QueryJobResponse, QueryJobError> {
        seen!(QueryJobResponse, "query {} {}", path.id, body.x)
    }

    async fn link_job(&self, path: LinkJobPath) -> Result<LinkJobResponse, LinkJobError> {
        seen!(LinkJobResponse, "link {}", path.id)
    }

    async fn list_files(&self) -> Result<ListFilesResponse, ListFilesError> {
        seen!(ListFilesResponse, "all")
    }

    async fn list_shared_files(
        &self,
        query: ListSharedFilesQuery,
    ) -> Result<ListSharedFilesResponse, ListSharedFilesError> {
        seen!(ListSharedFilesResponse, "shared {}", query.shared)
    }
}

async fn server() -> SocketAddr {
    serve(Server::new(Echo, Keys, Unlimited, Forgetful).into_endpoint()).await
}

async fn seen(target: &str) -> String {
    let reply = get(server().await, target).await;
    assert_eq!(reply.status, 200, "{target}: {}", reply.body);
    reply.body
}

#[tokio::test]
async fn paths() {
    let list = r#"["a", "b,c"]"#;
    let point = "Point { x: 1, y: Some(2) }";
    assert_eq!(seen("/v1/simple/%C3%A4%2Fb/a,b%2Cc/x=1,y=2").await, format!("\"ä/b\" {list} {point}"));
    assert_eq!(seen("/v1/label/.a,b%2Cc/.x=1.y=2").await, format!("{list} {point}"));
    assert_eq!(seen("/v1/matrix/;list=a;list=b%2Cc/;point=x,1,y,2").await, format!("{list} {point}"));
    assert_eq!(seen("/v1/compare/main...v2.0").await, "main to v2.0");
}

#[tokio::test]
async fn queries() {
    for (query, expected) in [
        ("one=7", "one: Some(7)"),
        ("exploded=a&exploded=b", r#"exploded: ["a", "b"]"#),
        ("joined=a,b%2Cc", r#"joined: ["a", "b,c"]"#),
        ("spaced=a%20b+c", r#"spaced: ["a", "b", "c"]"#),
        ("piped=a%7Cb|c", r#"piped: ["a", "b", "c"]"#),
        ("point=x,1,y,2", "point: Some(Point { x: 1, y: Some(2) })"),
        ("deep[x]=1&deep%5By%5D=2", "deep: Some(Point { x: 1, y: Some(2) })"),
        ("json=%7B%22x%22%3A1%7D", "json: Some(Point { x: 1, y: None })"),
        ("flag", "flag: None"),
        ("flag=true", "flag: Some(true)"),
        ("maybe=null", "maybe: None"),
        ("", "limit: 20"),
    ] {
        let seen = seen(&format!("/v1/query?{query}")).await;
        assert!(seen.contains(expected), "{query}: {seen}");
    }
    assert!(seen("/v1/query?either=a,b").await.contains(r#"["a", "b"]"#));
    assert_eq!(seen("/v1/spread?x=1&y=2&z=3").await, "Some(Point { x: 1, y: Some(2) })");
    assert_eq!(seen("/v1/spread").await, "None");
    assert_eq!(seen("/v1/whole?x=1&y=2").await, "Some(Point { x: 1, y: Some(2) })");
    assert_eq!(seen("/v1/whole").await, "None");
}

#[tokio::test]
async fn what_breaks_the_contract_is_said() {
    let address = server().await;
    for (target, expected) in [
        ("/v1/query?one=1&one=2", r#""code":"repeated""#),
        ("/v1/query?one=x", r#""code":"type""#),
        ("/v1/query?json=x", r#""code":"unreadable""#),
        ("/v1/query?joined=1,2,3,4", r#""pointer":"/joined""#),
        ("/v1/query?limit=101", r#""limit":100"#),
        ("/v1/query?one=%FF", r#""code":"malformed_request""#),
        ("/v1/simple/%FF/a/x=1", r#""code":"malformed_request""#),
        ("/v1/simple/a/b/y=1", r#""code":"required""#),
    ] {
        let reply = get(address, target).await;
        assert_eq!((reply.status, reply.header("content-type")), (400, Some("application/problem+json")), "{target}");
        assert!(reply.body.contains(expected), "{target}: {}", reply.body);
    }
}

#[tokio::test]
async fn headers_and_cookies() {
    let head = "GET /v1/carried HTTP/1.1\nx-list: a, b\nx-list: c\nx-point: x=1,y=2\n\
                cookie: theme=d%20k; seen=1,2; raw=a%20b";
    let reply = ask(server().await, head, b"").await;
    for expected in [
        r#"x_list: ["a", "b", "c"]"#,
        "Point { x: 1, y: Some(2) }",
        r#"theme: Some("d k")"#,
        "seen: [1, 2]",
        r#"raw: Some("a%20b")"#,
    ] {
        assert!(reply.body.contains(expected), "{expected}: {}", reply.body);
    }
}

#[tokio::test]
async fn methods_and_paths_of_every_kind() {
    let address = server().await;
    for (line, body, expected) in [
        ("POST /v1/jobs/7:cancel HTTP/1.1", "", "cancel 7"),
        ("GET /v2/jobs/7 HTTP/1.1", "", "get 7"),
        ("QUERY /v2/jobs/7 HTTP/1.1\ncontent-type: application/json", r#"{"x": 3}"#, "query 7 3"),
        ("LINK /v2/jobs/7 HTTP/1.1", "", "link 7"),
        ("GET /v1/files HTTP/1.1", "", "all"),
        ("GET /v1/files?shared=true HTTP/1.1", "", "shared true"),
    ] {
        let reply = ask(address, line, body.as_bytes()).await;
        assert_eq!((reply.status, reply.body.as_str()), (200, expected), "{line}");
    }
    let reply = ask(address, "UNLINK /v2/jobs/7 HTTP/1.1", b"").await;
    assert_eq!((reply.status, reply.header("allow")), (405, Some("GET, QUERY, LINK, HEAD, OPTIONS")));
    assert_eq!(get(address, "/v1/jobs/7").await.status, 404);
}
