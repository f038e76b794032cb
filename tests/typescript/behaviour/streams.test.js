// Answers that come piece by piece: events, lines, sequences.

import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";

import { ApiError, createClient } from "../build/streams/index.js";
import { json, serve } from "./server.js";

/** Serves these pieces, each in a write of its own. */
const pieces = (t, type, ...texts) =>
  serve(t, async (_, response) => {
    response.writeHead(200, { "content-type": type });
    for (const text of texts) {
      response.write(text);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    response.end();
  }).then(({ baseUrl, seen }) => ({ api: createClient({ baseUrl }).default, seen }));

const all = async (items) => {
  const found = [];
  for await (const item of items) found.push(item);
  return found;
};

test("the values in events; lines end in every way, wherever a piece ends", async (t) => {
  const { api, seen } = await pieces(t, "text/event-stream", 'data: {"n":', "1}\r", '\n\r\n: note\ndata:{"n"\ndata: :2}\n\n', 'data: {"n":3}\r\r');
  assert.deepEqual(await all(await api.values()), [{ n: 1 }, { n: 2 }, { n: 3 }]);
  assert.equal(seen[0].headers.accept, "text/event-stream");
});

test("the texts in events; one that is not finished is none", async (t) => {
  const { api } = await pieces(t, "text/event-stream; charset=utf-8", "\uFEFFdata: ä\n\ndata\n\ndata: x", "\ndata: y\n\ndata: never");
  assert.deepEqual(await all(await api.texts()), ["ä", "", "x\ny"]);
});

test("a character that comes in two pieces", async (t) => {
  const bytes = Buffer.from("data: ä\n\n");
  const { api } = await pieces(t, "text/event-stream", bytes.subarray(0, 7), bytes.subarray(7));
  assert.deepEqual(await all(await api.texts()), ["ä"]);
});

test("whole events; the last id stays", async (t) => {
  const { api } = await pieces(t, "text/event-stream", "id: 7\nevent: tick\nretry: 10\ndata: a\n\nretry: x\ndata: b\n\n");
  assert.deepEqual(await all(await api.events()), [
    { id: "7", event: "tick", retry: 10, data: "a" },
    { id: "7", data: "b" },
  ]);
});

test("JSON lines and JSON sequences", async (t) => {
  const lines = await pieces(t, "application/jsonl", '{"n":1}\n{"n', '":2}\r\n\n{"n":3}');
  assert.deepEqual(await all(await lines.api.lines()), [{ n: 1 }, { n: 2 }, { n: 3 }]);
  const sequence = await pieces(t, "application/json-seq", '\x1e{"n":1}\n\x1e{"n"', ':2}\n');
  assert.deepEqual(await all(await sequence.api.sequence()), [{ n: 1 }, { n: 2 }]);
});

test("JSON lines are sent", async (t) => {
  const { baseUrl, seen } = await serve(t, (_, response) => response.writeHead(204).end());
  await createClient({ baseUrl }).default.sendLines([{ n: 1 }, { n: 2 }]);
  assert.equal(seen[0].headers["content-type"], "application/jsonl");
  assert.equal(seen[0].body.toString(), '{"n":1}\n{"n":2}\n');
});

test("an item that is no JSON is `unexpected_response`", async (t) => {
  const { api } = await pieces(t, "application/jsonl", '{"n":1}\n{"n":\n');
  await assert.rejects(all(await api.lines()), { code: "unexpected_response", text: '{"n":' });
});

test("a stream that breaks off is `network`", async (t) => {
  const { baseUrl } = await serve(t, (_, response) => {
    response.writeHead(200, { "content-type": "application/jsonl" });
    response.write('{"n":1}\n');
    setTimeout(() => response.destroy(), 20);
  });
  const found = [];
  const loop = async () => {
    for await (const item of await createClient({ baseUrl }).default.lines()) found.push(item);
  };
  await assert.rejects(loop, (error) => error instanceof ApiError && error.code === "network");
  assert.deepEqual(found, [{ n: 1 }]);
});

test("a page instead of a stream is no stream; a failure is one", async (t) => {
  const { baseUrl } = await serve(t, (_, response, count) =>
    count === 1 ? response.writeHead(200, { "content-type": "text/html" }).end("<p>") : json(response, 404, { why: "gone" }),
  );
  const api = createClient({ baseUrl }).default;
  assert.equal((await api.events().result()).error.code, "unexpected_response");
  const { error } = await api.events().result();
  assert.deepEqual([error.code, error.body], ["http_404", { why: "gone" }]);
});

test("a loop that is left ends the request, and so does the signal; the time limit does not", async (t) => {
  const closed = [];
  const { baseUrl } = await serve(t, async (_, response) => {
    response.writeHead(200, { "content-type": "application/jsonl" });
    const timer = setInterval(() => response.write('{"n":1}\n'), 10);
    await once(response, "close");
    clearInterval(timer);
    closed.push(true);
  });
  const api = createClient({ baseUrl, timeoutMs: 400 }).default;
  let count = 0;
  for await (const _ of await api.lines()) if (++count === 60) break;
  const controller = new AbortController();
  const loop = async () => {
    for await (const _ of await api.lines({ signal: controller.signal })) controller.abort();
  };
  await assert.rejects(loop, (error) => error instanceof ApiError);
  await new Promise((resolve) => setTimeout(resolve, 60));
  assert.equal(closed.length, 2);
});
