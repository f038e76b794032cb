// Puts the packages that are tested into build/, each as it is shipped: every golden with the core beside it, and the
// package of this repository.

import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const goldens = here("../../crates/specwright/tests/goldens/typescript/");
const core = here("../../crates/specwright/src/emit/typescript/runtime/");

rmSync(here("build"), { recursive: true, force: true });
for (const name of readdirSync(goldens)) {
  if (!existsSync(`${goldens}${name}/expected`)) continue;
  cpSync(`${goldens}${name}/expected`, here(`build/${name}`), { recursive: true });
  mkdirSync(here(`build/${name}/runtime`));
  for (const file of readdirSync(core)) {
    writeFileSync(here(`build/${name}/runtime/${file}`), readFileSync(core + file));
  }
}
cpSync(here("../../generated/typescript"), here("build/taskboard"), { recursive: true });

// As an application finds it: by its name, through its exports.
rmSync(here("node_modules/@taskboard"), { recursive: true, force: true });
mkdirSync(here("node_modules/@taskboard"));
symlinkSync(here("build/taskboard"), here("node_modules/@taskboard/client"), "dir");
