// Bodies that are forms. A table names them, so a bundle without forms has none of this.

import { asText, encodeQuery, entries } from "./encode.js";

/** `application/x-www-form-urlencoded`. `styles` as in a query. */
export const form = (value, styles) => {
  if (value instanceof URLSearchParams) return String(value);
  return encodeQuery(value, styles).join("&");
};

/** `multipart/form-data`: a part for each item. `types` names the parts that have a media type of their own. */
export const multipart = (value, types) => {
  if (value instanceof FormData) return value;
  const form = new FormData();
  for (const [name, part] of entries(value)) {
    const type = types?.[name];
    for (const item of [part].flat()) {
      if (item == null) continue;
      if (item instanceof Blob) form.append(name, item);
      else if (typeof item === "object" && (ArrayBuffer.isView(item) || item instanceof ArrayBuffer)) form.append(name, new Blob([item], { type }));
      else form.append(name, type ? new Blob([/json$/.test(type) ? JSON.stringify(item) : asText(item)], { type }) : asText(item));
    }
  }
  return form;
};
