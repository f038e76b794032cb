// How a call fails.

/** A failed call. `code` says how it failed; `ErrorOf` says with which codes an operation can fail. */
export class ApiError extends Error {
  constructor(operation, code, { cause, response, body, text } = {}) {
    super(`${operation.id}: ${code}${body?.detail ? `: ${body.detail}` : ""}`, { cause });
    this.name = "ApiError";
    this.operation = operation.id;
    this.code = code;
    this.status = response?.status;
    this.body = body;
    this.text = text;
    this.requestId = response?.headers.get("x-request-id") ?? body?.request_id;
    this.response = response;
  }
}
