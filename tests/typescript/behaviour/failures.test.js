// What becomes of answers that are not what the contract says, and of calls without an answer.

import assert from "node:assert/strict";
import { test } from "node:test";

import { ApiError, createClient } from "../build/behaviour/index.js";
import { json, note, problem, serve } from "./server.js";

const html = (response, status) =>
  response.writeHead(status, { "content-type": "text/html", "x-request-id": "r-9" }).end("<h1>Proxy</h1>");

const failure = async (call) => {
  const result = await call.result();
  assert.equal(result.ok, false);
  assert.ok(result.error instanceof ApiError);
  return result.error;
};

test("a declared problem has its code, status, body and request id", async (t) => {
  const { baseUrl } = await serve(t, (_, response) => problem(response, 404, "not_found", { detail: "No such note." }));
  const error = await failure(createClient({ baseUrl }).notes.get("n1"));
  assert.equal(error.code, "not_found");
  assert.equal(error.status, 404);
  assert.equal(error.body.detail, "No such note.");
  assert.equal(error.requestId, "r-1");
  assert.equal(error.operation, "getNote");
  assert.equal(error.message, "getNote: not_found: No such note.");
});

test("an awaited call throws the same failure", async (t) => {
  const { baseUrl } = await serve(t, (_, response) => problem(response, 404, "not_found"));
  await assert.rejects(createClient({ baseUrl }).notes.get("n1"), (error) => {
    assert.ok(error instanceof ApiError);
    return error.code === "not_found" && error.status === 404;
  });
});

test("500 with an empty body is a failure", async (t) => {
  const { baseUrl } = await serve(t, (_, response) => response.writeHead(500).end());
  const error = await failure(createClient({ baseUrl }).notes.get("n1"));
  assert.equal(error.code, "unexpected_response");
  assert.equal(error.status, 500);
  assert.equal(error.text, "");
  assert.equal(error.body, undefined);
});

test("502 with HTML is no documented failure", async (t) => {
  const { baseUrl } = await serve(t, (_, response) => html(response, 502));
  const error = await failure(createClient({ baseUrl, retries: 0 }).notes.get("n1"));
  assert.equal(error.code, "unexpected_response");
  assert.equal(error.text, "<h1>Proxy</h1>");
  assert.equal(error.requestId, "r-9");
});

test("200 with HTML is no value", async (t) => {
  const { baseUrl } = await serve(t, (_, response) => html(response, 200));
  const error = await failure(createClient({ baseUrl }).notes.get("n1"));
  assert.equal(error.code, "unexpected_response");
  assert.equal(error.status, 200);
  assert.equal(error.text, "<h1>Proxy</h1>");
});

test("200 that is JSON and says HTML is no value", async (t) => {
  const { baseUrl } = await serve(t, (_, response) =>
    response.writeHead(200, { "content-type": "text/html" }).end(JSON.stringify(note("n1"))),
  );
  assert.equal((await failure(createClient({ baseUrl }).notes.get("n1"))).code, "unexpected_response");
});

test("200 that says JSON and is none is no value", async (t) => {
  const { baseUrl } = await serve(t, (_, response) =>
    response.writeHead(200, { "content-type": "application/json" }).end("{"),
  );
  assert.equal((await failure(createClient({ baseUrl }).notes.get("n1"))).code, "unexpected_response");
});

test("a success that the operation does not declare is no value", async (t) => {
  const { baseUrl } = await serve(t, (_, response) => json(response, 202, note("n1")));
  assert.equal((await failure(createClient({ baseUrl }).notes.get("n1"))).code, "unexpected_response");
});

test("404 without its body is not the documented 404", async (t) => {
  const { baseUrl } = await serve(t, (_, response) => response.writeHead(404).end());
  const error = await failure(createClient({ baseUrl }).notes.get("n1"));
  assert.equal(error.code, "unexpected_response");
  assert.equal(error.status, 404);
});

test("404 with HTML is not the documented 404", async (t) => {
  const { baseUrl } = await serve(t, (_, response) => html(response, 404));
  assert.equal((await failure(createClient({ baseUrl }).notes.get("n1"))).code, "unexpected_response");
});

test("a code that the operation does not declare is unexpected", async (t) => {
  const { baseUrl } = await serve(t, (_, response) => problem(response, 409, "busy"));
  const error = await failure(createClient({ baseUrl }).notes.get("n1"));
  assert.equal(error.code, "unexpected_response");
  assert.match(error.text, /"busy"/);
});

test("a code with another status than its own is unexpected", async (t) => {
  const { baseUrl } = await serve(t, (_, response) => problem(response, 400, "not_found"));
  assert.equal((await failure(createClient({ baseUrl }).notes.get("n1"))).code, "unexpected_response");
});

