/** A failed call. `code` says how it failed; `ErrorOf` says with which codes an operation can fail. */
export declare class ApiError extends Error {
  /** The operationId of the call. */
  readonly operation: string;
  readonly code: string;
  /** The answer's status, when there was an answer. */
  readonly status: number | undefined;
  /** The answer's body, when it is one that the contract declares. */
  readonly body: unknown;
  /** The answer's body as text, when there was one. */
  readonly text: string | undefined;
  /** What the server calls this request in its logs. */
  readonly requestId: string | undefined;
  readonly response: Response | undefined;
}

/** A failure that the contract declares. */
export interface Failure<Code extends string, Status extends number, Body> extends ApiError {
  readonly code: Code;
  readonly status: Status;
  readonly body: Body;
  readonly response: Response;
}

/** There was no answer, or it broke off. `cause` says why. */
export interface NetworkError extends ApiError {
  readonly code: "network";
  readonly status: undefined;
  readonly body: undefined;
}

/** The call was not done within `timeoutMs`. */
export interface TimeoutError extends ApiError {
  readonly code: "timeout";
  readonly status: undefined;
  readonly body: undefined;
}

/** The caller's own `signal` ended the call. */
export interface AbortedError extends ApiError {
  readonly code: "aborted";
  readonly status: undefined;
  readonly body: undefined;
}

/** An answer that the contract does not promise: a proxy's page, an empty body, an unknown code. `text` is its body. */
export interface UnexpectedResponseError extends ApiError {
  readonly code: "unexpected_response";
  readonly status: number;
  readonly body: undefined;
  readonly response: Response;
}

/** The failures that every call can end with. */
export type TransportError = NetworkError | TimeoutError | AbortedError | UnexpectedResponseError;
