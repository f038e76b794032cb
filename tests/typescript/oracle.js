// Compares `./openapi` with what openapi-typescript makes of the same document, type by type. Writes a file with one
// claim a line, has TypeScript check it, and gives the names whose types are not the same.

import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { load } from "js-yaml";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const run = (program, ...arguments_) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [here(`node_modules/${program}`), ...arguments_], {
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  return { status, output: stdout + stderr };
};

/** The document with every reference to a header replaced by the header. */
const withHeadersInPlace = (document) => {
  const headers = document.components?.headers ?? {};
  return JSON.parse(JSON.stringify(document), (_, value) => {
    const name = /^#\/components\/headers\/(.*)$/.exec(value?.$ref)?.[1];
    return name ? headers[name] : value;
  });
};

/**
 * Names such as `schemas.Task` and `operations.getTask`, that the two make different types of. Two of their ways can be
 * put aside: that a default makes a member required, and that a header behind a reference is always required.
 */
export const differences = (file, ours, { defaultsRequire, referencedHeadersRequire }) => {
  mkdirSync(here("oracle"), { recursive: true });
  const document = load(readFileSync(file, "utf8"));
  const input = here("oracle/document.json");
  writeFileSync(input, JSON.stringify(referencedHeadersRequire ? document : withHeadersInPlace(document)));
  const flags = [`--default-non-nullable=${defaultsRequire}`, "--output", here("oracle/theirs.d.ts")];
  const made = run("openapi-typescript/bin/cli.js", input, ...flags);
  if (made.status !== 0) throw new Error(made.output);
  const { paths, components } = document;
  const claims = [];
  for (const kind of ["schemas", "responses", "parameters", "requestBodies", "headers"]) {
    for (const name of Object.keys(components?.[kind] ?? {})) {
      claims.push([`${kind}.${name}`, `components["${kind}"][${JSON.stringify(name)}]`]);
    }
  }
  for (const [root, items] of Object.entries({ paths, webhooks: document.webhooks ?? {} })) {
    for (const [path, item] of Object.entries(items)) {
      claims.push([`${root}.${path}`, `${root}[${JSON.stringify(path)}]`]);
      for (const { operationId } of Object.values(item)) {
        if (operationId) claims.push([`operations.${operationId}`, `operations[${JSON.stringify(operationId)}]`]);
      }
    }
  }
  const head = `import type * as ours from ${JSON.stringify(ours)};
import type * as theirs from "./theirs.js";
import { same, type Equal } from "../types/equal.js";
`;
  const lines = claims.map(([, type]) => `same<Equal<ours.${type}, theirs.${type}>>();`);
  writeFileSync(here("oracle/claims.ts"), `${head}${lines.join("\n")}\n`);
  const options = ["--noEmit", "--strict", "--exactOptionalPropertyTypes", "--module", "nodenext", "--ignoreConfig"];
  const { output } = run("typescript-6/bin/tsc", ...options, here("oracle/claims.ts"));
  const first = head.split("\n").length;
  const found = new Set();
  for (const line of output.trim().split("\n").filter(Boolean)) {
    const at = /claims\.ts\((\d+),/.exec(line);
    if (at && claims[at[1] - first]) found.add(claims[at[1] - first][0]);
    else if (!line.startsWith(" ")) throw new Error(line);
  }
  return { compared: claims.length, found: [...found].sort() };
};
