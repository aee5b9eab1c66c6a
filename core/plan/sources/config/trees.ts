// [trees]: where the agents of a root edit, and how many roots are at work side by side.
import { z } from 'zod';
import { LIMITS } from '../../../contracts/limits.js';
import { TREE_DEFAULTS } from '../../../contracts/trees.js';

const MOST_COPIED = 100;

export const trees = z
  .strictObject({
    mode: z
      .enum(['in_place', 'per_root'])
      .default(TREE_DEFAULTS.mode)
      .describe(
        'Where agents edit: "in_place" = all in the workspace; "per_root" = those of each root in a git worktree and on a branch of its own.',
      ),
    lanes: z
      .int()
      .min(1)
      .max(LIMITS.lanes, { error: ({ input }) => `${String(input)} is too many: at most ${LIMITS.lanes}` })
      .default(TREE_DEFAULTS.lanes)
      .describe('How many roots may be at work side by side; counts only with mode = "per_root".'),
    base: z
      .string()
      .regex(/^(?:[^-\s][^\s]*)?$/, { error: ({ input }) => `${JSON.stringify(input)} names no branch and no commit` })
      .default(TREE_DEFAULTS.base)
      .describe('Branch or commit that trees begin from; "" = what is checked out when a tree is made.'),
    prefix: z
      .string()
      .regex(/^[A-Za-z0-9_][A-Za-z0-9_/-]*[A-Za-z0-9_]$|^[A-Za-z0-9_]$/, {
        error: ({ input }) => `${JSON.stringify(input)} is no prefix: letters, digits, -, _ and / within`,
      })
      .default(TREE_DEFAULTS.prefix)
      .describe('What the names of the branches begin with: "millrace" makes `millrace/ROOT`.'),
    copy: z
      .array(
        z.string().regex(/^(?!\/)(?!(?:.*\/)?\.\.?(?:\/|$))[^\0]*[^/\0]$/, {
          error: ({ input }) => `${JSON.stringify(input)} is no path of a file within the workspace`,
        }),
      )
      .max(MOST_COPIED)
      .default(TREE_DEFAULTS.copy)
      .describe('Files of the workspace that git does not know and each tree gets, such as ".env"; never committed.'),
    deliver: z
      .enum(['branch'])
      .default(TREE_DEFAULTS.deliver)
      .describe('How the work of a root reaches its base: "branch" = its branch stays for a person to take.'),
    stack: z
      .boolean()
      .default(TREE_DEFAULTS.stack)
      .describe('Whether the tree of work that waits for work of another root holds the branch of that root.'),
  })
  .prefault({})
  .describe('Trees in which agents edit.');
