// The kinds of assets that a workspace can replace or add, by the folder they are in.

/** Ending of the files of a kind; null where an asset is a folder of files. */
export const ASSET_KINDS = { modes: '.toml', graphs: '.toml', stages: '.md', skills: null } as const;

export type AssetKind = keyof typeof ASSET_KINDS;

export const isAssetKind = (text: string): text is AssetKind => Object.hasOwn(ASSET_KINDS, text);

/** `stages/builder` of `stages/builder.md`, `skills/care` of `skills/care/notes/x.md`; null for what is part of no asset. */
export function assetOf(path: string): string | null {
  const [kind = '', ...rest] = path.split('/');
  if (!isAssetKind(kind) || rest.length === 0) return null;
  const ending = ASSET_KINDS[kind];
  if (ending === null) return rest.length > 1 ? `${kind}/${rest[0] ?? ''}` : null;
  return rest.length === 1 && path.endsWith(ending) ? path.slice(0, -ending.length) : null;
}
