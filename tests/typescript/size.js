// Measures what a bundler makes of the client: `node size.js` after `node assemble.js`. Bytes, minified by esbuild and
// compressed by gzip -9.

import { gzipSync } from "node:zlib";
import { fileURLToPath } from "node:url";

import { buildSync } from "esbuild";

/** The size of a module with everything that it imports. */
export const size = (source) => {
  const { outputFiles } = buildSync({
    stdin: { contents: source, resolveDir: fileURLToPath(new URL("build", import.meta.url)) },
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    write: false,
  });
  return gzipSync(outputFiles[0].contents, { level: 9 }).length;
};

/** The core without operations, all operations of this repository, and how many they are. */
export const measure = async () => {
  const from = (name) => `export { ${name} } from "./taskboard/index.js"`;
  const client = (await import("./build/taskboard/index.js")).createClient();
  const operations = Object.values(client).flatMap((group) => Object.keys(group)).length;
  const core = size(from("createClientOf, ApiError"));
  const all = size(from("createClient, ApiError"));
  const tags = size(`import { createClientOf, tagsOperations } from "./taskboard/index.js";
    export const client = createClientOf({ tags: tagsOperations });`);
  return { core, all, tags, operations, perOperation: (all - core) / operations };
};

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(await measure());
