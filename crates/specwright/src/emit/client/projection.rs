//! The document that progenitor reads: not the contract's own, but one made from it, that says only what progenitor
//! 0.15 can take.
//!
//! What it guarantees, because progenitor would panic, refuse, drop something without a word, or write code that does
//! not compile:
//!
//! - the version is 3.0.3, and the API's version is text that a header can hold (it is sent as `api-version`);
//! - every schema is a component `{type: object}`, `T0`, `T1`, …, replaced by a Rust type of ours: progenitor's own
//!   schema layer is never entered, so neither defaults, formats, `not` nor closed objects reach it. A raw body is the
//!   one exception, with the one schema it accepts for that;
//! - path items and parameters are inline; the base path is left to the client's base URL;
//! - operation ids are our names: unique, in `snake_case`, no name of the client's own, unique in `PascalCase` too;
//! - parameters have names that are unique over all locations after `snake_case`, are in the path, the query or a header,
//!   and are written plainly; a path parameter is required, stands in the template once, and is no free text where it is a
//!   whole segment; there are no cookies;
//! - a request has one media type, without `encoding`, and its body is required; `*+json` is written
//!   `application/json` ([`super::hooks`] puts the true media type back);
//! - successes bring one kind of thing; failures are of one type, and there is no `default`.

use indexmap::IndexMap;
use openapiv3::{
    Components, Info, MediaType, ObjectType, OpenAPI, Operation, Parameter, ParameterData, ParameterSchemaOrContent,
    PathItem, Paths, ReferenceOr, RequestBody, Response, Responses, Schema, SchemaData, SchemaKind, StatusCode,
    StringFormat, StringType, Type, VariantOrUnknownOrEmpty,
};

use super::{
    call::{Answer, AnswerKind, Argument, Body, BodyContent, BodyKind, Call},
    fit,
};
use crate::contract::{self, Contract, Method, ParameterLocation, Status};

/// A document for progenitor, and the types that its components stand for, in order: `T0` for the first.
pub struct Projection {
    pub document: OpenAPI,
    pub types: Vec<String>,
}

/// Projects calls that [`fit`].
pub fn project<'c, 'a: 'c>(contract: &Contract, calls: impl IntoIterator<Item = &'c Call<'a>>) -> Projection {
    let mut stubs = Stubs::default();
    let mut paths: IndexMap<String, ReferenceOr<PathItem>> = IndexMap::new();
    for call in calls {
        let operation = operation(call, &mut stubs);
        let path = call.operation.path.clone();
        let entry = paths.entry(path).or_insert_with(|| ReferenceOr::Item(PathItem::default()));
        if let ReferenceOr::Item(item) = entry
            && let Some(slot) = slot(item, &call.operation.method)
        {
            *slot = Some(operation);
        }
    }
    let types: Vec<String> = stubs.types.into_iter().collect();
    let schemas = types.iter().enumerate().map(|(i, ty)| (stub_name(i), ReferenceOr::Item(stub(ty)))).collect();
    let document = OpenAPI {
        openapi: "3.0.3".to_owned(),
        info: Info {
            title: contract.info.title.clone(),
            description: contract.info.description.clone(),
            version: contract.info.version.chars().map(|c| if c.is_ascii_graphic() { c } else { '-' }).collect(),
            ..Info::default()
        },
        paths: Paths { paths, ..Paths::default() },
        components: Some(Components { schemas, ..Components::default() }),
        ..OpenAPI::default()
    };
    Projection { document, types }
}

fn slot<'i>(item: &'i mut PathItem, method: &Method) -> Option<&'i mut Option<Operation>> {
    Some(match method {
        Method::Get => &mut item.get,
        Method::Put => &mut item.put,
        Method::Post => &mut item.post,
        Method::Delete => &mut item.delete,
        Method::Options => &mut item.options,
        Method::Head => &mut item.head,
        Method::Patch => &mut item.patch,
        Method::Trace => &mut item.trace,
        Method::Query | Method::Other(_) => return None,
    })
}

fn operation(call: &Call<'_>, stubs: &mut Stubs) -> Operation {
    Operation {
        operation_id: Some(call.name.method.clone()),
        description: Some(call.docs()).filter(|docs| !docs.is_empty()),
        parameters: call.arguments.iter().map(|argument| ReferenceOr::Item(parameter(argument, stubs))).collect(),
        request_body: call.body.as_ref().map(|body| ReferenceOr::Item(request_body(body, stubs))),
        responses: responses(call, stubs),
        ..Operation::default()
    }
}

