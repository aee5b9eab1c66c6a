// What the two workflows of the floor are called; their messages and the activity have the names that ours have, so that one reader reads both.

export const FLOOR = {
  queue: 'floor',
  workspace: 'floor-workspace',
  lineage: 'floor-lineage',
  /** A development server has it from its start. */
  namespace: 'default',
} as const;
