// What a workspace took over from a release: each file with the digest that it had there. It goes with the repository, as
// the files do.
import { z } from 'zod';
import { assetOf } from './kinds.js';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const schema = z.object({
  schema_version: z.literal(1),
  entries: z.array(
    z.object({
      /** Relative to `millrace-agents/`, and to `assets/` of the package. */
      relative_path: z.string().refine(isPlain, 'must be the path of an asset'),
      original_sha256: sha256,
      /** Version of the package that it was taken from. */
      package_version: z.string(),
    }),
  ),
});

export interface TakenOver {
  sha256: string;
  release: string;
}

/** By path. */
export type Baseline = ReadonlyMap<string, TakenOver>;

/** Absent = nothing was taken over. A text that is no manifest gives the reason as a string. */
export function parseBaseline(text: string | null): Baseline | string {
  if (text === null) return new Map();
  const parsed = schema.safeParse(jsonOf(text));
  if (!parsed.success) return z.prettifyError(parsed.error);
  const entries = parsed.data.entries.map((one) => {
    return [one.relative_path, { sha256: one.original_sha256, release: one.package_version }] as const;
  });
  return new Map(entries);
}

export function baselineText(baseline: Baseline): string {
  const entries = [...baseline]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([relative_path, { sha256, release }]) => {
      return { relative_path, original_sha256: sha256, package_version: release };
    });
  return `${JSON.stringify({ schema_version: 1, entries }, null, 2)}\n`;
}

/** No path of the manifest, which people can edit, leads out. */
function isPlain(path: string): boolean {
  return assetOf(path) !== null && path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
