// What travels when it is not the usual: styles, forms, media types, credentials. The expected texts are those of
// OpenAPI's table of styles (Parameter Object, Style Examples) and of RFC 6570.

import assert from "node:assert/strict";
import { test } from "node:test";

import { createClient } from "../build/wire/index.js";
import { json, serve } from "./server.js";

const done = (t, options = {}) =>
  serve(t, (_, response) => response.writeHead(204).end()).then(({ baseUrl, seen }) => ({
    api: createClient({ baseUrl, ...options }).default,
    seen,
  }));

test("path style `label`", async (t) => {
  const { api, seen } = await done(t);
  await api.label("a/b", ["x", "y"], { x: 1, y: 2 });
  assert.equal(seen[0].url, "/api/v1/label/.a%2Fb/.x.y/.x,1,y,2");
});

test("path style `matrix`", async (t) => {
  const { api, seen } = await done(t);
  await api.matrix("v", ["x", "y"], { x: 1, y: 2 }, ["p", "q"]);
  assert.equal(seen[0].url, "/api/v1/matrix/;a=v/;b=x;b=y/;x=1;y=2/;d=p,q");
});

test("path style `simple` of objects, and JSON", async (t) => {
  const { api, seen } = await done(t);
  await api.simple({ x: 1, y: undefined }, { x: 1, y: 2 }, { x: 1 });
  assert.equal(seen[0].url, `/api/v1/simple/x,1/x=1,y=2/${encodeURIComponent('{"x":1}')}`);
});

test("query styles, headers and cookies", async (t) => {
  const { api, seen } = await done(t);
  await api.query(
    { form: { x: 1, y: 2 }, flat: { x: 3 }, spaces: ["a b", "c"], deep: { tags: ["p", "q"], at: { x: 1 } }, json: { x: 1 } },
    { xPoint: { x: 1, y: 2 }, xJson: ["ü"], xList: ["a", "b"], crumb: "a b", list: ["x", "y"] },
  );
  const query = seen[0].url.split("?")[1].split("&");
  assert.deepEqual(query, [
    "x=1",
    "y=2",
    "flat=x,3",
    "spaces=a%20b%20c",
    "deep%5Btags%5D=p",
    "deep%5Btags%5D=q",
    "deep%5Bat%5D%5Bx%5D=1",
    `json=${encodeURIComponent('{"x":1}')}`,
  ]);
  const { headers } = seen[0];
  assert.equal(headers["x-point"], "x,1,y,2");
  assert.equal(headers["x-json"], '["\\u00fc"]');
  assert.equal(headers["x-list"], "a,b");
  assert.equal(headers.cookie, "crumb=a%20b; list=x,y");
});

test("a form with encodings", async (t) => {
  const { api, seen } = await done(t);
  await api.sendForm({ name: "a&b", tags: ["x", "y"], at: { x: 1 }, raw: { x: 2 } });
  assert.equal(seen[0].headers["content-type"], "application/x-www-form-urlencoded");
  assert.equal(seen[0].body.toString(), `name=a%26b&tags=x,y&at%5Bx%5D=1&raw=${encodeURIComponent('{"x":2}')}`);
});

test("several files, and a part with a media type", async (t) => {
  const { api, seen } = await done(t);
  await api.sendFiles({ files: [new File(["1"], "a.txt"), new File(["2"], "b.txt")], about: { x: 1 }, note: "n" });
  const headers = { "content-type": seen[0].headers["content-type"] };
  const form = await new Response(seen[0].body, { headers }).formData();
  assert.deepEqual(form.getAll("files").map((file) => file.name), ["a.txt", "b.txt"]);
  assert.equal(form.get("about").type, "application/json");
  assert.equal(await form.get("about").text(), '{"x":1}');
  assert.equal(form.get("note"), "n");
});

test("a body in the media type that is asked for", async (t) => {
  const { api, seen } = await done(t);
  await api.sendAny({ x: 1 });
  await api.sendAny({ x: 1 }, { contentType: "application/vnd.point+json" });
  await api.sendAny("plain", { contentType: "text/plain" });
  await api.sendAny(new Blob([new Uint8Array([1, 2])]), { contentType: "image/png" });
  assert.deepEqual(
    seen.map(({ headers, body }) => [headers["content-type"], body.toString("latin1")]),
    [
      ["application/json", '{"x":1}'],
      ["application/vnd.point+json", '{"x":1}'],
      ["text/plain", "plain"],
      ["image/png", "\x01\x02"],
    ],
  );
});

