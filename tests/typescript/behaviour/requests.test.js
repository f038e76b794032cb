// What travels: paths, queries, headers, bodies.

import assert from "node:assert/strict";
import { test } from "node:test";

import { ApiError, createClient, createClientOf, notesOperations } from "../build/behaviour/index.js";
import { json, note, serve } from "./server.js";

const echo = async (t, options = {}) => {
  const { baseUrl, seen } = await serve(t, (_, response) => json(response, 200, note("n1")));
  return { api: createClient({ baseUrl, ...options }), seen };
};

test("path parameters are percent-encoded", async (t) => {
  const { api, seen } = await echo(t);
  await api.notes.get("a/b ?#%ä..");
  assert.equal(seen[0].url, "/api/v1/notes/a%2Fb%20%3F%23%25%C3%A4..");
});

test("a path parameter that would name another path is an error, and nothing is sent", async (t) => {
  const { api, seen } = await echo(t);
  for (const bad of ["", ".", "..", undefined, null, []]) {
    const is = (error) => error instanceof TypeError && !(error instanceof ApiError) && /note_id/.test(error.message);
    await assert.rejects(api.notes.get(bad), is);
    await assert.rejects(api.notes.get(bad).result(), is);
  }
  assert.equal(seen.length, 0);
});

test("queries: arrays, dates, separators, deep objects; nothing for undefined", async (t) => {
  const { baseUrl, seen } = await serve(t, (_, response) => json(response, 200, { data: [], meta: { next_cursor: null } }));
  await createClient({ baseUrl }).notes.list({
    status: ["open", "done"],
    ids: ["a,b", "c"],
    since: new Date(Date.UTC(2026, 0, 2)),
    where: { author: "x&y" },
    cursor: undefined,
    limit: 0,
  });
  const query = "status=open&status=done&ids=a%2Cb,c&since=2026-01-02T00%3A00%3A00.000Z&where%5Bauthor%5D=x%26y&limit=0";
  assert.equal(seen[0].url, `/api/v1/notes?${query}`);
});

test("an empty query leaves no question mark", async (t) => {
  const { baseUrl, seen } = await serve(t, (_, response) => json(response, 200, { data: [], meta: { next_cursor: null } }));
  await createClient({ baseUrl }).notes.list({ ids: [], status: [] });
  await createClient({ baseUrl: `${baseUrl}/` }).notes.list();
  assert.deepEqual(seen.map((request) => request.url), ["/api/v1/notes", "/api/v1/notes"]);
});

test("header parameters are call options", async (t) => {
  const { api, seen } = await echo(t, { headers: { "x-app": "tests" } });
  await api.notes.replace("n1", { title: "New" }, { ifMatch: '"7"', headers: { "x-trace": "1" } });
  assert.equal(seen[0].headers["if-match"], '"7"');
  assert.equal(seen[0].headers["x-app"], "tests");
  assert.equal(seen[0].headers["x-trace"], "1");
});

test("a JSON body; dates in it are ISO 8601", async (t) => {
  const { baseUrl, seen } = await serve(t, (_, response) => json(response, 201, note("n1")));
  await createClient({ baseUrl }).notes.create({ title: "ä", due_at: new Date(0), text: undefined });
  assert.equal(seen[0].headers["content-type"], "application/json");
  assert.equal(seen[0].headers.accept, "application/json");
  assert.equal(seen[0].body.toString(), '{"title":"ä","due_at":"1970-01-01T00:00:00.000Z"}');
});

test("a merge patch keeps null and leaves out undefined", async (t) => {
  const { api, seen } = await echo(t);
  await api.notes.update("n1", { text: null, title: undefined });
  assert.equal(seen[0].method, "PATCH");
  assert.equal(seen[0].headers["content-type"], "application/merge-patch+json");
  assert.equal(seen[0].body.toString(), '{"text":null}');
});

