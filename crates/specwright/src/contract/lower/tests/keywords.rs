//! The keyword table against what lowering does: a row that is no longer true fails here.

use std::collections::BTreeSet;

use super::super::super::keywords::{Kind, Treatment, keywords};
use super::super::read::consumed;
use super::read;

/// Every object that lowering reads, with enough in it that each keyword is asked for.
const EVERYTHING: &str = "
openapi: 3.2.0
jsonSchemaDialect: https://spec.openapis.org/oas/3.1/dialect/base
info: {title: T, version: '1', description: D, license: {name: MIT, identifier: MIT}}
servers: [{url: 'https://{r}.example.com', description: D, variables: {r: {default: eu}}}]
security: [{http: []}]
tags: [{name: a, description: D}]
paths:
  /a/{id}:
    summary: S
    parameters: [{$ref: '#/components/parameters/Id'}]
    get: {responses: {}}
    put: {responses: {}}
    post:
      operationId: a
      tags: [a]
      deprecated: true
      requestBody: {$ref: '#/components/requestBodies/B'}
      responses: {'200': {$ref: '#/components/responses/R'}}
      security: [{key: []}]
    delete: {responses: {}}
    options: {responses: {}}
    head: {responses: {}}
    patch: {responses: {}}
    trace: {responses: {}}
    query: {responses: {}}
    additionalOperations: {LINK: {responses: {}}}
webhooks: {w: {post: {responses: {}}}}
components:
  parameters:
    Id: {name: id, in: path, required: true, style: simple, explode: false, schema: {type: string}, examples: {e: {value: x}}}
    C: {name: c, in: query, content: {application/json: {schema: {type: string}}}}
  requestBodies:
    B: {required: true, content: {multipart/form-data: {schema: {$ref: '#/components/schemas/S'}, examples: {e: {$ref: '#/components/examples/E'}}, itemSchema: {type: object}, encoding: {a: {contentType: text/plain}}}}}
  responses:
    R: {description: D, headers: {h: {$ref: '#/components/headers/H'}}, content: {application/json: {schema: {$ref: '#/components/schemas/S'}}}}
  headers:
    H: {description: D, required: true, content: {application/json: {schema: {type: string}}}}
  examples:
    E: {dataValue: {}}
  securitySchemes:
    http: {type: http, scheme: bearer, bearerFormat: JWT}
    key: {type: apiKey, name: k, in: header}
    flows: {type: oauth2, flows: {implicit: {authorizationUrl: 'https://a', tokenUrl: 'https://a', refreshUrl: 'https://a', deviceAuthorizationUrl: 'https://a', scopes: {a: A}}}}
    open: {type: openIdConnect, openIdConnectUrl: 'https://example.com'}
  schemas:
    S: {oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}], discriminator: {propertyName: t, mapping: {a: A}, defaultMapping: B}}
    A: {type: object, required: [t], properties: {t: {type: string}}}
    B: {type: object, required: [t], properties: {t: {type: string}}, not: {not: {}}, if: {}, then: {}, else: {}}
";

/// Enforced, but not by asking for the keyword: references are followed before an object is read, `components`,
/// `$defs` and anchors are reached by reference, and an operation's method is the key it stands under.
const OTHERWISE: &[(Kind, &str)] = &[
    (Kind::PathItem, "$ref"),
    (Kind::Parameter, "$ref"),
    (Kind::RequestBody, "$ref"),
    (Kind::Response, "$ref"),
    (Kind::Example, "$ref"),
    (Kind::Header, "$ref"),
    (Kind::MediaType, "$ref"),
    (Kind::Link, "$ref"),
    (Kind::SecurityScheme, "$ref"),
    (Kind::Schema, "$ref"),
    (Kind::Schema, "$defs"),
    (Kind::Schema, "$id"),
    (Kind::Schema, "$anchor"),
    (Kind::Schema, "$dynamicAnchor"),
    (Kind::Schema, "$dynamicRef"),
    (Kind::Components, "responses"),
    (Kind::Components, "parameters"),
    (Kind::Components, "examples"),
    (Kind::Components, "requestBodies"),
    (Kind::Components, "headers"),
    (Kind::Components, "pathItems"),
    (Kind::Components, "mediaTypes"),
    (Kind::Components, "callbacks"),
];

#[test]
fn the_table_says_what_lowering_does() {
    consumed::take();
    let (contract, found) = read(EVERYTHING);
    assert!(contract.is_some(), "{found:?}");
    // A licence's name is asked for where it has no identifier.
    read("openapi: 3.0.3\ninfo: {title: T, version: '1', license: {name: MIT}}\npaths: {}\n");
    let consumed: BTreeSet<(Kind, &str)> = consumed::take();
    for kind in Kind::ALL {
        for row in keywords(kind) {
            let read = consumed.contains(&(kind, row.name));
            let otherwise = OTHERWISE.contains(&(kind, row.name));
            match row.treatment {
                Treatment::Enforced => {
                    assert!(read != otherwise, "{kind:?} {} is Enforced: read {read}, otherwise {otherwise}", row.name);
                }
                Treatment::Carried => {}
                Treatment::Rejected(_) => assert!(!read, "{kind:?} {} is Rejected, and lowering reads it", row.name),
            }
        }
    }
    for (kind, name) in consumed {
        assert!(keywords(kind).iter().any(|row| row.name == name), "{kind:?} {name} is read and not in the table");
    }
}

#[test]
fn every_rejected_keyword_is_reported() {
    for kind in Kind::ALL {
        for row in keywords(kind) {
            if let Treatment::Rejected(reason) = row.treatment {
                assert!(!reason.is_empty() && !reason.ends_with('.'), "{kind:?} {}", row.name);
            }
        }
    }
    let (_, found) = read(
        "openapi: 3.2.0\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents: {mediaTypes: {a: {itemEncoding: {}}}}\n",
    );
    assert!(found.iter().any(|line| line.starts_with("warning keyword-not-expressed 4:")), "{found:?}");
}
