//! `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): the same request twice is done once.

use std::future::Future;
use std::time::Duration;

use poem::http::header;
use poem::http::header::HeaderValue;
use poem::{Body, Response};
use tracing::Instrument;

use super::call::Call;
use super::fingerprint::Fingerprint;
use super::idempotency::{Answered, Failure, IDEMPOTENCY_KEY, IdempotencyKey, Repeats, Reservation, StoredResponse};
use super::internal::InternalError;
use super::refusal::Refusal;
use crate::problem::Details;
use crate::schema::{Path, Violations};

impl Call {
    /// Runs the handler, or repeats what it answered to this key before. Nothing is remembered of a failure: it changed
    /// nothing, so the key stays free.
    ///
    /// The handler runs to its end even when the caller hangs up, so that no key is left reserved for nothing.
    pub async fn once(
        self,
        handler: impl Future<Output = Result<Response, Refusal>> + Send + 'static,
    ) -> Result<Response, Refusal> {
        let (Some((key, retention)), Some(fingerprint)) = (self.idempotency_key()?, self.fingerprint) else {
            return handler.await;
        };
        let repeats = self.repeats;
        match repeats.reserve(&key, retention).await.map_err(unavailable)? {
            Reservation::Answered(answered) => {
                // What it would have read as it arrives is read here, to be compared and forgotten.
                drop(handler);
                if fingerprint.finish().await? == answered.fingerprint {
                    return Ok(replay(answered.response));
                }
                let detail = "The Idempotency-Key was used before, with another request.";
                return Err(Refusal::idempotency_key_reused(Details::new(detail)));
            }
            Reservation::InProgress => {
                let detail = "A request with this Idempotency-Key is under way.";
                return Err(Refusal::idempotency_in_progress(Details::new(detail).retry_after(1)));
            }
            Reservation::New => {}
        }
        let run = async move {
            let result = match tokio::spawn(handler.in_current_span()).await {
                Ok(result) => result,
                Err(failure) => Err(InternalError::new(failure).into()),
            };
            settle(&*repeats, &key, fingerprint, result).await
        };
        match tokio::spawn(run.in_current_span()).await {
            Ok(result) => result,
            Err(failure) => Err(InternalError::new(failure).into()),
        }
    }

    fn idempotency_key(&self) -> Result<Option<(IdempotencyKey, Duration)>, Refusal> {
        let (Some(retention), Some(header)) = (self.operation.idempotency, self.request.headers().get(IDEMPOTENCY_KEY))
        else {
            return Ok(None);
        };
        let text = header.to_str().unwrap_or_default().trim();
        // The draft writes a structured string, with quotes; most clients leave them out.
        let key = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(text);
        if key.is_empty() || key.len() > 255 || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
            let mut violations = Violations::new("header");
            let detail = "Must have 1 to 255 visible ASCII characters.";
            violations.add(&Path::ROOT.member("Idempotency-Key"), "format", detail, None);
            return Err(Refusal::invalid(violations.into_vec()));
        }
        if let Some(schema) = self.operation.idempotency_key {
            let mut violations = Violations::new("header");
            let path = Path::ROOT;
            schema.check_at(&serde_json::Value::from(key), &path.member("Idempotency-Key"), &mut violations);
            violations.finish().map_err(Refusal::invalid)?;
        }
        let key = IdempotencyKey { caller: self.owner(), operation: self.operation.id, key: key.to_owned() };
        Ok(Some((key, retention)))
    }
}

async fn settle(
    repeats: &dyn Repeats,
    key: &IdempotencyKey,
    fingerprint: Fingerprint,
    result: Result<Response, Refusal>,
) -> Result<Response, Refusal> {
    let response = match result {
        Ok(response) if !response.status().is_server_error() => response,
        failure => {
            release(repeats, key).await;
            return failure;
        }
    };
    let fingerprint = match fingerprint.finish().await {
        Ok(fingerprint) => fingerprint,
        Err(error) => {
            // The handler was content with a part of the body, and the rest did not come: nothing could be compared
            // with this request.
            tracing::warn!(%error, "an answer is not kept for its idempotency key");
            release(repeats, key).await;
            return Ok(response);
        }
    };
    let (parts, body) = response.into_parts();
    let body = body.into_vec().await.map_err(InternalError::new)?;
    let response = StoredResponse { status: parts.status, headers: parts.headers.clone(), body };
    let answered = Answered { fingerprint, response };
    if let Err(error) = repeats.complete(key, &answered).await {
        tracing::error!(%error, "an answer could not be kept for its idempotency key");
    }
    Ok(Response::from_parts(parts, Body::from(answered.response.body)))
}

async fn release(repeats: &dyn Repeats, key: &IdempotencyKey) {
    if let Err(error) = repeats.release(key).await {
        tracing::error!(%error, "an idempotency key could not be released");
    }
}

fn replay(answer: StoredResponse) -> Response {
    let mut response = Response::builder().status(answer.status).body(answer.body);
    for (name, value) in &answer.headers {
        if name != header::CONTENT_LENGTH {
            response.headers_mut().append(name, value.clone());
        }
    }
    response.headers_mut().insert("idempotent-replayed", HeaderValue::from_static("true"));
    response
}

#[allow(clippy::needless_pass_by_value)] // for `map_err`
fn unavailable(error: Failure) -> Refusal {
    tracing::error!(%error, "the idempotency store cannot be asked");
    Refusal::unavailable(Details::new("Repetitions cannot be recognised now.").retry_after(5))
}
