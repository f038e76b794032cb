//! Bodies as deep as JSON is read, of types that are large and contain themselves.

use std::future::Future;
use std::net::SocketAddr;

use golden_large_api::operations::cards::*;
use golden_large_api::server::{Cards, Server};
use golden_large_api::types::{Card, SideOrNumber};
use specwright_poem::server::{Forgetful, Unlimited};

use crate::harness::{Keys, Reply, ask, serve};

/// Answers with the face of the card.
struct Table;

impl Cards for Table {
    async fn create_card(&self, body: Card) -> Result<CreateCardResponse, CreateCardError> {
        Ok(CreateCardResponse { body: SideOrNumber::Side(body.face) })
    }
}

async fn table() -> SocketAddr {
    serve(Server::new(Table, Keys, Unlimited, Forgetful).into_endpoint()).await
}

/// `{"face": …}`, in which `innermost` stands `depth` times inside `member`.
fn nested(member: &str, depth: usize, innermost: &str) -> String {
    let open = format!("{{\"{member}\":").repeat(depth);
    format!("{{\"face\":{open}{innermost}{}}}", "}".repeat(depth))
}

async fn create(address: SocketAddr, body: &str) -> Reply {
    ask(address, "POST /cards HTTP/1.1\ncontent-type: application/json", body.as_bytes()).await
}

/// On threads with an eighth of the usual stack, so that a type of 24 members is to them what one of 200 is to others.
fn on_a_small_stack(test: impl Future<Output = ()> + Send + 'static) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .thread_stack_size(256 * 1024)
        .enable_all()
        .build()
        .expect("a run time");
    runtime.block_on(runtime.spawn(test)).expect("nothing panics");
}

#[test]
fn what_is_deep_is_read_and_written() {
    on_a_small_stack(async {
        let address = table().await;
        for member in ["under", "beside"] {
            let body = nested(member, 124, r#"{"label":"x"}"#);
            let reply = create(address, &body).await;
            let face = body.strip_prefix("{\"face\":").and_then(|face| face.strip_suffix('}'));
            assert_eq!((reply.status, Some(reply.body.as_str())), (201, face), "{member}");
        }
    });
}

#[test]
fn what_is_wrong_deep_inside_is_said() {
    on_a_small_stack(async {
        let address = table().await;
        for (innermost, code) in [(r#"{"label":""}"#, "min_length"), (r#"{"label":1}"#, "type"), ("[]", "type")] {
            let reply = create(address, &nested("under", 124, innermost)).await;
            let place = "/under".repeat(124);
            assert_eq!(reply.status, 400, "{innermost}: {}", reply.body);
            assert!(reply.body.contains(&format!("\"/face{place}")), "{innermost}: {}", reply.body);
            assert!(reply.body.contains(&format!("\"code\":\"{code}\"")), "{innermost}: {}", reply.body);
        }
        let reply = create(address, &nested("beside", 124, r#"{"label":""}"#)).await;
        assert_eq!(reply.status, 400, "{}", reply.body);
        assert!(reply.body.contains("\"code\":\"one_of\""), "{}", reply.body);
    });
}

#[test]
fn what_is_deeper_than_json_is_read_is_refused() {
    on_a_small_stack(async {
        let address = table().await;
        for member in ["under", "beside"] {
            assert_eq!(create(address, &nested(member, 125, "{}")).await.status, 201, "{member}");
            for depth in [126, 127, 10_000, 40_000] {
                let reply = create(address, &nested(member, depth, "{}")).await;
                assert_eq!(reply.status, 400, "{member} {depth}: {}", reply.body);
                assert!(reply.body.contains("nested more than 127 levels deep"), "{member} {depth}: {}", reply.body);
            }
        }
        // What no member is made of is passed over, not read.
        assert_eq!(create(address, &nested("unknown", 40_000, "{}")).await.status, 201);
    });
}
