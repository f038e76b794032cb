import type { ApiError } from "./error.js";

/** What every client can be made with; its own `ClientOptions` adds the credentials that its contract asks for. */
export interface CommonOptions {
  /**
   * Where the API is mounted; the contract's first server when it is left out. Operations with a server of their own go
   * there, unless this is a function, which decides for each.
   */
  readonly baseUrl?: string | ((operation: OperationInfo) => string) | undefined;
  /**
   * Called when an answer is 401, to renew the token. All calls that fail meanwhile wait for the one renewal, then each
   * is sent once more. When it gives `false` or rejects, they fail with their 401. It must not wait for an operation of
   * this client that wants a token.
   */
  readonly onUnauthorized?: (() => unknown) | undefined;
  /** How long a call may take, in milliseconds, with everything: retries, waits and the body. No limit when left out. */
  readonly timeoutMs?: number | undefined;
  /**
   * How often a call is tried again after a network failure or a 408, 429, 502, 503 or 504 (409 with `Retry-After`): 2
   * when left out. Only GET, HEAD, PUT and DELETE, and calls with an idempotency key, are ever tried again.
   */
  readonly retries?: number | undefined;
  /** Called around every attempt, the first one outermost. */
  readonly middleware?: readonly Middleware[] | undefined;
  /** Headers for every request. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Whether cookies travel with requests; as in `fetch`. */
  readonly credentials?: Credentials | undefined;
  /** Instead of the global `fetch`. */
  readonly fetch?: ((url: string, request: HttpRequest) => Promise<Response>) | undefined;
}

/**
 * A secret, or where to get it: asked before every attempt of an operation that wants one, with the name of the security
 * scheme. Nothing is sent where there is none.
 */
export type Secret<Value = string> =
  | Value
  | ((scheme: string) => Value | null | undefined | Promise<Value | null | undefined>);

/** What HTTP's `Basic` asks for. */
export interface BasicCredentials {
  readonly username: string;
  readonly password: string;
}

type Credentials = "omit" | "same-origin" | "include";

/** What every operation takes as its last argument. */
export interface CallOptions {
  /** Ends the call with the code `aborted`. */
  readonly signal?: AbortSignal | null | undefined;
  /** Instead of the client's own. */
  readonly timeoutMs?: number | undefined;
  /** Instead of the client's own. */
  readonly retries?: number | undefined;
  /** Headers for this call. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** Octets that are sent. A stream is sent once: its call is never tried again. */
export type Octets = Blob | ArrayBuffer | Uint8Array | ReadableStream<Uint8Array>;

/** A request on its way: made anew for every attempt, so a middleware may change it. */
export interface HttpRequest {
  method: string;
  url: string;
  headers: Headers;
  body: string | FormData | Blob | ArrayBuffer | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> | null;
  signal: AbortSignal;
  credentials: Credentials;
}

/** What gives a body of octets as it comes, instead of when all of it is there. The time limit ends with the headers. */
export interface Streamed {
  readonly as: "stream";
}

/** Sees a request and its answer. `next` rejects with an {@link ApiError} when there is no answer. */
export type Middleware = (
  request: HttpRequest,
  next: (request: HttpRequest) => Promise<Response>,
  operation: OperationInfo,
) => Response | Promise<Response>;

/** What a middleware is told of an operation. */
export interface OperationInfo {
  /** Its operationId. */
  readonly id: string;
  readonly method: string;
  /** With the names of its parameters: `/tasks/{task_id}`. */
  readonly path: string;
  /** Its own server, when it has one. */
  readonly server?: string;
}

export {};
