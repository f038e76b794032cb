// What somebody does who browses /docs: authorise with one paste, create a task, see the answer; all of it offline.
//
// Needs a running service: TASKBOARD_URL (http://127.0.0.1:8080), TASKBOARD_TOKEN; and a Chromium: CHROMIUM
// (/usr/bin/chromium). SCREENSHOT names a file to keep a picture of the page in.

import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";

const origin = process.env.TASKBOARD_URL ?? "http://127.0.0.1:8080";
const token = process.env.TASKBOARD_TOKEN;
assert.ok(token, "TASKBOARD_TOKEN is not set: `taskboard token --user NAME` prints one");

let profile;
let context;
let page;
const foreign = [];
const complaints = [];

before(async () => {
  profile = await mkdtemp(join(tmpdir(), "taskboard-browser-"));
  context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    viewport: { width: 1280, height: 900 },
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
  page = await context.newPage();
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(origin) && !url.startsWith("data:") && !url.startsWith("blob:")) foreign.push(url);
  });
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(`${origin}/docs`);
  await page.locator("#operations-tasks-createTask").waitFor({ timeout: 20_000 });
});

after(async () => {
  await context?.close();
  if (profile) await rm(profile, { recursive: true, force: true });
});

test("the page shows every operation of the contract", async () => {
  const document = await (await fetch(`${origin}/openapi.json`)).json();
  const expected = Object.values(document.paths)
    .flatMap((item) => Object.entries(item))
    .filter(([method]) => ["get", "put", "post", "delete", "patch"].includes(method)).length;
  assert.ok(expected >= 24);
  assert.equal(await page.locator(".opblock").count(), expected);
});

test("one paste signs in, and a task is created by trying it out", async () => {
  if (process.env.SCREENSHOT) await page.screenshot({ path: process.env.SCREENSHOT });
  await page.locator(".scheme-container .btn.authorize").click();
  await page.locator(".auth-container input").first().fill(token);
  await page.locator(".auth-btn-wrapper button.authorize").click();
  await page.locator(".auth-btn-wrapper .btn-done").click();

  const operation = page.locator("#operations-tasks-createTask");
  await operation.locator(".opblock-summary-control").click();
  await operation.locator(".try-out__btn").click();
  const title = `From the browser ${Date.now()}`;
  await operation.locator("textarea.body-param__text").fill(JSON.stringify({ title }));
  await operation.locator("button.execute").click();

  const answer = operation.locator(".live-responses-table .response");
  await answer.waitFor();
  assert.match(await answer.locator(".response-col_status").innerText(), /^201/);
  const body = JSON.parse(await answer.locator(".response-col_description pre.microlight, .response-col_description .highlight-code pre").first().innerText());
  assert.equal(body.title, title);

  // The page did not invent it: the service has it.
  const read = await fetch(`${origin}/api/v1/tasks/${body.id}`, { headers: { authorization: `Bearer ${token}` } });
  assert.equal(read.status, 200);
  assert.equal((await read.json()).title, title);
});

test("the sign-in outlives a reload", async () => {
  await page.reload();
  await page.locator("#operations-tasks-listTasks").waitFor();
  await page.locator(".scheme-container .btn.authorize.locked, .scheme-container .btn.authorize svg").first().waitFor();
  assert.equal(await page.locator(".scheme-container .btn.authorize.locked").count(), 1);
});

test("there is a dark mode", async () => {
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor + getComputedStyle(document.documentElement).backgroundColor);
  const before = await background();
  await page.locator(".dark-mode-toggle button").click();
  assert.notEqual(await background(), before);
});

test("nothing was fetched from anywhere else, and the browser had nothing to complain of", () => {
  assert.deepEqual(foreign, []);
  assert.deepEqual(complaints, []);
});
