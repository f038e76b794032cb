//! The hooks that progenitor's code calls around a request: they put back the media types that the projection wrote as
//! `application/json` or `application/octet-stream`, because progenitor knows no others, and keep apart failures that do
//! not come from the service.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::call::{AnswerKind, Body, BodyKind, Call, is_media_type};
use crate::contract::Contract;

/// `impl ClientHooks for Client`.
pub fn hooks(contract: &Contract, calls: &[Call<'_>]) -> TokenStream {
    let pre = pre(calls);
    let exec = (!contract.problems.is_empty()).then(exec);
    quote! {
        impl ClientHooks<()> for Client {
            #pre
            #exec
        }
    }
}

fn pre(calls: &[Call<'_>]) -> Option<TokenStream> {
    let content_types = arms(calls, "CONTENT_TYPE", |call| call.body.as_ref().and_then(content_type));
    let accepts = arms(calls, "ACCEPT", accept);
    (!content_types.is_empty() || !accepts.is_empty()).then(|| {
        quote! {
            /// Sets the media types of operations whose bodies are neither plain JSON nor plain octets.
            async fn pre<E>(&self, request: &mut ::reqwest::Request, info: &OperationInfo) -> Result<(), Error<E>> {
                #content_types
                #accepts
                Ok(())
            }
        }
    })
}

/// Where every failure has one envelope, progenitor's code decodes every 5xx as that, and loses the status of one that
/// comes from somebody in between.
fn exec() -> TokenStream {
    quote! {
        /// A server error without JSON, such as a proxy's 502, keeps its status: it comes as
        /// [`Error::CommunicationError`].
        async fn exec(
            &self,
            request: ::reqwest::Request,
            _info: &OperationInfo,
        ) -> ::reqwest::Result<::reqwest::Response> {
            let response = self.client.execute(request).await?;
            let content_type = response.headers().get(::reqwest::header::CONTENT_TYPE);
            let is_json = content_type.is_some_and(|value| value.to_str().is_ok_and(|value| value.contains("json")));
            if response.status().is_server_error() && !is_json { response.error_for_status() } else { Ok(response) }
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
