// Room on a disk, for people.

/** `0 MB`, `0.4 MB`, `1,234 MB`. */
export function megabytes(bytes: number): string {
  const value = bytes / 1024 / 1024;
  return `${value.toLocaleString('en-US', { maximumFractionDigits: value < 10 ? 1 : 0 })} MB`;
}
