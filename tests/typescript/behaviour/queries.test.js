// The calls as TanStack Query and Mock Service Worker take them, with the real packages.

import assert from "node:assert/strict";
import { test } from "node:test";

import { InfiniteQueryObserver, QueryClient } from "@tanstack/react-query";
import { http, HttpResponse } from "msw";
import { setupServer } from "msw/node";

import { createClient } from "../build/behaviour/index.js";
import { failure, mock } from "../build/behaviour/runtime/msw.js";
import { infiniteQueryOptions, mutationOptions, queryKey, queryOptions } from "../build/behaviour/runtime/react-query.js";
import { json, note, problem, serve } from "./server.js";

test("a query has the operation's key, value and failure, and is not tried again twice over", async (t) => {
  const { baseUrl, seen } = await serve(t, (_, response, count) =>
    count === 1 ? json(response, 200, note("n1")) : problem(response, 404, "not_found"),
  );
  const api = createClient({ baseUrl });
  const client = new QueryClient();
  t.after(() => client.clear());
  const options = queryOptions(api.notes.get, "n1", { ifNoneMatch: '"1"' });
  assert.deepEqual(options.queryKey, ["getNote", "n1"]);
  assert.equal((await client.fetchQuery(options)).id, "n1");
  assert.equal(seen[0].headers["if-none-match"], '"1"');
  assert.equal(client.getQueryData(queryKey(api.notes.get, "n1")).id, "n1");
  await assert.rejects(client.fetchQuery(queryOptions(api.notes.get, "n2")), { code: "not_found" });
  assert.equal(seen.length, 2);
});

test("a query that is cancelled is aborted", async (t) => {
  const { baseUrl } = await serve(t, () => {});
  const controller = new AbortController();
  const call = queryOptions(createClient({ baseUrl }).notes.get, "n1").queryFn({ signal: controller.signal });
  controller.abort();
  await assert.rejects(call, { code: "aborted" });
});

test("an infinite query goes from page to page", async (t) => {
  const { baseUrl, seen } = await serve(t, (_, response, count) =>
    json(response, 200, { data: [note(String(count))], meta: { next_cursor: count < 2 ? "c2" : null } }),
  );
  const client = new QueryClient();
  t.after(() => client.clear());
  const options = infiniteQueryOptions(createClient({ baseUrl }).notes.list, { status: ["open"] });
  const observer = new InfiniteQueryObserver(client, options);
  const first = await observer.fetchNextPage();
  assert.equal(first.hasNextPage, true);
  const second = await observer.fetchNextPage();
  assert.deepEqual(second.data.pages.flatMap((page) => page.data.map((item) => item.id)), ["1", "2"]);
  assert.equal(second.hasNextPage, false);
  assert.deepEqual(seen.map((request) => request.url.split("?")[1]), ["status=open", "status=open&cursor=c2"]);
});

test("a mutation takes the call's arguments", async (t) => {
  const { baseUrl, seen } = await serve(t, (_, response) => json(response, 201, note("n1")));
  const { mutationFn } = mutationOptions(createClient({ baseUrl }).notes.create);
  assert.equal((await mutationFn([{ title: "a" }])).id, "n1");
  assert.equal(seen[0].body.toString(), '{"title":"a"}');
});

test("mocks answer with values, failures and Responses", async (t) => {
  const api = createClient({ baseUrl: "http://api.example/v1", retries: 0 });
  const server = setupServer(
    mock(http, api.notes.get, ({ params }) =>
      params["note_id"] === "gone" ? failure(api.notes.get, "not_found", { detail: "No." }) : note(params["note_id"]),
    ),
    mock(http, api.notes.delete, undefined),
    mock(http, api.status.get, () => failure(api.status.get, "http_418", { lid: "on" })),
    mock(http, api.notes.create, () => new HttpResponse("<p>", { status: 502, headers: { "content-type": "text/html" } })),
  );
  server.listen({ onUnhandledRequest: "error" });
  t.after(() => server.close());
  assert.equal((await api.notes.get("n7")).id, "n7");
  assert.equal(await api.notes.delete("n7"), undefined);
  const gone = (await api.notes.get("gone").result()).error;
  assert.deepEqual([gone.code, gone.status, gone.body.detail], ["not_found", 404, "No."]);
  const teapot = (await api.status.get().result()).error;
  assert.deepEqual([teapot.code, teapot.body], ["http_418", { lid: "on" }]);
  assert.equal((await api.notes.create({ title: "a" }).result()).error.code, "unexpected_response");
});
