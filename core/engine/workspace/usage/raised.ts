// Rules on money that allow more for once: in one window, for one item or for one root. From revision 8 on.

/** `of`: beginning of the window (ISO 8601), key of the item, or root. */
export interface Raised {
  rule: string;
  of: string;
  /** Millionths of the currency, in all. */
  to: number;
}

/** Of those that were raised longest ago nothing is known any more: they allow what they say. */
const KEPT = 200;

/** 0 where it was not raised. */
export const raisedTo = (raised: readonly Raised[] = [], rule: string, of: string): number =>
  raised.find((one) => one.rule === rule && one.of === of)?.to ?? 0;

/** The last word counts. */
export const withRaised = (raised: readonly Raised[] = [], news: Raised): Raised[] =>
  [...raised.filter(({ rule, of }) => rule !== news.rule || of !== news.of), news].slice(-KEPT);
