// Files of a skill candidate, relative to its folder.
export const candidateFiles = {
  record: 'candidate.json',
  diff: 'changes.diff',
  /** Folder of the proposed files. */
  skill: 'skill',
} as const;
