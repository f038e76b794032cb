//! Operations that progenitor cannot say, in the style of those that it can: `client.upload().file(…).send().await`.
//! Multipart bodies, cookies, optional bodies, parameters in other styles, successes or failures of several kinds.

mod answer;
mod builder;
mod request;

use proc_macro2::TokenStream;
use quote::quote;

use super::{ANY, call::Call, imports::prune};
use crate::{
    contract::Contract,
    diagnostic::{Diagnostic, Diagnostics, Severity},
};

/// What every special call may use, whole: `src/wire.rs` of a client that has any.
pub const WIRE: &str = include_str!("wire.rs");

/// The file of all special calls; none without any.
pub fn file(contract: &Contract, calls: &[Call<'_>], diagnostics: &mut Diagnostics) -> Option<syn::File> {
    if calls.is_empty() {
        return None;
    }
    for call in calls {
        request::check_path(call, diagnostics);
    }
    let methods = calls.iter().map(builder::method);
    let builders = calls.iter().map(builder::builder);
    let title = super::call::one_line(&contract.info.title);
    let docs = super::polish::doc_lines(&format!(
        "Operations of {title} whose bodies, parameters or answers are more than one JSON each way."
    ));
    let docs = docs.iter().map(inner);
    let part = calls.iter().any(Call::is_multipart).then(|| quote! { pub use reqwest::multipart::Part; });
    let tokens = quote! {
        #(#docs)*

        use progenitor_client::{ByteStream, Error, RequestBuilderExt, ResponseValue, encode_path};
        #part

        use crate::{Client, wire};

        impl Client {
            #(#methods)*
        }

        #(#builders)*
    };
    let optional =
        [("ByteStream", None), ("RequestBuilderExt", Some("form_urlencoded")), ("encode_path", None), ("wire", None)];
    match syn::parse2(prune(tokens, &optional)) {
        Ok(file) => Some(file),
        Err(error) => {
            diagnostics.push(Diagnostic::new(
                "client-special",
                Severity::Warning,
                None,
                format!("operations that progenitor cannot say are missing from the Rust client: {error}"),
            ));
            None
        }
    }
}

/// A doc comment of the file itself.
fn inner(attribute: &syn::Attribute) -> TokenStream {
    let meta = &attribute.meta;
    quote! { #![#meta] }
}

/// A type as tokens.
fn ty(text: &str) -> TokenStream {
    let parsed = syn::parse_str::<syn::Type>(text).or_else(|_| syn::parse_str(ANY));
    parsed.map(|ty| quote! { #ty }).unwrap_or_default()
}

fn ident(name: &str) -> proc_macro2::Ident {
    proc_macro2::Ident::new(name, proc_macro2::Span::call_site())
}
