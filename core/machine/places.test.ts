import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Limits, nextOf, type Ticket, whyNot } from './places.js';

const ticket = (workspace: string, number: number, hasPlace = false, runner = 'codex_cli'): Ticket => ({
  ...{ workspace, request: `${workspace}-${number}`, runner, since: number, hasPlace },
});
const limits = (agents: number | null, runners: [string, number][] = []): Limits => ({
  agents,
  runners: new Map(runners),
});

describe('places for agents', () => {
  it('a workspace with a long queue in many lanes leaves its turn to one with a single stage', () => {
    const busy = [ticket('long', 1, true), ticket('long', 2, true)];
    const waiting = [3, 4, 5].map((number) => ticket('long', number));
    const next = nextOf([...busy, ...waiting, ticket('short', 100)], limits(3));
    expect(next.map(({ request }) => request)).toEqual(['short-100']);
  });

  it('of two with as many at work, the one that waits longer begins', () => {
    expect(nextOf([ticket('a', 9), ticket('b', 4)], limits(1)).map(({ workspace }) => workspace)).toEqual(['b']);
  });

  it('a runner that is full keeps nobody from another one', () => {
    const all = [ticket('a', 1, true), ticket('b', 2), ticket('c', 3, false, 'pi_rpc')];
    const most = limits(null, [['codex_cli', 1]]);
    expect(nextOf(all, most).map(({ workspace }) => workspace)).toEqual(['c']);
    expect(whyNot(ticket('b', 2), all, most)).toBe('1 agents of codex_cli are at work, of 1 on this machine');
  });

  const tickets = fc
    .array(
      fc.record({
        workspace: fc.constantFrom('a', 'b', 'c'),
        runner: fc.constantFrom('x', 'y'),
        since: fc.nat(50),
        hasPlace: fc.boolean(),
      }),
      { maxLength: 12 },
    )
    .map((all) => all.map((one, number): Ticket => ({ ...one, request: `r${number}` })));
  const most = fc.record({
    agents: fc.option(fc.integer({ min: 1, max: 6 })),
    x: fc.option(fc.integer({ min: 1, max: 3 })),
  });

  it('gives no more than there are, and leaves none empty that somebody could use', () => {
    fc.assert(
      fc.property(tickets, most, (all, { agents, x }) => {
        const wanted = limits(agents, x === null ? [] : [['x', x]]);
        const next = nextOf(all, wanted);
        const before = all.filter(({ hasPlace }) => hasPlace);
        const after = [...before, ...next];
        const ofX = (some: Ticket[]): number => some.filter(({ runner }) => runner === 'x').length;
        expect(new Set(next).size).toBe(next.length);
        if (next.length > 0) expect(after.length).toBeLessThanOrEqual(agents ?? Infinity);
        if (ofX(next) > 0) expect(ofX(after)).toBeLessThanOrEqual(x ?? Infinity);
        const left = all.filter((one) => !after.includes(one));
        for (const one of left)
          expect(after.length >= (agents ?? Infinity) || (one.runner === 'x' && ofX(after) >= (x ?? Infinity))).toBe(
            true,
          );
      }),
    );
  });

  it('whoever waits begins in the end, whatever the others bring', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 8 }), (agents, lanes) => {
        let clock = 1;
        const waits = ticket('single', 0);
        let all = [waits, ...Array.from({ length: lanes }, () => ticket('busy', (clock += 1)))];
        for (let round = 0; round < 3 * agents + 3; round += 1) {
          const next = nextOf(all, limits(agents));
          if (next.includes(waits)) return;
          const now = all.map((one) => (next.includes(one) ? { ...one, hasPlace: true } : one));
          const ended = now.find(({ hasPlace }) => hasPlace);
          all = [...now.filter((one) => one !== ended), ticket('busy', (clock += 1))];
        }
        throw new Error('it still waits');
      }),
    );
  });
});
