// Tools that only look: each is a command that changes nothing and needs no server.
import { z } from 'zod';
import { sinceOf } from '../../core/report/since.js';
import { jsonLines } from '../../core/json-lines.js';
import { isRecord } from '../../core/form.js';
import { own } from '../../core/own.js';
import { word } from '../apart.js';
import { groupsOf } from '../../core/contracts/limits.js';
import { family, id, most, option, tool, type Tool } from './tool.js';

const list = (value: unknown): Record<string, unknown>[] => (Array.isArray(value) ? value.filter(isRecord) : []);
const field = (value: unknown, key: string): unknown => (isRecord(value) ? own(value, key) : undefined);
const named = (ids: readonly string[]): string => (ids.length === 0 ? '' : `: ${ids.slice(0, 20).join(', ')}`);

const report = tool({
  name: 'report',
  command: 'report',
  effect: 'looks',
  description:
    'How the workspace stands, in one answer: health, worker, what runs, what needs somebody (`attention`, with the commands that help), the queue, what came to an end, what it cost, and what happened. Begin here. Its `cursor` is the `since` of the next one.',
  args: z.strictObject({
    since: z
      .string()
      .refine((text) => sinceOf(text) !== null, 'is no time: `last`, `24h`, `90m`, `7d`, or the cursor of a report')
      .describe('From when on: the cursor of an earlier report, `last`, or a time such as `90m` or `24h`; default 24h.')
      .optional(),
  }),
  call: ({ since }) => ({ words: ['report', ...option('since', since)] }),
  schema: 'report',
  tell: (data) => {
    const needs = list(data['attention']).map(({ kind, item, id: key }) => `${word(kind)} ${word(item ?? key)}`);
    return [
      `Health: ${word(field(data['health'], 'state'))}. Worker: ${word(field(data['worker'], 'state'))}.`,
      `${list(data['now']).length} at work; needs somebody: ${needs.length}${named(needs)}.`,
      `The next report goes on with since=${word(data['cursor'])}.`,
    ].join(' ');
  },
});

const queueLs = tool({
  name: 'queue-ls',
  command: 'queue ls',
  effect: 'looks',
  description:
    'The items: what is active, queued and blocked, in the order in which they are claimed, and what each waits for.',
  args: z.strictObject({
    all: z.boolean().describe('Also what is done, cancelled or superseded.').default(false),
    limit: most(50, 500).describe('How many.'),
  }),
  call: ({ all, limit }) => ({ words: ['queue', 'ls', ...(all ? ['--all'] : []), ...option('limit', limit)] }),
  schema: 'queue-ls',
  tell: (data) => {
    const ids = list(data['items']).map(
      ({ family: kind, id: key, state }) => `${word(kind)}/${word(key)} ${word(state)}`,
    );
    return `${word(data['count'])} items${named(ids)}.`;
  },
});

const queueShow = tool({
  name: 'queue-show',
  command: 'queue show',
  effect: 'looks',
  description: 'One item: its document, its state and why, what its agents said last, what it changed, its runs.',
  args: z.strictObject({ id: id('Id of the item, or the beginning of it.') }),
  call: (args) => ({ words: ['queue', 'show', '--', args.id] }),
  schema: 'queue-show',
  tell: ({ family: kind, id: key, state, runs }) =>
    `${word(kind)}/${word(key)} is ${word(state)}; ${Array.isArray(runs) ? runs.length : 0} runs.`,
});

const lineageShow = tool({
  name: 'lineage-show',
  command: 'lineage show',
  effect: 'looks',
  description:
    'What became of an idea or another root: each requirement of it, the tasks that serve it, and its verdict. Ask for the id that `add-idea` answered with; before planning has read the idea there is nothing to show.',
  args: z.strictObject({ root: id('Id of the root spec, or the beginning of it.') }),
  call: ({ root }) => ({ words: ['lineage', 'show', '--', root] }),
  schema: 'lineage-show',
  tell: ({ root, state, met, requirements }) =>
    `${word(root)} is ${word(state)}: ${word(met)} of ${word(requirements)} requirements are met.`,
});

