// [execution_capabilities]: what stages may that ask for it, by capability.
import { z } from 'zod';
import { CAPABILITIES, type Capability, type Decision, CAPABILITY_DECISIONS } from '../../../contracts/registered.js';
import { own } from '../../../own.js';
import { didYouMean } from '../../diagnostics.js';
import { wholeSeconds } from './values.js';

const decision = z.enum(CAPABILITY_DECISIONS);
type Decisions = Partial<Record<Capability, Decision>>;
type Given = Record<string, Decision>;

/** The one table of what holds where nothing else is said. */
const DEFAULTS: Readonly<Record<Capability, Decision>> = {
  'workspace.read': 'allow',
  'workspace.write': 'allow',
  'artifact.read': 'allow',
  'artifact.write': 'allow',
  'runner.invoke': 'allow',
  'shell.run': 'allow',
  'git.read': 'allow',
  'git.mutate': 'approval_required',
  'package.install': 'approval_required',
  'network.access': 'deny',
  'approval.request': 'allow',
  'evidence.emit': 'allow',
  'runtime.control': 'deny',
};

/** `git_read` is another spelling of `git.read`. */
const idOf = (name: string): string => CAPABILITIES.find((id) => id.replace('.', '_') === name) ?? name;

function checkIds(given: Given, context: z.RefinementCtx): void {
  const known: readonly string[] = CAPABILITIES;
  for (const name of Object.keys(given)) {
    const id = idOf(name);
    const issue = (message: string): void => context.addIssue({ code: 'custom', path: [name], message });
    if (!known.includes(id)) issue(`there is no capability ${name}.${didYouMean(id, known)}`);
    else if (id !== name && own(given, id) !== undefined) issue(`${id} is given twice, also as ${name}`);
  }
}

const named = (given: Given): Decisions =>
  Object.fromEntries(Object.entries(given).map(([name, value]) => [idOf(name), value]));

/** A decision per capability that is named. */
export const decisions = z.record(z.string(), decision).superRefine(checkIds).transform(named);

const WEEK_SECONDS = 604_800;

export const executionCapabilities = z
  .strictObject({
    enabled: z.boolean().default(true).describe('Whether anything is decided at all; without it stages ask nobody.'),
    approval_seconds: wholeSeconds(0)
      .default(WEEK_SECONDS)
      .describe('Seconds until an approval that is asked for expires, and with it what was granted; 0 is never.'),
    default_unknown_capability: decision.default('deny').describe('Accepted; every capability has a decision here.'),
    allow_advisory_grants: z.boolean().default(true).describe('Accepted; a decision says whether a stage may start.'),
    fail_required_advisory: z.boolean().default(false).describe('Accepted; a decision says whether a stage may start.'),
    defaults: decisions
      .prefault(DEFAULTS)
      .transform((given): Record<Capability, Decision> => ({ ...DEFAULTS, ...given }))
      .describe('Decision by capability; what is not named keeps its default.'),
  })
  .prefault({})
  .describe('What stages are granted when they ask for it.');
