//! Paths, parameters, bodies, responses and security.

use super::super::super::{ContentKind, Method, ParameterLocation, ParameterStyle, SecurityKind, Status};
use super::{expect, read, with_paths};

const DOCUMENT: &str = "
openapi: 3.0.3
info: {title: T, version: '1', license: {name: MIT}}
servers: [{url: 'https://{region}.example.com/api/v1/', variables: {region: {default: eu}}}]
security: [{bearer: []}]
tags: [{name: tasks, description: Work.}, {name: pets}]
paths:
  /tasks/{task_id}/notes/{note_id}:
    parameters:
      - {name: note_id, in: path, required: true, schema: {type: integer, default: 1}}
      - {name: verbose, in: query, schema: {type: boolean}}
    get:
      tags: [tasks]
      operationId: getNote
      parameters:
        - {name: verbose, in: query, required: true, schema: {type: boolean}}
        - {name: fields, in: query, explode: false, style: pipeDelimited, schema: {type: array, items: {type: string}}}
        - {name: filter, in: query, content: {application/json: {schema: {type: object}}}}
        - {name: task_id, in: path, required: true, schema: {type: string}}
      security: [{}, {bearer: [], key: []}]
      responses:
        '200':
          description: OK
          headers: {ETag: {required: true, schema: {type: string}}}
          content:
            Application/JSON; charset=utf-8: {schema: {type: object}}
        4XX: {$ref: '#/components/responses/Failed'}
        default: {description: Other}
  /upload:
    post:
      operationId: upload
      security: []
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema: {type: object, properties: {file: {type: string, format: binary}}}
            encoding: {file: {contentType: 'image/png, image/jpeg'}}
          application/merge-patch+json: {schema: {type: object}}
          application/vnd.x+json: {}
          text/event-stream: {}
          text/plain: {}
          image/*: {}
      responses: {'204': {description: Done}}
components:
  responses:
    Failed: {description: No, content: {application/problem+json: {schema: {type: object}}}}
  securitySchemes:
    bearer: {type: http, scheme: Bearer, bearerFormat: JWT}
    key: {type: apiKey, in: header, name: X-Key}
";

#[test]
fn an_operation_has_what_its_surroundings_lend_it() {
    let (contract, found) = read(DOCUMENT);
    expect(&found, &["note unused-tag 6:50 no operation carries the tag `pets` first"]);
    let contract = contract.expect("a contract");
    assert_eq!(contract.base_path(), "/api/v1");
    assert_eq!(contract.info.license.as_deref(), Some("MIT"));
    assert_eq!(contract.tags.iter().map(|tag| tag.name.as_str()).collect::<Vec<_>>(), ["tasks", "default"]);
    let get = &contract.operations[0];
    assert_eq!(
        (get.id.as_str(), get.method.clone(), get.path.as_str()),
        ("getNote", Method::Get, "/tasks/{task_id}/notes/{note_id}")
    );
    // Path parameters in the template's order; what the operation restates counts.
    let names: Vec<_> = get.parameters.iter().map(|each| (each.name.as_str(), each.location, each.required)).collect();
    assert_eq!(
        names,
        [
            ("task_id", ParameterLocation::Path, true),
            ("note_id", ParameterLocation::Path, true),
            ("verbose", ParameterLocation::Query, true),
            ("fields", ParameterLocation::Query, false),
            ("filter", ParameterLocation::Query, false),
        ]
    );
    assert_eq!(get.parameters[1].default, Some(1.into()));
    assert_eq!((get.parameters[2].style, get.parameters[2].explode), (ParameterStyle::Form, true));
    assert_eq!((get.parameters[3].style, get.parameters[3].explode), (ParameterStyle::PipeDelimited, false));
    assert_eq!(get.parameters[4].media_type.as_deref(), Some("application/json"));
}

#[test]
fn responses_and_security() {
    let contract = read(DOCUMENT).0.expect("a contract");
    let get = &contract.operations[0];
    assert_eq!(
        get.responses.iter().map(|each| each.status).collect::<Vec<_>>(),
        [Status::Code(200), Status::Range(4), Status::Default]
    );
    assert_eq!(get.responses[0].contents[0].media_type, "application/json");
    assert!(get.responses[0].headers[0].required);
    assert_eq!(get.responses[1].contents[0].kind, ContentKind::Json);
    // Anonymous, or both schemes at once.
    let scheme = |at: u32| &contract.security_schemes[at as usize].kind;
    assert_eq!(get.security.iter().map(|each| each.requirements.len()).collect::<Vec<_>>(), [0, 2]);
    assert_eq!(
        scheme(get.security[1].requirements[0].scheme),
        &SecurityKind::Bearer { format: Some("JWT".to_owned()) }
    );
    assert!(contract.operations[1].security.is_empty());
}

#[test]
fn media_types_have_kinds() {
    let contract = read(DOCUMENT).0.expect("a contract");
    let body = contract.operations[1].body.as_ref().expect("a body");
    assert!(body.required);
    let kinds: Vec<_> = body.contents.iter().map(|content| content.kind).collect();
    assert_eq!(
        kinds,
        [
            ContentKind::Multipart,
            ContentKind::MergePatch,
            ContentKind::Json,
            ContentKind::EventStream,
            ContentKind::Text,
            ContentKind::Binary
        ]
    );
    let encoding = body.contents[0].encoding_of("file").expect("an encoding");
    assert_eq!(encoding.media_types, ["image/png", "image/jpeg"]);
    assert_eq!(encoding.style, None);
}

#[test]
fn a_missing_operation_id_is_made_and_reported() {
    let (contract, found) = read(&with_paths(
        "/pets/{pet_id}/toys:\n  get:\n    parameters: [{name: pet_id, in: path, required: true, schema: {type: string}}]\n    responses: {'200': {description: OK}}",
    ));
    expect(
        &found,
        &[
            "warning missing-operation-id 5:5 GET /pets/{pet_id}/toys has no `operationId`; it is called `getPetsByPetIdToys`",
        ],
    );
    assert_eq!(contract.expect("a contract").operations[0].id, "getPetsByPetIdToys");
}

#[test]
fn paths_that_are_one_are_joined_where_their_methods_differ() {
    let (contract, found) = read(&with_paths(
        "
/a/{x}: {get: {operationId: one, parameters: [{name: x, in: path, required: true, schema: {type: string}}], responses: {'200': {description: OK}}}}
/a/{y}: {put: {operationId: two, parameters: [{name: y, in: path, required: true, schema: {type: string}}], responses: {'200': {description: OK}}}}",
    ));
    expect(
        &found,
        &["warning same-path 5:3 `/a/{x}` and `/a/{y}` are one path; the first one's parameter names are used"],
    );
    let two = &contract.expect("a contract").operations[1];
    assert_eq!((two.path.as_str(), two.parameters[0].name.as_str()), ("/a/{x}", "x"));
}
