// [trees]: where the agents of a root edit, and how many roots are at work side by side.
import { z } from 'zod';
import { LIMITS } from '../../../contracts/limits.js';
import { LONGEST_SETUP_SECONDS, TREE_DEFAULTS } from '../../../contracts/trees.js';

const MOST_COPIED = 100;
const MOST_CHECKS = 20;
const MOST_COMMAND = 2000;
const MOST_SECONDS = 24 * 60 * 60;
const MOST_COMMANDS = 20;

const fileWithin = (where: string) =>
  z.string().regex(/^(?!\/)(?!(?:.*\/)?\.\.?(?:\/|$))[^\0]*[^/\0]$/, {
    error: ({ input }) => `${JSON.stringify(input)} is no path of a file within the ${where}`,
  });

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
      .array(fileWithin('workspace'))
      .max(MOST_COPIED)
      .default(TREE_DEFAULTS.copy)
      .describe('Files of the workspace that git does not know and each tree gets, such as ".env"; never committed.'),
    deliver: z
      .enum(['branch', 'merge'])
      .default(TREE_DEFAULTS.deliver)
      .describe(
        'How the work of a root reaches its base: "branch" = its branch stays for a person to take; "merge" = it is merged when it has passed.',
      ),
    setup: z
      .array(
        z
          .string()
          .min(1)
          .max(4000)
          .regex(/^[^\0]*\S[^\0]*$/),
      )
      .max(MOST_COMMANDS)
      .default(TREE_DEFAULTS.setup)
      .describe(
        'Commands that make a tree usable, such as "npm ci": run by `sh -c` in the tree before an agent starts, in the walls of its stage.',
      ),
    setup_inputs: z
      .array(fileWithin('tree'))
      .max(MOST_COPIED)
      .default(TREE_DEFAULTS.setup_inputs)
      .describe('Files of the tree, such as "package-lock.json": when one of them changes, setup runs again.'),
    setup_timeout_seconds: z
      .int()
      .min(1)
      .max(LONGEST_SETUP_SECONDS)
      .default(TREE_DEFAULTS.setup_timeout_seconds)
      .describe('How long all commands of setup together may take.'),
    keep_days: z
      .int()
      .min(0)
      .max(3650)
      .default(TREE_DEFAULTS.keep_days)
      .describe(
        'Days that a tree stays when its root is over and its branch taken; then its folder goes, not its branch.',
      ),
    stack: z
      .boolean()
      .default(TREE_DEFAULTS.stack)
      .describe('Whether the tree of work that waits for work of another root holds the branch of that root.'),
    checks: z
      .array(z.string().regex(/\S/, { error: () => 'a command with nothing in it' }).max(MOST_COMMAND))
      .max(MOST_CHECKS)
      .default(TREE_DEFAULTS.checks)
      .describe('Commands that have to end well in the merged result before it is delivered, in order.'),
    checks_timeout_seconds: z
      .int()
      .min(1)
      .max(MOST_SECONDS)
      .default(TREE_DEFAULTS.checks_timeout_seconds)
      .describe('Seconds that each of the checks may take.'),
  })
  .prefault({})
  .describe('Trees in which agents edit.');
