// Calls the generated client with each line's value, and writes the request that it sent and what it made of the response.
import { createInterface } from "node:readline";
import * as generated from "./typescript/index.js";

// operationId -> where the client has it.
const calls = new Map();
for (const [name, operations] of Object.entries(generated)) {
  if (!name.endsWith("Operations")) continue;
  for (const [method, operation] of Object.entries(operations)) {
    if (operation?.id) calls.set(operation.id, { group: name.slice(0, -"Operations".length), method, operation });
  }
}

const base64 = (octets) => Buffer.from(octets).toString("base64");
const octetsOf = (value) => new Uint8Array(Buffer.from(value.octets, "base64"));

/** What stands for octets and files in a vector, as the client takes it. */
const native = (value) => {
  if (Array.isArray(value)) return value.map(native);
  if (value === null || typeof value !== "object") return value;
  if (value.octets !== undefined && value.name !== undefined) return new File([octetsOf(value)], value.name, { type: value.type });
  if (value.octets !== undefined) return octetsOf(value);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, native(member)]));
};

/** The other way: what a caller got, as a vector has it. */
const told = async (value) => {
  if (value instanceof Blob) return { octets: base64(await value.arrayBuffer()) };
  if (value?.[Symbol.asyncIterator] === undefined) return value ?? null;
  const items = [];
  for await (const item of value) items.push(item);
  return items;
};

const partOf = async ([name, value]) =>
  typeof value === "string"
    ? { name, body: value }
    : value.name !== "blob" && value.name !== undefined
      ? { name, filename: value.name, type: value.type, octets: base64(await value.arrayBuffer()) }
      : { name, type: value.type, body: await value.text() };

const camel = (name) => name.replace(/[-_](.)/g, (_, letter) => letter.toUpperCase()).replace(/^./, (letter) => letter.toLowerCase());

const responseOf = (response) => {
  if (!response) return new Response(null, { status: 204 });
  const { status, headers } = response;
  return new Response(response.octets != null ? octetsOf(response) : (response.body ?? null), { status, headers });
};

const ask = async ({ operation, value, response }) => {
  let sent;
  const fetch = async (url, request) => {
    const at = new URL(url, "http://wire.test");
    const headers = Object.fromEntries(new Headers(request.headers));
    sent = { method: request.method, target: at.pathname + at.search, headers };
    const { body } = request;
    if (body instanceof FormData) {
      sent.headers["content-type"] = "multipart/form-data";
      sent.parts = await Promise.all([...body].map(partOf));
    } else if (typeof body === "string") sent.body = body;
    else if (body instanceof URLSearchParams) sent.body = body.toString();
    else if (body != null) sent.octets = base64(await new Response(body).arrayBuffer());
    return responseOf(response);
  };
  const found = calls.get(operation);
  if (!found) return { failed: `no operation ${operation}` };
  const api = generated.createClient({ baseUrl: "http://wire.test", fetch, retries: 0 });
  const extras = Object.entries({ ...value.headers, ...value.cookies }).map(([name, member]) => [camel(name), native(member)]);
  const takesQuery = found.operation.query !== undefined;
  const list = [
    ...Object.values(value.path ?? {}).map(native),
    ...(value.body !== undefined ? [native(value.body)] : []),
    ...(takesQuery ? [native(Object.fromEntries(Object.entries(value.query ?? {}).map(([name, member]) => [camel(name), member])))] : []),
    Object.fromEntries(extras),
  ];
  try {
    const { ok, data, error, response: answered } = await api[found.group][found.method](...list).result();
    if (!ok && error.body === undefined) return { request: sent, failed: `${error}` };
    const read = { status: (answered ?? error).status, body: await told(ok ? data : error.body) };
    return { request: sent, read };
  } catch (error) {
    return { request: sent, failed: `${error}` };
  }
};

for await (const line of createInterface({ input: process.stdin })) console.log(JSON.stringify(await ask(JSON.parse(line))));
