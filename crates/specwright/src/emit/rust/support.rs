//! What this target can say of an operation, and, by name, what it cannot.

use std::collections::HashSet;

use super::ty::shape_of;
use crate::contract::{
    Content, ContentKind, Contract, Method, Operation, Parameter, ParameterLocation, ParameterStyle, SecurityKind,
    Shape,
};
use crate::diagnostic::{Diagnostic, Diagnostics};

/// The operations that are expressed. Each of the others gets a warning.
pub fn supported<'c>(contract: &'c Contract, diagnostics: &mut Diagnostics) -> Vec<&'c Operation> {
    let mut paths = matchit::Router::new();
    let mut known = HashSet::new();
    let mut supported = Vec::new();
    for operation in &contract.operations {
        let reason = why_not(contract, operation).or_else(|| {
            if known.contains(&operation.path) {
                return None;
            }
            let full = format!("{}{}", contract.base_path(), operation.path);
            if let Err(error) = paths.insert(full, ()) {
                return Some(format!("the router cannot tell its path from others: {error}"));
            }
            known.insert(operation.path.clone());
            None
        });
        match reason {
            None => supported.push(operation),
            Some(reason) => diagnostics.push(Diagnostic::warning(
                "rust-operation-left-out",
                operation.at,
                format!("`{}` is left out of the Rust server: {reason}", operation.id),
            )),
        }
    }
    supported
}

fn why_not(contract: &Contract, operation: &Operation) -> Option<String> {
    if !operation.path.starts_with('/') {
        return Some("its path does not begin with a slash".to_owned());
    }
    for alternative in &operation.security {
        for requirement in &alternative.requirements {
            let scheme = contract.security_schemes.get(requirement.scheme as usize)?;
            match &scheme.kind {
                SecurityKind::MutualTls => return Some(format!("`{}` asks for a client certificate", scheme.name)),
                SecurityKind::Http { scheme: kind } => {
                    return Some(format!("`{}` is the HTTP scheme `{kind}`, which no guard can check", scheme.name));
                }
                _ => {}
            }
        }
    }
    if matches!(operation.method, Method::Query | Method::Other(_)) {
        return Some(format!("its method is `{}`", operation.method.as_str()));
    }
    operation.parameters.iter().find_map(|parameter| {
        parameter_reason(contract, parameter).map(|reason| format!("the parameter `{}` {reason}", parameter.name))
    })
}

fn parameter_reason(contract: &Contract, parameter: &Parameter) -> Option<String> {
    if parameter.location == ParameterLocation::Querystring {
        return Some("is the whole query string".to_owned());
    }
    if let Some(media_type) = &parameter.media_type {
        return (media_type != "application/json").then(|| format!("is written as {media_type}"));
    }
    let shape = shape_of(contract, parameter.ty.schema);
    let object = matches!(shape, Shape::Object(_));
    match (parameter.style, parameter.location) {
        (ParameterStyle::DeepObject, _) if !object => Some("is no object, and its style is deepObject".to_owned()),
        (ParameterStyle::Form, ParameterLocation::Query) if object && parameter.explode => None,
        (ParameterStyle::DeepObject, _) => None,
        _ if object => Some("is an object in a style that is not read".to_owned()),
        _ => None,
    }
}

/// The media types of a request body that can be read; the others are named.
pub fn readable<'o>(operation: &'o Operation, diagnostics: &mut Diagnostics) -> Vec<&'o Content> {
    let contents = operation.body.iter().flat_map(|body| &body.contents);
    let (readable, other): (Vec<_>, Vec<_>) = contents.partition(|content| match content.kind {
        ContentKind::Json | ContentKind::MergePatch | ContentKind::Text => true,
        ContentKind::Form | ContentKind::Multipart => content.ty.is_some(),
        ContentKind::Binary => !content.media_type.ends_with("/xml") && !content.media_type.ends_with("+xml"),
        ContentKind::MultipartMixed | ContentKind::EventStream | ContentKind::JsonLines | ContentKind::JsonSequence => {
            false
        }
    });
    for content in other {
        diagnostics.push(Diagnostic::warning(
            "rust-media-type-left-out",
            content.at,
            format!("`{}` does not read `{}` in the Rust server", operation.id, content.media_type),
        ));
    }
    readable
}

/// The media type that a response is written in: JSON where it is offered.
pub fn written<'o>(
    operation: &Operation,
    contents: &'o [Content],
    diagnostics: &mut Diagnostics,
) -> Option<&'o Content> {
    let chosen = contents
        .iter()
        .find(|content| matches!(content.kind, ContentKind::Json | ContentKind::MergePatch))
        .or_else(|| contents.iter().find(|content| content.kind == ContentKind::Text))
        .or_else(|| contents.first());
    for content in contents.iter().filter(|content| !chosen.is_some_and(|chosen| std::ptr::eq(chosen, *content))) {
        diagnostics.push(Diagnostic::warning(
            "rust-media-type-left-out",
            content.at,
            format!("`{}` does not answer with `{}` in the Rust server", operation.id, content.media_type),
        ));
    }
    chosen
}