const diff = tool({
  name: 'diff',
  command: 'diff',
  effect: 'looks',
  description:
    'Which files an item, a run or all below a root changed, with numbers of lines; with `patch` the lines themselves.',
  args: z.strictObject({
    id: id('Id of an item, a run or a root, or the beginning of it.'),
    family,
    stage: id('This stage alone: its name, or its number in the run.').optional(),
    patch: z.boolean().describe('The changed lines, as a patch, instead of numbers.').default(false),
  }),
  call: ({ id: key, family: kind, stage, patch }) => ({
    words: ['diff', ...option('family', kind), ...option('stage', stage), '--', key],
    ...(patch ? { reads: 'text' as const } : {}),
  }),
  schema: z.union([
    z.looseObject({ what: z.string(), name: z.string(), files: z.number(), added: z.number(), removed: z.number() }),
    z.strictObject({ patch: z.array(z.string()) }),
  ]),
  dataOf: (said) => ({ patch: said }),
  tell: ({ patch, files, added, removed }) =>
    Array.isArray(patch)
      ? `A patch of ${patch.length} lines.`
      : `${word(files)} files, ${word(added)} lines added, ${word(removed)} removed.`,
});

const logs = tool({
  name: 'logs',
  command: 'logs',
  effect: 'looks',
  description:
    'The last of what the agents of an item or a run did and said. Without an id: of the run at work, else of the newest.',
  args: z.strictObject({
    id: id('Id of an item or a run, or the beginning of it.').optional(),
    stage: id('Of this stage: its name, or its number in the run; default the last.').optional(),
    lines: most(60, 500).describe('How many of the last lines of a stage.'),
  }),
  call: ({ id: key, stage, lines }) => ({
    words: ['logs', ...option('stage', stage), ...option('lines', lines), ...(key === undefined ? [] : ['--', key])],
  }),
  schema: 'logs',
  tell: ({ runId, node, ended }) =>
    `Run ${word(runId)}, stage ${word(node)}, ${ended === true ? 'ended' : 'at work or not begun'}.`,
});

const MOST_EVENTS = 200;
/** What is left for the next call begins right behind what was told. */
const EVENTS_BYTES = 30_000;

const events = tool({
  name: 'events',
  command: 'events',
  effect: 'looks',
  description:
    'What happened, oldest first, from a number on. `next` is the `since` of the next call; without `since` the last 50.',
  args: z.strictObject({
    since: z
      .number()
      .int()
      .min(0)
      .max(1e15)
      .describe('All after the event with this number; 0 = from the first on.')
      .optional(),
    limit: most(50, MOST_EVENTS).describe('How many at most.'),
  }),
  call: ({ since }) => ({ words: ['events', ...option('since', since)], reads: 'lines' }),
  schema: z.strictObject({
    events: z.array(z.looseObject({ seq: z.number().nullable(), at: z.string(), type: z.string() })),
    next: z.string(),
    more: z.boolean(),
  }),
  dataOf: (said, { since, limit }) => {
    const all = jsonLines(said.join('\n'));
    const [told = []] = groupsOf(all.slice(0, limit), limit, EVENTS_BYTES);
    const next = word(told.at(-1)?.['seq'] ?? since ?? 0);
    return { events: told, next, more: all.length > told.length };
  },
  tell: ({ events: all, next, more }) =>
    `${list(all).length} events; go on with since=${word(next)}${more === true ? ', there are more' : ''}.`,
});

const approvalsLs = tool({
  name: 'approvals-ls',
  command: 'approvals ls',
  effect: 'looks',
  description: 'What stages ask before they start, and wait for.',
  args: z.strictObject({
    all: z.boolean().describe('Also what was decided.').default(false),
    limit: most(50, 200).describe('How many.'),
  }),
  call: ({ all, limit }) => ({ words: ['approvals', 'ls', ...(all ? ['--all'] : []), ...option('limit', limit)] }),
  schema: 'approvals-ls',
  tell: (data) => {
    const ids = list(data['approvals']).map(
      ({ id: key, node, status }) => `${word(key)} (${word(node)}, ${word(status)})`,
    );
    return `${word(data['count'])} questions${named(ids)}.`;
  },
});

const approvalsShow = tool({
  name: 'approvals-show',
  command: 'approvals show',
  effect: 'looks',
  description: 'What exactly would be allowed: look before you approve.',
  args: z.strictObject({ id: id('Id of the approval or of its item, or the beginning of one.') }),
  call: (args) => ({ words: ['approvals', 'show', '--', args.id] }),
  schema: 'approvals-show',
  tell: (data) => `Approval ${word(data['approval_id'] ?? data['id'])} is ${word(data['status'])}.`,
});

export const LOOKS: readonly Tool[] = [
  ...[report, queueLs, queueShow, lineageShow, diff, logs, events, approvalsLs, approvalsShow],
];
