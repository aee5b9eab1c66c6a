// Every id that a person, a file or an agent can name passes one of these two patterns, so no id can lead out of a folder.
/** Work items, roots and everything else that becomes a file name. At most 120 characters. */
export const SAFE_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$/;
/** Stage kinds, nodes, graphs, modes, bounds, families. */
export const CANONICAL_ID = /^[a-z0-9]+(?:[._-][a-z0-9]+)*$/;

/** Ids of commands that whoever sends them chose. */
export const COMMAND_ID = /^[A-Za-z0-9][A-Za-z0-9_.-]{7,99}$/;

/** A family's id becomes a folder, too. */
export const isFamilyId = (text: string): boolean => CANONICAL_ID.test(text) && text.length <= 60;

export const isSafeId = (text: string): boolean => SAFE_ID.test(text);

/** As `isSafeId` and `isFamilyId`, of what may be anything: a file, a message or an older build said it. */
export const isId = (value: unknown): value is string => typeof value === 'string' && isSafeId(value);
export const isFamily = (value: unknown): value is string => typeof value === 'string' && isFamilyId(value);

/** The lineage of work that has no root spec. */
export const BACKLOG = 'backlog';
/** The lineage of all that is learned, whatever it is learned from: so it never holds the lineage of other work. */
export const LEARNING = 'learning-lane';

/** Lineages that are nobody's root: nothing of them is judged, and they never end. */
export const isRootless = (root: string): boolean => root === BACKLOG || root === LEARNING;

export const workspaceWorkflowId = (workspace: string): string => `millrace:${workspace}`;
export const lineageWorkflowId = (workspace: string, lineage: string): string => `millrace:${workspace}:${lineage}`;
