//! Constructors that sign every request in, one per kind of credential that the contract names and a header carries.

use proc_macro2::TokenStream;
use quote::quote;

use super::polish::doc_lines;
use crate::{
    contract::{Contract, ParameterLocation, SecurityKind},
    diagnostic::{Diagnostic, Diagnostics},
};

/// `impl Client { with_bearer, with_api_key }`, as far as the contract has use for them.
pub fn constructors(contract: &Contract, diagnostics: &mut Diagnostics) -> TokenStream {
    let mut bearer = false;
    let mut key: Option<&str> = None;
    for scheme in &contract.security_schemes {
        match &scheme.kind {
            SecurityKind::Bearer { .. } | SecurityKind::OAuth2 { .. } | SecurityKind::OpenIdConnect { .. } => {
                bearer = true
            }
            SecurityKind::ApiKey { location: ParameterLocation::Header, name }
                if key.is_none_or(|key| key.eq_ignore_ascii_case(name))
                    && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_') =>
            {
                key = Some(name);
            }
            SecurityKind::Basic | SecurityKind::Http { .. } | SecurityKind::ApiKey { .. } | SecurityKind::MutualTls => {
                diagnostics.push(
                    Diagnostic::warning(
                        "client-credentials",
                        scheme.at,
                        format!("the Rust client has no constructor for `{}`", scheme.name),
                    )
                    .help("hand `Client::new_with_client` a `reqwest::Client` that sends these credentials"),
                );
            }
        }
    }
    let bearer = bearer.then(with_bearer);
    let key = key.map(with_api_key);
    let sign_in = (bearer.is_some() || key.is_some()).then(signed_in);
    if sign_in.is_none() {
        return TokenStream::new();
    }
    quote! {
        impl Client {
            #bearer
            #key
            #sign_in
        }
    }
}

fn with_bearer() -> TokenStream {
    let docs = doc_lines(
        "A client that sends `token` as bearer token (RFC 6750) with every request.\n\n\
         # Errors\n\nWhen the token holds what no header can, or the HTTP client cannot be made.",
    );
    quote! {
        #(#docs)*
        pub fn with_bearer(baseurl: &str, token: &str) -> Result<Self, Error<()>> {
            Self::signed_in(baseurl, ::reqwest::header::AUTHORIZATION, &format!("Bearer {token}"))
        }
    }
}

fn with_api_key(header: &str) -> TokenStream {
    let docs = doc_lines(&format!(
        "A client that sends `key` as `{header}` with every request.\n\n\
         # Errors\n\nWhen the key holds what no header can, or the HTTP client cannot be made."
    ));
    let header = header.to_ascii_lowercase();
    quote! {
        #(#docs)*
        pub fn with_api_key(baseurl: &str, key: &str) -> Result<Self, Error<()>> {
            Self::signed_in(baseurl, ::reqwest::header::HeaderName::from_static(#header), key)
        }
    }
}

/// No timeout over all: an attachment may take its time. One for silence instead.
fn signed_in() -> TokenStream {
    let docs = doc_lines(
        "Sends a header with every request, marked as sensitive so that it is not printed.\n\
         Gives up on a server that does not answer, or falls silent, for half a minute.",
    );
    quote! {
        #(#docs)*
        fn signed_in(
            baseurl: &str,
            name: ::reqwest::header::HeaderName,
            value: &str,
        ) -> Result<Self, Error<()>> {
            let mut value = ::reqwest::header::HeaderValue::from_str(value)?;
            value.set_sensitive(true);
            let silence = ::std::time::Duration::from_secs(30);
            let client = ::reqwest::Client::builder()
                .default_headers([(name, value)].into_iter().collect())
                .connect_timeout(silence)
                .read_timeout(silence)
                .build()?;
            Ok(Self::new_with_client(baseurl, client))
        }
    }
}
