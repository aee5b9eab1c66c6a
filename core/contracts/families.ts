// Where each family of work lives and in which order it is claimed. The one table of queue folders.
import { own } from '../own.js';
import { isFamilyId } from './ids.js';

export type Plane = 'planning' | 'execution' | 'learning';
export const PLANES: readonly Plane[] = ['planning', 'execution', 'learning'];

/** Where an item is. */
export const ITEM_STATES = ['queued', 'active', 'done', 'blocked', 'cancelled', 'superseded'] as const;
export type ItemState = (typeof ITEM_STATES)[number];

/** Work on it is not over. */
export const isLive = (state: ItemState): boolean => LIVE.has(state);

const LIVE: ReadonlySet<ItemState> = new Set(['queued', 'active', 'blocked']);

export interface Family {
  id: string;
  plane: Plane;
  /** Folder under `millrace-agents/`. */
  folder: string;
  /** Folder of each state, below `folder`. */
  states: Record<ItemState, string>;
  /** Claim order within the plane; the smaller goes first. */
  rank: number;
  /** Family of the ids in `Depends-On`. */
  needs: string;
}

/** What is cancelled or superseded lies below the queue. */
const folders = (queued: string, done: string): Pick<Family, 'states'> => ({
  states: {
    ...{ queued, active: 'active', done, blocked: 'blocked' },
    ...{ cancelled: `${queued}/cancelled`, superseded: `${queued}/superseded` },
  },
});

const usual = folders('queue', 'done');

const drafts: Pick<Family, 'states'> = {
  states: {
    ...{ queued: 'queue', active: 'active', done: 'approved', blocked: 'blocked' },
    ...{ cancelled: 'canceled', superseded: 'superseded' },
  },
};

/** Part of a plan that becomes a task by way of a blueprint. */
export const DRAFT = 'blueprint_draft';

const shipped: readonly Family[] = [
  { id: 'task', plane: 'execution', folder: 'tasks', rank: 0, needs: 'task', ...usual },
  {
    id: 'incident',
    plane: 'planning',
    folder: 'incidents',
    rank: 0,
    needs: 'task',
    ...folders('incoming', 'resolved'),
  },
  { id: DRAFT, plane: 'planning', folder: 'blueprints/drafts', rank: 1, needs: DRAFT, ...drafts },
  { id: 'probe', plane: 'planning', folder: 'probes', rank: 2, needs: 'task', ...usual },
  { id: 'spec', plane: 'planning', folder: 'specs', rank: 3, needs: 'task', ...usual },
  { id: 'learning_request', plane: 'learning', folder: 'learning/requests', rank: 0, needs: 'task', ...usual },
];

/** Ideas are only taken in: each becomes a spec. No family of a workspace may have this name. */
export const IDEA = 'idea';

/** The families that ship. */
export const FAMILIES: Readonly<Record<string, Family>> = Object.fromEntries(shipped.map((one) => [one.id, one]));

/** Where documents of a family lie: by the table, or by convention for a family that a workspace added. */
export function foldersOf(family: string): Pick<Family, 'folder' | 'states'> {
  return own(FAMILIES, family) ?? { folder: `${ADDED_FOLDER}/${family}`, ...usual };
}

/** Of which family the items are that one of this family depends on. */
export const neededFamily = (family: string): string => own(FAMILIES, family)?.needs ?? 'task';

/** Folder under `millrace-agents/` that holds one folder for each family that the workspace added. */
export const ADDED_FOLDER = 'work';

/** The families that ship, and those that the workspace added. `names`: of the folders in `ADDED_FOLDER`. */
export const familiesWith = (names: readonly string[]): string[] => [
  ...Object.keys(FAMILIES),
  ...names.filter((name) => isFamilyId(name) && !Object.hasOwn(FAMILIES, name)),
];

/** Where in the order of claims items of a family stand. */
export interface Home {
  plane: Plane;
  /** Within the plane; the smaller goes first. */
  rank: number;
}

export const isPlane = (text: string): text is Plane => (PLANES as readonly string[]).includes(text);
