// One round of telling: what is in the list of attention and was not told by a rule yet is told now. Each try is noted before it is made and
// when it is over, so that a kill at any moment loses nothing: whoever comes next tells it, under the same name of its delivery.
import { randomUUID } from 'node:crypto';
import { redact } from '../../agents/redact.js';
import { clip, inert } from '../../core/inert.js';
import type { Outbox } from '../../core/notify/form.js';
import type { ToldAttention } from '../../core/notify/message.js';
import {
  emptyMail,
  hold,
  type Mail,
  nextDue,
  noteArrived,
  noteCauses,
  noteFailed,
  type Pace,
  type Told,
} from '../../core/notify/outbox.js';
import { own, put } from '../../core/own.js';
import type { NotifyRule } from '../../core/plan/sources/config/notify.js';
import { msOf } from '../../core/report/since.js';
import { deliver, type Sender } from './deliver.js';
import { changeOutbox, readOutbox } from './store.js';

export interface Round extends Sender {
  /** Id of the workspace. */
  id: string;
  rules: readonly NotifyRule[];
  /** The most urgent first. */
  attention: readonly ToldAttention[];
  rehearsal: boolean;
  /** Cuts it off: a message under way counts as not arrived. */
  signal: AbortSignal;
  /** Told once when deliveries of a rule begin to fail, and once when they arrive again. */
  say(line: string): void;
}

/** Causes that a rule keeps in mind: what is more waits until some of them are gone. */
const MOST_CAUSES = 1000;
/** Of a try beyond its own limit, ms: until then nobody repeats it. */
const GRACE_MS = 2000;
const MOST_WHY = 300;

/** Gives how many arrived and how many failed. Throws where the outbox cannot be written: then nothing is sent. */
export async function tell(round: Round): Promise<{ arrived: number; failed: number }> {
  const { rules, state } = round;
  const lists = new Map(rules.map((rule) => [rule.name, causesFor(rule, round.attention)]));
  if (hasNews(readOutbox(state), rules, lists)) await changeOutbox(state, (outbox) => note(outbox, rules, lists));
  const ends = await Promise.all(rules.map((rule) => tellBy(rule, lists.get(rule.name) ?? new Map(), round)));
  const count = (member: 'arrived' | 'failed'): number => ends.reduce((sum, end) => sum + end[member], 0);
  return { arrived: count('arrived'), failed: count('failed') };
}

type Causes = ReadonlyMap<string, ToldAttention>;

const causesFor = ({ kinds }: NotifyRule, attention: readonly ToldAttention[]): Causes =>
  new Map(
    attention
      .filter(({ kind }) => kinds === undefined || (kinds as readonly string[]).includes(kind))
      .slice(0, MOST_CAUSES)
      .map((one) => [one.id, one]),
  );

const paceOf = ({ debounce, timeout_seconds, retry_seconds }: NotifyRule): Pace => ({
  debounce: msOf(debounce) ?? 0,
  hold: timeout_seconds * 1000 + GRACE_MS,
  retry: retry_seconds * 1000,
});

function note(outbox: Outbox, rules: readonly NotifyRule[], lists: ReadonlyMap<string, Causes>): void {
  for (const name of Object.keys(outbox)) if (!lists.has(name)) delete outbox[name];
  for (const rule of rules)
    noteCauses(
      mailOf(outbox, rule.name),
      [...(lists.get(rule.name)?.keys() ?? [])],
      paceOf(rule),
      Date.now(),
      randomUUID,
    );
}

function mailOf(outbox: Outbox, name: string): Mail {
  const known = own(outbox, name);
  if (known !== undefined) return known;
  const mail = emptyMail();
  put(outbox, name, mail);
  return mail;
}

/** Looked at without the lock, so that a workspace in which nothing happens writes nothing and waits for nobody. */
function hasNews(outbox: Outbox, rules: readonly NotifyRule[], lists: ReadonlyMap<string, Causes>): boolean {
  const before = JSON.stringify(outbox);
  note(outbox, rules, lists);
  return JSON.stringify(outbox) !== before;
}

/** One after the other, until none is due or one fails. */
async function tellBy(rule: NotifyRule, causes: Causes, round: Round): Promise<{ arrived: number; failed: number }> {
  for (let arrived = 0; ; arrived += 1) {
    if (round.signal.aborted) return { arrived, failed: 0 };
    const held = await takeNext(rule, causes, round);
    if (held === null) return { arrived, failed: 0 };
    const why = await tryOnce(rule, held, round);
    await settle(rule, held.attention.id, why, round);
    if (why !== null) return { arrived, failed: 1 };
  }
}

interface Held {
  attention: ToldAttention;
  told: Told;
}

async function takeNext(rule: NotifyRule, causes: Causes, { state }: Round): Promise<Held | null> {
  const [ids, pace] = [[...causes.keys()], paceOf(rule)];
  const isDue = (outbox: Outbox): string | null => nextDue(mailOf(outbox, rule.name), ids, pace, Date.now());
  if (isDue(readOutbox(state)) === null) return null;
  return changeOutbox(state, (outbox) => {
    const id = isDue(outbox);
    const attention = id === null ? undefined : causes.get(id);
    const told = attention === undefined ? null : hold(mailOf(outbox, rule.name), attention.id, pace, Date.now());
    return attention === undefined || told === null ? null : { attention, told };
  });
}

/** Null when it arrived, else why it did not. */
async function tryOnce(rule: NotifyRule, { attention, told }: Held, round: Round): Promise<string | null> {
  const { id, dir, env, rehearsal, signal } = round;
  const facts = { delivery: told.delivery, attempt: told.tries, rule: rule.name, sent_at: new Date().toISOString() };
  try {
    await deliver(round, rule, { ...facts, rehearsal, workspace: { id, path: dir }, attention }, signal);
    return null;
  } catch (error) {
    return clip(inert(redact(error instanceof Error ? error.message : String(error), env)), MOST_WHY);
  }
}

async function settle(rule: NotifyRule, cause: string, why: string | null, { state, say }: Round): Promise<void> {
  const before = await changeOutbox(state, (outbox) => {
    const mail = mailOf(outbox, rule.name);
    const { failures } = mail;
    if (why === null) noteArrived(mail, cause, Date.now());
    else noteFailed(mail, cause, why, paceOf(rule), Date.now());
    return failures;
  });
  if (why !== null && before === 0)
    say(`Notifying ${rule.name} fails: ${why}. It is tried again, and nothing is lost.`);
  if (why === null && before > 0) say(`Notifying ${rule.name} works again.`);
}
