import type { Call, DataOf, ErrorOf } from "./call.js";

type Method = (...args: never) => Call<unknown, unknown, unknown>;

/** What this asks of msw's `http`. */
interface Http {
  readonly get: (path: string, resolver: (info: Info) => Promise<Response>) => unknown;
}

/** What a request tells its mock. */
export interface Info {
  readonly request: Request;
  /** The path's parameters, with what no name can hold as `_`. */
  readonly params: Readonly<Record<string, string | readonly string[] | undefined>>;
}

type Reply<Of> = DataOf<Of> | Response;

/** The failures of an operation that a server can answer with. */
type Answered<Of> = Exclude<ErrorOf<Of>, { readonly code: "aborted" | "network" | "timeout" | "unexpected_response" }>;

/** A handler that answers an operation: `mock(http, api.tasks.get, ({ params }) => task)`, with `http` of msw. */
export declare const mock: <Msw extends Http, Of extends Method>(
  http: Msw,
  method: Of,
  reply: Reply<Of> | ((info: Info) => Reply<Of> | Promise<Reply<Of>>),
) => ReturnType<Msw["get"]>;

/** A failure of an operation, for a mock to answer with. A problem's `code` and `status` are filled in. */
export declare const failure: <Of extends Method, Code extends Answered<Of> extends { readonly code: infer C } ? C : never>(
  method: Of,
  code: Code,
  body: Extract<Answered<Of>, { readonly code: Code }> extends { readonly body: infer Body }
    ? Body extends object
      ? Omit<Body, "code" | "status"> & Partial<Body>
      : Body
    : never,
) => Response;
