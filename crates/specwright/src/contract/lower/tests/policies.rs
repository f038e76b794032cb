//! The `x-` members.

use super::super::super::{Idempotency, OwnerRule, Pagination, RateLimit, RateLimitKey};
use super::{expect, read};

fn document(operation: &str, response: &str) -> String {
    format!(
        "openapi: 3.0.3
info: {{title: T, version: '1'}}
security: [{{bearer: []}}]
components: {{securitySchemes: {{bearer: {{type: http, scheme: bearer}}}}}}
x-problems:
  not_found: {{status: 404, title: Not found}}
  conflict: {{status: 409, title: Conflict, description: Why.}}
paths:
  /a:
    get:
      operationId: a
      parameters: [{{name: cursor, in: query, schema: {{type: string}}}}]
{operation}
      responses:
        '200':
          description: OK
          content:
            application/json:
              schema: {{type: object, properties: {{data: {{type: array, items: {{type: string}}}}, meta: {{type: object, properties: {{next_cursor: {{type: string, nullable: true}}}}}}}}}}
        '404':
          description: No
{response}
"
    )
}

#[test]
fn every_policy_is_read() {
    let (contract, found) = read(&document(
        "      x-roles: [admin]
      x-owner: any
      x-rate-limit: {requests: 60, window_seconds: 30, per: address}
      x-idempotency: {kind: safe}
      x-pagination: {cursor: cursor, next: /meta/next_cursor, items: /data}",
        "          x-problem-codes: [not_found]",
    ));
    assert!(found.is_empty(), "{found:?}");
    let contract = contract.expect("a contract");
    let policies = &contract.operations[0].policies;
    assert_eq!(policies.roles, ["admin"]);
    assert_eq!(policies.owner, Some(OwnerRule::Any));
    assert_eq!(policies.rate_limit, Some(RateLimit { requests: 60, window_seconds: 30, per: RateLimitKey::Address }));
    assert_eq!(policies.idempotency, Some(Idempotency::Safe));
    let pagination =
        Pagination { cursor: "cursor".to_owned(), next: "/meta/next_cursor".to_owned(), items: "/data".to_owned() };
    assert_eq!(policies.pagination, Some(pagination));
    assert_eq!(policies.at.roles.map(|at| at.line), Some(13));
    assert_eq!(
        contract.problems.iter().map(|each| (each.code.as_str(), each.status)).collect::<Vec<_>>(),
        [("not_found", 404), ("conflict", 409)]
    );
    assert_eq!(contract.operations[0].responses[1].codes[0].code, "not_found");
}

#[test]
fn what_the_json_schema_refuses_is_said_at_its_place() {
    let (_, found) = read(&document(
        "      x-rate-limit: {requests: 0, window_seconds: 30, per: planet}\n      x-idempotency: {kind: key}\n      x-role: [admin]",
        "",
    ));
    expect(
        &found,
        &[
            "error malformed-extension 13:32 `x-rate-limit`: 0 is less than the minimum of 1",
            "error malformed-extension 13:60 `x-rate-limit`: \"planet\" is not one of \"caller\" or \"address\"",
            "error malformed-extension 14:22 `x-idempotency`: \"retention_seconds\" is a required property",
            "warning misplaced-extension 15:7 `x-role` is not known, and `x-roles` is",
        ],
    );
}

#[test]
fn codes_must_be_in_the_catalogue_with_that_status() {
    let (_, found) = read(&document("", "          x-problem-codes: [conflict, not_fond]"));
    expect(
        &found,
        &[
            "error problem-code-status 22:29 `conflict` has the status 409, and this response is 404",
            "error unknown-problem-code 22:39 `not_fond` is not in the catalogue",
        ],
    );
}

#[test]
fn policies_that_contradict_the_operation_are_errors() {
    let (_, found) = read(&document(
        "      x-owner: any
      x-max-body-bytes: 10
      x-idempotency: {kind: key, retention_seconds: 60}
      x-pagination: {cursor: after, next: /meta/next, items: /meta}",
        "",
    ));
    expect(
        &found,
        &[
            "error owner-without-role 13:7 `x-owner: any` reaches everybody's data, and no role is asked for",
            "warning policy-without-effect 14:7 there is no request body that `x-max-body-bytes` could bound",
            "error idempotency-of-method 15:7 GET changes nothing, so `x-idempotency` can only be `safe`",
            "error unknown-pagination 16:7 `/meta/next` leads to nothing in the response",
            "error unknown-pagination 16:7 `/meta` leads to no array in the response",
            "error unknown-pagination 16:7 there is no query parameter `after`",
        ],
    );
}
