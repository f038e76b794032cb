//! Operations that progenitor cannot say, in the style of those that it can: `client.upload().file(…).send().await`.
//! Multipart bodies, cookies, optional bodies, parameters in other styles, successes or failures of several kinds.

mod answer;
mod builder;
mod request;

use proc_macro2::TokenStream;
use quote::quote;

use super::{ANY, call::Call};
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
    match syn::parse2(prune(tokens)) {
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

/// Leaves out of the imports what the file does not use.
fn prune(tokens: TokenStream) -> TokenStream {
    let text = tokens.to_string();
    let unused = |name: &str| {
        text.match_indices(name).filter(|(at, _)| !text.get(at + name.len()..).is_some_and(is_within_word)).count() < 2
    };
    let gone: Vec<&str> = ["ByteStream", "RequestBuilderExt", "encode_path", "wire"]
        .into_iter()
        .filter(|name| match *name {
            // A trait, used through its method.
            "RequestBuilderExt" => !text.contains("form_urlencoded"),
            name => unused(name),
        })
        .collect();
    let Ok(mut file) = syn::parse2::<syn::File>(tokens.clone()) else { return tokens };
    for item in &mut file.items {
        if let syn::Item::Use(import) = item {
            drop_names(&mut import.tree, &gone);
        }
    }
    quote! { #file }
}

fn is_within_word(rest: &str) -> bool {
    rest.starts_with(|c: char| c.is_alphanumeric() || c == '_')
}

fn drop_names(tree: &mut syn::UseTree, gone: &[&str]) {
    match tree {
        syn::UseTree::Path(path) => drop_names(&mut path.tree, gone),
        syn::UseTree::Group(group) => {
            let kept = std::mem::take(&mut group.items).into_iter().filter(
                |tree| !matches!(tree, syn::UseTree::Name(name) if gone.contains(&name.ident.to_string().as_str())),
            );
            group.items = kept.collect();
        }
        _ => {}
    }
}

/// A type as tokens.
fn ty(text: &str) -> TokenStream {
    let parsed = syn::parse_str::<syn::Type>(text).or_else(|_| syn::parse_str(ANY));
    parsed.map(|ty| quote! { #ty }).unwrap_or_default()
}

fn ident(name: &str) -> proc_macro2::Ident {
    proc_macro2::Ident::new(name, proc_macro2::Span::call_site())
}
