import type { Call, DataOf, ErrorOf, PagedCall } from "./call.js";

type Method = (...args: never) => Call<unknown, unknown, unknown>;
type Paged = (...args: never) => PagedCall<unknown, unknown, unknown, unknown>;

/** Never: the client tries again by itself. Here it tells TanStack Query what errors there are. */
type Retry<Error> = (failureCount: number, error: Error) => boolean;

/** The key of an operation's query; without arguments, what the keys of all its queries begin with. */
export declare const queryKey: <Of extends Method>(
  method: Of,
  ...args: Partial<Parameters<Of>>
) => readonly [operation: string, ...args: unknown[]];

/** Options for `useQuery`, `prefetchQuery` and the like: `useQuery(queryOptions(api.tasks.get, id))`. */
export declare const queryOptions: <Of extends Method>(
  method: Of,
  ...args: Parameters<Of>
) => {
  queryKey: readonly [operation: string, ...args: unknown[]];
  queryFn: (context: { signal: AbortSignal }) => Promise<DataOf<Of>>;
  retry: Retry<ErrorOf<Of>>;
};

/** Options for `useInfiniteQuery`: `useInfiniteQuery(infiniteQueryOptions(api.tasks.list, { status: ["open"] }))`. */
export declare const infiniteQueryOptions: <Of extends Paged>(
  method: Of,
  ...args: Parameters<Of>
) => {
  queryKey: readonly [operation: string, ...args: unknown[]];
  queryFn: (context: { signal: AbortSignal; pageParam: string | undefined }) => Promise<DataOf<Of>>;
  initialPageParam: string | undefined;
  getNextPageParam: (page: DataOf<Of>) => string | undefined;
  retry: Retry<ErrorOf<Of>>;
};

/** Options for `useMutation`: `useMutation(mutationOptions(api.tasks.create)).mutate([{ title: "Ship it" }])`. */
export declare const mutationOptions: <Of extends Method>(
  method: Of,
) => {
  mutationFn: (args: Parameters<Of>) => Promise<DataOf<Of>>;
  retry: Retry<ErrorOf<Of>>;
};
