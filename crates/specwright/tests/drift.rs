//! The repository's own two documents, with one fact changed in one of them: the run names it, at both places.

mod documents;

use documents::{Documents, Spot};

const DOCUMENT: &str = "specs/api/rest-endpoints.md";

/// In `rest-endpoints.md`: where a finding stands, and what it covers.
fn here(after: &'static str, text: &'static str) -> Spot {
    Spot { file: DOCUMENT, after, text }
}

/// In the contract: whose line a finding shows.
fn there(file: &'static str, after: &'static str, text: &'static str) -> Spot {
    Spot { file, after, text }
}

/// Writes `now` for `was` at `edited`, and expects a finding that stands at `here` and shows `there`.
fn drift(edited: &Spot, now: &str, here: &Spot, there: &Spot, message: &str) {
    let documents = Documents::copy();
    documents.replace(edited, now);
    documents.expect(here, there, message);
}

const TASKS: &str = "openapi/paths/tasks.yaml";
const TASK: &str = "openapi/paths/task.yaml";
const ME: &str = "openapi/paths/me.yaml";
const USERS: &str = "openapi/paths/users.yaml";
const COMPLETE: &str = "openapi/paths/task_complete.yaml";
const ROOT: &str = "openapi/openapi.yaml";
const PARAMETERS: &str = "openapi/components/parameters.yaml";
const STATE: &str = "openapi/components/responses/state.yaml";

#[test]
fn as_they_are_the_two_documents_agree() {
    Documents::copy().expect_none();
}

#[test]
fn the_base_path() {
    let root = there(ROOT, "servers:", "/api/v1");
    drift(
        &here("", "/api/v1"),
        "/api/v2",
        &here("", "/api/v2"),
        &root,
        "the base path is `/api/v2` here and `/api/v1`",
    );
    let changed = there(ROOT, "servers:", "/api/v3");
    drift(&root, "/api/v3", &here("", "/api/v1"), &changed, "the base path is `/api/v1` here and `/api/v3`");
}

#[test]
fn tags() {
    let in_contract = there(ROOT, "tags:", "comments");
    let renamed = here("", "Remarks");
    drift(
        &here("", "## Comments"),
        "## Remarks",
        &here("", "REST endpoints"),
        &in_contract,
        "the tag `comments` stands in",
    );
    let operation = there("openapi/paths/task_comments.yaml", "operationId: listComments", "comments");
    drift(
        &here("", "## Comments"),
        "## Remarks",
        &here("", "listComments"),
        &operation,
        "is `remarks` here and `comments`",
    );
    let first = there("openapi/paths/info.yaml", "", "get:");
    drift(&here("", "## Comments"), "## Remarks", &renamed, &first, "the tag `remarks` stands here and is missing");
    let moved = there(TASKS, "operationId: createTask", "projects");
    let tag = there(TASKS, "operationId: createTask", "[tasks]");
    drift(
        &tag,
        "[projects]",
        &here("", "createTask"),
        &moved,
        "the tag of `createTask` is `tasks` here and `projects`",
    );
}

#[test]
fn operation_ids() {
    let message = "the operationId of `GET /me` is `readMe` here and `getMe` in the contract";
    drift(&here("", "### getMe"), "### readMe", &here("", "readMe"), &there(ME, "", "get:"), message);
    let message = "the operationId of `GET /me` is `getMe` here and `readMe` in the contract";
    drift(&there(ME, "", "getMe"), "readMe", &here("## Me", "getMe"), &there(ME, "", "get:"), message);
}

