// Media types that are chosen, streams, headers, credentials, webhooks: what their types say.

import { createClient as connectStreams } from "../build/streams/index.js";
import type { Callbacks, Webhooks } from "../build/webhooks/index.js";
import { createClient, type ErrorOf, type Point } from "../build/wire/index.js";
import { same, type Equal } from "./equal.js";

const api = createClient({
  token: (scheme) => `for ${scheme}`,
  basic: async () => ({ username: "u", password: "p" }),
  apiKeys: { key: "k", ticket: () => undefined },
  // @ts-expect-error -- no such scheme.
  unknown: "x",
}).default;

export const bodies = async (blob: Blob, bytes: Uint8Array) => {
  await api.sendAny({ x: 1 });
  await api.sendAny({ x: 1 }, { contentType: "application/vnd.point+json" });
  await api.sendAny("text", { contentType: "text/plain" });
  await api.sendAny(blob, { contentType: "image/png" });
  await api.sendAny(bytes, { contentType: "image/webp" });
  // @ts-expect-error -- text has to be said to be text.
  await api.sendAny("text");
  // @ts-expect-error -- a point is no picture.
  await api.sendAny({ x: 1 }, { contentType: "image/png" });
  // @ts-expect-error -- no such media type.
  await api.sendAny(blob, { contentType: "video/mp4" });
  await api.sendFiles({ files: [blob, blob], about: { x: 1 } });
};

export const answers = async () => {
  const point = await api.receiveAny();
  same<Equal<typeof point, Point>>();
  const text = await api.receiveAny({ accept: "text/csv" });
  same<Equal<typeof text, string | Point>>();
  // @ts-expect-error -- no such media type.
  await api.receiveAny({ accept: "text/html" });
  const whole = await api.receiveAny().withResponse();
  if (whole.status === 200) {
    const rate: string = whole.response.headers.get("x-rate");
    const kind = whole.response.headers.get("x-kind");
    same<Equal<typeof kind, "short" | "long" | null>>();
    const other = whole.response.headers.get("x-other");
    same<Equal<typeof other, string | null>>();
    return rate;
  }
  same<Equal<typeof whole.status, 201>>();
  const blob = await api.receiveOctets();
  same<Equal<typeof blob, Blob>>();
  const stream = await api.receiveOctets({ as: "stream" });
  same<Equal<typeof stream, ReadableStream<Uint8Array>>>();
  return whole.data;
};

type Failed = ErrorOf<typeof api.receiveAny>;
same<Equal<Extract<Failed, { code: "http_404" }>["body"], { why: string } | string>>();
same<Equal<Extract<Failed, { code: "http_5XX" }>["status"], number>>();
same<Equal<Extract<Failed, { code: "http_default" }>["body"], string>>();

export const streams = async () => {
  const client = connectStreams().default;
  for await (const tick of await client.values()) same<Equal<typeof tick, { n: number }>>();
  for await (const text of await client.texts()) same<Equal<typeof text, string>>();
  for await (const event of await client.events()) same<Equal<typeof event.id, string | undefined>>();
  for await (const tick of await client.lines()) tick.n.toFixed();
  await client.sendLines(new Set([{ n: 1 }]));
};

// What comes is exact: no Date, and no `undefined` where there is nothing. What is answered is lenient.
same<Equal<Webhooks["newPet"]["body"], { name: string; born: string; id?: string }>>();
same<Equal<Webhooks["newPet"]["headers"]["x-signature"], string>>();
same<Equal<Callbacks["subscribe"]["onChange"]["responses"][200], { more?: boolean | undefined }>>();
