//! Requests to generated servers: whatever comes is read by a handler or refused in the one envelope, and nothing
//! panics.
//!
//! An input is a request as people write one: `POST /things`, headers a line each, an empty line, the body.

#![no_main]

use std::cell::Cell;
use std::sync::LazyLock;

use golden_asserted_api as asserted;
use golden_forms_api as forms;
use golden_members_api as members;
use golden_parameters_api as parameters;
use golden_unions_api as unions;
use libfuzzer_sys::fuzz_target;
use poem::http::uri::Scheme;
use poem::web::{LocalAddr, RemoteAddr};
use poem::{Endpoint, Request, Response};
use serde_json::Value;
use specwright_poem::server::{
    ApiEndpoint, AuthenticationError, Authenticator, Credentials, Forgetful, InternalError, Octets, Principal, Unlimited,
};
use tokio::runtime::{Builder, Runtime};

thread_local! {
    /// Whether a handler was reached.
    static READ: Cell<bool> = const { Cell::new(false) };
}

struct Probe;

/// What every handler says.
fn read<T, E: From<InternalError>>() -> Result<T, E> {
    READ.set(true);
    Err(InternalError::new("read").into())
}

/// To the end, or to where it breaks off: a file's octets come while they are asked for.
async fn drained(octets: Octets) -> Result<(), InternalError> {
    octets.read_all().await?;
    Ok(())
}

impl Authenticator for Probe {
    async fn authenticate(&self, _: &'static str, _: Credentials<'_>) -> Result<Principal, AuthenticationError> {
        Err(AuthenticationError::Invalid("nobody".to_owned()))
    }
}

mod things {
    use super::*;
    use members::operations::things::*;
    use members::types::{ThingChange, ThingInput};

    impl members::server::Things for Probe {
        async fn create_thing(&self, _: ThingInput) -> Result<CreateThingResponse, CreateThingError> {
            read()
        }

        async fn change_thing(&self, _: ThingChange) -> Result<ChangeThingResponse, ChangeThingError> {
            read()
        }
    }
}

mod shapes {
    use super::*;
    use unions::operations::shapes::*;
    use unions::types::{Content, Round, ShapeModel};

    impl unions::server::Shapes for Probe {
        async fn draw(&self, _: ShapeModel) -> Result<DrawResponse, DrawError> {
            read()
        }

        async fn keep(&self, _: Round) -> Result<KeepResponse, KeepError> {
            read()
        }

        async fn measure(&self, _: Option<Content>) -> Result<MeasureResponse, MeasureError> {
            read()
        }
    }
}

mod rooms {
    use super::*;
    use parameters::operations::rooms::*;

    impl parameters::server::Rooms for Probe {
        async fn list_seats(
            &self,
            _: ListSeatsPath,
            _: ListSeatsQuery,
            _: ListSeatsHeaders,
            _: ListSeatsCookies,
        ) -> Result<ListSeatsResponse, ListSeatsError> {
            read()
        }
    }
}

mod orders {
    use super::*;
    use asserted::operations::orders::*;
    use asserted::types::{Labels, OrderInput, Tree};

    impl asserted::server::Orders for Probe {
        async fn create_order(&self, _: OrderInput) -> Result<CreateOrderResponse, CreateOrderError> {
            read()
        }

        async fn replace_labels(&self, _: Labels) -> Result<ReplaceLabelsResponse, ReplaceLabelsError> {
            read()
        }

        async fn change_tree(&self, _: Tree) -> Result<ChangeTreeResponse, ChangeTreeError> {
            read()
        }
    }
}

mod albums {
    use super::*;
    use forms::operations::default::*;
    use forms::types::OrderRequest;

    impl forms::server::DefaultService for Probe {
        async fn order(&self, _: OrderRequest) -> Result<OrderResponse, OrderError> {
            read()
        }

        async fn search(&self, _: Option<Value>) -> Result<SearchResponse, SearchError> {
            read()
        }

        async fn upload(&self, body: UploadBody) -> Result<UploadResponse, UploadError> {
            for file in body.cover.into_iter().chain(body.pictures) {
                drained(file.content).await?;
            }
            read()
        }

        async fn mixed(&self, body: Octets) -> Result<MixedResponse, MixedError> {
            drained(body).await?;
            read()
        }
    }
}

/// The request of a text. None: HTTP itself forbids it.
fn request(text: &str) -> Option<Request> {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let mut lines = head.lines();
    let (method, target) = lines.next()?.split_once(' ')?;
    let mut request = poem::http::Request::builder().method(method).uri(target);
    for line in lines {
        let (name, value) = line.split_once(": ")?;
        request = request.header(name, value);
    }
    let (head, ()) = request.body(()).ok()?.into_parts();
    // As from a listener: what a builder of poem's makes has no original URI.
    let head = (head, LocalAddr::default(), RemoteAddr::default(), Scheme::HTTP);
    Some(Request::from_parts(head.into(), body.to_owned().into()))
}

fn check(response: Response, runtime: &Runtime, text: &str) {
    let status = response.status().as_u16();
    if status < 400 || READ.take() {
        return;
    }
    assert!(status < 500, "{status} for\n{text}");
    let media_type = response.content_type().map(str::to_owned);
    let body = runtime.block_on(response.into_body().into_string()).unwrap_or_default();
    // An answer to HEAD has the head alone.
    if text.starts_with("HEAD ") {
        return;
    }
    let problem: Value = serde_json::from_str(&body).unwrap_or_default();
    assert_eq!(media_type.as_deref(), Some("application/problem+json"), "{text}\n{body}");
    assert!(problem["code"].is_string() && problem["status"] == status, "{text}\n{body}");
}

static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| Builder::new_current_thread().enable_all().build().expect("a runtime"));

macro_rules! ask {
    ($text:expr, $($package:ident),*) => {$(
        if let Some(request) = request($text) {
            static SERVER: LazyLock<ApiEndpoint<Probe, Probe, Unlimited>> =
                LazyLock::new(|| $package::server::Server::new(Probe, Probe, Unlimited, Forgetful).into_endpoint());
            READ.set(false);
            let response = RUNTIME.block_on(SERVER.get_response(request));
            check(response, &RUNTIME, $text);
        }
    )*};
}

fuzz_target!(|text: &str| {
    ask!(text, members, unions, parameters, asserted, forms);
});
