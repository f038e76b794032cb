// How credentials travel. A contract names those that it wants, so a bundle has no others.

import { encode } from "./encode.js";

/** In the header `Authorization`, behind the scheme's name. */
export const authorization = ({ headers }, secret, scheme) => headers.set("authorization", `${scheme} ${secret}`);

/** `Basic`: name and password, in UTF-8 (RFC 7617). */
export const basic = ({ headers }, { username, password }) => {
  const bytes = new TextEncoder().encode(`${username}:${password}`);
  headers.set("authorization", `Basic ${btoa(String.fromCharCode(...bytes))}`);
};

export const keyInHeader = ({ headers }, secret, name) => headers.set(name, secret);

export const keyInQuery = ({ query }, secret, name) => query.push(`${encodeURIComponent(name)}=${encode(secret)}`);

/** A browser has its own cookies and does not let this through. */
export const keyInCookie = ({ headers }, secret, name) =>
  headers.set("cookie", [headers.get("cookie") ?? [], `${encodeURIComponent(name)}=${encode(secret)}`].flat().join("; "));
