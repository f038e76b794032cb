// The declarations, and what people write with them, under three compilers.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

for (const compiler of ["typescript", "typescript-6", "typescript-7"]) {
  const { version } = JSON.parse(readFileSync(here(`node_modules/${compiler}/package.json`)));
  test(`TypeScript ${version} accepts every package, and the tests of their types`, () => {
    const arguments_ = [here(`node_modules/${compiler}/bin/tsc`), "--project", here("types/tsconfig.json")];
    const { status, stdout } = spawnSync(process.execPath, arguments_, { encoding: "utf8" });
    assert.equal(stdout, "");
    assert.equal(status, 0);
  });
}

test("an application finds the package by its name", async () => {
  const { createClient, ApiError } = await import("@taskboard/client");
  assert.equal(typeof createClient, "function");
  assert.ok(ApiError.prototype instanceof Error);
  assert.deepEqual(Object.keys(await import("@taskboard/client/openapi")), []);
});

test("every package is JavaScript that Node loads", async () => {
  for (const name of readdirSync(here("build"))) {
    const { createClient } = await import(here(`build/${name}/index.js`));
    assert.equal(typeof createClient, "function", name);
    createClient();
  }
});
