// For tests of types: whether two are the same, and a place to say so.

export type Equal<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

export const same = <_Claim extends true>(): void => {};
