// Calls the generated client with each line's value, and writes the request that it sent.
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

const partOf = async ([name, value]) =>
  typeof value === "string"
    ? { name, body: value }
    : value.name !== "blob" && value.name !== undefined
      ? { name, filename: value.name, type: value.type, octets: base64(await value.arrayBuffer()) }
      : { name, type: value.type, body: await value.text() };

const camel = (name) => name.replace(/[-_](.)/g, (_, letter) => letter.toUpperCase()).replace(/^./, (letter) => letter.toLowerCase());

const ask = async ({ operation, value }) => {
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
    return new Response(null, { status: 204 });
  };
  const found = calls.get(operation);
  if (!found) return `no operation ${operation}`;
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
    await api[found.group][found.method](...list);
  } catch (error) {
    if (!sent) return `${error}`;
  }
  return JSON.stringify(sent);
};

for await (const line of createInterface({ input: process.stdin })) {
  console.log((await ask(JSON.parse(line))).replaceAll("\n", " "));
}