#[test]
fn methods_and_paths() {
    let message = "the method of `updateMe` is `PUT` here and `PATCH` in the contract";
    drift(&here("", "PATCH /me"), "PUT /me", &here("", "PUT"), &there(ME, "", "patch:"), message);
    let message = "the method of `updateMe` is `PATCH` here and `PUT` in the contract";
    drift(&there(ME, "", "patch:"), "put:", &here("### updateMe", "PATCH"), &there(ME, "", "put:"), message);
    let events = there(ROOT, "paths:", "/tasks/{task_id}/events");
    let history = here("", "/tasks/{task_id}/history");
    let written = here("### listTaskEvents", "/tasks/{task_id}/events");
    let message = "is `/tasks/{task_id}/history` here and `/tasks/{task_id}/events`";
    drift(&written, "/tasks/{task_id}/history", &history, &events, message);
    let moved = there(ROOT, "paths:", "/tasks/{task_id}/history");
    let message = "is `/tasks/{task_id}/events` here and `/tasks/{task_id}/history`";
    drift(&events, "/tasks/{task_id}/history", &written, &moved, message);
}

#[test]
fn endpoints_and_operations() {
    let documents = Documents::copy();
    documents.cut(DOCUMENT, "### getTask\n", "### replaceTask\n");
    let operation = there(TASK, "#/TaskId", "get:");
    documents.expect(
        &here("### restoreProject > \n## ", "Tasks"),
        &operation,
        "the operation `getTask` stands in the contract and is missing here",
    );
    let documents = Documents::copy();
    documents.cut(ROOT, "  /users:\n", "\ncomponents:");
    let first = there("openapi/paths/info.yaml", "", "get:");
    documents.expect(
        &here("", "listUsers"),
        &first,
        "the endpoint `listUsers` stands here and is missing in the contract",
    );
}

#[test]
fn callers() {
    let admin = there(USERS, "", "x-roles: [admin]");
    let message = "the caller of `listUsers` is `signed in` here and `role admin` in the contract";
    drift(
        &here("### listUsers", "role admin"),
        "signed in",
        &here("### listUsers > Callers", "signed in"),
        &admin,
        message,
    );
    let auditor = there(USERS, "", "x-roles: [auditor]");
    let message = "the caller of `listUsers` is `role admin` here and `role auditor` in the contract";
    drift(&there(USERS, "", "[admin]"), "[auditor]", &here("### listUsers", "role admin"), &auditor, message);
    let root = there(ROOT, "", "security:");
    let message = "the caller of `getMe` is `public` here and `signed in` in the contract";
    drift(&here("### getMe", "signed in"), "public", &here("### getMe", "public"), &root, message);
    let info = "openapi/paths/info.yaml";
    let message = "the caller of `getServiceInfo` is `public` here and `signed in` in the contract";
    let closed = there(info, "", "security:");
    drift(&there(info, "", "security: []"), "security: [{bearer_auth: []}]", &here("", "public"), &closed, message);
}

#[test]
fn owner_rules() {
    let owner = there(TASKS, "operationId: createTask > x-owner: ", "caller");
    let message = "the owner rule of `createTask` is `any` here and `caller` in the contract";
    drift(&here("### createTask", "caller"), "any", &here("### createTask", "any"), &owner, message);
    let none = there(TASKS, "operationId: createTask > x-owner: ", "none");
    let message = "the owner rule of `createTask` is `caller` here and `none` in the contract";
    drift(&owner, "none", &here("### createTask", "caller"), &none, message);
    let message = "the owner rule of `createTask` stands here and is missing in the contract";
    let missing = there(TASKS, "", "post:");
    let line = there(TASKS, "operationId: createTask", "x-owner: caller");
    drift(&line, "description: ''", &here("### createTask", "caller"), &missing, message);
}

#[test]
fn rate_limits() {
    let limit = there(TASKS, "operationId: createTask", "requests: 120");
    let message = "the rate limit of `createTask` is `90 per 60 s per caller` here and `120 per 60 s per caller`";
    let changed = here("### createTask", "90 per 60 s per caller");
    drift(&here("### createTask", "120 per"), "90 per", &changed, &limit, message);
    let message = "the rate limit of `createTask` is `120 per 60 s per caller` here and `120 per 60 s per address`";
    let address = there(TASKS, "operationId: createTask", "per: address");
    let stated = here("### createTask", "120 per 60 s per caller");
    drift(&there(TASKS, "operationId: createTask", "per: caller"), "per: address", &stated, &address, message);
}