test("a code from the prototype of objects is unexpected", async (t) => {
  const { baseUrl } = await serve(t, (_, response) => problem(response, 400, "constructor"));
  assert.equal((await failure(createClient({ baseUrl }).notes.get("n1"))).code, "unexpected_response");
});

test("a declared failure without a problem code is told by its status", async (t) => {
  const { baseUrl } = await serve(t, (_, response) => json(response, 418, { lid: "on" }));
  const error = await failure(createClient({ baseUrl }).status.get());
  assert.equal(error.code, "http_418");
  assert.deepEqual(error.body, { lid: "on" });
});

test("304 to If-None-Match is `not_modified`", async (t) => {
  const { baseUrl, seen } = await serve(t, (_, response) => response.writeHead(304).end());
  const error = await failure(createClient({ baseUrl }).notes.get("n1", { ifNoneMatch: '"1"' }));
  assert.equal(error.code, "not_modified");
  assert.equal(seen[0].headers["if-none-match"], '"1"');
});

test("no network is `network`, with its cause", async () => {
  const error = await failure(createClient({ baseUrl: "http://127.0.0.1:1", retries: 0 }).notes.get("n1"));
  assert.equal(error.code, "network");
  assert.equal(error.status, undefined);
  assert.ok(error.cause instanceof Error);
});

test("an answer that breaks off is `network`", async (t) => {
  const { baseUrl } = await serve(t, (_, response) => {
    response.writeHead(200, { "content-type": "application/json", "content-length": "100" });
    response.write('{"id":');
    setTimeout(() => response.destroy(), 20);
  });
  assert.equal((await failure(createClient({ baseUrl, retries: 0 }).notes.get("n1"))).code, "network");
});

test("an answer that does not come is `timeout`", async (t) => {
  const { baseUrl } = await serve(t, () => {});
  const before = Date.now();
  const error = await failure(createClient({ baseUrl, timeoutMs: 60 }).notes.get("n1"));
  assert.equal(error.code, "timeout");
  assert.ok(Date.now() - before < 2000);
});

test("the time limit covers the body", async (t) => {
  const { baseUrl } = await serve(t, (_, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.write("{");
  });
  assert.equal((await failure(createClient({ baseUrl }).notes.get("n1", { timeoutMs: 60 }))).code, "timeout");
});

test("the time limit covers the token", async () => {
  const client = createClient({ baseUrl: "http://127.0.0.1:1", token: () => new Promise(() => {}), timeoutMs: 40 });
  assert.equal((await failure(client.notes.get("n1"))).code, "timeout");
});

test("a timeout without limit waits", async (t) => {
  const { baseUrl } = await serve(t, (_, response) => setTimeout(() => json(response, 200, note("n1")), 50));
  assert.equal((await createClient({ baseUrl, timeoutMs: Infinity }).notes.get("n1")).id, "n1");
});

test("the caller's own signal is `aborted`", async (t) => {
  const { baseUrl } = await serve(t, () => {});
  const controller = new AbortController();
  const call = createClient({ baseUrl }).notes.get("n1", { signal: controller.signal });
  setTimeout(() => controller.abort(), 30);
  assert.equal((await failure(call)).code, "aborted");
});

test("a signal that is already aborted sends nothing", async (t) => {
  const { baseUrl, seen } = await serve(t, (_, response) => json(response, 200, note("n1")));
  const error = await failure(createClient({ baseUrl }).notes.get("n1", { signal: AbortSignal.abort("left") }));
  assert.equal(error.code, "aborted");
  assert.equal(error.cause, "left");
  assert.equal(seen.length, 0);
  let calls = 0;
  const deaf = createClient({ fetch: async () => Response.json(note(String(++calls))) });
  await failure(deaf.notes.get("n1", { signal: AbortSignal.abort() }));
  await new Promise((resolve) => setTimeout(resolve, 10));
  assert.equal(calls, 0);
});

test("a signal with a time limit is `timeout`", async (t) => {
  const { baseUrl } = await serve(t, () => {});
  const call = createClient({ baseUrl }).notes.get("n1", { signal: AbortSignal.timeout(30) });
  assert.equal((await failure(call)).code, "timeout");
});

test("a signal is let go when the call has ended", async (t) => {
  const { baseUrl } = await serve(t, (_, response) => json(response, 200, note("n1")));
  const { signal } = new AbortController();
  let listeners = 0;
  const counted = {
    aborted: false,
    addEventListener: () => listeners++,
    removeEventListener: () => listeners--,
    reason: signal.reason,
  };
  await createClient({ baseUrl }).notes.get("n1", { signal: counted });
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal(listeners, 0);
});
