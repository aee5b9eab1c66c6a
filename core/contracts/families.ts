// Where each family of work lives and in which order it is claimed. The one table of queue folders.

export type Plane = 'planning' | 'execution' | 'learning';
export const PLANES: readonly Plane[] = ['planning', 'execution', 'learning'];

/** Where an item is. `cancelled` and `superseded` are folders below the one the item was taken from. */
export type ItemState = 'queued' | 'active' | 'done' | 'blocked' | 'cancelled' | 'superseded';

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

/** The families of this revision. */
export const FAMILIES: Readonly<Record<string, Family>> = {
  task: {
    id: 'task',
    plane: 'execution',
    folder: 'tasks',
    rank: 0,
    states: { ...common, queued: 'queue', done: 'done' },
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
    states: { ...common, queued: 'queue', done: 'done' },
  },
  spec: {
    id: 'spec',
    plane: 'planning',
    folder: 'specs',
    rank: 3,
    states: { ...common, queued: 'queue', done: 'done' },
  },
};

export const isPlane = (text: string): text is Plane => (PLANES as readonly string[]).includes(text);
