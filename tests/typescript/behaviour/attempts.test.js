// When a call is sent more than once: renewed tokens, and failures that pass.

import assert from "node:assert/strict";
import { test } from "node:test";

import { createClient } from "../build/behaviour/index.js";
import { json, note, problem, serve } from "./server.js";

/** Takes only the newest token. */
const guarded = (t, state) =>
  serve(t, async (request, response, _, body) => {
    const { authorization } = request.headers;
    await new Promise((resolve) => setTimeout(resolve, 10));
    if (authorization !== `Bearer ${state.valid}`) return problem(response, 401, "unauthenticated");
    if (request.method === "POST") return json(response, 201, note("n1", { title: JSON.parse(body).title }));
    json(response, 200, note("n1"));
  });

test("401: one refresh for all waiting calls, then one replay each; no body is lost", async (t) => {
  const state = { valid: "new", held: "old" };
  const { baseUrl, seen } = await guarded(t, state);
  let refreshes = 0;
  const api = createClient({
    baseUrl,
    token: () => state.held,
    onUnauthorized: async () => {
      refreshes++;
      await new Promise((resolve) => setTimeout(resolve, 30));
      state.held = "new";
    },
  });
  const titles = ["a", "b", "c", "d"];
  const made = await Promise.all([...titles.map((title) => api.notes.create({ title })), api.notes.get("n1")]);
  assert.deepEqual(made.slice(0, 4).map((item) => item.title), titles);
  assert.equal(refreshes, 1);
  assert.equal(seen.length, 10);
});

test("401 to a request older than the last refresh is replayed without another", async (t) => {
  let held = "old";
  let refreshes = 0;
  let release;
  const late = new Promise((resolve) => (release = resolve));
  const { baseUrl } = await serve(t, async (request, response) => {
    if (request.headers.authorization === "Bearer new") return json(response, 200, note("n1"));
    if (request.url.endsWith("/slow")) await late;
    problem(response, 401, "unauthenticated");
  });
  const api = createClient({
    baseUrl,
    token: () => held,
    onUnauthorized: () => {
      refreshes++;
      held = "new";
    },
  });
  const slow = api.notes.get("slow");
  await new Promise((resolve) => setTimeout(resolve, 20));
  await api.notes.get("quick");
  release();
  await slow;
  assert.equal(refreshes, 1);
});

test("a second 401 is the failure", async (t) => {
  const { baseUrl, seen } = await serve(t, (_, response) => problem(response, 401, "unauthenticated"));
  let refreshes = 0;
  const api = createClient({ baseUrl, onUnauthorized: () => void refreshes++ });
  assert.equal((await api.notes.get("n1").result()).error.code, "unauthenticated");
  assert.equal(refreshes, 1);
  assert.equal(seen.length, 2);
});

test("a refresh that fails leaves the 401, and says why", async (t) => {
  const { baseUrl, seen } = await serve(t, (_, response) => problem(response, 401, "unauthenticated"));
  const cause = new Error("signed out");
  const rejecting = createClient({ baseUrl, onUnauthorized: () => Promise.reject(cause) });
  const { error } = await rejecting.notes.get("n1").result();
  assert.equal(error.code, "unauthenticated");
  assert.equal(error.cause, cause);
  const declining = createClient({ baseUrl, onUnauthorized: () => false });
  assert.equal((await declining.notes.get("n1").result()).error.code, "unauthenticated");
  assert.equal(seen.length, 2);
});

test("GET, PUT and DELETE are tried again; the body is the same", async (t) => {
  const counts = {};
  const { baseUrl, seen } = await serve(t, (request, response) => {
    counts[request.method] = (counts[request.method] ?? 0) + 1;
    if (counts[request.method] < 3) return problem(response, 503, "unavailable");
    if (request.method === "DELETE") return response.writeHead(204).end();
    json(response, 200, note("n1"));
  });
  const api = createClient({ baseUrl });
  await Promise.all([
    api.notes.get("n1"),
    api.notes.replace("n1", { title: "Same" }, { ifMatch: '"1"' }),
    api.notes.delete("n1"),
  ]);
  assert.deepEqual(counts, { GET: 3, PUT: 3, DELETE: 3 });
  const bodies = seen.filter((request) => request.method === "PUT").map((request) => request.body.toString());
  assert.deepEqual(new Set(bodies), new Set(['{"title":"Same"}']));
});

test("POST and PATCH are not tried again without an idempotency key", async (t) => {
  const { baseUrl, seen } = await serve(t, (_, response) => problem(response, 503, "unavailable"));
  const api = createClient({ baseUrl });
  assert.equal((await api.notes.create({ title: "a" }).result()).error.code, "unavailable");
  assert.equal((await api.notes.update("n1", { title: "a" }).result()).error.code, "unavailable");
  assert.equal(seen.length, 2);
});

