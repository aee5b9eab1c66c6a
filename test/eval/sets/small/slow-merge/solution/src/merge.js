/** All entries of both lists, each `id` once: the newer one counts, at the place where its id stood first. */
export function merge(older, newer) {
  const all = new Map();
  for (const list of [older, newer]) for (const entry of list) all.set(entry.id, entry);
  return [...all.values()];
}
