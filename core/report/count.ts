// Numbers with their noun, as people write them.

/** `1 file`, `2 files`, `0 files`; `many` where the plural is not formed with an s. */
export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;
