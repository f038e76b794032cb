// Calls as Mock Service Worker answers them. It has no dependency: msw's own `http` is given to it.

const success = ({ responses }) => Object.keys(responses).find((key) => /^2/.test(key)) ?? "200";

const statusOf = (key) => Number(key.replace("XX", "00"));

/** An answer with a value of the operation's. */
const answer = (operation, data) => {
  const key = success(operation);
  const status = statusOf(key);
  if (data === undefined) return new Response(null, { status });
  if (operation.responses[key] === "json" || typeof data !== "string") {
    return data instanceof Blob ? new Response(data, { status }) : Response.json(data, { status });
  }
  return new Response(data, { status, headers: { "content-type": operation.accept ?? "text/plain" } });
};

/** A handler that answers an operation with a value, a Response, or what a function makes of the request. */
export const mock = (http, { operation }, reply) => {
  const path = `*${operation.path.replace(/\{(.*?)\}/g, (_, name) => `:${name.replace(/\W/g, "_")}`)}`;
  const handle = http[operation.method.toLowerCase()] ?? http.all;
  return handle(path, async (info) => {
    const value = typeof reply === "function" ? await reply(info) : reply;
    return value instanceof Response ? value : answer(operation, value);
  });
};

/** A failure of an operation, as a Response. */
export const failure = ({ operation, problems }, code, body) => {
  if (code === "not_modified") return new Response(null, { status: 304 });
  const key = code.replace(/^http_/, "");
  const status = problems[code] ?? (key === "default" ? 500 : statusOf(key));
  if (body === undefined) return new Response(null, { status });
  if (typeof body === "string") return new Response(body, { status, headers: { "content-type": "text/plain" } });
  const type = code in problems ? "application/problem+json" : "application/json";
  return new Response(JSON.stringify(code in problems ? { code, status, ...body } : body), { status, headers: { "content-type": type } });
};
