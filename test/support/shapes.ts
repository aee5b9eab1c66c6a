// What a field of somebody else's JSON may be, whatever it should be: a reader takes any of it without an error.
export const SHAPES: readonly unknown[] = [
  undefined,
  null,
  7,
  'x',
  [],
  {},
  [null],
  { toString: 1, valueOf: 1 },
  { constructor: 'x' },
];
