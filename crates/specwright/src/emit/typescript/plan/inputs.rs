//! What goes into a call.

use super::limits::Limit;
use crate::contract::{
    Content, ContentKind, Contract, Method, Operation, Parameter, ParameterLocation, ParameterStyle, Shape,
};
use crate::diagnostic::Diagnostics;
use crate::names::typescript::OperationName;

/// A body, and the media types it can be sent in, the one that is sent unless another is asked for first.
pub(in super::super) struct Body<'a> {
    pub required: bool,
    pub description: Option<&'a str>,
    pub contents: Vec<&'a Content>,
}

impl Body<'_> {
    /// Whether a content is written as JSON.
    pub fn is_json(content: &Content) -> bool {
        matches!(content.kind, ContentKind::Json | ContentKind::MergePatch)
    }

    /// The media type in which a content is sent; of a range, the one that a sender has to choose from.
    pub fn sent_as(content: &Content) -> String {
        match content.media_type.as_str() {
            "*/*" | "application/*" if Self::is_json(content) => "application/json".to_owned(),
            _ => content.full_media_type(),
        }
    }
}

/// A header or cookie parameter, and its name among the call's options.
pub(in super::super) struct Header<'a> {
    pub parameter: &'a Parameter,
    pub option: &'a str,
}

/// A function of `runtime/styles.js`, and what it has to know besides the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct Style {
    pub function: &'static str,
    pub argument: Option<&'static str>,
}

impl Style {
    fn of(function: &'static str) -> Self {
        Self { function, argument: None }
    }

    fn exploded(function: &'static str, explode: bool) -> Self {
        Self { function, argument: explode.then_some("true") }
    }

    /// Items with something between them.
    fn delimited(separator: &'static str) -> Self {
        Self { function: "delimited", argument: Some(separator) }
    }
}

/// How a parameter is written, where that is not the usual way of its place.
pub(in super::super) fn style(contract: &Contract, parameter: &Parameter) -> Option<Style> {
    let is_json = parameter.media_type.as_deref().is_some_and(is_json);
    match parameter.location {
        ParameterLocation::Path if is_json => Some(Style::of("jsonSegment")),
        ParameterLocation::Header if is_json => Some(Style::of("jsonHeader")),
        ParameterLocation::Path => path_style(contract, parameter),
        ParameterLocation::Header if may_be_object(contract, parameter) => {
            Some(Style::exploded("header", parameter.explode))
        }
        ParameterLocation::Header => None,
        ParameterLocation::Cookie if is_json => Some(Style { function: "cookie", argument: Some("json") }),
        ParameterLocation::Cookie => {
            let joined = is_compound(contract, parameter) && !parameter.explode;
            let argument = match parameter.style {
                ParameterStyle::Cookie => Some("bare"),
                _ => joined.then_some("delimited"),
            };
            Some(Style { function: "cookie", argument })
        }
        ParameterLocation::Querystring if is_json => Some(Style::of("wholeJson")),
        ParameterLocation::Querystring => {
            let is_form = parameter.media_type.as_deref().is_none_or(|own| own.starts_with(FORM));
            (!is_form).then(|| Style::of("wholeText"))
        }
        ParameterLocation::Query if is_json => Some(Style::of("json")),
        ParameterLocation::Query => query_style(parameter.style, parameter.explode, is_compound(contract, parameter)),
    }
}

fn path_style(contract: &Contract, parameter: &Parameter) -> Option<Style> {
    match parameter.style {
        ParameterStyle::Label => Some(Style::exploded("label", parameter.explode)),
        ParameterStyle::Matrix => Some(Style::exploded("matrix", parameter.explode)),
        _ => may_be_object(contract, parameter).then(|| Style::exploded("simple", parameter.explode)),
    }
}

/// The style of a query parameter or a member of a form.
pub(in super::super) fn query_style(style: ParameterStyle, explode: bool, is_compound: bool) -> Option<Style> {
    match style {
        ParameterStyle::DeepObject => Some(Style::of("deep")),
        _ if explode || !is_compound => None,
        ParameterStyle::SpaceDelimited => Some(Style::delimited("\"%20\"")),
        ParameterStyle::PipeDelimited => Some(Style::delimited("\"%7C\"")),
        _ => Some(Style::delimited("\",\"")),
    }
}

