// One try of one message, by whichever way its rule names.
import { acceptedSenders, unlike } from '../../agents/pins.js';
import { redact } from '../../agents/redact.js';
import { type Message, messageOf, variablesOf } from '../../core/notify/message.js';
import type { NotifyRule } from '../../core/plan/sources/config/notify.js';
import { handOver } from './command.js';
import { keyOf } from './key.js';
import { Undelivered } from './undelivered.js';
import { post } from './webhook.js';

export interface Sender {
  /** Absolute path of the workspace, and of our state folder of it. */
  dir: string;
  state: string;
  env: NodeJS.ProcessEnv;
}

/** Throws `Undelivered`. `signal`: cuts it off. */
export async function deliver(
  { dir, state, env }: Sender,
  rule: NotifyRule,
  given: Omit<Message, 'schema'>,
  signal: AbortSignal,
): Promise<void> {
  const key = keyOf(rule, dir, env);
  const message = messageOf(given, (text) => redact(text, env, { MILLRACE_NOTIFY_KEY: key ?? undefined }));
  const body = JSON.stringify(message);
  if (rule.webhook !== undefined) {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(rule.timeout_seconds * 1000)]);
    const now = Date.parse(message.sent_at);
    return post({ url: rule.webhook, body, delivery: message.delivery, key, now }, env, limited);
  }
  if (rule.command === undefined) throw new Undelivered('the rule says neither command nor webhook');
  const changed = unlike(dir, acceptedSenders(state));
  if (changed.length > 0)
    throw new Undelivered(
      `not started: not as an operator accepted it: ${changed.join(', ')}. Bring it back, or \`millrace trust --accept\``,
    );
  const told = { body, variables: variablesOf(message), seconds: rule.timeout_seconds };
  return handOver(rule.command, told, env, signal);
}
