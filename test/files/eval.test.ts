// Hidden checks can tell: they fail on what a set's repository begins with, pass on its solution, and change neither.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { figures } from '../eval/figures.js';
import { judge } from '../eval/judge.js';
import { NIGHTS, scriptOf } from '../eval/nights.js';
import { filesBelow, type Fixture, readSet } from '../eval/sets.js';
import { laidOut } from '../eval/lay-out.js';

const rooms: string[] = [];
afterEach(() => {
  for (const room of rooms.splice(0)) rmSync(room, { recursive: true, force: true });
});

const room = (): string => {
  const folder = mkdtempSync(path.join(tmpdir(), 'millrace-eval-test-'));
  rooms.push(folder);
  return folder;
};

async function metIn(fixture: Fixture, solved: boolean): Promise<boolean[]> {
  const workspace = path.join(room(), 'repository');
  const base = await laidOut(fixture, workspace, process.env);
  if (solved) cpSync(fixture.solution, workspace, { recursive: true });
  const judged = await judge(fixture, { workspace, base, asked: false, env: process.env });
  return judged.map(({ met }) => met);
}

describe.each(readSet('small', ['cart-total', 'count-json', 'wrong-manual']).map((one) => [one.name, one] as const))(
  '%s',
  (_, fixture) => {
    it('is not done at the beginning', async () => {
      expect(await metIn(fixture, false)).toContain(false);
    });

    it('is done by its solution', async () => {
      expect(await metIn(fixture, true)).not.toContain(false);
    });
  },
);

describe('a check', () => {
  const checkOf = (name: string, text: string): Fixture['checks'] => {
    const file = path.join(room(), name);
    writeFileSync(file, text);
    return [{ file, requirement: 'It is so.' }];
  };
  const left = { base: 'HEAD', asked: true, env: process.env };

  it.each([
    ['of Node', 'a.mjs', 'import assert from "node:assert"; assert.equal(1, 2);'],
    ['of Python', 'a.py', 'raise AssertionError("no")'],
    ['of the shell', 'a.sh', 'echo no >&2; exit 3'],
  ])('%s that fails says what it saw', async (_, name, text) => {
    const [judged] = await judge({ checks: checkOf(name, text) }, { ...left, workspace: room() });
    expect(judged).toMatchObject({ met: false, said: expect.stringMatching(/no|Error/) as string });
  });

  it('works on a copy without what the runtime wrote, and knows whether a person is asked', async () => {
    const workspace = room();
    for (const name of ['a.txt', 'millrace-agents']) writeFileSync(path.join(workspace, name), 'as it was');
    const text = 'test ! -e millrace-agents && test "$MILLRACE_EVAL_ASKED" = yes && echo changed > a.txt';
    expect(await judge({ checks: checkOf('a.sh', text) }, { ...left, workspace })).toMatchObject([{ met: true }]);
    expect(readFileSync(path.join(workspace, 'a.txt'), 'utf8')).toBe('as it was');
  });
});

describe('the set small', () => {
  const all = readSet('small');

  it('has ten repositories of two to five files, and a check for each of their requirements', () => {
    expect(all).toHaveLength(10);
    for (const { name, repository, checks } of all) {
      expect(filesBelow(repository).length, name).toBeGreaterThanOrEqual(2);
      expect(filesBelow(repository).length, name).toBeLessThanOrEqual(5);
      expect(checks.length, name).toBeGreaterThanOrEqual(3);
    }
  });

  it('shows agents nothing of the checks', () => {
    for (const { repository, idea, checks } of all)
      for (const { file } of checks) {
        const shown = [idea, ...filesBelow(repository).map((name) => path.join(repository, name))];
        expect(shown.some((one) => readFileSync(one, 'utf8').includes(path.basename(file)))).toBe(false);
      }
  });

  it('is refused by name, with what there is', () => {
    expect(() => readSet('large')).toThrow('There is no set large; there are: small.');
    expect(() => readSet('small', ['cart-total', 'cart'])).toThrow(/has no cart; it has: cart-total, /);
  });
});

describe('a night', () => {
  const fixture = readSet('small', ['cart-total'])[0] as Fixture;
  const paths = (night: (typeof NIGHTS)[number]): string[] =>
    Object.values(scriptOf(fixture, night).outcomes).flatMap((list) =>
      list.flatMap(({ files }) => files.map((file) => file.path)),
    );

  it('without one artifact has all others', () => {
    const whole = paths('good');
    for (const night of NIGHTS.filter((one) => one.startsWith('without-')))
      expect(
        whole.filter((one) => !paths(night).includes(one)),
        night,
      ).toHaveLength(1);
  });

  it('in which one is forgotten has it once the stage is asked again', () => {
    const [first, again] = scriptOf(fixture, 'forgets-rubric').outcomes['arbiter'] ?? [];
    expect(first?.files.some((file) => file.path.endsWith('rubric.md'))).toBe(false);
    expect(again?.files.some((file) => file.path.endsWith('rubric.md'))).toBe(true);
    expect(again).toMatchObject({ repeat: true });
    expect(first?.again?.files, 'at its second chance').toEqual(again?.files);
  });

  it('of claims leaves every report and builds nothing', () => {
    expect(paths('good').filter((one) => !paths('claims').includes(one))).toEqual(filesBelow(fixture.solution));
  });
});

it('the figures name every requirement that is not met', () => {
  const judged = [
    { requirement: 'It rounds.', met: true, said: '' },
    { requirement: 'It adds.', met: false, said: 'AssertionError: 1 !== 2' },
  ];
  const one = { name: 'cart', judged, root: 'closed', asked: false, stages: 6, chances: 1, tokens: 6060, seconds: 90 };
  expect(figures([{ ...one, workspace: '/w' }])).toMatchInlineSnapshot(`
    "| repository | met | root | stages | second chances | tokens | minutes |
    | --- | --- | --- | --- | --- | --- | --- |
    | cart | 1 of 2 | closed | 6 | 1 | 6,060 | 1.5 |
    | all | 1 of 2 | 1 of 1 closed | 6 | 1 | 6,060 | 1.5 |

    Not met:

    - cart: It adds. (AssertionError: 1 !== 2)"
  `);
});
