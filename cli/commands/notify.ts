// `notify ls|test|send`: who is told of what waits for a person, whether that arrives, and telling it without a worker.
import { randomUUID } from 'node:crypto';
import type { Mail } from '../../core/notify/outbox.js';
import { emptyMail, waitingIn } from '../../core/notify/outbox.js';
import { shownAddress } from '../../core/notify/address.js';
import { clip, inert } from '../../core/inert.js';
import { own } from '../../core/own.js';
import type { NotifyRule } from '../../core/plan/sources/config/notify.js';
import { readWorkspaceId } from '../../read/identity.js';
import { type Context, findWorkspace, identify, type Result } from '../context.js';
import { CliError, notFound } from '../errors.js';
import { EXIT } from '../exit.js';
import { tellNow } from '../notify/watch.js';
import { counted } from '../render/count.js';
import { table } from '../render/table.js';
import { isAgents } from '../stage-process.js';
import { changesText, standingOf, stateDirOf } from '../trust/standing.js';

const NONE = 'Nobody is notified: there is no accepted [[notify]] in millrace-agents/millrace.toml.';
const HOW = 'docs/notify.md shows how; `millrace trust` shows and accepts what was written there.';

export async function ls(context: Context): Promise<Result> {
  const dir = findWorkspace(context);
  const id = readWorkspaceId(dir);
  const state = id === null ? null : await stateDirOf(id, context.env);
  const [{ acceptedRules }, { readOutbox }] = await Promise.all([
    import('../../worker/notify/rules.js'),
    import('../../worker/notify/store.js'),
  ]);
  const outbox = state === null ? {} : readOutbox(state);
  const rules = (state === null ? [] : acceptedRules(state)).map((rule) => shownRule(rule, own(outbox, rule.name)));
  const standing = await standingOf(dir, id, context.env);
  const isAccepted = standing.state === 'accepted';
  if (!isAccepted)
    context.note(
      `Only what was accepted is used, and not what lies there now: ${changesText(standing)}. See \`millrace trust\`.`,
    );
  return { data: { accepted: isAccepted, rules }, lines: rules.length === 0 ? [NONE, HOW] : linesOf(rules) };
}

type Shown = ReturnType<typeof shownRule>;

function shownRule(rule: NotifyRule, mail: Mail = emptyMail()) {
  const { name, kinds, debounce } = rule;
  return {
    ...{ name, by: rule.webhook === undefined ? 'command' : 'webhook', to: targetOf(rule) },
    ...{ signed: (rule.key_file ?? rule.key_env) !== undefined, kinds: kinds ?? null, debounce },
    ...{ arrived: mail.arrived, last_arrived_at: timeOf(mail.arrivedAt), waiting: waitingIn(mail) },
    ...{ failures: mail.failures, error: mail.error, next_try_at: mail.failures === 0 ? null : timeOf(mail.notBefore) },
  };
}

const targetOf = ({ webhook, command }: NotifyRule): string =>
  webhook === undefined ? (command?.[0] ?? '') : shownAddress(webhook);

const timeOf = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

function linesOf(rules: readonly Shown[]): string[] {
  const rows = rules.map(({ name, to, kinds, debounce, arrived, waiting, error }) => [
    ...[name, to, kinds === null ? 'all' : kinds.join(' '), debounce, String(arrived), String(waiting)],
    error === null ? '' : 'fails',
  ]);
  const faults = rules.flatMap(({ name, error, next_try_at: next }) =>
    error === null ? [] : [inert(`${name}: ${error}; tried again at ${next ?? 'once'}`)],
  );
  return [...table(rows, ['RULE', 'TO', 'KINDS', 'DEBOUNCE', 'ARRIVED', 'WAITING', '']), ...faults];
}

/** Exit 1 when one of them does not arrive, exit 4 when there is no such rule. */
export async function test(context: Context, _options: object, name?: string): Promise<Result> {
  const { dir, id, state, rules } = await readyToTell(context);
  const wanted = rules.filter((rule) => name === undefined || rule.name === name);
  if (wanted.length === 0) throw noRule(rules, name);
  const { deliver } = await import('../../worker/notify/deliver.js');
  const sender = { dir, state, env: context.env };
  const tried = wanted.map(async (rule) => {
    const facts = { delivery: randomUUID(), rule: rule.name, sent_at: new Date().toISOString(), attempt: 1 };
    const message = { ...facts, rehearsal: false, workspace: { id, path: dir }, attention: trial(rule.name) };
    const error = await deliver(sender, rule, message, new AbortController().signal).then(() => null, messageOfError);
    return { name: rule.name, to: targetOf(rule), arrived: error === null, error };
  });
  const results = await Promise.all(tried);
  const lines = results.map(({ name: one, to, error }) =>
    inert(error === null ? `${one}: arrived at ${to}` : `${one}: did not arrive: ${error}`),
  );
  return { data: { results }, lines, exit: results.every(({ arrived }) => arrived) ? EXIT.done : EXIT.failed };
}

const trial = (rule: string) => ({
  ...{ id: `test-${randomUUID().slice(0, 12)}`, kind: 'test' as const, severity: 'high' as const },
  ...{ since: null, item: null, evidence: [], actions: ['millrace status'] },
  summary: `this is a test of the rule ${rule}`,
  cause: 'somebody asked for it with `millrace notify test`',
  remedy: 'nothing is to be done',
});

const messageOfError = (error: unknown): string => clip(error instanceof Error ? error.message : String(error), 300);

/** Exit 1 when something did not arrive. */
export async function send(context: Context): Promise<Result> {
  const { dir, id, rules } = await readyToTell(context);
  if (rules.length === 0) throw noRule(rules);
  const sent = await tellNow(context, { dir, id, say: context.note }, rules, new AbortController().signal);
  const { arrived = 0, failed = 0 } = sent ?? {};
  const lines = [
    `${counted(arrived, 'notification')} arrived${failed === 0 ? '.' : `, ${failed} did not: \`millrace notify ls\` shows why.`}`,
  ];
  return { data: { arrived, failed }, lines, exit: failed === 0 ? EXIT.done : EXIT.failed };
}

async function readyToTell(context: Context): Promise<{ dir: string; id: string; state: string; rules: NotifyRule[] }> {
  if (await isAgents(context.env)) throw notYours();
  const { dir, id } = await identify(context);
  const state = await stateDirOf(id, context.env);
  const { acceptedRules } = await import('../../worker/notify/rules.js');
  return { dir, id, state, rules: acceptedRules(state) };
}

function noRule(rules: readonly NotifyRule[], name?: string): CliError {
  if (name === undefined || rules.length === 0) return notFound(NONE, HOW);
  const known = rules.map((rule) => rule.name).join(', ');
  return notFound(`No accepted [[notify]] has the name ${JSON.stringify(name)}.`, `There are: ${known}.`);
}

/** An agent could answer for the operator's programs by the variables that it gives them, and so make them miss what is told here. */
const notYours = (): CliError =>
  new CliError({
    exit: EXIT.conflict,
    code: 'not_an_operator',
    message: 'This process belongs to the agent of a stage, and agents notify nobody.',
    hint: 'An operator does it outside of a stage.',
  });
