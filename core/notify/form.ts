// The form in which the outbox is kept. What is damaged was not told.
import { hasForm, isCount, isFlag, isRecord, isText, orNull } from '../form.js';
import { own, put } from '../own.js';
import type { Mail, Told } from './outbox.js';

export type Outbox = Record<string, Mail>;

const isTold = hasForm({
  ...{ delivery: isText, waits: isFlag, gone: isFlag, tries: isCount },
  ...{ triedAt: orNull(isCount), heldUntil: isCount, toldAt: orNull(isCount) },
});

const isMail = hasForm({
  ...{ causes: isRecord, failures: isCount, notBefore: isCount, arrived: isCount, arrivedAt: orNull(isCount) },
  ...{ error: orNull(isText), hour: hasForm({ from: isCount, arrived: isCount }) },
});

/** By the name of the rule; of a mail that is damaged in part its good causes stay. */
export function outboxIn(value: unknown): Outbox {
  const found: Outbox = {};
  const rules = isRecord(value) ? own(value, 'rules') : undefined;
  for (const [name, mail] of Object.entries(isRecord(rules) ? rules : {}))
    if (isMail(mail)) put(found, name, { ...(mail as Mail), causes: causesIn((mail as Mail).causes) });
  return found;
}

const causesIn = (causes: Record<string, unknown>): Record<string, Told> =>
  Object.fromEntries(Object.entries(causes).filter((one): one is [string, Told] => isTold(one[1])));
