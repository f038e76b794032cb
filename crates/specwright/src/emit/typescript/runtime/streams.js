// Answers that come piece by piece. A table names them, so a bundle without them has none of this.

/** The text of an answer, as it comes. `fail` makes the error of a connection that breaks off. */
async function* texts(response, fail) {
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((cause) => {
        throw fail("network", { cause, response });
      });
      yield decoder.decode(value, { stream: !done });
      if (done) return;
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

/** The pieces between separators. What stands behind the last one is a piece too, when there is any of it. */
async function* pieces(response, fail, separator) {
  let rest = "";
  for await (const text of texts(response, fail)) {
    const found = (rest + text).split(separator);
    rest = found.pop();
    yield* found;
  }
  if (rest) yield rest.replace(/\r$/, "");
}

const parse = (text, response, fail) => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw fail("unexpected_response", { cause, response, text });
  }
};

async function* values(response, fail, separator) {
  for await (const text of pieces(response, fail, separator)) if (text.trim()) yield parse(text, response, fail);
}

/** JSON lines: a value a line. */
export const lines = (response, fail) => values(response, fail, "\n");

/** A JSON text sequence (RFC 7464): a value behind each record separator. */
export const sequence = (response, fail) => values(response, fail, "\x1e");

/**
 * Server-sent events, as HTML reads an event stream. `what` says what is given of each: `event` for the event itself,
 * `json` for the value in its data, else its data.
 */
export async function* events(response, fail, what) {
  let event = {};
  let data = [];
  // A line may end with CR LF, and the two may come apart.
  for await (const line of pieces(response, fail, /\r\n|\n|\r(?!$)/)) {
    const [, name, value] = /^([^:]*)(?:: ?)?([^]*)$/.exec(line);
    if (line === "") {
      const text = data.join("\n");
      if (data.length) yield what === "event" ? { ...event, data: text } : what === "json" ? parse(text, response, fail) : text;
      event = event.id === undefined ? {} : { id: event.id };
      data = [];
    } else if (name === "data") data.push(value);
    else if (name === "event" || name === "id") event[name] = value;
    else if (name === "retry" && /^\d+$/.test(value)) event.retry = Number(value);
  }
}

/** A body of JSON lines. */
export const writeLines = (items) => Array.from(items, (item) => `${JSON.stringify(item)}\n`).join("");

/** A body that is a JSON text sequence. */
export const writeSequence = (items) => Array.from(items, (item) => `\x1e${JSON.stringify(item)}\n`).join("");