fn parameter(argument: &Argument<'_>, stubs: &mut Stubs) -> Parameter {
    let contract::Parameter { name, location, required, .. } = argument.parameter;
    let parameter_data = ParameterData {
        name: name.clone(),
        description: argument.docs(),
        required: *required,
        deprecated: None,
        format: ParameterSchemaOrContent::Schema(stubs.reference(&argument.ty)),
        example: None,
        examples: IndexMap::new(),
        explode: None,
        extensions: IndexMap::new(),
    };
    match location {
        ParameterLocation::Path => Parameter::Path { parameter_data, style: openapiv3::PathStyle::Simple },
        ParameterLocation::Header => Parameter::Header { parameter_data, style: openapiv3::HeaderStyle::Simple },
        ParameterLocation::Query | ParameterLocation::Querystring | ParameterLocation::Cookie => Parameter::Query {
            parameter_data,
            allow_reserved: false,
            style: openapiv3::QueryStyle::Form,
            allow_empty_value: None,
        },
    }
}

fn request_body(body: &Body<'_>, stubs: &mut Stubs) -> RequestBody {
    let (media_type, schema) = match body.contents.first() {
        Some(BodyContent { kind: BodyKind::Json { ty }, .. }) => ("application/json", stubs.reference(ty)),
        Some(BodyContent { kind: BodyKind::Form { ty, .. }, .. }) => {
            ("application/x-www-form-urlencoded", stubs.reference(ty))
        }
        _ => ("application/octet-stream", ReferenceOr::Item(octets())),
    };
    RequestBody {
        description: body.description.map(super::call::one_line),
        content: content(media_type, Some(schema)),
        required: true,
        extensions: IndexMap::new(),
    }
}

fn responses(call: &Call<'_>, stubs: &mut Stubs) -> Responses {
    let typed = fit::typed_failures(call);
    let answers = call.successes.iter().chain(typed.iter().copied());
    let responses = answers.filter_map(|answer| {
        let status = match answer.status {
            // Where a range of the same type covers a status, one arm of the generated match is enough.
            Status::Code(code) => {
                let class = Status::Range(u8::try_from(code / 100).ok()?);
                if call.successes.iter().chain(typed.iter().copied()).any(|other| other.status == class) {
                    return None;
                }
                StatusCode::Code(code)
            }
            Status::Range(class) => StatusCode::Range(u16::from(class)),
            Status::Default => return None,
        };
        Some((status, ReferenceOr::Item(response(answer, stubs))))
    });
    Responses { responses: responses.collect(), ..Responses::default() }
}

fn response(answer: &Answer, stubs: &mut Stubs) -> Response {
    let content = match &answer.kind {
        AnswerKind::Json(ty) => content("application/json", Some(stubs.reference(ty))),
        AnswerKind::Empty => IndexMap::new(),
        AnswerKind::Octets
        | AnswerKind::Text
        | AnswerKind::Items(..)
        | AnswerKind::Events(_)
        | AnswerKind::WholeEvents(_) => content("application/octet-stream", None),
    };
    Response { content, ..Response::default() }
}

fn content(media_type: &str, schema: Option<ReferenceOr<Schema>>) -> IndexMap<String, MediaType> {
    IndexMap::from([(media_type.to_owned(), MediaType { schema, ..MediaType::default() })])
}

/// The components: each Rust type once, under a name that is the same before and after any change of case.
#[derive(Default)]
struct Stubs {
    types: indexmap::IndexSet<String>,
}

impl Stubs {
    fn reference(&mut self, ty: &str) -> ReferenceOr<Schema> {
        let index = match self.types.get_index_of(ty) {
            Some(index) => index,
            None => self.types.insert_full(ty.to_owned()).0,
        };
        ReferenceOr::Reference { reference: format!("#/components/schemas/{}", stub_name(index)) }
    }
}

pub fn stub_name(index: usize) -> String {
    format!("T{index}")
}

fn stub(ty: &str) -> Schema {
    Schema {
        schema_data: SchemaData { description: Some(ty.to_owned()), ..SchemaData::default() },
        schema_kind: SchemaKind::Type(Type::Object(ObjectType::default())),
    }
}

/// The only schema that progenitor takes for a raw body.
fn octets() -> Schema {
    let string = StringType { format: VariantOrUnknownOrEmpty::Item(StringFormat::Binary), ..StringType::default() };
    Schema { schema_data: SchemaData::default(), schema_kind: SchemaKind::Type(Type::String(string)) }
}
