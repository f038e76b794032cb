// A real Better Auth server on loopback, as an identity provider beside the service: an email and a password give a
// session, a session gives tokens, /api/auth/jwks the keys. Everything is kept in memory.
//
//   node server.mjs --algorithm EdDSA [--rotation SECONDS] [--grace SECONDS]
//
// Prints one line of JSON, {"origin": "http://127.0.0.1:PORT"}, when it listens. Ends when its standard input ends.

import { createServer } from "node:http";
import { parseArgs } from "node:util";
import { betterAuth } from "better-auth";
import { memoryAdapter } from "better-auth/adapters/memory";
import { toNodeHandler } from "better-auth/node";
import { admin } from "better-auth/plugins/admin";
import { jwt } from "better-auth/plugins/jwt";

const { values } = parseArgs({
  options: {
    algorithm: { type: "string", default: "EdDSA" },
    rotation: { type: "string" },
    grace: { type: "string" },
  },
});

const tables = { user: [], session: [], account: [], verification: [], jwks: [] };

const server = createServer();
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const origin = `http://127.0.0.1:${server.address().port}`;

const auth = betterAuth({
  baseURL: origin,
  secret: crypto.randomUUID() + crypto.randomUUID(),
  database: memoryAdapter(tables),
  emailAndPassword: { enabled: true },
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
  logger: { level: "error" },
  plugins: [
    admin(),
    jwt({
      jwks: {
        keyPairConfig: { alg: values.algorithm },
        ...(values.rotation ? { rotationInterval: Number(values.rotation) } : {}),
        ...(values.grace ? { gracePeriod: Number(values.grace) } : {}),
      },
    }),
  ],
});

const handler = toNodeHandler(auth);
server.on("request", (request, response) => {
  // An administrator is made by another administrator; the first one is made here.
  if (request.method === "POST" && request.url?.startsWith("/test/promote/")) {
    const email = decodeURIComponent(request.url.slice("/test/promote/".length));
    const user = tables.user.find((candidate) => candidate.email === email);
    if (user) user.role = "admin";
    response.writeHead(user ? 204 : 404).end();
    return;
  }
  handler(request, response);
});

console.log(JSON.stringify({ origin }));
process.stdin.on("end", () => process.exit(0)).resume();
