//! What goes into a call.

use crate::contract::{
    Content, ContentKind, Contract, Operation, Parameter, ParameterLocation, ParameterStyle, Shape, TypeRef,
};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::names::typescript::OperationName;

/// The one media type in which the body is sent.
pub(in super::super) struct Body<'a> {
    pub media_type: &'a str,
    pub kind: ContentKind,
    pub ty: Option<TypeRef>,
    pub required: bool,
    pub description: Option<&'a str>,
}

/// A header parameter, and its name among the call's options.
pub(in super::super) struct Header<'a> {
    pub parameter: &'a Parameter,
    pub option: &'a str,
}

/// Refuses parameters that the core cannot write.
pub(super) fn check(contract: &Contract, operation: &Operation, diagnostics: &mut Diagnostics) -> Result<(), String> {
    for parameter in &operation.parameters {
        let is_object = matches!(contract.schemas.get(parameter.ty.schema).map(|s| &s.shape), Some(Shape::Object(_)));
        let plain = parameter.media_type.is_none();
        match parameter.location {
            ParameterLocation::Path if parameter.style != ParameterStyle::Simple => {
                return Err(format!("its path parameter `{}` is not of style `simple`", parameter.name));
            }
            ParameterLocation::Path | ParameterLocation::Header if is_object && plain => {
                return Err(format!("its parameter `{}` is an object outside of the query", parameter.name));
            }
            ParameterLocation::Query
                if is_object && plain && parameter.style != ParameterStyle::DeepObject && !parameter.explode =>
            {
                return Err(format!("its query parameter `{}` is an object with `explode: false`", parameter.name));
            }
            ParameterLocation::Cookie => {
                let message = format!(
                    "the TypeScript client leaves the cookie `{}` of `{}` to the browser",
                    parameter.name, operation.id
                );
                diagnostics.push(Diagnostic::warning("typescript-cookie", parameter.at, message));
            }
            _ => {}
        }
    }
    Ok(())
}

/// The style of a query parameter as the core names it; None for the usual one, a pair for each value.
pub(in super::super) fn query_style(contract: &Contract, parameter: &Parameter) -> Option<&'static str> {
    if parameter.media_type.is_some() {
        return Some("json");
    }
    let is_array = matches!(contract.schemas.get(parameter.ty.schema).map(|s| &s.shape), Some(Shape::Array(_)));
    match parameter.style {
        ParameterStyle::DeepObject => Some("deep"),
        _ if !is_array || parameter.explode => None,
        ParameterStyle::SpaceDelimited => Some("%20"),
        ParameterStyle::PipeDelimited => Some("%7C"),
        _ => Some(","),
    }
}

/// Headers that `fetch` or the core itself decides are no parameters (OpenAPI says so of the first three).
const DECIDED: &[&str] = &["accept", "content-type", "authorization", "content-length", "host"];

pub(super) fn headers<'a>(operation: &'a Operation, name: &'a OperationName) -> Vec<Header<'a>> {
    let headers = operation.parameters.iter().enumerate().filter_map(|(index, parameter)| {
        let option = name.options.get(&index)?;
        let is_decided = DECIDED.iter().any(|decided| parameter.name.eq_ignore_ascii_case(decided));
        (!is_decided).then_some(Header { parameter, option })
    });
    headers.collect()
}

/// The media type that is nicest to write, where there are several; the others are reported.
pub(super) fn body<'a>(operation: &'a Operation, diagnostics: &mut Diagnostics) -> Result<Option<Body<'a>>, String> {
    let Some(body) = &operation.body else { return Ok(None) };
    let rank = |content: &&Content| match content.kind {
        ContentKind::Json => 0,
        ContentKind::MergePatch => 1,
        ContentKind::Multipart => 2,
        ContentKind::Form => 3,
        ContentKind::Text => 4,
        ContentKind::Binary => 5,
        ContentKind::EventStream => 6,
    };
    let Some(content) = body.contents.iter().min_by_key(rank) else { return Ok(None) };
    if content.kind == ContentKind::EventStream {
        return Err("its body is an event stream".to_owned());
    }
    for other in body.contents.iter().filter(|other| other.media_type != content.media_type) {
        let message = format!(
            "the TypeScript client sends `{}` as `{}`, never as `{}`",
            operation.id, content.media_type, other.media_type
        );
        diagnostics.push(Diagnostic::new(
            "typescript-media-type",
            crate::diagnostic::Severity::Note,
            Some(other.at),
            message,
        ));
    }
    Ok(Some(Body {
        media_type: &content.media_type,
        kind: content.kind,
        ty: content.ty,
        required: body.required,
        description: body.description.as_deref(),
    }))
}
