//! The hook that progenitor's code calls before it sends a request: it puts back the media types that the projection
//! wrote as `application/json` or `application/octet-stream`, because progenitor knows no others.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::call::{AnswerKind, Body, BodyKind, Call, is_media_type};

/// `impl ClientHooks for Client`.
pub fn hooks(calls: &[Call<'_>]) -> TokenStream {
    let content_types = arms(calls, "CONTENT_TYPE", |call| call.body.as_ref().and_then(content_type));
    let accepts = arms(calls, "ACCEPT", accept);
    if content_types.is_empty() && accepts.is_empty() {
        return quote! { impl ClientHooks<()> for Client {} };
    }
    quote! {
        impl ClientHooks<()> for Client {
            /// Sets the media types of operations whose bodies are neither plain JSON nor plain octets.
            async fn pre<E>(&self, request: &mut ::reqwest::Request, info: &OperationInfo) -> Result<(), Error<E>> {
                #content_types
                #accepts
                Ok(())
            }
        }
    }
}

/// A `match` on the operation that sets a header, one arm per value; empty without any.
fn arms<'c>(calls: &'c [Call<'_>], header: &str, value: impl Fn(&'c Call<'_>) -> Option<String>) -> TokenStream {
    let mut by_value: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for call in calls {
        if let Some(value) = value(call) {
            by_value.entry(value).or_default().push(&call.name.method);
        }
    }
    if by_value.is_empty() {
        return TokenStream::new();
    }
    let header = proc_macro2::Ident::new(header, proc_macro2::Span::call_site());
    let arms = by_value.iter().map(|(value, methods)| quote! { #(#methods)|* => Some(#value), });
    quote! {
        let media_type = match info.operation_id {
            #(#arms)*
            _ => None,
        };
        if let Some(media_type) = media_type {
            request
                .headers_mut()
                .insert(::reqwest::header::#header, ::reqwest::header::HeaderValue::from_static(media_type));
        }
    }
}

/// The content type, where it is not the one that progenitor sends.
fn content_type(body: &Body<'_>) -> Option<String> {
    let sent = match body.kind {
        BodyKind::Json { .. } => "application/json",
        BodyKind::Form { .. } => "application/x-www-form-urlencoded",
        BodyKind::Octets => "application/octet-stream",
        BodyKind::Multipart { .. } => return None,
    };
    let said = &body.content.media_type;
    (said != sent && is_media_type(said)).then(|| said.clone())
}

/// What to accept, where it is not `application/json` for something typed and everything for the rest.
fn accept(call: &Call<'_>) -> Option<String> {
    let success = call.successes.first()?;
    let said = success.media_type.as_ref().filter(|said| is_media_type(said))?;
    match success.kind {
        AnswerKind::Json(_) if said != "application/json" => Some(said.clone()),
        AnswerKind::Json(_) | AnswerKind::Empty | AnswerKind::Octets => None,
    }
}
