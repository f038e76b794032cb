// The styles of parameters that are not the usual ones (OpenAPI's Parameter Object, RFC 6570). A table names those that
// its operations want, so a bundle has no others.

import { asText, encode, entries, isObject } from "./encode.js";

/** The parts that a value is written in: its items, or its members as `name=value` or as name and value. */
const parts = (value, explode, write) => {
  if (Array.isArray(value)) return value.map(write);
  if (!isObject(value)) return [write(value)];
  const pair = ([name, member]) => [write(name), write(member)];
  return entries(value).flatMap((entry) => (explode ? pair(entry).join("=") : pair(entry)));
};

/** A path's `simple` where the value is an object: `a,1,b,2`, or `a=1,b=2`. */
export const simple = (_, value, explode) => parts(value, explode, encode).join(",");

/** A path's `label`: `.a.b` or `.a,b`. */
export const label = (_, value, explode) => `.${parts(value, explode, encode).join(explode ? "." : ",")}`;

/** A path's `matrix`: `;id=a;id=b` or `;id=a,b`. */
export const matrix = (name, value, explode) => {
  const own = encodeURIComponent(name);
  const written = parts(value, explode, encode);
  if (!explode || !isObject(value)) return `;${own}=${written.join(",")}`;
  return written.map((part) => (Array.isArray(value) ? `;${own}=${part}` : `;${part}`)).join("");
};

/** A value of a path whose text is JSON. */
export const jsonSegment = (_, value) => encodeURIComponent(JSON.stringify(value));

/** A query's items, or names and values, in one pair with something between. */
export const delimited = (name, value, separator) => {
  const written = parts(value, false, encode);
  return written.length ? [`${encodeURIComponent(name)}=${written.join(separator)}`] : [];
};

/** A query's `deepObject`: `name[key]=value`, as deep as it goes. */
export const deep = (name, value) => {
  const walk = (path, inner, inObject) => {
    if (inner == null) return [];
    if (!isObject(inner)) return [`${path}=${encode(inner)}`];
    const plain = inObject && Array.isArray(inner) && !inner.some(isObject);
    return entries(inner).flatMap(([key, member]) =>
      walk(plain ? path : `${path}%5B${encodeURIComponent(key)}%5D`, member, !Array.isArray(inner)),
    );
  };
  return walk(encodeURIComponent(name), value, false);
};

/** A query's value whose text is JSON. */
export const json = (name, value) => [`${encodeURIComponent(name)}=${encodeURIComponent(JSON.stringify(value))}`];

/** A header's object: `a,1,b,2`, or `a=1,b=2`. */
export const header = (headers, name, value, explode) => headers.set(name, parts(value, explode, asText).join(","));

/** A header whose text is JSON; what is not ASCII is escaped there. */
export const jsonHeader = (headers, name, value) => {
  const escape = (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`;
  headers.set(name, JSON.stringify(value).replace(/[^ -~]/g, escape));
};

/** The whole query as JSON. */
export const wholeJson = (value) => encodeURIComponent(JSON.stringify(value));

/** The whole query as text. */
export const wholeText = (value) => encode(value);

/** The pairs of a value: of an object its own, else one for each item. */
const pairs = (name, value, write) =>
  parts(value, true, write).map((part) => (isObject(value) && !Array.isArray(value) ? part : `${write(name)}=${part}`));

/** A cookie as it is, without percent-encoding. */
export const bare = (name, value) => pairs(name, value, asText);

/** A cookie. A browser has its own and does not let this through. */
export const cookie = (headers, name, value, style) => {
  const written = style ? style(name, value, ",") : pairs(name, value, encode);
  headers.set("cookie", [headers.get("cookie") ?? [], written].flat().join("; "));
};