#[test]
fn idempotency() {
    let kind = there(TASKS, "operationId: createTask", "x-idempotency");
    let message = "the idempotency of `createTask` is `none` here and `key, 86400 s` in the contract";
    drift(&here("### createTask", "key, 86400 s"), "none", &here("### createTask", "none"), &kind, message);
    let message = "the idempotency of `createTask` is `key, 86400 s` here and `key, 3600 s` in the contract";
    let hour = there(TASKS, "operationId: createTask", "3600");
    let stated = here("### createTask", "key, 86400 s");
    drift(&there(TASKS, "operationId: createTask", "86400"), "3600", &stated, &hour, message);
}

#[test]
fn body_limits() {
    let limit = there(TASKS, "operationId: createTask", "262144");
    let message = "the body limit of `createTask` is `1024 bytes` here and `262144 bytes` in the contract";
    drift(&here("### createTask", "262144"), "1024", &here("### createTask", "1024 bytes"), &limit, message);
    let message = "the body limit of `createTask` is `262144 bytes` here and `2048 bytes` in the contract";
    let changed = there(TASKS, "operationId: createTask", "2048");
    drift(&limit, "2048", &here("### createTask", "262144 bytes"), &changed, message);
    let message = "the body limit of `createTask` stands in the contract and is missing here";
    let documents = Documents::copy();
    documents.drop_line(&here("### createTask", "262144 bytes"));
    documents.expect(&here("### createTask", "Fact"), &limit, message);
}

#[test]
fn deprecation() {
    let deprecated = there(COMPLETE, "", "deprecated: true");
    let message = "the deprecation of `completeTask` is `no` here and `yes` in the contract";
    drift(&here("### completeTask", "yes"), "no", &here("### completeTask", "no"), &deprecated, message);
    let documents = Documents::copy();
    documents.drop_line(&here("### completeTask", "| Deprecated"));
    let message = "the deprecation of `completeTask` stands in the contract and is missing here";
    documents.expect(&here("### completeTask", "Fact"), &deprecated, message);
    let message = "the deprecation of `completeTask` is `yes` here and `no` in the contract";
    let documents = Documents::copy();
    documents.drop_line(&deprecated);
    documents.expect(&here("### completeTask", "yes"), &there(COMPLETE, "", "post:"), message);
}

#[test]
fn pagination() {
    let pagination = there(TASKS, "operationId: listTasks", "x-pagination");
    let message = "is `cursor -> /meta/next_cursor, items /items` here and `cursor -> /meta/next_cursor, items /data`";
    let changed = here("### listTasks", "cursor -> /meta/next_cursor, items /items");
    drift(&here("### listTasks", "items /data"), "items /items", &changed, &pagination, message);
    let documents = Documents::copy();
    documents.drop_line(&here("### listTasks", "| Pagination"));
    let message = "the pagination of `listTasks` stands in the contract and is missing here";
    documents.expect(&here("### listTasks", "Fact"), &pagination, message);
    let documents = Documents::copy();
    documents.drop_line(&pagination);
    let message = "the pagination of `listTasks` stands here and is missing in the contract";
    let stated = here("### listTasks", "cursor -> /meta/next_cursor, items /data");
    documents.expect(&stated, &there(TASKS, "", "get:"), message);
}

#[test]
fn parameters() {
    let status = there(TASKS, "operationId: listTasks", "status");
    let documents = Documents::copy();
    documents.drop_line(&here("### listTasks", "`status`"));
    let message = "the parameter `status` of `listTasks` stands in the contract and is missing here";
    documents.expect(&here("### listTasks", "Parameters"), &status, message);
    let message = "the parameter `state` of `listTasks` stands here and is missing in the contract";
    let get = there(TASKS, "", "get:");
    drift(&here("### listTasks", "`status`"), "`state` ", &here("### listTasks", "state"), &get, message);
    let message = "the parameter `status` of `listTasks` stands here and is missing in the contract";
    drift(&there(TASKS, "", "name: status"), "name: state", &here("### listTasks", "status"), &get, message);
}

