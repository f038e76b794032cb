// From values to what travels: paths, query strings, bodies.

/** A single value as text: dates as ISO 8601, objects as JSON. */
export const asText = (value) =>
  value instanceof Date ? value.toISOString() : typeof value === "object" ? JSON.stringify(value) : String(value);

const encode = (value) => encodeURIComponent(asText(value));

/**
 * The path with its parameters in place. One that is missing, empty, `.` or `..` would make it the path of something
 * else, percent-encoded or not, so that is an error.
 */
export const encodePath = (path, values) => {
  let index = 0;
  return path.replace(/\{(.*?)\}/g, (_, name) => {
    const segment = [values[index++] ?? ""].flat().map(encode).join(",");
    if (/^\.{0,2}$/.test(segment)) throw new TypeError(`The path parameter ${name} cannot be "${segment}"`);
    return segment;
  });
};

/**
 * A query string. `styles` names the parameters that are not written the usual way (one pair for each value): with the
 * separator of their values, `deep` for `name[key]=value`, or `json`.
 */
export const encodeQuery = (values, styles) => {
  const pairs = [];
  const add = (name, value) => value == null || pairs.push(`${encodeURIComponent(name)}=${value}`);
  for (const [name, value] of Object.entries(values ?? {})) {
    const style = styles[name];
    if (value == null) continue;
    else if (style === "json") add(name, encodeURIComponent(JSON.stringify(value)));
    else if (typeof value !== "object" || value instanceof Date) add(name, encode(value));
    else if (!Array.isArray(value)) {
      for (const key in value) if (value[key] != null) add(style ? `${name}[${key}]` : key, encode(value[key]));
    } else if (!style) value.forEach((item) => add(name, encode(item)));
    else if (value.length) add(name, value.map(encode).join(style));
  }
  return pairs.join("&");
};

/** A body of a media type, in a form that can be sent any number of times. */
export const encodeBody = (mediaType, value) => {
  if (/json$/.test(mediaType)) return JSON.stringify(value);
  if (/urlencoded$/.test(mediaType)) return encodeQuery(value, {});
  if (!/^multipart/.test(mediaType)) return value;
  const form = new FormData();
  for (const [name, part] of Object.entries(value)) {
    for (const item of [part].flat()) if (item != null) form.append(name, item instanceof Blob ? item : asText(item));
  }
  return form;
};
