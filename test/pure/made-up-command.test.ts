// The table of commands, and a command that nobody wrote but a line of it: its messages, border, handlers and events are there.
import type * as Workflow from '@temporalio/workflow';
import { beforeEach, expect, test, vi } from 'vitest';
import type * as Table from '../../core/contracts/command-table.js';
import {
  type ArgsOf,
  COMMAND_NAMES,
  type CommandEvent,
  type CommandName,
  COMMANDS,
} from '../../core/contracts/command-table.js';
import type { CommandRow, Issued } from '../../core/contracts/commands.js';
import { handleCommands } from '../../workflows/commands.js';
import type { Send } from '../../worker/workspace-client.js';
import { Command } from 'commander';
import { addApprovals } from '../../cli/tree/approvals.js';
import { addConfig } from '../../cli/tree/config.js';
import { addControl } from '../../cli/tree/control.js';
import { addRuns } from '../../cli/tree/runs.js';
import { addWork } from '../../cli/tree/work.js';

interface Handler {
  type: string;
  name: string;
  handle: (args?: unknown) => unknown;
  validator?: (args: unknown) => void;
  description?: string;
}
const { handlers } = vi.hoisted(() => ({ handlers: [] as Handler[] }));

vi.mock('@temporalio/workflow', async (original) => ({
  ...(await original<typeof Workflow>()),
  uuid4: () => 'made-here',
  setHandler: ({ type, name }: Handler, handle: Handler['handle'], options: object) =>
    void handlers.push({ type, name, handle, ...options }),
}));

vi.mock('../../core/contracts/command-table.js', async (original) => {
  const table = await original<typeof Table>();
  const sing: CommandRow<Issued> = {
    ...{ rights: ['intake'], description: 'Sing a song.', help: 'Let the workspace sing.', leave: true },
    problem: ({ song }) => (typeof song === 'string' ? null : 'song must be text'),
    signal: (given, issued) => (typeof given['song'] === 'string' ? { ...given, ...issued() } : null),
  };
  const known = { ...table.COMMANDS, sing };
  return { ...table, COMMANDS: known, COMMAND_NAMES: Object.keys(known) };
});

const events: CommandEvent[] = [];
const found = (type: string, name: string): Handler | undefined =>
  handlers.find((one) => one.type === type && one.name === name);
const issued = { commandId: 'c-1', issuer: 'me', reason: '' };

beforeEach(() => {
  events.length = 0;
  handlers.length = 0;
  const answer = { ok: true, code: 'done', text: '', seq: 1 } as const;
  handleCommands({
    command: (event) => Promise.resolve({ ...answer, seq: events.push(event) }),
    handle: (event) => void events.push(event),
    rules: () => 4,
    gate: () => null,
  });
});

test('a line of the table is an update with a border, and a signal that is completed', async () => {
  const update = found('update', 'sing');
  expect(update?.description).toBe('Sing a song.');
  expect(() => update?.validator?.({ ...issued, song: 7 })).toThrow('song must be text');
  expect(() => update?.validator?.({ ...issued, commandId: '', song: 'la' })).toThrow('commandId must not be empty');
  expect(() => update?.validator?.({ ...issued, song: 'la' })).not.toThrow();
  await update?.handle({ ...issued, song: 'la' });
  found('signal', 'sing')?.handle({ song: 'la', reason: 'spring' });
  found('signal', 'sing')?.handle({ song: 7 });
  found('signal', 'sing')?.handle();
  expect(events).toMatchObject([
    { type: 'sing', args: { ...issued, song: 'la' } },
    { type: 'sing', args: { commandId: 'signal-made-here', issuer: 'signal', reason: 'spring', song: 'la' } },
  ]);
});

test('names and their order are those of every history: new ones come last', () => {
  const said = handlers
    .map(({ type, name }) => (type === 'update' ? name : `${name}()`))
    .filter((one) => !/^sing/.test(one));
  expect(said).toEqual([
    ...['enqueue', 'begin', 'reload', 'judge', 'pause', 'pause()', 'resume', 'resume()', 'stop', 'stop()'],
    ...['approve', 'approve()', 'deny', 'deny()', 'enqueue()', 'cancel', 'cancel()', 'requeue', 'requeue()'],
    ...['retry_active', 'retry_active()', 'supersede', 'supersede()', 'retarget', 'retarget()'],
    ...['resolve_incident', 'resolve_incident()', 'clear_stale_state', 'clear_stale_state()', 'reclaim'],
    ...['revise', 'revise()', 'keys', 'raise'],
  ]);
});

test.each(COMMAND_NAMES)('%s has a description, and a border that nothing stumbles over', (name) => {
  const row: CommandRow<Issued> = COMMANDS[name];
  expect(row.description).toMatch(/\.$/);
  if (row.leave) expect(row.signal, 'what is left is left as a signal').toBeDefined();
  const { validator } = found('update', name) ?? {};
  for (const args of [undefined, null, 7, [], {}, { commandId: 'c' }]) expect(() => validator?.(args)).toThrow();
  for (const sent of [undefined, null, 7, [], { reason: 7, approval: {}, id: [], documents: 'x' }])
    expect(() => found('signal', name)?.handle(sent)).not.toThrow();
});

test('the help of the CLI says of each what the table says', () => {
  const program = new Command('millrace');
  for (const add of [addWork, addControl, addApprovals, addConfig, addRuns]) add(program);
  const all = (one: typeof program): string[] => [one.description(), ...one.commands.flatMap(all)];
  const texts = all(program);
  for (const { help } of Object.values<CommandRow<Issued>>(COMMANDS))
    if (help !== '' && help !== 'Let the workspace sing.') expect(texts).toContain(help);
});

test('a typo is an error of the compiler', () => {
  // @ts-expect-error: `pauze`
  const name: CommandName = 'pauze';
  // @ts-expect-error: a judgement without its root
  const args: ArgsOf<'judge'> = issued;
  const send: Send = () => Promise.reject(new Error('nobody is there'));
  // @ts-expect-error: the arguments of another command
  const sent = () => send('judge', issued);
  // @ts-expect-error: `resum`
  const event: CommandEvent = { type: 'resum', at: '', args: issued };
  expect([name, args, sent, event]).toHaveLength(4);
});