#[test]
fn what_a_parameter_is() {
    let after = "| `role`";
    let role = there(USERS, "", "name: role");
    let message = "the place of the parameter `role` of `listUsers` is `header` here and `query` in the contract";
    drift(&here(after, "query"), "header", &here(after, "header"), &role, message);
    let message = "the type of the parameter `project_id` of `listTasks` is `string` here and `string(uuid)`";
    let schema = there(TASKS, "name: project_id", "type: string");
    let after = "| `project_id` | query |";
    drift(&here(after, "string(uuid)"), "string", &here(after, "string"), &schema, message);
    let message = "the type of the parameter `project_id` of `listTasks` is `string(uuid)` here and `string`";
    let format = there(TASKS, "name: project_id", "format: uuid");
    drift(&format, "minLength: 1", &here(after, "string(uuid)"), &schema, message);
    let message = "the parameter `project_id` of `listTasks` is required here and optional in the contract";
    let project = there(TASKS, "", "name: project_id");
    drift(&here(after, "no"), "yes", &here(after, "yes"), &project, message);
    let message = "the parameter `project_id` of `listTasks` is optional here and required in the contract";
    let optional = there(TASKS, "name: project_id", "in: query");
    drift(&optional, "in: query\n      required: true", &here(after, "no"), &project, message);
}

#[test]
fn defaults_of_parameters() {
    let twenty = there(PARAMETERS, "name: limit", "default: 20");
    let after = "### listTasks";
    let message = "the default of the parameter `limit` of `listTasks` is `50` here and `20` in the contract";
    drift(&here(after, "20 "), "50 ", &here(after, "50"), &twenty, message);
    let message = "the default of the parameter `limit` of `listTasks` is `20` here and `30` in the contract";
    let thirty = there(PARAMETERS, "name: limit", "default: 30");
    drift(&twenty, "default: 30", &here(after, "20 "), &thirty, message);
    let message = "the default of the parameter `limit` of `listTasks` stands here and is missing in the contract";
    let limit = there(PARAMETERS, "", "name: limit");
    drift(&twenty, "maxItems: 20", &here(after, "20 "), &limit, message);
    let message = "the default of the parameter `sort` of `listTasks` stands in the contract and is missing here";
    let row = "### listTasks > `sort` > TaskSort > no       | ";
    let schema = there("openapi/components/schemas/tasks.yaml", "TaskSort:", "default");
    drift(&here(row, "-created_at"), "-          ", &here(row, "-"), &schema, message);
}

#[test]
fn requests() {
    let after = "### createTask";
    let json = there(TASKS, "operationId: createTask", "application/json:");
    let message =
        "the request's media type of `updateMe` is `application/json` here and `application/merge-patch+json`";
    let row = "### updateMe > #### Request";
    let merge_patch = there(ME, "patch:", "application/merge-patch+json:");
    drift(
        &here(row, "application/merge-patch+json"),
        "application/json",
        &here(row, "application/json"),
        &merge_patch,
        message,
    );
    let message = "the request's media type `text/plain` of `createTask` stands here and is missing";
    let documents = Documents::copy();
    documents.replace(&here("### createTask > #### Request > yes |", "\n"), "\n| text/plain | string | yes |\n");
    documents.expect(&here("### createTask", "text/plain"), &there(TASKS, "requestBody:", "required"), message);
    let message = "the request's schema of `createTask` is `Task` here and `TaskCreate` in the contract";
    drift(&here(after, "TaskCreate"), "Task      ", &here("### createTask > #### Request", "Task"), &json, message);
    let message = "the request's schema of `createTask` is `TaskCreate` here and `TaskReplace` in the contract";
    let reference = there(TASKS, "operationId: createTask", "#/TaskCreate");
    drift(&reference, "#/TaskReplace", &here(after, "TaskCreate"), &json, message);
    let message = "the request's body of `createTask` is required here and optional in the contract";
    let required = there(TASKS, "operationId: createTask", "required: true");
    let optional = there(TASKS, "operationId: createTask", "required: false");
    drift(&required, "required: false", &here("| application/json | TaskCreate |", "yes"), &optional, message);
}

