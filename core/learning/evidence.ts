// What a learning request is bound to: a line of `Artifact-Digests` for each file, `sha256:<digest> <path>`.

export interface BoundFile {
  /** Relative to the workspace, as the request says it. */
  path: string;
  sha256: string;
}

export const boundLine = ({ path, sha256 }: BoundFile): string => `sha256:${sha256} ${path}`;

/** Null for a line that is none. */
export function readBoundLine(line: string): BoundFile | null {
  const [, sha256, path] = /^sha256:([0-9a-f]{64}) (.+)$/.exec(line) ?? [];
  return sha256 === undefined || path === undefined ? null : { path, sha256 };
}
