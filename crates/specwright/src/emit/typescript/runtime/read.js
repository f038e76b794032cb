// From an answer to a value, or to a failure. Whatever the contract does not promise is `unexpected_response`.

import { ApiError } from "./error.js";

/** How a body is read: what the status says, and where that is several things, what was asked for or has come. */
const kindOf = (declared, accept, type) => {
  if (typeof declared !== "object" || Array.isArray(declared)) return declared;
  const essence = type.split(";")[0].trim().toLowerCase();
  return declared[accept] ?? declared[essence] ?? declared[essence.replace(/\/.*/, "/*")] ?? declared["*/*"];
};

/**
 * The value of an answer, and whether it is still coming. Kinds of bodies are `json`, `text`, `blob` and `none`; `html`
 * and `any` are text and octets that may be a page; a function gives what comes piece by piece.
 */
export const read = async (contract, operation, response, { accept, as }) => {
  const { status, ok, headers } = response;
  const declared = [status, `${Math.trunc(status / 100)}XX`, "default"].find((key) => key in operation.responses);
  const type = headers.get("content-type") ?? "";
  const [kind, how] = [kindOf(operation.responses[declared], ok && accept, type)].flat();
  const fail = (code, details) => new ApiError(operation, code, details);
  const is = (...kinds) => kinds.includes(kind);
  // A proxy's page is nothing that the contract promises, where it does not promise pages.
  const foreign = /html/i.test(type) && !is("html", "any", "none");
  if (ok && !foreign) {
    if (as === "stream") return [response.body, true];
    if (typeof kind === "function") return [kind(response, fail, how), true];
  }
  let fits = !foreign && is("blob", "any", "text", "html", "none"); // whether the body is what the contract says
  let text;
  let body;
  try {
    if (fits && is("blob", "any")) body = await response.blob();
    else text = await response.text();
  } catch (cause) {
    throw fail("network", { cause });
  }
  if (fits && is("text", "html")) body = text;
  else if (/[/+]json\b/i.test(type) && !fits) {
    try {
      body = JSON.parse(text);
      fits = is("json");
    } catch {
      // Not JSON, whatever its header says.
    }
  }
  if (ok && fits) return [body];

  const { code } = body ?? {};
  const problem = contract.problems[code] === status && (contract.always.includes(code) || operation.problems?.includes(code));
  if (problem) throw fail(code, { response, body, text });
  if (!ok && fits) throw fail(status === 304 ? "not_modified" : `http_${declared}`, { response, body, text });
  throw fail("unexpected_response", { response, text });
};