test("a stream is sent, once", async (t) => {
  const { baseUrl, seen } = await serve(t, (_, response) => response.writeHead(503).end());
  const stream = new Blob(["abc"]).stream();
  const call = createClient({ baseUrl }).default.sendAny(stream, { contentType: "image/png" });
  assert.equal((await call.result()).error.status, 503);
  assert.equal(seen.length, 1);
  assert.equal(seen[0].body.toString(), "abc");
});

test("an answer in the media type that is asked for", async (t) => {
  const { baseUrl, seen } = await serve(t, (request, response) => {
    if (request.headers.accept === "text/csv") response.writeHead(200, { "content-type": "text/csv", "x-rate": "7" }).end("x\n1");
    else json(response, 200, { x: 1 }, { "x-rate": "8" });
  });
  const api = createClient({ baseUrl }).default;
  assert.deepEqual(await api.receiveAny(), { x: 1 });
  const { data, status, response } = await api.receiveAny({ accept: "text/csv" }).withResponse();
  assert.equal(data, "x\n1");
  assert.equal(status, 200);
  assert.equal(response.headers.get("x-rate"), "7");
  assert.equal(seen[0].headers.accept, "application/json");
});

test("an answer in another media type than the one asked for is no value", async (t) => {
  const { baseUrl } = await serve(t, (_, response) => response.writeHead(200, { "content-type": "text/csv" }).end("x"));
  const { error } = await createClient({ baseUrl }).default.receiveAny({ accept: "application/json" }).result();
  assert.equal(error.code, "unexpected_response");
});

test("failures of ranges, of everything else, and in several media types", async (t) => {
  const answers = [
    (response) => json(response, 404, { why: "gone" }),
    (response) => response.writeHead(404, { "content-type": "text/plain" }).end("gone"),
    (response) => json(response, 507, { ref: "r" }),
    (response) => response.writeHead(418, { "content-type": "text/plain" }).end("teapot"),
    (response) => response.writeHead(404, { "content-type": "text/html" }).end("<p>"),
  ];
  const { baseUrl } = await serve(t, (_, response, count) => answers[count - 1](response));
  const api = createClient({ baseUrl, retries: 0 }).default;
  const found = [];
  for (const _ of answers) {
    const { error } = await api.receiveAny().result();
    found.push([error.code, error.status, error.body]);
  }
  assert.deepEqual(found, [
    ["http_404", 404, { why: "gone" }],
    ["http_404", 404, "gone"],
    ["http_5XX", 507, { ref: "r" }],
    ["http_default", 418, "teapot"],
    ["unexpected_response", 404, undefined],
  ]);
});

test("octets as they come", async (t) => {
  const { baseUrl } = await serve(t, (_, response) => {
    response.writeHead(200, { "content-type": "application/octet-stream" });
    response.write("ab");
    setTimeout(() => response.end("cd"), 30);
  });
  const stream = await createClient({ baseUrl, timeoutMs: 5000 }).default.receiveOctets({ as: "stream" });
  assert.ok(stream instanceof ReadableStream);
  assert.equal(await new Response(stream).text(), "abcd");
});

test("the first credentials that there are", async (t) => {
  const basic = await done(t, { basic: { username: "ü", password: "p:w" }, apiKeys: { key: "k", ticket: "t" } });
  await basic.api.either();
  assert.equal(basic.seen[0].headers.authorization, `Basic ${Buffer.from("ü:p:w").toString("base64")}`);
  const keys = await done(t, { apiKeys: { key: async () => "k", ticket: (scheme) => `t&${scheme}` } });
  await keys.api.either();
  assert.equal(keys.seen[0].headers["x-key"], "k");
  assert.equal(keys.seen[0].url, "/api/v1/doors/either?ticket=t%26ticket");
  const half = await done(t, { apiKeys: { key: "k" } });
  await half.api.either();
  assert.equal(half.seen[0].headers["x-key"], undefined);
});

test("a cookie, and a token for every scheme that is one", async (t) => {
  const { api, seen } = await done(t, { token: (scheme) => `for-${scheme}`, apiKeys: { session: "s 1" } });
  await api.cookie();
  await api.single();
  await api.label("a", ["b"], { x: 1 });
  assert.equal(seen[0].headers.cookie, "sid=s%201");
  assert.deepEqual(seen.map(({ headers }) => headers.authorization), [undefined, "Bearer for-single", "Bearer for-login"]);
});

test("an operation with a server of its own goes there, unless the client decides", async () => {
  const urls = [];
  const fetch = async (url) => {
    urls.push(url);
    return new Response(null, { status: 204 });
  };
  await createClient({ fetch, baseUrl: "https://mine.example" }).default.open();
  await createClient({ fetch, baseUrl: ({ server }) => server.replace("open", "test") }).default.open();
  assert.deepEqual(urls, ["https://open.example/v2/doors/open", "https://test.example/v2/doors/open"]);
});
