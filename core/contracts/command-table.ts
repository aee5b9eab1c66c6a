// The one table of commands to a workspace, from which messages, border checks, handlers, senders and the CLI's help derive. Each is an
// update and, where its row says so, a plain signal under the same name. New rows go last: what arrives before its handler is set is
// handled in the order of the handlers, and histories know that order.
import {
  beginProblem,
  decideProblem,
  enqueueProblem,
  judgeProblem,
  raiseProblem,
  reclaimProblem,
  reloadProblem,
} from './command-args.js';
import type {
  BeginArgs,
  CommandRow,
  ControlArgs,
  DecideArgs,
  EnqueueArgs,
  Issued,
  JudgeArgs,
  KeysArgs,
  RaiseArgs,
  ReclaimArgs,
  ReloadArgs,
} from './commands.js';
import { fieldsOf } from '../form.js';
import { ITEM_COMMANDS, REVISE } from './interventions.js';
import { LIMITS } from './limits.js';
import { keysProblem, type Right } from './operators.js';

const command = <A extends Issued>(row: CommandRow<A>): CommandRow<A> => row;

/** Only who asks and why. */
const control = (right: Right, description: string, help: string): CommandRow<ControlArgs> => ({
  ...{ rights: [right], description, help, leave: true, problem: () => null },
  signal: (_given, issued) => issued(),
});

/** The approval that a signal names; empty, which fits none, when it names none. */
const decision = (description: string, help: string): CommandRow<DecideArgs> => ({
  ...{ rights: ['approve'], description, help, leave: true, list: 'approvals ls', problem: decideProblem },
  signal: ({ approval }, issued) => ({
    ...issued(),
    approval: typeof approval === 'string' ? approval.slice(0, LIMITS.issued) : '',
  }),
});

/** Commands of operators that say nothing but who asks and why; each is a command of the CLI too. */
export const CONTROLS = {
  pause: control(
    'pause',
    'Start no further stage until resumed.',
    'Start no further stage; the one in flight finishes.',
  ),
  resume: control('pause', 'Take back a pause.', 'Go on after a pause.'),
  stop: control(
    'stop',
    'Let the stage in flight finish; the worker then leaves.',
    'Tell the worker to leave after the stage in flight; the work stays.',
  ),
};

/** What a person answers to a stage that asks; each is a command of the CLI too. */
export const DECISIONS = {
  approve: decision(
    'Grant what a stage asks for: it goes on.',
    'Grant what a stage asks for: the same stage goes on, and so do its later visits with the same document.',
  ),
  deny: decision(
    'Refuse what a stage asks for: its item is blocked.',
    'Refuse what a stage asks for: its item is blocked.',
  ),
};

export const COMMANDS = {
  // A silent worker's documents are dropped as files, where people see them; a plan is read by the next worker anyway.
  enqueue: command<EnqueueArgs>({
    ...{
      rights: ['intake'],
      description: 'Admit documents whose texts are stored.',
      help: '',
      problem: enqueueProblem,
    },
    signal: (given, issued, rules) =>
      enqueueProblem(given, rules) === null
        ? { ...issued(), documents: given['documents'] as EnqueueArgs['documents'] }
        : null,
  }),
  begin: command<BeginArgs>({
    ...{ rights: ['serve'], description: 'A worker begins to serve: active plan and stage budget.', help: '' },
    problem: beginProblem,
  }),
  reload: command<ReloadArgs>({
    rights: ['configuration'],
    description: 'The configuration was read again: this plan is active from now on.',
    help: 'Read the configuration again; what runs finishes on its plan.',
    problem: reloadProblem,
  }),
  judge: command<JudgeArgs>({
    rights: ['approve'],
    description: 'A parked root may be judged: what kept it from that is put right.',
    help: 'Have a root judged that was set aside.',
    problem: judgeProblem,
    list: 'closures ls',
  }),
  ...CONTROLS,
  ...DECISIONS,
  ...ITEM_COMMANDS,
  reclaim: command<ReclaimArgs>({
    ...{
      rights: ['serve'],
      description: 'Take back the turn of a lineage that is not running any more.',
      help: '',
      problem: reclaimProblem,
    },
  }),
  revise: REVISE,
  keys: command<KeysArgs>({
    ...{ rights: ['configuration'], description: 'Change who may decide: operators and their keys.', help: '' },
    ...{ list: 'keys ls', problem: ({ keys }) => keysProblem(fieldsOf(keys)) },
  }),
  raise: command<RaiseArgs>({
    rights: ['approve'],
    description: 'Let a rule on money allow more for once.',
    help: 'Let a rule on money allow more for once: what waited goes on with the same stage.',
    problem: raiseProblem,
    list: 'usage',
  }),
};

type Commands = typeof COMMANDS;
export type CommandName = keyof Commands;
export type ArgsOf<N extends CommandName> = Commands[N] extends CommandRow<infer A> ? A : never;

export const COMMAND_NAMES = Object.keys(COMMANDS) as CommandName[];

/** A command that came, as a machine sees it. */
export type CommandEvent<N extends CommandName = CommandName> = {
  [M in N]: { type: M; at: string; args: ArgsOf<M> };
}[N];

/** A command that is to be sent. */
export interface CommandTo<N extends CommandName> {
  name: N;
  args: ArgsOf<N>;
}
