// The core paths of a running service, through the package as it is shipped. TASKBOARD_URL is where the service is
// (`http://127.0.0.1:8080`), TASKBOARD_TOKEN a token of a user. Without them these tests are skipped, and say so.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";

import { createClient } from "../build/taskboard/index.js";

const { TASKBOARD_URL, TASKBOARD_TOKEN } = process.env;
const skip = TASKBOARD_URL && TASKBOARD_TOKEN ? false : "TASKBOARD_URL and TASKBOARD_TOKEN name no running service";
const service = (title, run) => test(title, { skip }, run);

const baseUrl = `${(TASKBOARD_URL ?? "").replace(/\/$/, "").replace(/\/api\/v1$/, "")}/api/v1`;
const api = createClient({ baseUrl, token: TASKBOARD_TOKEN, timeoutMs: 20_000 });
const strangers = createClient({ baseUrl, timeoutMs: 20_000 });

const failure = async (call) => {
  const result = await call.result();
  assert.equal(result.ok, false, "a failure was expected");
  return result.error;
};

service("who asks, and what is asked", async () => {
  assert.equal(typeof (await strangers.info.getService()).version, "string");
  assert.equal(typeof (await api.me.get()).id, "string");
});

service("a task: made, read, changed, replaced, deleted, restored", async () => {
  const due = new Date(Date.UTC(2027, 0, 2, 3, 4, 5));
  const { data: made, response } = await api.tasks.create({ title: "Ship it", due_at: due }).withResponse();
  assert.equal(response.status, 201);
  assert.match(response.headers.get("location"), new RegExp(`/tasks/${made.id}$`));
  assert.equal(made.status, "open");
  assert.equal(new Date(made.due_at).getTime(), due.getTime());

  const read = await api.tasks.get(made.id).withResponse();
  assert.deepEqual(read.data, made);
  const etag = read.response.headers.get("etag");
  assert.equal((await failure(api.tasks.get(made.id, { ifNoneMatch: etag }))).code, "not_modified");

  const changed = await api.tasks.update(made.id, { description: "Soon", due_at: null }, { ifMatch: etag });
  assert.equal(changed.description, "Soon");
  assert.equal(changed.due_at, null);
  assert.equal((await failure(api.tasks.update(made.id, { title: "Late" }, { ifMatch: etag }))).code, "precondition_failed");

  const whole = { title: "Shipped", status: "done", priority: "low" };
  assert.equal((await failure(api.tasks.replace(made.id, whole))).code, "precondition_required");
  const replaced = await api.tasks.replace(made.id, whole, { ifMatch: "*" });
  assert.equal(replaced.description, null);
  assert.equal(replaced.status, "done");

  assert.equal(await api.tasks.delete(made.id), undefined);
  const gone = await failure(api.tasks.get(made.id));
  assert.equal(gone.code, "not_found");
  assert.equal(gone.status, 404);
  assert.equal(gone.body.request_id, gone.requestId);
  assert.equal((await api.tasks.restore(made.id)).id, made.id);

  const kinds = new Set((await api.events.list(made.id).toArray(50)).map((event) => event.type));
  for (const kind of ["task_created", "task_updated", "task_deleted", "task_restored"]) assert.ok(kinds.has(kind), kind);
});

service("the same idempotency key makes one task", async () => {
  const options = { idempotencyKey: randomUUID() };
  const first = await api.tasks.create({ title: "Once" }, options);
  assert.equal((await api.tasks.create({ title: "Once" }, options)).id, first.id);
  assert.equal((await failure(api.tasks.create({ title: "Twice" }, options))).code, "idempotency_key_reused");
});

service("a list: filters, one page, every item, the first few", async () => {
  const project = await api.projects.create({ name: `Paging ${randomUUID()}` });
  for (let index = 0; index < 5; index++) {
    const priority = index % 2 ? "high" : "urgent";
    await api.tasks.create({ title: `Task ${index}`, project_id: project.id, priority });
  }
  const query = { project_id: project.id, limit: 2, sort: "created_at", status: ["open", "in_progress"] };
  const page = await api.tasks.list(query);
  assert.equal(page.data.length, 2);
  assert.equal(page.meta.limit, 2);
  const titles = [];
  for await (const task of api.tasks.list(query)) titles.push(task.title);
  assert.deepEqual(titles, ["Task 0", "Task 1", "Task 2", "Task 3", "Task 4"]);
  assert.equal((await api.tasks.list(query).toArray(3)).length, 3);
  const urgent = await api.tasks.list({ ...query, priority: ["urgent"] }).toArray(10);
  assert.equal(urgent.length, 3);
  const later = await api.tasks.list({ ...query, due_after: new Date() }).toArray(10);
  assert.deepEqual(later, []);
});

