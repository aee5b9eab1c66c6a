// Whether something is what came of a delivery: whoever reaches the server can complete an activity with anything, and whoever reaches the files can
// write there what they like.
import { type Check, hasForm, isCount, isListOf, isRecord, isText, oneOf, orAbsent } from '../form.js';
import { own } from '../own.js';
import type { DeliverInput, DeliveryAnswer, DeliveryView } from './delivery.js';
import { isEmitted } from './document-form.js';
import { jsonBytes, LIMITS } from './limits.js';

/** Bytes as JSON: sentences, names, and the documents of a merger. */
const MOST = 4 * LIMITS.detail + LIMITS.emittedBytes;

const sentences = { branch: isText, why: isText, todo: isText };
const delivered = { branch: isText, into: isText, commit: isText };

const FORMS: Readonly<Record<DeliveryAnswer['kind'], Check>> = {
  landed: hasForm({ ...delivered, how: oneOf('forward', 'merge') }),
  taken: hasForm({ ...delivered, how: oneOf('merged', 'squashed') }),
  nothing: isRecord,
  stays: hasForm({ branch: isText }),
  waits: hasForm(sentences),
  work: hasForm({ ...sentences, emitted: isListOf(isEmitted) }),
};

/** False where a merger would get work of another root, too. Never throws. */
export function isDeliveryAnswer({ root }: DeliverInput, value: unknown): value is DeliveryAnswer {
  if (!isRecord(value) || jsonBytes(value) > MOST) return false;
  const form = own<Check>(FORMS, String(value['kind']));
  if (form?.(value) !== true) return false;
  const { emitted = [] } = value as { emitted?: { root: string }[] };
  return emitted.every((ref) => ref.root === root);
}

export const isDeliveryView = (value: unknown): value is DeliveryView =>
  hasForm({ attempts: isCount, rounds: isCount, passed: orAbsent(isCount), asked: orAbsent(oneOf(true)) })(value);
