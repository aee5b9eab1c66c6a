// Where each family of work lives and in which order it is claimed. The one table of queue folders.
import { own } from '../own.js';

export type Plane = 'planning' | 'execution' | 'learning';
export const PLANES: readonly Plane[] = ['planning', 'execution', 'learning'];

/** Where an item is. `cancelled` and `superseded` are folders below the one the item was taken from. */
export const ITEM_STATES = ['queued', 'active', 'done', 'blocked', 'cancelled', 'superseded'] as const;
export type ItemState = (typeof ITEM_STATES)[number];

export interface Family {
  id: string;
  plane: Plane;
  /** Folder under `millrace-agents/`. */
  folder: string;
  /** Folder of each state, below `folder`. */
  states: Record<ItemState, string>;
  /** Claim order within the plane; the smaller goes first. */
  rank: number;
}

const common = { cancelled: 'cancelled', superseded: 'superseded', active: 'active', blocked: 'blocked' } as const;

const usual = { ...common, queued: 'queue', done: 'done' } as const;

/** The families that ship. */
export const FAMILIES: Readonly<Record<string, Family>> = {
  task: {
    id: 'task',
    plane: 'execution',
    folder: 'tasks',
    rank: 0,
    states: usual,
  },
  incident: {
    id: 'incident',
    plane: 'planning',
    folder: 'incidents',
    rank: 0,
    states: { ...common, queued: 'incoming', done: 'resolved' },
  },
  probe: {
    id: 'probe',
    plane: 'planning',
    folder: 'probes',
    rank: 2,
    states: usual,
  },
  spec: {
    id: 'spec',
    plane: 'planning',
    folder: 'specs',
    rank: 3,
    states: usual,
  },
};

/** Where documents of a family lie: by the table, or by convention for a family that a workspace added. */
export function foldersOf(family: string): Pick<Family, 'folder' | 'states'> {
  return own(FAMILIES, family) ?? { folder: `${ADDED_FOLDER}/${family}`, states: usual };
}

/** Folder under `millrace-agents/` that holds one folder for each family that the workspace added. */
export const ADDED_FOLDER = 'work';

/** Where in the order of claims items of a family stand. */
export interface Home {
  plane: Plane;
  /** Within the plane; the smaller goes first. */
  rank: number;
}

export const isPlane = (text: string): text is Plane => (PLANES as readonly string[]).includes(text);
