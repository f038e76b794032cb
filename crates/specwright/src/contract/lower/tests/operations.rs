//! Paths, parameters, bodies, responses and security.

use super::super::super::{
    ContentKind, Method, OAuthFlowKind, ParameterLocation, ParameterStyle, SecurityKind, Status, TagId, Trigger,
};
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
fn a_tag_of_an_operation_that_is_left_out_is_no_mistake_in_itself() {
    let text = with_paths(
        "/a: {post: {operationId: a, tags: [own], requestBody: {$ref: '#/components/requestBodies/None'}, responses: {'204': {description: Done}}}}",
    );
    expect(
        &read(&text).1,
        &[
            "warning operation-left-out 4:8 `a` is left out: its body cannot be read",
            "error dangling-reference 4:64 `#/components/requestBodies/None` leads to nothing",
        ],
    );
}

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

#[test]
fn webhooks_and_callbacks_are_outgoing() {
    let (contract, found) = read(
        "
openapi: 3.1.0
info: {title: T, version: '1'}
paths:
  /a:
    post:
      operationId: a
      responses: {'200': {description: OK}}
      callbacks: {done: {$ref: '#/components/callbacks/Done'}, x-none: {}}
  /b: {put: {operationId: b, responses: {'200': {description: OK}}, callbacks: {done: {$ref: '#/components/callbacks/Done'}}}}
webhooks:
  done: {post: {requestBody: {content: {application/json: {schema: {type: integer}}}}, responses: {'200': {description: OK}}}}
components:
  callbacks:
    Done:
      '{$request.body#/url}': {post: {responses: {'200': {description: OK}}}, get: {responses: {'200': {description: OK}}}}
",
    );
    expect(&found, &[]);
    let contract = contract.expect("a contract");
    let ids: Vec<_> = contract.outgoing.iter().map(|each| each.operation.id.as_str()).collect();
    assert_eq!(ids, ["done", "done post", "done get"]);
    assert_eq!(contract.outgoing[0].triggers, [Trigger::Webhook { name: "done".to_owned() }]);
    let callback = |operation: &str| Trigger::Callback {
        operation: operation.to_owned(),
        name: "done".to_owned(),
        expression: "{$request.body#/url}".to_owned(),
    };
    // Two operations, one component: one request.
    assert_eq!(contract.outgoing[1].triggers, [callback("a"), callback("b")]);
    // Nothing is mounted for them, and no tag groups them.
    assert_eq!(contract.operations.len(), 2);
    assert_eq!((contract.tags.len(), contract.outgoing[0].operation.tag), (1, TagId::NONE));
}

#[test]
fn a_callback_that_leads_to_itself_is_read_once() {
    let (contract, _) = read(
        "
openapi: 3.0.3
info: {title: T, version: '1'}
paths: {/a: {post: {operationId: a, responses: {'200': {description: OK}}, callbacks: {again: {$ref: '#/components/callbacks/Again'}}}}}
components:
  callbacks:
    Again: {'{$url}': {post: {operationId: b, responses: {'200': {description: OK}}, callbacks: {again: {$ref: '#/components/callbacks/Again'}}}}}
",
    );
    let contract = contract.expect("a contract");
    assert_eq!(contract.outgoing.len(), 1);
    assert_eq!(contract.outgoing[0].triggers.len(), 2);
}

#[test]
fn methods_of_openapi_3_2() {
    let (contract, found) = read(
        "
openapi: 3.2.0
info: {title: T, version: '1'}
paths:
  /a:
    query: {operationId: q, responses: {'200': {description: OK}}}
    additionalOperations:
      LINK: {operationId: l, responses: {'200': {description: OK}}}
      post: {operationId: p, responses: {'200': {description: OK}}}
      'a b': {operationId: s, responses: {'200': {description: OK}}}
",
    );
    expect(
        &found,
        &[
            "error malformed-method 9:7 `post` is no additional operation: the keyword `post` describes it",
            "error malformed-method 10:7 `a b` is no HTTP method",
        ],
    );
    let methods: Vec<_> = contract.expect("a contract").operations.into_iter().map(|each| each.method).collect();
    assert_eq!(methods, [Method::Query, Method::Other("LINK".to_owned())]);
}

