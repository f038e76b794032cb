declare const api: unique symbol;

/** A group of operations, as `createClientOf` takes it. `Api` is what becomes of it. */
export interface Operations<Api> {
  readonly [api]?: Api;
}

/** The client of some groups of operations. */
export type ClientOf<Groups> = {
  readonly [Name in keyof Groups]: Groups[Name] extends Operations<infer Api> ? Api : never;
};
