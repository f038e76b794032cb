// Calls as TanStack Query takes them. It has no dependency: what it gives are options.

/** How many arguments stand before the call's options. */
const inputs = ({ path, body, query }) => path.split("{").length - 1 + (body ? 1 : 0) + (query ? 1 : 0);

/** The arguments, with something added to the options. */
const withOptions = (operation, args, more) => {
  const own = args.slice(0, inputs(operation));
  own.length = inputs(operation);
  return [...own, { ...args[inputs(operation)], ...more }];
};

// The client tries again by itself.
const retry = () => false;

/** The key of an operation's query, or of all its queries. */
export const queryKey = ({ operation }, ...args) => [operation.id, ...args.slice(0, inputs(operation))];

/** Options for `useQuery`, `prefetchQuery` and the like. */
export const queryOptions = (method, ...args) => ({
  queryKey: queryKey(method, ...args),
  queryFn: ({ signal }) => method(...withOptions(method.operation, args, { signal })),
  retry,
});

/** Options for `useInfiniteQuery`: a page of the list at a time. */
export const infiniteQueryOptions = (method, ...args) => {
  const { operation } = method;
  const { cursor, next } = operation.page;
  return {
    queryKey: [...queryKey(method, ...args), "pages"],
    queryFn: ({ signal, pageParam }) => {
      const all = withOptions(operation, args, { signal });
      const query = all.length - 2;
      if (pageParam != null) all[query] = { ...all[query], [cursor]: pageParam };
      return method(...all);
    },
    initialPageParam: undefined,
    getNextPageParam: (page) => next.reduce((value, key) => value?.[key], page) || undefined,
    retry,
  };
};

/** Options for `useMutation`; what is mutated with is the list of the call's arguments. */
export const mutationOptions = (method) => ({ mutationFn: (args) => method(...args), retry });
