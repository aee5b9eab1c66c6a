// [execution_capabilities]: what stages are granted when they ask for it, by capability.
import { z } from 'zod';
import { CAPABILITIES, DECISIONS } from '../../contracts/registered.js';
import { own } from '../../own.js';
import { didYouMean } from '../diagnostics.js';

const decision = z.enum(DECISIONS);
type Decisions = Record<string, z.infer<typeof decision>>;

const DEFAULTS: Decisions = {
  'network.access': 'deny',
  'package.install': 'approval_required',
  'git.mutate': 'approval_required',
  'shell.run': 'allow',
  'workspace.write': 'allow',
};

/** `git_read` is another spelling of `git.read`. */
const idOf = (name: string): string => CAPABILITIES.find((id) => id.replace('.', '_') === name) ?? name;

function checkIds(given: Decisions, context: z.RefinementCtx): void {
  const known: readonly string[] = CAPABILITIES;
  for (const name of Object.keys(given)) {
    const id = idOf(name);
    const issue = (message: string): void => context.addIssue({ code: 'custom', path: [name], message });
    if (!known.includes(id)) issue(`there is no capability ${name}.${didYouMean(id, known)}`);
    else if (id !== name && own(given, id) !== undefined) issue(`${id} is given twice, also as ${name}`);
  }
}

const named = (given: Decisions): Decisions =>
  Object.fromEntries(Object.entries(given).map(([name, value]) => [idOf(name), value]));

export const executionCapabilities = z
  .strictObject({
    enabled: z.boolean().default(true).describe('Whether stages are granted anything at all.'),
    default_unknown_capability: decision.default('deny').describe('Decision on what no other setting speaks of.'),
    allow_advisory_grants: z
      .boolean()
      .default(true)
      .describe('Whether something may be granted that the runtime cannot enforce.'),
    fail_required_advisory: z
      .boolean()
      .default(false)
      .describe('Whether a stage that requires such a thing is refused at compile.'),
    defaults: z
      .record(z.string(), decision)
      .prefault(DEFAULTS)
      .superRefine(checkIds)
      .transform((given) => ({ ...DEFAULTS, ...named(given) }))
      .describe('Decision by capability; what is not named keeps its default.'),
  })
  .prefault({})
  .describe('What stages are granted when they ask for it.');
