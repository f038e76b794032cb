// What the frontend team writes. It has to compile, and what is marked must not.

import {
  ApiError,
  createClient,
  createClientOf,
  tasksOperations,
  type DataOf,
  type ErrorOf,
  type Result,
  type Task,
  type TaskUpdate,
  type TasksApi,
} from "@taskboard/client";
import type { components, operations, paths } from "@taskboard/client/openapi";
import { same, type Equal } from "./equal.js";

declare const session: { accessToken: string; refresh(): Promise<void> };
declare const show: (value: unknown) => void;
declare const signal: AbortSignal;
declare const file: File;
declare const setError: (pointer: string, detail: string) => void;

const api = createClient({
  baseUrl: "/api/v1",
  token: () => session.accessToken,
  onUnauthorized: () => session.refresh(),
  timeoutMs: 10_000,
  retries: 2,
  fetch,
  middleware: [
    async (request, next, operation) => {
      const response = await next(request);
      show([operation.id, response.status]);
      return response;
    },
  ],
});

export const use = async () => {
  const task = await api.tasks.create({ title: "Ship it" }, { idempotencyKey: crypto.randomUUID() });
  same<Equal<typeof task, Task>>();

  const r = await api.tasks.update(task.id, { title: "" }).result();
  if (r.ok) show(r.data.title);
  else
    switch (r.error.code) {
      case "validation_failed":
        r.error.body.violations?.forEach((v) => setError(v.pointer, v.detail));
        break;
      case "not_found":
        same<Equal<typeof r.error.status, 404>>();
        break;
      case "network":
      case "timeout":
      case "aborted":
        same<Equal<typeof r.error.body, undefined>>();
        break;
      case "unexpected_response":
        show([r.error.requestId, r.error.status.toFixed(), r.error.text]);
        break;
      case "malformed_request":
      case "unauthenticated":
      case "project_not_found":
      case "not_acceptable":
      case "request_timeout":
      case "conflict":
      case "precondition_failed":
      case "payload_too_large":
      case "unsupported_media_type":
      case "unprocessable":
      case "project_archived":
      case "rate_limited":
      case "internal":
      case "unavailable":
        show(r.error.body.request_id);
        break;
      default:
        r.error satisfies never;
    }

  const page = await api.tasks.list({ status: ["open"], due_after: new Date() });
  same<Equal<typeof page.data, Task[]>>();
  const open = ["open", "done"] as const;
  for await (const item of api.tasks.list({ status: open })) same<Equal<typeof item, Task>>();
  const some: Task[] = await api.tasks.list().toArray(1000);
  await api.tasks.list({}, { signal, timeoutMs: 5_000 });
  await api.attachments.upload(some[0]?.id ?? "", { file, caption: "spec" });
  const { data, response } = await api.tasks.get(task.id).withResponse();
  same<Equal<typeof data, Task>>();
  show(response.headers.get("etag"));
  const blob: Blob = await api.attachments.download("id");
  show(blob.size);

  try {
    await api.tasks.get(task.id);
  } catch (error) {
    if (error instanceof ApiError) show([error.code, error.requestId]);
  }

  for await (const event of api.events.list(task.id)) {
    if (event.type === "task_status_changed") show(event.to);
    // @ts-expect-error -- other events have no `to`.
    else show(event.to);
  }
};

type GetError = ErrorOf<typeof api.tasks.get>;
same<Equal<Extract<GetError, { code: "not_found" }>["status"], 404>>();
same<Equal<DataOf<typeof api.tasks.get>, Task>>();
same<Equal<DataOf<typeof api.tasks.delete>, undefined>>();
same<Equal<Awaited<ReturnType<ReturnType<typeof api.tasks.get>["result"]>>, Result<Task, GetError>>>();

const few = createClientOf({ tasks: tasksOperations });
same<Equal<typeof few, { readonly tasks: TasksApi }>>();

export const misuse = async () => {
  // @ts-expect-error -- a title is required.
  api.tasks.create({});
  // @ts-expect-error -- `version` is the server's.
  api.tasks.create({ title: "a", version: 1 });
  // @ts-expect-error -- no such status.
  api.tasks.list({ status: ["opened"] });
  // @ts-expect-error -- no such option.
  api.tasks.get("id", { ifMatch: "1" });
  // @ts-expect-error -- toArray wants a limit.
  api.tasks.list().toArray();
  // @ts-expect-error -- one task is no list.
  for await (const item of api.tasks.get("id")) show(item);
  // @ts-expect-error -- a code that the operation does not have.
  if ((await api.tasks.get("id").result()).error?.code === "tag_limit_reached") show(1);
  const update: TaskUpdate = { title: undefined, due_at: new Date() };
  api.tasks.update("id", update);
  // @ts-expect-error -- what the server sends is a text, not a Date.
  (await api.tasks.get("id")).created_at.getTime();
};

// The document's types say the same as the client's.
same<Equal<components["schemas"]["TaskStatus"], Task["status"]>>();
same<Equal<paths["/tasks/{task_id}"]["get"], operations["getTask"]>>();
same<Equal<operations["getTask"]["parameters"]["path"]["task_id"], string>>();