#[test]
fn an_operation_may_have_servers_of_its_own() {
    let (contract, found) = read(
        "
openapi: 3.0.3
info: {title: T, version: '1'}
servers: [{url: /v1}]
paths:
  /a:
    servers: [{url: 'https://{host}.example.com/v2/', variables: {host: {default: a, enum: [a, b]}}}]
    get: {operationId: g, responses: {'200': {description: OK}}}
    put: {operationId: p, servers: [{url: 'https://example.com'}], responses: {'200': {description: OK}}}
  /b: {get: {operationId: b, responses: {'200': {description: OK}}}}
",
    );
    expect(&found, &[]);
    let contract = contract.expect("a contract");
    let bases: Vec<_> = contract.operations.iter().map(|each| contract.base_path_of(each)).collect();
    assert_eq!(bases, ["/v2", "", "/v1"]);
    let server = &contract.operations[0].servers[0];
    assert_eq!(server.template, "https://{host}.example.com/v2/");
    assert_eq!((server.variables[0].default.as_str(), server.variables[0].values.len()), ("a", 2));
}

#[test]
fn media_types_keep_what_tells_them_apart() {
    let (contract, found) = read(
        "
openapi: 3.2.0
info: {title: T, version: '1'}
paths:
  /a:
    post:
      operationId: a
      requestBody:
        content:
          application/json;version=1: {schema: {type: string}}
          application/json; version=2; charset=utf-8: {schema: {type: integer}}
          application/json; charset=utf-8: {schema: {type: string}}
          application/json: {schema: {type: string}}
          '*/*': {schema: {type: object}}
          image/*: {schema: {type: object}}
          application/jsonl: {itemSchema: {type: integer}}
          application/json-seq: {schema: {type: array, items: {type: integer}}}
          text/event-stream: {itemSchema: {type: object}}
          multipart/mixed: {}
      responses: {'200': {description: OK}}
",
    );
    expect(
        &found,
        &[
            "warning duplicate-media-type 13:11 the media type `application/json` stands twice; the first is read",
            "note media-type-as-octets 15:11 a schema of `image/*` is documentation only: its bodies are octets",
        ],
    );
    let contract = contract.expect("a contract");
    let contents = &contract.operations[0].body.as_ref().expect("a body").contents;
    let seen: Vec<_> = contents.iter().map(|content| (content.full_media_type(), content.kind)).collect();
    let expected = [
        ("application/json;version=1", ContentKind::Json),
        ("application/json;version=2", ContentKind::Json),
        ("application/json", ContentKind::Json),
        ("*/*", ContentKind::Json),
        ("image/*", ContentKind::Binary),
        ("application/jsonl", ContentKind::JsonLines),
        ("application/json-seq", ContentKind::JsonSequence),
        ("text/event-stream", ContentKind::EventStream),
        ("multipart/mixed", ContentKind::MultipartMixed),
    ];
    assert_eq!(seen, expected.map(|(name, kind)| (name.to_owned(), kind)));
    assert!(contents[5].item.is_some() && contents[6].item.is_some() && contents[7].whole_events);
}

#[test]
fn flows_have_their_scopes() {
    let (contract, found) = read(
        "
openapi: 3.0.3
info: {title: T, version: '1'}
paths: {}
components:
  securitySchemes:
    o: {type: oauth2, flows: {clientCredentials: {tokenUrl: 'https://a.example', scopes: {read: Read., write: ''}}}}
",
    );
    expect(&found, &[]);
    let kind = &contract.expect("a contract").security_schemes[0].kind;
    let SecurityKind::OAuth2 { flows } = kind else { panic!("{kind:?}") };
    assert_eq!(
        (flows[0].kind, flows[0].token_url.as_deref()),
        (OAuthFlowKind::ClientCredentials, Some("https://a.example"))
    );
    assert_eq!(flows[0].scopes, [("read".to_owned(), "Read.".to_owned()), ("write".to_owned(), String::new())]);
}
