//! Answers, read as the contract says of their status.

use progenitor_client::{ByteStream, Error, ResponseValue};
use reqwest::Response;
use reqwest::header::CONTENT_TYPE;
use serde::de::DeserializeOwned;

use super::events::EventStream;
use super::items::{Framing, ItemStream};
use crate::json::read;

/// JSON of this type, read as the server reads it: `1.0` is an integer to both.
pub async fn json<T: DeserializeOwned, E>(response: Response) -> Result<ResponseValue<T>, Error<E>> {
    let (status, headers) = (response.status(), response.headers().clone());
    let octets = response.bytes().await.map_err(Error::ResponseBodyError)?;
    match read(&octets) {
        Ok(value) => Ok(ResponseValue::new(value, status, headers)),
        Err(error) => Err(Error::InvalidResponsePayload(octets, error)),
    }
}

/// Nothing.
pub fn empty(response: &Response) -> ResponseValue<()> {
    ResponseValue::new((), response.status(), response.headers().clone())
}

/// Text, in the charset that the answer names.
pub async fn text<E>(response: Response) -> Result<ResponseValue<String>, Error<E>> {
    let (status, headers) = (response.status(), response.headers().clone());
    let text = response.text().await.map_err(Error::ResponseBodyError)?;
    Ok(ResponseValue::new(text, status, headers))
}

/// Octets, as they arrive.
pub fn octets(response: Response) -> ResponseValue<ByteStream> {
    ResponseValue::stream(response)
}

/// JSON texts, as they arrive.
pub fn items<T: DeserializeOwned>(response: Response, framing: Framing) -> ResponseValue<ItemStream<T>> {
    let (status, headers) = (response.status(), response.headers().clone());
    ResponseValue::new(ItemStream::new(response.bytes_stream(), framing), status, headers)
}

/// Server-sent events, as they arrive, with JSON in their `data`.
pub fn events<T: DeserializeOwned>(response: Response) -> ResponseValue<EventStream<T>> {
    let (status, headers) = (response.status(), response.headers().clone());
    ResponseValue::new(EventStream::new(response.bytes_stream()), status, headers)
}

/// Server-sent events, as they arrive, each of them wholly of this type: `data`, `event`, `id` and `retry` are its members.
pub fn whole_events<T: DeserializeOwned>(response: Response) -> ResponseValue<EventStream<T>> {
    let (status, headers) = (response.status(), response.headers().clone());
    ResponseValue::new(EventStream::whole(response.bytes_stream()), status, headers)
}

/// The same answer with its value in another form.
pub fn map<T, U>(answer: ResponseValue<T>, into: impl FnOnce(T) -> U) -> ResponseValue<U> {
    let (status, headers) = (answer.status(), answer.headers().clone());
    ResponseValue::new(into(answer.into_inner()), status, headers)
}

/// A failure with JSON of this type. One without JSON, such as a proxy's, is [`Error::UnexpectedResponse`], body and all.
pub async fn failure<E: DeserializeOwned>(response: Response) -> Error<E> {
    failure_as(response, std::convert::identity).await
}

/// A failure with JSON, in a variant.
pub async fn failure_as<T: DeserializeOwned, E>(response: Response, into: impl FnOnce(T) -> E) -> Error<E> {
    if !is_json(&response) {
        return Error::UnexpectedResponse(response);
    }
    match json(response).await {
        Ok(answer) => Error::ErrorResponse(map(answer, into)),
        Err(error) => error,
    }
}

/// A failure that is text, in a variant.
pub async fn failure_text<E>(response: Response, into: impl FnOnce(String) -> E) -> Error<E> {
    match text(response).await {
        Ok(answer) => Error::ErrorResponse(map(answer, into)),
        Err(error) => error,
    }
}

/// Whether the answer says that it is JSON, or says nothing at all.
fn is_json(response: &Response) -> bool {
    let Some(said) = response.headers().get(CONTENT_TYPE) else { return true };
    said.to_str().is_ok_and(|said| said.split(';').next().is_some_and(|said| said.trim_end().ends_with("json")))
}
