/** How a call ended, as a value. */
export type Result<Data, Error> =
  | { readonly ok: true; readonly data: Data; readonly response: Response; readonly error?: never }
  | { readonly ok: false; readonly error: Error; readonly data?: never; readonly response?: never };

/** The headers of an answer. Those that the contract declares are known by name, in small letters. */
export interface KnownHeaders<Known> extends Headers {
  get<Name extends keyof Known & string>(name: Name): Known[Name];
  get(name: string): string | null;
}

/** A response of which the contract says something. */
export interface KnownResponse<Status extends number, Known> extends Response {
  readonly status: Status;
  readonly headers: KnownHeaders<Known>;
}

/** A value together with the answer it came in. */
export interface Answer<Status extends number, Data, Known = unknown> {
  readonly data: Data;
  readonly status: Status;
  readonly response: KnownResponse<Status, Known>;
}

/** A call that has been started. As a Promise it gives the value, or rejects with an `Error`. */
export interface Call<Data, Error, Whole = Answer<number, Data>> extends Promise<Data> {
  /** The end of the call as a value: it does not reject when the call fails. */
  result(): Promise<Result<Data, Error>>;
  /** The value together with the answer it came in, for its status and headers. */
  withResponse(): Promise<Whole>;
}

/** A call for a list: awaited it gives one page; iterated with `for await`, every item of this page and the next ones. */
export interface PagedCall<Page, Item, Error, Whole = Answer<number, Page>>
  extends Call<Page, Error, Whole>,
    AsyncIterable<Item> {
  /** The first `max` items, from as many pages as it takes. */
  toArray(max: number): Promise<Item[]>;
}

/** The failures of an operation: `ErrorOf<typeof api.tasks.get>`. */
export type ErrorOf<Method> = Method extends (...args: never) => Call<unknown, infer Error, unknown> ? Error : never;

/** The value of an operation: `DataOf<typeof api.tasks.get>`. */
export type DataOf<Method> = Method extends (...args: never) => Call<infer Data, unknown, unknown> ? Data : never;