service("a tag is attached and detached", async () => {
  const tag = await api.tags.create({ name: `t-${randomUUID().slice(0, 8)}`, color: "#00aa88" });
  const task = await api.tasks.create({ title: "Tagged" });
  await api.tags.attach(task.id, tag.id);
  assert.deepEqual((await api.tasks.get(task.id)).tags.map((attached) => attached.id), [tag.id]);
  assert.equal((await api.tasks.list({ tag: [tag.id] })).data.length, 1);
  await api.tags.detach(task.id, tag.id);
  assert.equal((await failure(api.tags.create({ name: tag.name, color: "#00aa88" }))).code, "name_taken");
});

service("a file goes up and comes down as it was", async () => {
  const task = await api.tasks.create({ title: "With a file" });
  const octets = new Uint8Array(70_000).map((_, index) => (index * 31) % 256);
  const file = new File([octets], "spec ä.bin", { type: "application/octet-stream" });
  const stored = await api.attachments.upload(task.id, { file, caption: "The spec" });
  assert.equal(stored.size_bytes, octets.length);
  assert.equal(stored.caption, "The spec");
  assert.equal(stored.file_name, "spec ä.bin");
  const { data, response } = await api.attachments.download(stored.id).withResponse();
  assert.deepEqual(new Uint8Array(await data.arrayBuffer()), octets);
  assert.ok(response.headers.get("etag"));
  assert.equal((await api.attachments.list(task.id)).data.length, 1);
  await api.attachments.delete(stored.id);
  assert.equal((await failure(api.attachments.download(stored.id))).code, "not_found");
});

service("the same idempotency key stores one file", async () => {
  const task = await api.tasks.create({ title: "With a file" });
  const options = { idempotencyKey: randomUUID() };
  const upload = (text, caption, type = "text/plain") =>
    api.attachments.upload(task.id, { file: new File([text], "notes.txt", { type }), caption }, options);
  const first = await upload("as agreed", "Notes").withResponse();
  assert.equal(first.response.headers.get("idempotent-replayed"), null);
  // Each attempt is a form of its own, with a boundary of its own.
  const again = await upload("as agreed", "Notes").withResponse();
  assert.equal(again.response.headers.get("idempotent-replayed"), "true");
  assert.deepEqual(again.data, first.data);
  for (const other of [["as agreef", "Notes"], ["as agreed", "Other"], ["as agreed", "Notes", "text/csv"]]) {
    assert.equal((await failure(upload(...other))).code, "idempotency_key_reused");
  }
  assert.equal((await api.attachments.list(task.id)).data.length, 1);
});

service("failures have their codes", async () => {
  const invalid = await failure(api.tasks.create({ title: "" }));
  assert.equal(invalid.code, "validation_failed");
  assert.equal(invalid.body.violations[0].pointer, "/title");
  assert.equal((await failure(api.tasks.get(randomUUID()))).code, "not_found");
  assert.equal((await failure(api.tasks.create({ title: "a", project_id: randomUUID() }))).code, "project_not_found");
  assert.equal((await failure(strangers.tasks.list())).code, "unauthenticated");
  const garbled = createClient({ baseUrl, token: "garbage" });
  assert.equal((await failure(garbled.me.get())).code, "unauthenticated");
});

service("a token that has ended is renewed once for all calls", async () => {
  let token = "ended";
  let renewals = 0;
  const renewing = createClient({
    baseUrl,
    token: () => token,
    onUnauthorized: () => {
      renewals++;
      token = TASKBOARD_TOKEN;
    },
  });
  const made = await Promise.all(["a", "b", "c"].map((title) => renewing.tasks.create({ title })));
  assert.deepEqual(made.map((task) => task.title), ["a", "b", "c"]);
  assert.equal(renewals, 1);
});
