// From an answer to a value, or to a failure. Whatever the contract does not promise is `unexpected_response`.

import { ApiError } from "./error.js";

/** The value of an answer. */
export const read = async (contract, operation, response) => {
  const { status, ok, headers } = response;
  const declared = [status, `${Math.trunc(status / 100)}XX`, "default"].find((key) => key in operation.responses);
  const kind = operation.responses[declared];
  let text;
  let body;
  let fits; // whether the body is what the contract says
  try {
    if (kind === "blob") body = await response.blob();
    else text = await response.text();
  } catch (cause) {
    throw new ApiError(operation, "network", { cause });
  }
  if (kind === "blob" || kind === "none") fits = true;
  else if (kind === "text") [fits, body] = [true, text];
  else if (/[/+]json\b/i.test(headers.get("content-type"))) {
    try {
      body = JSON.parse(text);
      fits = kind;
    } catch {
      // Not JSON, whatever its header says.
    }
  }
  if (ok && fits) return body;

  const { code } = body ?? {};
  const problem = contract.problems[code] === status && (contract.always.includes(code) || operation.problems?.includes(code));
  if (problem) throw new ApiError(operation, code, { response, body, text });
  if (!ok && fits) throw new ApiError(operation, status === 304 ? "not_modified" : `http_${declared}`, { response, body, text });
  throw new ApiError(operation, "unexpected_response", { response, text });
};
