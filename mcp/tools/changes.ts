// Tools that change something: they exist only where `--allow` names them, carry who asks and why, and answer what really happened.
import { z } from 'zod';
import { MAX_DOCUMENT_BYTES } from '../../core/documents/check.js';
import { LIMITS } from '../../core/contracts/limits.js';
import { COMMANDS } from '../../core/contracts/command-table.js';
import { family, id, issued, option, tool, type Tool, words } from './tool.js';

/** What the workspace said, or what the command says of a document. */
const told = (data: Record<string, unknown>): string => {
  const { text, code, verdict, family: kind, id: key, reason } = data;
  if (typeof text === 'string') return `${String(code)}: ${text}`;
  if (typeof verdict === 'string') return `${String(kind)} ${String(key)}: ${verdict}.`;
  return typeof reason === 'string' ? `Not applied yet: ${reason}` : 'Done.';
};

const item = id('Id of the item.');

const document = (what: string) =>
  z.string().min(1, 'is empty').max(MAX_DOCUMENT_BYTES, 'is longer than 1 MB').describe(what);

const addIdea = tool({
  name: 'add-idea',
  command: 'add-idea',
  effect: 'changes',
  isIdempotent: true,
  description:
    'Give work as an idea in your own words: planning makes tasks of it. Answers with the id of the root spec, by which `lineage-show` and `queue-show` follow it. The same text again adds nothing.',
  args: z.strictObject({
    text: document('What is wanted, and how one sees that it is there. Free Markdown.'),
    title: words(LIMITS.title)
      .regex(/^[^\n]*$/, 'has more than one line')
      .describe('A title of one line.')
      .optional(),
    ...issued,
  }),
  call: ({ text, title, reason }) => ({
    words: ['add-idea', ...option('title', title), ...option('reason', reason), '-'],
    input: text,
  }),
  schema: 'add-idea',
  tell: told,
});

const addTask = tool({
  name: 'add-task',
  command: 'add-task',
  effect: 'changes',
  isIdempotent: true,
  description:
    'Add one task as a whole document, in Markdown or JSON: for work that needs no planning. All faults of a document are told at once.',
  args: z.strictObject({ document: document('The document; `millrace new task` shows the form.'), ...issued }),
  call: ({ document: text, reason }) => ({ words: ['add-task', ...option('reason', reason), '-'], input: text }),
  schema: 'add-task',
  tell: told,
});

const decision = (name: 'approve' | 'deny') =>
  tool({
    name,
    command: `approvals ${name}`,
    effect: 'decides',
    description: COMMANDS[name].help,
    args: z.strictObject({ id: id('Id of the approval or of the item that waits for it.'), ...issued }),
    call: (args) => ({ words: ['approvals', name, ...option('reason', args.reason), '--', args.id] }),
    schema: `approvals-${name}`,
    tell: told,
  });

const control = (name: 'pause' | 'resume') =>
  tool({
    name,
    command: name,
    effect: 'changes',
    isIdempotent: true,
    description: COMMANDS[name].help,
    args: z.strictObject(issued),
    call: ({ reason }) => ({ words: [name, ...option('reason', reason)] }),
    schema: name,
    tell: told,
  });

const retry = tool({
  name: 'retry',
  command: 'retry',
  effect: 'changes',
  description:
    'Give a blocked item another try, from the stage that failed. Say in `reason` what is different now: its agents are told it.',
  args: z.strictObject({
    id: item,
    family,
    fresh: z.boolean().describe('From its first stage, not from the one that failed.').default(false),
    ...issued,
  }),
  call: ({ id: key, family: kind, fresh, reason }) => ({
    words: ['retry', ...option('family', kind), ...(fresh ? ['--fresh'] : []), ...option('reason', reason), '--', key],
  }),
  schema: 'retry',
  tell: told,
});

const cancel = tool({
  name: 'cancel',
  command: 'cancel',
  effect: 'ends',
  isIdempotent: true,
  description: `${COMMANDS.cancel.help} It takes the whole id.`,
  args: z.strictObject({ id: item, family, ...issued }),
  call: ({ id: key, family: kind, reason }) => ({
    words: ['cancel', ...option('family', kind), ...option('reason', reason), '--', key],
  }),
  schema: 'cancel',
  tell: told,
});

export const CHANGES: readonly Tool[] = [
  ...[addIdea, addTask, decision('approve'), decision('deny'), control('pause'), control('resume'), retry, cancel],
];

export const CHANGE_NAMES: readonly string[] = CHANGES.map(({ name }) => name);
