// A real HTTP server for one test: answers from a script, and remembers what it was asked.

import { createServer } from "node:http";
import { once } from "node:events";

/**
 * Serves `answer(request, response, body)` for each request until the test is over. `seen` holds the requests in order:
 * method, url, headers, body.
 */
export const serve = async (test, answer) => {
  const seen = [];
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    seen.push({ method: request.method, url: request.url, headers: request.headers, body });
    await answer(request, response, seen.length, body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  test.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { seen, baseUrl: `http://127.0.0.1:${server.address().port}/api/v1` };
};

/** Answers with JSON. */
export const json = (response, status, value, headers = {}) =>
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(value));

/** Answers with a problem. */
export const problem = (response, status, code, more = {}, headers = {}) =>
  response
    .writeHead(status, { "content-type": "application/problem+json", "x-request-id": "r-1", ...headers })
    .end(JSON.stringify({ type: `/problems/${code}`, title: code, status, code, request_id: "r-1", ...more }));

/** A note as the server sends it. */
export const note = (id, more = {}) => ({ id, title: `Note ${id}`, created_at: "2026-01-02T03:04:05Z", ...more });
