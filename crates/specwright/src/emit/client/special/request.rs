//! The request of a special call: URL, parameters in their styles, body.

use proc_macro2::TokenStream;
use quote::quote;

use super::ident;
use crate::{
    contract::{ParameterLocation, ParameterStyle},
    diagnostic::{Diagnostic, Diagnostics},
    emit::client::{
        call::{AnswerKind, Argument, Body, BodyKind, Call, Form, Part, PartKind, is_media_type},
        fit::{Piece, template},
    },
};

/// Statements that end with `request`, ready to be sent. Fields of the builder are taken out of `self` one by one, so
/// that no argument's name can meet a variable's.
pub fn request(call: &Call<'_>) -> TokenStream {
    let url = url(call);
    let method = ident(call.operation.method.as_str());
    let of = |location| {
        call.arguments.iter().filter(move |argument| argument.parameter.location == location).collect::<Vec<_>>()
    };
    let accept = accept(call).map(|accept| quote! { .header(::reqwest::header::ACCEPT, #accept) });
    let queries = of(ParameterLocation::Query).into_iter().map(query);
    let headers = of(ParameterLocation::Header).into_iter().map(header);
    let cookies = cookies(&of(ParameterLocation::Cookie));
    let body = call.body.as_ref().map(body);
    quote! {
        let url = #url;
        #[allow(unused_mut)]
        let mut request = self.client.client.request(::reqwest::Method::#method, url) #accept;
        #(#queries)*
        #(#headers)*
        #cookies
        #body
    }
}

/// Says so where the path and its parameters do not belong together.
pub fn check_path(call: &Call<'_>, diagnostics: &mut Diagnostics) {
    let pieces = template(&call.operation.path);
    let missing = pieces.iter().flatten().find(|piece| match piece {
        Piece::Parameter(name) => argument_in_path(call, name).is_none(),
        Piece::Text(_) => false,
    });
    if pieces.is_none() || missing.is_some() {
        diagnostics.push(Diagnostic::warning(
            "client-path",
            call.operation.path_at,
            format!(
                "the Rust client sends the path of `{}` with its braces: they name no parameter",
                call.operation.id
            ),
        ));
    }
}

fn argument_in_path<'c, 'a>(call: &'c Call<'a>, name: &str) -> Option<&'c Argument<'a>> {
    let mut in_path = call.arguments.iter().filter(|a| a.parameter.location == ParameterLocation::Path);
    in_path.find(|argument| argument.parameter.name == name)
}

fn url(call: &Call<'_>) -> TokenStream {
    let path = call.operation.path.as_str();
    let mut format = "{}".to_owned();
    let mut values = Vec::new();
    let literal = |format: &mut String, text: &str| format.push_str(&text.replace('{', "{{").replace('}', "}}"));
    for piece in template(path).unwrap_or_else(|| vec![Piece::Text(path)]) {
        match piece {
            Piece::Text(text) => literal(&mut format, text),
            Piece::Parameter(name) => match argument_in_path(call, name) {
                None => literal(&mut format, &format!("{{{name}}}")),
                Some(argument) => {
                    format.push_str("{}");
                    let text = text(argument, &taken(&argument.setter));
                    values.push(quote! { encode_path(&#text) });
                }
            },
        }
    }
    quote! { format!(#format, self.client.baseurl, #(#values),*) }
}

/// The value that was set, or an early return.
fn taken(setter: &str) -> TokenStream {
    let setter = ident(setter);
    quote! { self.#setter.map_err(Error::InvalidRequest)? }
}

/// Whether `Display` writes the value as its place wants it.
fn is_plain(argument: &Argument<'_>) -> bool {
    argument.form == Form::Scalar
        && argument.parameter.media_type.is_none()
        && !matches!(argument.parameter.style, ParameterStyle::Label | ParameterStyle::Matrix)
}

fn is_json(argument: &Argument<'_>) -> bool {
    argument.parameter.media_type.as_deref().is_some_and(|media_type| media_type.contains("json"))
}

/// An expression for the one text that a parameter is in a path, a header or a cookie.
fn text(argument: &Argument<'_>, value: &TokenStream) -> TokenStream {
    if is_plain(argument) {
        return quote! { #value.to_string() };
    }
    if is_json(argument) {
        return quote! { wire::json(&#value)?.to_string() };
    }
    let (name, style, explode) = styled(argument);
    quote! { wire::text(#name, #style, #explode, &wire::json(&#value)?) }
}

fn styled<'a>(argument: &Argument<'a>) -> (&'a str, TokenStream, bool) {
    let style = match argument.parameter.style {
        ParameterStyle::Simple => "Simple",
        ParameterStyle::Form | ParameterStyle::Cookie => "Form",
        ParameterStyle::Label => "Label",
        ParameterStyle::Matrix => "Matrix",
        ParameterStyle::SpaceDelimited => "SpaceDelimited",
        ParameterStyle::PipeDelimited => "PipeDelimited",
        ParameterStyle::DeepObject => "DeepObject",
    };
    let style = ident(style);
    (&argument.parameter.name, quote! { wire::Style::#style }, argument.parameter.explode)
}

/// A statement for a parameter's value, or for that of an optional one that is set.
fn each(argument: &Argument<'_>, statement: impl Fn(&TokenStream) -> TokenStream) -> TokenStream {
    let taken = taken(&argument.setter);
    if argument.parameter.required {
        return statement(&taken);
    }
    let statement = statement(&quote! { value });
    quote! {
        if let Some(value) = #taken {
            #statement
        }
    }
}

fn query(argument: &Argument<'_>) -> TokenStream {
    each(argument, |value| {
        let name = &argument.parameter.name;
        if is_plain(argument) {
            return quote! { request = request.query(&[(#name, #value.to_string())]); };
        }
        if is_json(argument) {
            return quote! { request = request.query(&[(#name, wire::json(&#value)?.to_string())]); };
        }
        let (name, style, explode) = styled(argument);
        quote! { request = request.query(&wire::pairs(#name, #style, #explode, &wire::json(&#value)?)); }
    })
}

fn header(argument: &Argument<'_>) -> TokenStream {
    each(argument, |value| {
        let name = &argument.parameter.name;
        let text = text(argument, value);
        quote! { request = request.header(#name, #text); }
    })
}

fn cookies(arguments: &[&Argument<'_>]) -> Option<TokenStream> {
    if arguments.is_empty() {
        return None;
    }
    let each = arguments.iter().map(|argument| {
        each(argument, |value| {
            let name = &argument.parameter.name;
            let text = text(argument, value);
            quote! { cookies.push(wire::cookie(#name, &#text)); }
        })
    });
    Some(quote! {
        let mut cookies = Vec::new();
        #(#each)*
        if !cookies.is_empty() {
            request = request.header(::reqwest::header::COOKIE, cookies.join("; "));
        }
    })
}

fn body(body: &Body<'_>) -> TokenStream {
    let media_type = &body.content.media_type;
    let content_type = quote! { .header(::reqwest::header::CONTENT_TYPE, #media_type) };
    let set = |value: TokenStream| match &body.kind {
        BodyKind::Json { .. } => quote! { request = request #content_type .json(&#value); },
        BodyKind::Form { .. } => {
            quote! { request = request.form_urlencoded(&wire::form(&wire::json(&#value)?))?; }
        }
        BodyKind::Octets => quote! { request = request #content_type .body(#value); },
        BodyKind::Multipart { .. } => TokenStream::new(),
    };
    if let BodyKind::Multipart { parts } = &body.kind {
        let parts = parts.iter().map(part);
        return quote! {
            let mut form = ::reqwest::multipart::Form::new();
            #(#parts)*
            request = request.multipart(form);
        };
    }
    let taken = taken("body");
    if body.required {
        return set(taken);
    }
    let set = set(quote! { body });
    quote! {
        if let Some(body) = #taken {
            #set
        }
    }
}

fn part(part: &Part<'_>) -> TokenStream {
    let name = part.name;
    let taken = taken(&part.setter);
    let made = |value: TokenStream| {
        let media_type = match (&part.kind, part.media_type) {
            (PartKind::Text(_) | PartKind::Json(_), Some(said)) => Some(said),
            (PartKind::Json(_), None) => Some("application/json"),
            // A file's own media type is its maker's to say; a text without one is plain.
            (PartKind::File, _) | (PartKind::Text(_), None) => None,
        };
        let typed = media_type.map(|media_type| quote! { .mime_str(#media_type)? });
        match &part.kind {
            PartKind::File => value,
            PartKind::Text(_) => quote! { ::reqwest::multipart::Part::text(#value.to_string()) #typed },
            PartKind::Json(_) => quote! { ::reqwest::multipart::Part::text(wire::json(&#value)?.to_string()) #typed },
        }
    };
    match (part.list, part.required) {
        (false, true) => {
            let made = made(taken);
            quote! { form = form.part(#name, #made); }
        }
        (false, false) => {
            let made = made(quote! { part });
            quote! {
                if let Some(part) = #taken {
                    form = form.part(#name, #made);
                }
            }
        }
        (true, required) => {
            let made = made(quote! { part });
            let list = if required {
                taken
            } else {
                quote! { #taken.unwrap_or_default() }
            };
            quote! {
                for part in #list {
                    form = form.part(#name, #made);
                }
            }
        }
    }
}

/// The media types of what success may bring.
fn accept(call: &Call<'_>) -> Option<String> {
    let mut media_types: Vec<&str> = Vec::new();
    for answer in &call.successes {
        let Some(media_type) = answer.media_type.as_deref() else { continue };
        if answer.kind == AnswerKind::Octets && !is_media_type(media_type) {
            return None;
        }
        if is_media_type(media_type) && !media_types.contains(&media_type) {
            media_types.push(media_type);
        }
    }
    (!media_types.is_empty()).then(|| media_types.join(", "))
}