const FORM: &str = "application/x-www-form-urlencoded";

pub(in super::super) fn is_json(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or(media_type).trim();
    essence.ends_with("/json") || essence.ends_with("+json")
}

/// Whether a value can be an object; one that is none of the usual is looked at when it is there.
fn may_be_object(contract: &Contract, parameter: &Parameter) -> bool {
    let shape = contract.schemas.get(parameter.ty.schema).map(|schema| &schema.shape);
    matches!(shape, Some(Shape::Object(_) | Shape::OneOf(_) | Shape::AnyOf(_) | Shape::Any))
}

fn is_compound(contract: &Contract, parameter: &Parameter) -> bool {
    let shape = contract.schemas.get(parameter.ty.schema).map(|schema| &schema.shape);
    may_be_object(contract, parameter) || matches!(shape, Some(Shape::Array(_)))
}

/// Headers that are the core's, or that OpenAPI says are no parameters.
const DECIDED: &[&str] = &["accept", "content-type", "authorization"];

/// Headers that a page's script may not set (Fetch, 2.2.2), and that somebody might think of.
const FORBIDDEN: &[&str] = &[
    "accept-encoding",
    "connection",
    "content-length",
    "cookie",
    "date",
    "expect",
    "host",
    "origin",
    "referer",
    "te",
    "via",
];

pub(super) fn headers<'a>(
    operation: &'a Operation,
    name: &'a OperationName,
    diagnostics: &mut Diagnostics,
) -> Vec<Header<'a>> {
    let mut headers = Vec::new();
    for (index, parameter) in operation.parameters.iter().enumerate() {
        let Some(option) = name.options.get(&index) else { continue };
        let is = |names: &[&str]| names.iter().any(|name| parameter.name.eq_ignore_ascii_case(name));
        if parameter.location == ParameterLocation::Cookie {
            let what = format!("the cookie `{}` of `{}`", parameter.name, operation.id);
            Limit::Cookie.report(parameter.at, &what, diagnostics);
        } else if is(DECIDED) {
            continue;
        } else if is(FORBIDDEN) {
            let what = format!("the header `{}` of `{}`", parameter.name, operation.id);
            Limit::ForbiddenHeader.report(parameter.at, &what, diagnostics);
        }
        headers.push(Header { parameter, option });
    }
    headers
}

/// The body, with the media type first that is nicest to write.
pub(super) fn body<'a>(
    contract: &Contract,
    operation: &'a Operation,
    diagnostics: &mut Diagnostics,
) -> Option<Body<'a>> {
    let body = operation.body.as_ref()?;
    if matches!(operation.method, Method::Get | Method::Head) {
        if body.required || body.contents.iter().any(|content| says_something(contract, content)) {
            Limit::BodyOfGet.report(body.at, &format!("the body of `{}`", operation.id), diagnostics);
        }
        return None;
    }
    let rank = |content: &&Content| match content.kind {
        ContentKind::Json => 0,
        ContentKind::MergePatch => 1,
        ContentKind::Multipart => 2,
        ContentKind::Form => 3,
        ContentKind::Text => 4,
        _ => 5,
    };
    let mut contents: Vec<&Content> = body.contents.iter().collect();
    contents.sort_by_key(rank);
    if contents.is_empty() {
        return None;
    }
    for content in &contents {
        if content.kind == ContentKind::MultipartMixed && content.ty.is_some() {
            let what = format!("the parts of `{}` as `{}`", operation.id, content.media_type);
            Limit::MultipartMixed.report(content.at, &what, diagnostics);
        }
        for encoding in content.encoding.iter().filter(|encoding| !encoding.headers.is_empty()) {
            let what = format!("the headers of the part `{}` of `{}`", encoding.property, operation.id);
            Limit::PartHeaders.report(encoding.at, &what, diagnostics);
        }
    }
    Some(Body { required: body.required, description: body.description.as_deref(), contents })
}

/// Whether a body can hold anything: some generators give every operation a form without members.
fn says_something(contract: &Contract, content: &Content) -> bool {
    let shape = content.ty.and_then(|ty| contract.schemas.get(ty.schema)).map(|schema| &schema.shape);
    !matches!(shape, None | Some(Shape::Any))
        && !matches!(shape, Some(Shape::Object(object)) if object.properties.is_empty())
}
