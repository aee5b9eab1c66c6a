// All repositories of a set, by a good night: the hidden checks fail before it, and all are met after it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { judge } from '../eval/judge.js';
import { laidOut } from '../eval/lay-out.js';
import { readSet } from '../eval/sets.js';
import { evaluate } from '../support/eval.js';

const all = readSet('small');

it.each(all.map((fixture) => [fixture.name, fixture] as const))(
  '%s is not done at the beginning',
  async (_, fixture) => {
    const room = mkdtempSync(path.join(tmpdir(), 'millrace-eval-test-'));
    try {
      const workspace = path.join(room, 'repository');
      const base = await laidOut(fixture, workspace, process.env);
      const judged = await judge(fixture, { workspace, base, asked: false, env: process.env });
      expect(judged.map(({ met }) => met)).toContain(false);
    } finally {
      rmSync(room, { recursive: true, force: true });
    }
  },
);

it('a good night does all of them', async () => {
  const { code, answer } = await evaluate();
  expect(answer.played.map(({ name, root, stages, chances }) => [name, root, stages, chances])).toEqual(
    all.map(({ name }) => [name, 'closed', 6, 0]),
  );
  expect(
    answer.played.flatMap(({ name, judged }) => judged.filter(({ met }) => !met).map((one) => [name, one])),
  ).toEqual([]);
  expect(code).toBe(0);
});
