import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outboxIn } from './form.js';
import {
  emptyMail,
  hold,
  type Mail,
  MOST_AN_HOUR,
  nextDue,
  noteArrived,
  noteCauses,
  noteFailed,
  waitingIn,
} from './outbox.js';

const PACE = { debounce: 600_000, hold: 12_000, retry: 15_000 };
const START = 1_800_000_000_000;
const MINUTE = 60_000;

/** A worker, its receiver, and what it told: `[minute, id, delivery]`. */
class Night {
  mail: Mail = emptyMail();
  readonly told: [number, string, string][] = [];
  private names = 0;

  /** One look at that minute: all that is due is sent, and arrives or not; a worker that is killed notes nothing of the end. */
  look(minute: number, ids: readonly string[], end: 'arrives' | 'fails' | 'killed' = 'arrives'): void {
    const now = START + minute * MINUTE;
    noteCauses(this.mail, ids, PACE, now, () => `d${(this.names += 1)}`);
    for (let id = nextDue(this.mail, ids, PACE, now); id !== null; id = nextDue(this.mail, ids, PACE, now)) {
      const held = hold(this.mail, id, PACE, now);
      if (end === 'killed') return;
      if (end === 'fails') return noteFailed(this.mail, id, 'away', PACE, now);
      noteArrived(this.mail, id, now);
      this.told.push([minute, id, held?.delivery ?? '']);
    }
    this.mail =
      outboxIn({ rules: JSON.parse(JSON.stringify({ phone: this.mail })) as unknown })['phone'] ?? emptyMail();
  }

  at = (id: string): number[] => this.told.filter((one) => one[1] === id).map(([minute]) => minute);
}

describe('a cause', () => {
  it('that stands is told once, however long', () => {
    const night = new Night();
    for (let minute = 0; minute < 600; minute += 1) night.look(minute, ['a']);
    expect(night.at('a')).toEqual([0]);
  });

  it('that goes and is back at once is told again when its debounce is over, and not before', () => {
    const night = new Night();
    for (let minute = 0; minute < 25; minute += 1) night.look(minute, minute % 2 === 0 ? ['a'] : []);
    expect(night.at('a')).toEqual([0, 10, 20]);
  });

  it('that goes by itself is not told again', () => {
    const night = new Night();
    night.look(0, ['a']);
    for (let minute = 1; minute < 40; minute += 1) night.look(minute, []);
    expect(night.at('a')).toEqual([0]);
    expect(night.mail.causes).toEqual({});
  });

  it('that is gone before it could be told is told nobody', () => {
    const night = new Night();
    night.look(0, ['a', 'b'], 'fails');
    night.look(30, ['b']);
    expect(night.told.map(([, id]) => id)).toEqual(['b']);
  });

  it('is told under one name by every try, of a worker that was killed too', () => {
    const night = new Night();
    night.look(0, ['a'], 'fails');
    const { delivery } = night.mail.causes['a'] ?? {};
    night.look(10, ['a'], 'killed');
    night.look(20, ['a']);
    expect(night.told).toEqual([[20, 'a', delivery]]);
  });
});

describe('a receiver that is away', () => {
  it('is tried with one message at a time, at longer and longer pauses, at most an hour', () => {
    const night = new Night();
    const tries: number[] = [];
    for (let minute = 0; minute < 400; minute += 1) {
      const { failures } = night.mail;
      night.look(minute, ['a', 'b', 'c'], 'fails');
      if (night.mail.failures > failures) tries.push(minute);
    }
    const pauses = tries.slice(1).map((one, at) => one - (tries[at] ?? 0));
    expect(pauses.slice(0, 5)).toEqual([1, 1, 1, 2, 4]);
    expect(Math.max(...pauses)).toBe(60);
    night.look(1000, ['a', 'b', 'c']);
    expect(night.told.map(([, id]) => id).sort()).toEqual(['a', 'b', 'c']);
  });

  it('does not get the one that it refuses before all others', () => {
    const night = new Night();
    night.look(0, ['bad'], 'fails');
    night.look(10, ['bad', 'good']);
    expect(night.told.map(([, id]) => id)).toEqual(['good', 'bad']);
  });
});

it('a flood is told little by little, the urgent first, and none of it is lost', () => {
  const ids = Array.from({ length: 150 }, (_, at) => `id-${String(at).padStart(3, '0')}`);
  const night = new Night();
  for (let minute = 0; minute < 30; minute += 1) night.look(minute, ids);
  expect(night.told.map(([, id]) => id)).toEqual(ids.slice(0, MOST_AN_HOUR));
  expect(waitingIn(night.mail)).toBe(90);
  for (let minute = 30; minute < 240; minute += 1) night.look(minute, ids);
  expect(night.told.map(([, id]) => id)).toEqual(ids);
});

it('a clock that was set back silences nobody for longer than a pause', () => {
  const night = new Night();
  night.look(1_000_000, ['a']);
  night.look(1_000_001, ['a', 'b'], 'fails');
  night.look(0, []);
  for (let minute = 1; minute < 90; minute += 1) night.look(minute, ['a', 'b']);
  expect(night.at('b')).toHaveLength(1);
  expect(night.at('a')).toHaveLength(2);
});

it.each([null, [], {}, { rules: [] }, { rules: { phone: { causes: [] } } }, 'x'])(
  'a damaged outbox is an empty one: %j',
  (value) => {
    expect(outboxIn(value)).toEqual({});
  },
);

it('a cause that is damaged is forgotten, and the others are not', () => {
  const night = new Night();
  night.look(0, ['a', 'b']);
  const mail = { ...night.mail, causes: { ...night.mail.causes, b: { waits: 'no' } } };
  expect(Object.keys(outboxIn({ rules: { phone: mail } })['phone']?.causes ?? {})).toEqual(['a']);
});

it('whatever comes, goes, fails and is killed: never twice within its debounce, and what still stands at the end is told', () => {
  const step = fc.record({
    ids: fc.subarray(['a', 'b', 'constructor', '__proto__']),
    end: fc.constantFrom('arrives' as const, 'fails' as const, 'killed' as const),
    pause: fc.integer({ min: 1, max: 8 }),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), (steps) => {
      const night = new Night();
      let minute = 0;
      for (const { ids, end, pause } of steps) night.look((minute += pause), ids, end);
      const last = steps.at(-1)?.ids ?? [];
      for (let more = 0; more < 90; more += 1) night.look((minute += 1), last);
      for (const id of new Set(night.told.map((one) => one[1]))) {
        const at = night.at(id);
        expect(
          at.slice(1).every((one, index) => one - (at[index] ?? 0) >= 10),
          `${id} ${at.join()}`,
        ).toBe(true);
      }
      for (const id of last) expect(night.at(id).length, id).toBeGreaterThan(0);
      expect(waitingIn(night.mail)).toBe(0);
    }),
  );
});
