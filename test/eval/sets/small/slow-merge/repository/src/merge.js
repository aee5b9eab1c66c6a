/** All entries of both lists, each `id` once: the newer one counts, at the place where its id stood first. */
export function merge(older, newer) {
  let all = [];
  for (const entry of [...older, ...newer]) {
    const at = all.findIndex(({ id }) => id === entry.id);
    all = at < 0 ? [...all, entry] : [...all.slice(0, at), entry, ...all.slice(at + 1)];
  }
  return all;
}
