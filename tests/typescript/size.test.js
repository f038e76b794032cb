// The client stays small.

import assert from "node:assert/strict";
import { test } from "node:test";

import { measure } from "./size.js";

const sizes = await measure();

test("the core has at most 3.5 kB", () => assert.ok(sizes.core <= 3500, JSON.stringify(sizes)));

test("an operation has at most 40 bytes", () => assert.ok(sizes.perOperation <= 40, JSON.stringify(sizes)));

test("operations that nobody names are left out", () => assert.ok(sizes.tags < sizes.all - 200, JSON.stringify(sizes)));
