// The form of what workspaces and lineages send each other. Whoever reaches the server can send it too, and a message that the engine cannot read
// would fail its workflow for ever: it is dropped.
import { jsonBytes, LIMITS } from '../core/contracts/limits.js';
import { isEmitted } from '../core/contracts/document-form.js';
import { isFamily } from '../core/contracts/ids.js';
import { isPrices } from '../core/contracts/money.js';
import { isSpent } from '../core/contracts/spent-form.js';
import { isStory } from '../core/contracts/story.js';
import {
  type Check,
  hasForm,
  isCount,
  isDigest,
  isFlag,
  isListOf,
  isMoment,
  isRecord,
  oneOf,
  orAbsent,
  orNull,
} from '../core/form.js';

const isText: Check = (value) => typeof value === 'string' && value.length <= LIMITS.received;
const isWord: Check = (value) => typeof value === 'string' && value.length <= LIMITS.word;
/** A record that the state keeps. */
const kept =
  (check: Check): Check =>
  (value) =>
    check(value) && jsonBytes(value) <= LIMITS.received;

const PLANES = oneOf('planning', 'execution', 'learning');
const item = hasForm({ family: isText, id: isText, root: isText, sha256: isText, generation: isCount });

const own = hasForm({ id: isText, per: oneOf('item', 'root'), limit: isCount, currency: isText, before: isCount });
const limits = hasForm({
  tokens: orAbsent(isCount),
  activation: orAbsent(hasForm({ tokens: isCount, rule: isText })),
  ...{ money: orAbsent(isCount), own: orAbsent(own), priced: orAbsent(oneOf(true)) },
});
const closed = hasForm({ runner: isText, cause: isText, permission: orAbsent(isText) });
const limited = kept(
  isListOf(
    hasForm({
      ...{ runner: isWord, cause: isWord, since: isMoment, until: isMoment, at: isMoment },
      over: orAbsent(oneOf(true)),
    }),
  ),
);
const leash = hasForm({
  ...{ version: isCount, go: isFlag, grant: isCount, allowance: orNull(isCount), rules: isCount },
  ...{ limits: orAbsent(limits), prices: orAbsent(isPrices), closed: orAbsent(isListOf(closed)) },
  limited: orAbsent(limited),
});

const spending = hasForm({
  rule: isText,
  per: oneOf('item', 'root'),
  currency: isText,
  spent: isCount,
  allowed: isCount,
});
const asked = hasForm({
  ...{ id: isText, digest: isText, requestId: isText, node: isText, kind: isText, runner: isText, permission: isText },
  ...{ model: orNull(isText), planDigest: isText, askedAt: isMoment, expiresAt: orNull(isMoment) },
  ...{ capabilities: isListOf(isText), spending: orAbsent(spending), unpriced: orAbsent(oneOf(true)) },
});

/** Only as far as the engine looks into what it passes on to be shown. */
const LOOKED_INTO = {
  run: hasForm({ value: orNull(hasForm({ activation: isRecord })) }),
  blocked: hasForm({ value: isRecord }),
};
const entries = isListOf(
  (entry) =>
    hasForm({ kind: isText })(entry) &&
    Object.entries(LOOKED_INTO).every(([kind, fits]) => (entry as { kind: string }).kind !== kind || fits(entry)),
);

/** A text that is to be stored under its digest. */
const text = hasForm({ kind: oneOf('text'), sha256: isDigest, text: isText });

const budget = {
  ...{ turn: isCount, grant: isCount, remaining: orNull(isCount), usage: orAbsent(isSpent) },
  money: orAbsent(isSpent),
  started: orAbsent(isCount),
};
const runner = hasForm({ order: isCount, waits: orNull(closed) });

const verdict = hasForm({ result: oneOf('passed', 'gap'), limit: isCount, words: orAbsent(isText) });

const FORMS = {
  activate: hasForm({
    ...{ turn: isCount, plane: PLANES, item: kept(item), planDigest: isText, leash: kept(leash), entries },
    ...{ closure: orAbsent(hasForm({ round: isCount })), brokeOff: orAbsent(isText), story: orAbsent(isStory) },
    ...{ start: orAbsent(isFamily), approvers: orAbsent(isListOf(hasForm({ name: isText, key: isText }))) },
  }),
  leash: hasForm({ turn: isCount, leash: kept(leash) }),
  decided: hasForm({
    ...{ turn: isCount, approvalId: isText, decision: isText, issuer: isText, reason: isText },
    ...{ leash: orAbsent(kept(leash)), proof: orAbsent(kept(isRecord)) },
  }),
  end: hasForm({ turn: isCount, to: oneOf('cancelled', 'queued'), issuer: isText, reason: isText }),
  retire: hasForm({ turn: isCount }),
  held: hasForm({
    ...{ ...budget, leashVersion: isCount, usedUp: orAbsent(oneOf(true)), asking: orAbsent(kept(asked)) },
    ...{ untouched: orAbsent(oneOf(true)), runner: orAbsent(kept(runner)), limited: orAbsent(limited) },
    ...{ learned: orAbsent(isListOf(isEmitted)), texts: orAbsent(isListOf(text)) },
  }),
  left: hasForm({
    ...budget,
    ...{ family: isText, id: isText, state: oneOf('done', 'blocked', 'cancelled', 'queued'), reason: orNull(isText) },
    ...{ needsYou: isFlag, verdict: orAbsent(verdict) },
    ...{ brokeOff: orAbsent(isText), recovered: orAbsent(isText), emitted: isListOf(isEmitted), entries },
    ...{ story: orAbsent(isStory), learned: orAbsent(isListOf(isEmitted)), lastOutcome: orAbsent(orNull(isText)) },
  }),
};

/** `rules`: below 4 only what would have failed the workflow is dropped, so that recorded histories stay as they are. */
export function isMessage(kind: keyof typeof FORMS, rules: number, value: unknown): boolean {
  return isRecord(value) && (rules < 4 || FORMS[kind](value));
}
