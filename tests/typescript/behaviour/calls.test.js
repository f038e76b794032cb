// What a call is: a Promise that has started, a result, a page, a list.

import assert from "node:assert/strict";
import { test } from "node:test";
import { types } from "node:util";

import { createClient } from "../build/behaviour/index.js";
import { json, note, problem, serve } from "./server.js";

/** Serves notes 1 to `count`, `size` a page. */
const pages = (t, count, size) =>
  serve(t, (request, response) => {
    const from = Number(new URL(request.url, "http://localhost").searchParams.get("cursor") ?? 0);
    const ids = Array.from({ length: Math.min(size, count - from) }, (_, index) => from + index + 1);
    const next = from + size < count ? String(from + size) : null;
    json(response, 200, { data: ids.map((id) => note(String(id))), meta: { next_cursor: next } });
  });

test("a call that nobody awaits is sent", async (t) => {
  let arrived;
  const arrival = new Promise((resolve) => (arrived = resolve));
  const { baseUrl } = await serve(t, (_, response) => {
    json(response, 200, note("n1"));
    arrived();
  });
  createClient({ baseUrl }).notes.get("n1");
  await arrival;
});

test("a call is a true Promise", async (t) => {
  const { baseUrl } = await serve(t, (_, response) => json(response, 200, note("n1")));
  const call = createClient({ baseUrl }).notes.get("n1");
  assert.ok(types.isPromise(call));
  assert.ok(call instanceof Promise);
  assert.equal((await Promise.all([call, call.then((found) => found.id)]))[1], "n1");
  assert.equal(await call.finally(() => {}).then((found) => found.title), "Note n1");
});

test("one call is one request, however often its end is looked at", async (t) => {
  const { baseUrl, seen } = await serve(t, (_, response) => json(response, 200, note("n1"), { etag: '"3"' }));
  const call = createClient({ baseUrl }).notes.get("n1");
  await call;
  const { data, response } = await call.withResponse();
  const result = await call.result();
  assert.equal(response.headers.get("etag"), '"3"');
  assert.equal(result.data, data);
  assert.equal(result.response, response);
  assert.equal(seen.length, 1);
});

test("a failed call whose result is asked for is no unhandled rejection", async (t) => {
  const { baseUrl } = await serve(t, (_, response) => problem(response, 404, "not_found"));
  const unhandled = [];
  const listen = (reason) => unhandled.push(reason);
  process.on("unhandledRejection", listen);
  t.after(() => process.off("unhandledRejection", listen));
  const api = createClient({ baseUrl });
  assert.equal((await api.notes.get("n1").result()).ok, false);
  await assert.rejects(api.notes.get("n1").withResponse());
  await assert.rejects(api.notes.list().toArray(3));
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.deepEqual(unhandled, []);
});

test("a list awaited is one page", async (t) => {
  const { baseUrl, seen } = await pages(t, 5, 2);
  const page = await createClient({ baseUrl }).notes.list({ limit: 2 });
  assert.deepEqual(page.data.map((item) => item.id), ["1", "2"]);
  assert.equal(page.meta.next_cursor, "2");
  assert.equal(seen.length, 1);
});

test("a list iterated is every item, with the same query on every page", async (t) => {
  const { baseUrl, seen } = await pages(t, 5, 2);
  const ids = [];
  for await (const item of createClient({ baseUrl }).notes.list({ status: ["open"] })) ids.push(item.id);
  assert.deepEqual(ids, ["1", "2", "3", "4", "5"]);
  assert.deepEqual(seen.map((request) => request.url.split("?")[1]), [
    "status=open",
    "status=open&cursor=2",
    "status=open&cursor=4",
  ]);
});

test("a loop that ends early asks for no further page", async (t) => {
  const { baseUrl, seen } = await pages(t, 50, 2);
  for await (const item of createClient({ baseUrl }).notes.list()) if (item.id === "2") break;
  assert.equal(seen.length, 1);
});

test("toArray stops at its limit", async (t) => {
  const { baseUrl, seen } = await pages(t, 9, 2);
  const api = createClient({ baseUrl });
  assert.deepEqual((await api.notes.list().toArray(4)).map((item) => item.id), ["1", "2", "3", "4"]);
  assert.equal(seen.length, 2);
  assert.equal((await api.notes.list().toArray(100)).length, 9);
  assert.deepEqual(await api.notes.list().toArray(0), []);
});

test("a page that fails fails the loop with its code", async (t) => {
  const { baseUrl } = await serve(t, (_, response, count) =>
    count === 1
      ? json(response, 200, { data: [note("1")], meta: { next_cursor: "x" } })
      : problem(response, 401, "unauthenticated"),
  );
  const ids = [];
  const loop = async () => {
    for await (const item of createClient({ baseUrl }).notes.list()) ids.push(item.id);
  };
  await assert.rejects(loop, { code: "unauthenticated" });
  assert.deepEqual(ids, ["1"]);
});