test("POST with an idempotency key is tried again with the same key", async (t) => {
  const { baseUrl, seen } = await serve(t, (_, response, count) =>
    count < 3 ? problem(response, 503, "unavailable") : json(response, 201, note("n1")),
  );
  await createClient({ baseUrl }).notes.create({ title: "a" }, { idempotencyKey: "k1" });
  assert.deepEqual(seen.map((request) => request.headers["idempotency-key"]), ["k1", "k1", "k1"]);
  assert.deepEqual(new Set(seen.map((request) => request.body.toString())), new Set(['{"title":"a"}']));
});

test("a broken connection is tried again", async (t) => {
  const { baseUrl } = await serve(t, (request, response, count) =>
    count < 2 ? request.socket.destroy() : json(response, 200, note("n1")),
  );
  assert.equal((await createClient({ baseUrl }).notes.get("n1")).id, "n1");
});

test("retries end; 0 means never", async (t) => {
  const { baseUrl, seen } = await serve(t, (_, response) => problem(response, 503, "unavailable"));
  const api = createClient({ baseUrl, retries: 1 });
  assert.equal((await api.notes.get("n1").result()).error.code, "unavailable");
  assert.equal(seen.length, 2);
  assert.equal((await api.notes.get("n1", { retries: 0 }).result()).error.code, "unavailable");
  assert.equal(seen.length, 3);
});

test("a failure that stays is not tried again", async (t) => {
  const { baseUrl, seen } = await serve(t, (_, response) => problem(response, 404, "not_found"));
  await createClient({ baseUrl }).notes.get("n1").result();
  assert.equal(seen.length, 1);
});

test("Retry-After in seconds is obeyed", async (t) => {
  const { baseUrl } = await serve(t, (_, response, count) =>
    count < 2 ? problem(response, 429, "rate_limited", {}, { "retry-after": "1" }) : json(response, 200, note("n1")),
  );
  const before = Date.now();
  await createClient({ baseUrl }).notes.get("n1");
  const waited = Date.now() - before;
  assert.ok(waited >= 995 && waited < 2500, `${waited} ms`);
});

test("Retry-After as a date is obeyed", async (t) => {
  const { baseUrl } = await serve(t, (_, response, count) => {
    const when = new Date(Math.ceil(Date.now() / 1000 + 1) * 1000).toUTCString();
    if (count < 2) problem(response, 429, "rate_limited", {}, { "retry-after": when });
    else json(response, 200, note("n1"));
  });
  const before = Date.now();
  await createClient({ baseUrl }).notes.get("n1");
  const waited = Date.now() - before;
  assert.ok(waited >= 900 && waited < 3500, `${waited} ms`);
});

test("Retry-After beyond the time limit fails at once", async (t) => {
  const { baseUrl, seen } = await serve(t, (_, response) =>
    problem(response, 429, "rate_limited", {}, { "retry-after": "30" }),
  );
  const before = Date.now();
  const { error } = await createClient({ baseUrl, timeoutMs: 5000 }).notes.get("n1").result();
  assert.equal(error.code, "rate_limited");
  assert.ok(Date.now() - before < 2000);
  assert.equal(seen.length, 1);
});

test("409 with Retry-After waits for the first of two equal requests", async (t) => {
  const { baseUrl } = await serve(t, (_, response, count) =>
    count < 2 ? problem(response, 409, "busy", {}, { "retry-after": "0" }) : json(response, 201, note("n1")),
  );
  assert.equal((await createClient({ baseUrl }).notes.create({ title: "a" }, { idempotencyKey: "k" })).id, "n1");
});

test("the waits are spread at random", async (t) => {
  const times = [];
  const { baseUrl } = await serve(t, (_, response, count) => {
    times.push(Date.now());
    if (count % 2) problem(response, 503, "unavailable");
    else json(response, 200, note("n1"));
  });
  const random = t.mock.method(Math, "random", () => 0);
  const api = createClient({ baseUrl });
  await api.notes.get("n1");
  const asked = random.mock.callCount();
  random.mock.mockImplementation(() => 2);
  await api.notes.get("n1");
  assert.ok(asked > 0);
  const [first, second, third, fourth] = times;
  assert.ok(fourth - third >= 590, `${fourth - third} ms`);
  assert.ok(second - first < fourth - third, `${second - first} ms`);
});

test("an error of a middleware is not tried again, whatever it looks like", async () => {
  let calls = 0;
  const middleware = [
    () => {
      calls++;
      throw Object.assign(new RangeError("mine"), { status: 503, code: "network" });
    },
  ];
  await assert.rejects(createClient({ baseUrl: "http://127.0.0.1:1", middleware }).notes.get("n1"), RangeError);
  assert.equal(calls, 1);
});