test("a multipart upload", async (t) => {
  const { baseUrl, seen } = await serve(t, (_, response) => json(response, 201, { id: "f1", size_bytes: 3 }));
  const file = new File([new Uint8Array([1, 2, 255])], "spec.bin", { type: "application/x-spec" });
  const stored = await createClient({ baseUrl }).files.upload("n1", { file, caption: "spec" });
  assert.equal(stored.size_bytes, 3);
  assert.match(seen[0].headers["content-type"], /^multipart\/form-data; boundary=/);
  const form = await new Response(seen[0].body, { headers: { "content-type": seen[0].headers["content-type"] } }).formData();
  assert.equal(form.get("caption"), "spec");
  assert.equal(form.get("file").name, "spec.bin");
  assert.equal(form.get("file").type, "application/x-spec");
  assert.deepEqual([...new Uint8Array(await form.get("file").arrayBuffer())], [1, 2, 255]);
});

test("a binary download", async (t) => {
  const { baseUrl } = await serve(t, (_, response) =>
    response.writeHead(200, { "content-type": "image/png" }).end(Buffer.from([0, 255, 254])),
  );
  const blob = await createClient({ baseUrl }).files.download("f1");
  assert.ok(blob instanceof Blob);
  assert.equal(blob.type, "image/png");
  assert.deepEqual([...new Uint8Array(await blob.arrayBuffer())], [0, 255, 254]);
});

test("text, and nothing at all", async (t) => {
  const { baseUrl } = await serve(t, (request, response) =>
    request.method === "DELETE"
      ? response.writeHead(204).end()
      : response.writeHead(200, { "content-type": "text/plain" }).end("well"),
  );
  const api = createClient({ baseUrl });
  assert.equal(await api.status.get(), "well");
  assert.equal(await api.notes.delete("n1"), undefined);
});

test("the token goes to operations that want one, and only to them", async (t) => {
  const { baseUrl, seen } = await serve(t, (request, response) =>
    request.url.endsWith("/status")
      ? response.writeHead(200, { "content-type": "text/plain" }).end("well")
      : json(response, 200, note("n1")),
  );
  let asked = 0;
  const api = createClient({ baseUrl, token: async () => `t${++asked}` });
  await api.notes.get("n1");
  await api.status.get();
  await api.notes.get("n1");
  await createClient({ baseUrl, token: "fixed" }).notes.get("n1");
  await createClient({ baseUrl, token: () => undefined }).notes.get("n1");
  assert.deepEqual(
    seen.map((request) => request.headers.authorization),
    ["Bearer t1", undefined, "Bearer t2", "Bearer fixed", undefined],
  );
});

test("a client of some groups has only those", async (t) => {
  const { baseUrl } = await serve(t, (_, response) => json(response, 200, note("n1")));
  const api = createClientOf({ notes: notesOperations }, { baseUrl });
  assert.deepEqual(Object.keys(api), ["notes"]);
  assert.equal((await api.notes.get("n1")).id, "n1");
});

test("middleware sees every attempt and may change it, the first one outermost", async (t) => {
  const { baseUrl, seen } = await serve(t, (_, response) => json(response, 200, note("n1")));
  const log = [];
  const layer = (name) => async (request, next, operation) => {
    log.push(`> ${name} ${operation.id} ${request.method}`);
    request.headers.append("x-seen", name);
    const response = await next(request);
    log.push(`< ${name} ${response.status}`);
    return response;
  };
  await createClient({ baseUrl, middleware: [layer("a"), layer("b")] }).notes.get("n1");
  assert.deepEqual(log, ["> a getNote GET", "> b getNote GET", "< b 200", "< a 200"]);
  assert.equal(seen[0].headers["x-seen"], "a, b");
});

test("an error of a middleware stays its own", async () => {
  const broken = createClient({ baseUrl: "http://127.0.0.1:1", middleware: [() => { throw new RangeError("mine"); }] });
  await assert.rejects(broken.notes.get("n1"), RangeError);
  await assert.rejects(broken.notes.get("n1").result(), RangeError);
});

test("another fetch can be given", async () => {
  const fetch = async (url, request) => Response.json(note(`${request.method} ${url}`));
  assert.equal((await createClient({ fetch }).notes.get("n1")).id, "GET /api/v1/notes/n1");
});
