// What was told to whom. What has to be told is the list of attention itself; here stands only what became of each entry of it, so that
// whatever is lost here is told twice rather than never.
import { own, put } from '../own.js';

/** Of one cause, for one rule. Times are ms since 1970. */
export interface Told {
  /** The same for every try of one message, so that who gets it twice can tell. */
  delivery: string;
  /** Still to be told. */
  waits: boolean;
  /** The cause is not in the list any more. */
  gone: boolean;
  tries: number;
  /** Of the last try; null = none. */
  triedAt: number | null;
  /** Nobody tries before: a try is under way, or who tried it was killed. */
  heldUntil: number;
  /** When the last message of this cause arrived; null = never. */
  toldAt: number | null;
}

/** Of one rule. */
export interface Mail {
  /** By the id of the attention. */
  causes: Record<string, Told>;
  /** Deliveries that failed since the last one that arrived. */
  failures: number;
  /** Nothing is tried before. */
  notBefore: number;
  /** Deliveries that arrived, and when the last one did. */
  arrived: number;
  arrivedAt: number | null;
  /** Why the last try failed; null when it did not. */
  error: string | null;
  /** When the running hour began, and how many arrived in it. */
  hour: { from: number; arrived: number };
}

/** Milliseconds. */
export interface Pace {
  debounce: number;
  /** For so long a try may last before another one may be made. */
  hold: number;
  /** Until the first repeat. */
  retry: number;
}

const HOUR = 3_600_000;
/** Told in an hour by one rule; what is more comes in the next, the urgent first. */
export const MOST_AN_HOUR = 60;

export const emptyMail = (): Mail => ({
  ...{ causes: {}, failures: 0, notBefore: 0, arrived: 0, arrivedAt: null, error: null },
  hour: { from: 0, arrived: 0 },
});

/** Takes note of which causes there are now. `newDelivery`: gives a name that no other delivery has. */
export function noteCauses(
  mail: Mail,
  ids: readonly string[],
  pace: Pace,
  now: number,
  newDelivery: () => string,
): void {
  const { causes } = mail;
  const { debounce } = pace;
  untilPresent(mail, pace, now);
  const present = new Set(ids);
  for (const [id, told] of Object.entries(causes)) {
    if (present.has(id)) continue;
    told.gone = true;
    if (now - Math.max(told.toldAt ?? 0, told.triedAt ?? 0) >= debounce) delete causes[id];
  }
  for (const id of present) {
    const told = own(causes, id);
    if (told === undefined) put(causes, id, { ...fresh(newDelivery()), toldAt: null });
    else if (told.gone)
      put(causes, id, told.waits ? { ...told, gone: false } : { ...fresh(newDelivery()), toldAt: told.toldAt });
  }
}

/** A clock that was set back must not silence anybody for as long as it was wrong. */
function untilPresent(mail: Mail, { hold }: Pace, now: number): void {
  mail.notBefore = Math.min(mail.notBefore, now + HOUR);
  mail.hour.from = Math.min(mail.hour.from, now);
  for (const told of Object.values(mail.causes)) {
    told.heldUntil = Math.min(told.heldUntil, now + hold);
    told.toldAt = told.toldAt === null ? null : Math.min(told.toldAt, now);
    told.triedAt = told.triedAt === null ? null : Math.min(told.triedAt, now);
  }
}

const fresh = (delivery: string): Omit<Told, 'toldAt'> => ({
  ...{ delivery, waits: true, gone: false, tries: 0, triedAt: null, heldUntil: 0 },
});

/** The cause to be told next, of `ids`, which stand in the order of their urgency; null when none is due. */
export function nextDue(
  { causes, notBefore, hour }: Mail,
  ids: readonly string[],
  { debounce }: Pace,
  now: number,
): string | null {
  const isFull = now - hour.from < HOUR && hour.arrived >= MOST_AN_HOUR;
  if (now < notBefore || isFull) return null;
  const isDue = (told: Told | undefined): told is Told =>
    told?.waits === true && !told.gone && now >= told.heldUntil && now >= (told.toldAt ?? -debounce) + debounce;
  const due = ids.filter((id) => isDue(own(causes, id)));
  // What nobody takes does not keep the others waiting.
  const triesOf = (id: string): number => own(causes, id)?.tries ?? 0;
  return due.sort((a, b) => triesOf(a) - triesOf(b))[0] ?? null;
}

/** Notes a try before it is made: whoever is killed meanwhile leaves it to be made again. */
export function hold({ causes }: Mail, id: string, pace: Pace, now: number): Told | null {
  const told = own(causes, id);
  if (told === undefined) return null;
  const held = { ...told, tries: told.tries + 1, triedAt: now, heldUntil: now + pace.hold };
  put(causes, id, held);
  return held;
}

export function noteArrived(mail: Mail, id: string, now: number): void {
  const told = own(mail.causes, id);
  if (told !== undefined) put(mail.causes, id, { ...told, waits: false, toldAt: now, heldUntil: 0 });
  const isNewHour = now - mail.hour.from >= HOUR;
  mail.hour = isNewHour ? { from: now, arrived: 1 } : { ...mail.hour, arrived: mail.hour.arrived + 1 };
  mail.arrived += 1;
  mail.arrivedAt = now;
  mail.failures = 0;
  mail.notBefore = 0;
  mail.error = null;
}

/** The whole rule waits: it is the receiver that is away, and not one message that is wrong. */
export function noteFailed(mail: Mail, id: string, why: string, { retry }: Pace, now: number): void {
  const told = own(mail.causes, id);
  if (told !== undefined) put(mail.causes, id, { ...told, heldUntil: 0 });
  mail.failures += 1;
  mail.notBefore = now + pauseAfter(mail.failures, retry);
  mail.error = why;
}

/** Doubles with every failure, up to an hour. */
const pauseAfter = (failures: number, retry: number): number => Math.min(retry * 2 ** Math.min(failures - 1, 30), HOUR);

/** Of causes that are still there. */
export const waitingIn = ({ causes }: Mail): number =>
  Object.values(causes).filter(({ waits, gone }) => waits && !gone).length;
