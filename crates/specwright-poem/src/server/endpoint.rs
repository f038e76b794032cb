//! The poem endpoint: every request of the contract comes through here.

use std::io;
use std::sync::Arc;

use bytes::Bytes;
use http_body::Body as _;
use http_body_util::combinators::BoxBody;
use poem::http::header::{ALLOW, CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};
use poem::http::{Method as HttpMethod, StatusCode};
use poem::{Endpoint, Request, Response};

use super::call::Call;
use super::context::{OperationId, RequestId};
use super::idempotency::Repeats;
use super::operation::{Operation, Per, ProblemKind};
use super::refusal::Refusal;
use super::router::{Choice, Found, Handler, Router};
use super::throttle::Standing;
use super::undecided::Undecided;
use super::{Authenticator, IdempotencyStore, RateLimiter, admission, answer, negotiate};
use crate::problem::Details;

/// A contract's operations, served. Mount it where the paths begin, without stripping them
/// (`Route::nest_no_strip`) or with (`Route::nest`): it reads the original path.
pub struct ApiEndpoint<S, A, L> {
    service: Arc<S>,
    router: Router<S>,
    problems: &'static [ProblemKind],
    authenticator: A,
    limiter: L,
    repeats: Arc<dyn Repeats>,
}

/// What every answer says, however the request ends.
#[derive(Default)]
struct Told {
    operation: Option<&'static str>,
    standing: Standing,
}

impl<S, A, L> ApiEndpoint<S, A, L>
where
    S: Send + Sync + 'static,
    A: Authenticator,
    L: RateLimiter,
{
    pub fn new(
        service: Arc<S>,
        router: Router<S>,
        problems: &'static [ProblemKind],
        authenticator: A,
        limiter: L,
        idempotency: impl IdempotencyStore,
    ) -> Self {
        Self { service, router, problems, authenticator, limiter, repeats: Arc::new(idempotency) }
    }

    async fn answer(&self, request: Request, told: &mut Told) -> Result<Response, Refusal> {
        let path = request.original_uri().path();
        let Some(route) = self.router.find(path) else {
            return Err(Refusal::not_found(Details::new("There is nothing at this path.")));
        };
        let table = route.table;
        match route.operation(request.method(), request.original_uri().query().unwrap_or("")) {
            Some(mut found) => {
                let mut request = request;
                if let Some(choice) = found.choice.take() {
                    (request, found) = self.decide(request, found, choice).await?;
                }
                let Found { operation, handler, parameters, .. } = found;
                told.operation = Some(operation.id);
                let call = Call::new(operation, request, parameters, Arc::clone(&self.repeats));
                self.serve(operation, handler, call, &mut told.standing).await
            }
            None if request.method() == HttpMethod::OPTIONS => {
                Ok(Response::builder().status(StatusCode::NO_CONTENT).header(ALLOW, table.allow()).finish())
            }
            None => Err(Refusal::method_not_allowed(Details::new("This path does not have this method."))
                .with_header(ALLOW, table.allow())),
        }
    }

    /// Asks the service which operation a request is for.
    async fn decide(
        &self,
        request: Request,
        first: Found<S>,
        choice: Choice<S>,
    ) -> Result<(Request, Found<S>), Refusal> {
        let limit = choice.among.iter().map(|found| found.operation.max_body_bytes).max().unwrap_or(0);
        let mut undecided = Undecided::new(request, choice.among.iter().flat_map(|found| &found.parameters), limit);
        let id = (choice.chooser)(Arc::clone(&self.service), &mut undecided).await?;
        let chosen = choice.among.into_iter().find(|found| found.operation.id == id);
        Ok((undecided.into_request(), chosen.unwrap_or(first)))
    }

    async fn serve(
        &self,
        operation: &'static Operation,
        handler: Handler<S>,
        mut call: Call,
        standing: &mut Standing,
    ) -> Result<Response, Refusal> {
        let verdict = match admission::authenticate(&self.authenticator, &mut call).await {
            Ok(principal) => {
                call.principal = principal;
                Ok(())
            }
            Err(refusal) => Err(refusal),
        };
        if let Some(limit) = operation.rate_limit {
            let key = match limit.per {
                Per::Caller => call.owner(),
                Per::Address => format!("address {}", call.address()),
            };
            standing.admit(&self.limiter, limit, &key).await?;
        }
        verdict?;
        admission::check_roles(operation, call.principal.as_ref())?;
        negotiate::acceptable(operation, call.request.headers())?;
        // Kept only for what needs it: an answer whose one body has several media types.
        let accept = (operation.produces.len() > 1).then(|| call.request.headers().clone());
        let mut response = handler(Arc::clone(&self.service), call).await?;
        if let Some(headers) = accept {
            answer::settle_media_type(&mut response, &headers);
        }
        Ok(response)
    }
}

impl<S, A, L> Endpoint for ApiEndpoint<S, A, L>
where
    S: Send + Sync + 'static,
    A: Authenticator,
    L: RateLimiter,
{
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        let id = request.extensions().get::<RequestId>().cloned();
        let head = request.method() == HttpMethod::HEAD;
        let mut told = Told::default();
        let result = self.answer(request, &mut told).await;
        let mut response = result.unwrap_or_else(|refusal| {
            let id = id.unwrap_or_else(|| RequestId(uuid::Uuid::now_v7().to_string().into()));
            refusal.render(self.problems, &id)
        });
        told.standing.describe(&mut response);
        if let Some(operation) = told.operation {
            response.extensions_mut().insert(OperationId(operation));
        }
        if head {
            let body: BoxBody<Bytes, io::Error> = response.take_body().into();
            // A stream's length is not known, and an answer without a body has none.
            if let Some(length) = body.size_hint().exact().filter(|_| response.headers().contains_key(CONTENT_TYPE)) {
                response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(length));
            }
        }
        Ok(response)
    }
}
