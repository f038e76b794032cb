// The calls as TanStack Query and Mock Service Worker take them, with the real packages.

import { QueryClient, useInfiniteQuery, useMutation, useQuery } from "@tanstack/react-query";
import { createClient, type ErrorOf, type Task, type TaskPage } from "@taskboard/client";
import { failure, mock } from "@taskboard/client/msw";
import { infiniteQueryOptions, mutationOptions, queryKey, queryOptions } from "@taskboard/client/react-query";
import { http, type HttpHandler } from "msw";
import { same, type Equal } from "./equal.js";

const api = createClient();
declare const task: Task;

export const Component = async () => {
  const one = useQuery(queryOptions(api.tasks.get, "id"));
  same<Equal<typeof one.data, Task | undefined>>();
  same<Equal<typeof one.error, ErrorOf<typeof api.tasks.get> | null>>();
  const pages = useInfiniteQuery(infiniteQueryOptions(api.tasks.list, { status: ["open"] }));
  same<Equal<NonNullable<typeof pages.data>["pages"], TaskPage[]>>();
  const create = useMutation(mutationOptions(api.tasks.create));
  create.mutate([{ title: "Ship it" }]);
  same<Equal<typeof create.data, Task | undefined>>();
  if (create.error?.code === "validation_failed") create.error.body.violations?.map((violation) => violation.pointer);
  // @ts-expect-error -- a title is required.
  create.mutate([{}]);
  // @ts-expect-error -- the id is missing.
  useQuery(queryOptions(api.tasks.get));
  // @ts-expect-error -- one task is no list.
  infiniteQueryOptions(api.tasks.get, "id");
  const client = new QueryClient();
  same<Equal<Awaited<typeof fetched>, Task>>();
  const fetched = client.fetchQuery(queryOptions(api.tasks.get, "id"));
  await client.invalidateQueries({ queryKey: queryKey(api.tasks.get) });
};

const handlers: HttpHandler[] = [
  mock(http, api.tasks.get, ({ params }) => ({ ...task, id: String(params["task_id"]) })),
  mock(http, api.tasks.delete, undefined),
  mock(http, api.tasks.create, () =>
    failure(api.tasks.create, "validation_failed", {
      type: "about:blank",
      title: "Validation failed",
      detail: "",
      request_id: "r",
      violations: [],
    }),
  ),
  mock(http, api.info.getService, () => new Response()),
];

export const misuse = [
  handlers,
  // @ts-expect-error -- that is no task.
  mock(http, api.tasks.get, () => ({ id: 1 })),
  // @ts-expect-error -- a code that the operation does not have.
  failure(api.tasks.get, "tag_limit_reached", {}),
];
