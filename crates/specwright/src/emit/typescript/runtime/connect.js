// The core of the client: takes a call from its arguments to its end. It knows no operation; what it has to know of one
// stands in the tables under operations/.

import { asText, encodePath, encodeQuery } from "./encode.js";
import { ApiError } from "./error.js";
import { read } from "./read.js";

/** The client of some groups of operations: under each group's name, a function for each operation. */
export const connect = (contract, groups, settings = {}) => {
  let refreshing; // the refresh that is under way, if one is
  let refreshes = 0; // how many have ended: tells a 401 to a request that is older than the last refresh

  const refresh = () =>
    (refreshing ??= (async () => settings.onUnauthorized())().finally(() => {
      refreshing = undefined;
      refreshes++;
    }));

  /** What goes into a secret's place: itself, or what the function gives for the scheme. */
  const ask = (secret, scheme) => (typeof secret === "function" ? secret(scheme) : secret);

  /** Adds the first credentials that will do and that there are. */
  const authenticate = async (alternatives, request) => {
    for (const schemes of alternatives) {
      const secrets = schemes.map((scheme) => {
        const [option] = contract.schemes[scheme];
        return ask(option === "apiKeys" ? settings.apiKeys?.[scheme] : settings[option], scheme);
      });
      const found = await Promise.all(secrets);
      if (!found.every(Boolean)) continue;
      schemes.forEach((scheme, index) => {
        const [, write, name] = contract.schemes[scheme];
        write(request, found[index], name);
      });
      return;
    }
  };

  /** One exchange: a request through the middleware, and what its answer says. */
  const exchange = async (operation, request, options) => {
    const transport = async (sent) => {
      try {
        return await (settings.fetch ?? fetch)(sent.url, sent);
      } catch (cause) {
        throw new ApiError(operation, "network", { cause });
      }
    };
    const layers = settings.middleware ?? [];
    const send = layers.reduceRight((next, layer) => async (sent) => layer(sent, next, operation), transport);
    const response = await send(request);
    return [response, ...(await read(contract, operation, response, options))];
  };

  /** All attempts of a call. Each makes its request anew, from the same data. */
  const attempts = async (operation, { path, data, query: values, options }, signal, deadline) => {
    const { method, headers: names = {}, security = contract.security, accept = "application/json" } = operation;
    const { baseUrl } = settings;
    const base = typeof baseUrl === "function" ? baseUrl(operation) : (operation.server ?? baseUrl ?? contract.baseUrl);
    const url = base.replace(/\/$/, "") + encodePath(operation.path, path, operation.styles);
    const pairs = encodeQuery(values, operation.query);
    const bodies = typeof operation.body === "string" ? { [operation.body]: 0 } : (operation.body ?? {});
    const mediaType = options.contentType ?? Object.keys(bodies)[0];
    const [write, how] = [bodies[mediaType]].flat();
    const body = data === undefined ? null : write ? write(data, how) : /[/+]json(;|$)/.test(mediaType) ? JSON.stringify(data) : data;
    const once = body instanceof ReadableStream; // nobody can send it twice
    const keyed = names.idempotencyKey && options.idempotencyKey;
    const credentials = settings.credentials ?? "same-origin";
    const again = !once && (keyed || /GET|HEAD|PUT|DELETE|QUERY/.test(method));
    let retries = again ? (options.retries ?? settings.retries ?? 2) : 0;
    let replayed = once || !security.length || !settings.onUnauthorized;
    let pause = 300;

    for (;;) {
      signal.throwIfAborted();
      const before = refreshes;
      const headers = new Headers(settings.headers);
      const query = [...pairs];
      const set = (_, name, value) => value == null || headers.set(name, [value].flat().map(asText).join(","));
      set(0, "accept", options.accept ?? accept);
      if (body != null && !(body instanceof FormData)) {
        set(0, "content-type", mediaType.includes("*") ? body.type || "application/octet-stream" : mediaType);
      }
      for (const option in names) {
        const [name, put = set, style] = [names[option]].flat();
        if (options[option] != null) put(headers, name, options[option], style);
      }
      for (const name in options.headers) set(0, name, options.headers[name]);
      await authenticate(security, { headers, query });
      const request = { method, url: url + (query.length ? `?${query.join("&")}` : ""), headers, body, signal, credentials };
      if (once) request.duplex = "half";
      try {
        return await exchange(operation, request, options);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        const { code, status, response } = error;
        if (status === 401 && !replayed) {
          replayed = true;
          try {
            if (before !== refreshes || (await refresh()) !== false) continue;
          } catch (cause) {
            error.cause = cause; // The call fails with its own 401; this says why it stayed one.
          }
        }
        const after = response?.headers.get("retry-after");
        const passing = code === "network" || /408|429|50[234]/.test(status) || (status === 409 && after);
        // What the server asks for, and a random part, so that those who failed together do not return together.
        const wait = Math.max(0, after * 1000 || Date.parse(after) - Date.now() || 0) + Math.random() * pause;
        if (!passing || retries-- < 1 || wait > 60_000 || Date.now() + wait > deadline) throw error;
        await new Promise((resolve) => setTimeout(resolve, wait));
        pause *= 2;
      }
    }
  };

  /** A call: a true Promise of work that has begun, with the other ways to look at its end. */
  const call = (operation, input) => {
    const { signal, timeoutMs = settings.timeoutMs } = input.options;
    const limited = timeoutMs > 0 && timeoutMs < 2 ** 31;
    let response;

    const promise = new Promise((resolve, reject) => {
      const controller = new AbortController();
      const stop = (code, cause) => {
        reject(new ApiError(operation, code, { cause }));
        controller.abort(cause);
      };
      const timer = limited && setTimeout(stop, timeoutMs, "timeout");
      const abort = () => stop(signal.reason?.name === "TimeoutError" ? "timeout" : "aborted", signal.reason);
      if (signal?.aborted) abort();
      signal?.addEventListener("abort", abort);
      attempts(operation, input, controller.signal, limited ? Date.now() + timeoutMs : Infinity)
        .then(([answer, data, streamed]) => {
          response = answer;
          resolve(data);
          return streamed;
        }, reject)
        .then((streamed) => {
          clearTimeout(timer);
          // What still comes can still be aborted.
          if (!streamed) signal?.removeEventListener("abort", abort);
        });
    });

    promise.withResponse = () => promise.then((data) => ({ data, response, status: response.status }));
    promise.result = () =>
      promise.then(
        (data) => ({ ok: true, data, response }),
        (error) => {
          if (error instanceof ApiError) return { ok: false, error };
          throw error;
        },
      );

    if (operation.page) {
      const { cursor: parameter, next, items } = operation.page;
      const at = (page, keys) => keys.reduce((value, key) => value?.[key], page);
      promise[Symbol.asyncIterator] = async function* () {
        for (let page = await promise; ; ) {
          yield* at(page, items);
          const cursor = at(page, next);
          if (!cursor) return;
          page = await call(operation, { ...input, query: { ...input.query, [parameter]: cursor } });
        }
      };
      promise.toArray = async (max) => {
        const found = [];
        for await (const item of promise) if (found.push(item) >= max) break;
        return found.slice(0, max);
      };
    }
    return promise;
  };

  // Arguments stand in this order: the path's, the body, the query, the options.
  const method = (operation) => {
    const start = (...args) => {
      const path = args.splice(0, operation.path.split("{").length - 1);
      const data = operation.body && args.shift();
      const query = operation.query && args.shift();
      return call(operation, { path, data, query, options: args[0] ?? {} });
    };
    return Object.assign(start, { operation, problems: contract.problems });
  };

  const map = (object, change) => Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
  return map(groups, (group) => map(group, method));
};
