// How large things may be, in one table. The server takes 2 MB a payload and 4 MB a message, and what is larger stops a
// workflow for good: so everything that travels has a limit far below, and what is over it is refused or cut where it comes in.

/** Lengths in characters; where it says bytes, in bytes of UTF-8 JSON. */
export const LIMITS = {
  /** Title of a document. */
  title: 500,
  /** The same where it only names something: in messages, and in the lists of the server. */
  name: 120,
  /** Value of a field that is no list. */
  field: 20_000,
  /** Items of a list of texts, and one of them. */
  listItems: 500,
  listItem: 4_000,
  /** Items of a list of ids, such as `Depends-On`; an id has 120 characters at most. */
  listIds: 100,
  id: 120,
  family: 60,
  /** A date, a digest, a word of ours. */
  word: 100,
  /** Who asks, why, under which id. */
  issued: 500,
  /** Why an item is blocked, as it travels. */
  reason: 2_000,
  /** What a stage says of itself: its detail, and one of its notes. */
  detail: 2_000,
  note: 500,
  /** Its own words, which are the reason of what it asks. */
  words: 500,
  notes: 20,
  artifacts: 50,
  /** Tasks that are named when an item says what it waits for. */
  namedTasks: 5,
  /** Faults of one file that are told. */
  faults: 10,
  /** Documents of one command, and their bytes. */
  batch: 200,
  batchBytes: 192 * 1024,
  /** Bytes of the documents that one activation brings. */
  emittedBytes: 64 * 1024,
  /** Bytes of a message of ours, whatever it carries. */
  message: 256 * 1024,
  /** Characters of a text, and bytes of a record, in a message that is taken from whoever sends it: more is not ours. */
  received: 10_000,
  /** Lessons that the workspace remembers, so that none is taken in twice. */
  lessons: 4_000,
  /** Foreground turns of a workspace that may be held at a time. */
  lanes: 16,
  /** Turns of a workspace at a time, with those that ask a person and have no lane: each is shown whole with every change. */
  turns: 50,
  /** Families that a workspace adds. */
  families: 200,
  /** Roots that `status` is told of by the workspace; the rest has files of its own. */
  shownTargets: 100,
  /** Blocked items that are queued again by themselves. */
  requeues: 500,
  /** Bytes of all saved answers. */
  answers: 100_000,
  /** Bytes of what continue-as-new carries of the workspace. */
  carried: 1_000_000,
  /** Bytes of what cannot be shortened in it: up to here commands and drops are let in, and up to there what stages bring. */
  admitted: 940_000,
  brought: 975_000,
} as const;

/** The server's wall, bytes of a payload: nothing larger was ever recorded, so that cutting it changes no history. */
export const WALL = 2 * 1024 * 1024;

/** Bytes of a value as JSON; a little more where it is not ASCII. Undefined is nothing. */
export function jsonBytes(value: unknown): number {
  if (value === undefined) return 0;
  const text = JSON.stringify(value);
  return text.length + 2 * (text.match(/[\u0080-\uffff]/g)?.length ?? 0);
}

/** The text, or its beginning with a sign that it is no more than that. */
export const clipped = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most - 1)}…` : text;

/**
 * Consecutive groups of at most `count` each that come to at most `bytes`; one that is larger alone stands alone. `sent`: what
 * travels of each.
 */
export function groupsOf<T>(
  all: readonly T[],
  count: number,
  bytes: number,
  sent: (one: T) => unknown = (one) => one,
): T[][] {
  const groups: T[][] = [];
  let room = 0;
  for (const one of all) {
    const size = jsonBytes(sent(one)) + 1;
    const group = groups.at(-1);
    if (group === undefined || group.length >= count || size > room) {
      groups.push([one]);
      room = bytes - size - 1;
    } else {
      group.push(one);
      room -= size;
    }
  }
  return groups;
}
