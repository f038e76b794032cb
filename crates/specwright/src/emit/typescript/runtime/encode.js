// From values to what travels, the usual way. Other styles stand in styles.js, other bodies in forms.js.

/** A single value as text: dates as ISO 8601, objects as JSON. */
export const asText = (value) =>
  value instanceof Date ? value.toISOString() : typeof value === "object" ? JSON.stringify(value) : String(value);

/** A single value as text for a URL. */
export const encode = (value) => encodeURIComponent(asText(value));

/** An object, and no single value. */
export const isObject = (value) => typeof value === "object" && !(value instanceof Date);

/** What is there of the members of an object, as pairs. */
export const entries = (object) => Object.entries(object ?? {}).filter(([, value]) => value != null);

/** Style `simple` of a path: items with commas between. */
const simple = (_, value) => [value ?? ""].flat().map(encode).join(",");

/**
 * The path with its parameters in place. One that is missing, empty, `.` or `..` would make it the path of something
 * else, percent-encoded or not, so that is an error. `styles` names the parameters that are not `simple`.
 */
export const encodePath = (path, values, styles) => {
  let index = 0;
  return path.replace(/\{(.*?)\}/g, (_, name) => {
    const [write, explode] = [styles?.[name] ?? simple].flat();
    const value = values[index++];
    const segment = value == null ? "" : write(name, value, explode);
    if (/^\.{0,2}$/.test(segment)) throw new TypeError(`The path parameter ${name} cannot be "${segment}"`);
    return segment;
  });
};

/** Style `form` with `explode`: a pair for each item, and for each member of an object. */
const form = (name, value) => {
  if (!isObject(value)) return [`${encodeURIComponent(name)}=${encode(value)}`];
  if (Array.isArray(value)) return value.filter((item) => item != null).flatMap((item) => form(name, asText(item)));
  return entries(value).flatMap(([key, member]) => form(key, Array.isArray(member) ? member : asText(member)));
};

/**
 * The pairs of a query string. `styles` names the parameters that are not written the usual way; a function writes the
 * whole of it.
 */
export const encodeQuery = (values, styles) => {
  if (typeof styles === "function") return values == null ? [] : [styles(values)];
  return entries(values).flatMap(([name, value]) => {
    const [write, how] = [styles?.[name] ?? form].flat();
    return write(name, value, how);
  });
};