#[test]
fn responses() {
    let after = "### createTask";
    let message = "the response `202` of `createTask` stands here and is missing in the contract";
    let post = there(TASKS, "", "post:");
    drift(&here(after, "| 201 "), "| 202 ", &here(after, "202"), &post, message);
    let documents = Documents::copy();
    documents.drop_line(&here("### getMe", "| 304 "));
    let unchanged = there(ME, "", "'304'");
    let message = "the response `304` of `getMe` stands in the contract and is missing here";
    documents.expect(&here("### getMe", "Responses"), &unchanged, message);
    let message = "the schema of the response `201` of `createTask` is `Tag` here and `Task` in the contract";
    let json = there(TASKS, "'201'", "application/json:");
    let row = "### createTask > #### Responses > | application/json | ";
    drift(&here(row, "Task"), "Tag ", &here(row, "Tag"), &json, message);
    let message = "the media type of the response `200` of `getMe` is `text/plain` here and `application/json`";
    let found = there(ME, "'200'", "application/json:");
    drift(&here("### getMe", "application/json"), "text/plain", &here("### getMe", "text/plain"), &found, message);
}

#[test]
fn response_headers() {
    let location = there(TASKS, "'201'", "Location:");
    let message = "the header `Location` of the response `201` of `createTask` stands in the contract and is missing";
    drift(&here("### createTask", "ETag, Location"), "ETag", &here("### createTask", "ETag"), &location, message);
    let message = "the header `Link` of the response `201` of `createTask` stands here and is missing";
    let created = there(TASKS, "operationId: createTask", "'201'");
    drift(
        &here("### createTask", "Location |"),
        "Location, Link |",
        &here("### createTask", "Link"),
        &created,
        message,
    );
    let message = "the header `X-Request-Id` of the response `201` of `createTask` stands here and is missing";
    let documents = Documents::copy();
    documents.drop_line(&there(TASKS, "'201'", "X-Request-Id"));
    documents.expect(&here("", "X-Request-Id"), &created, message);
    let message = "the header `RateLimit` of the response `404` of `getTask` stands here and is missing";
    let documents = Documents::copy();
    documents.drop_line(&there(STATE, "NotFound:", "RateLimit:"));
    documents.expect(&here("Headers of every response", "RateLimit"), &there(TASK, "get:", "'404'"), message);
}

#[test]
fn errors() {
    let archived = there(STATE, "KeyReusedOrProjectRefused:", "project_archived");
    let documents = Documents::copy();
    documents.drop_line(&here("### createTask", "project_archived"));
    let message = "the error `422 project_archived` of `createTask` stands in the contract and is missing here";
    documents.expect(&here("### createTask", "Errors"), &archived, message);
    let message = "the status of the error `project_archived` of `createTask` is `409` here and `422` in the contract";
    let row = "### createTask > project_not_found";
    drift(&here(row, "422"), "409", &here(row, "409"), &archived, message);
    let message = "the error `422 project_archived` of `createTask` stands here and is missing in the contract";
    let documents = Documents::copy();
    documents.replace(&there(STATE, "KeyReusedOrProjectRefused:", ", project_archived"), "");
    let response = there(TASKS, "operationId: createTask", "'422'");
    documents.expect(&here("### createTask", "project_archived"), &response, message);
}
