// A person who gives blocked work another try is heard: it goes on at the stage that failed, and that stage is told what failed, what the
// person says, and where the reports of the run before are.
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { Bench } from '../support/bench.js';

let bench: Bench;
const blocked = (words: string) => ({ raw: `${words}\n\n### BLOCKED` });

beforeAll(async () => {
  bench = await new Bench(inject('temporalAddress')).withTasks('T-1');
  bench.script({
    checker: [blocked('The test server is down.'), blocked('It is down again.')],
    troubleshooter: [blocked('I cannot start it.'), 'BLOCKED'],
    consultant: [blocked('Who may start it?'), 'BLOCKED'],
  });
});
afterAll(() => bench.close());

/** Work that stays blocked is an exit code of its own. */
const played = async (): Promise<void> => void (await bench.run('run', '--until', 'idle'));

interface Started {
  node: string;
  run: string;
  prompt: string;
}

function started(): Started[] {
  return bench.events('stage_started').map(({ data }) => {
    const [run, request] = [String(data['run_id']), String(data['request_id'])];
    const folder = bench.file(`runs/${run}`);
    const name = readdirSync(folder).find((one) => one.includes(`runner_prompt.${request}`)) ?? '';
    return { node: String(data['node_id']), run, prompt: readFileSync(`${folder}/${name}`, 'utf8') };
  });
}

const line = (text: string, label: string): string | undefined =>
  text.split('\n').find((one) => one.startsWith(`${label}: `));

it('goes on at the stage that failed, with its story; --fresh begins at the first', async () => {
  await played();
  const first = started();
  expect(first.map(({ node }) => node)).toEqual(['builder', 'checker', 'troubleshooter', 'consultant']);
  expect(line(first[2]?.prompt ?? '', 'Attempt')).toBe('Attempt: 1 of 2');
  expect(line(first[3]?.prompt ?? '', 'First Failure Detail')).toContain('The test server is down.');

  await bench.ok('retry', 'T-1', '--reason', 'the test server\nis up now');
  await played();
  const second = started().slice(first.length);
  expect(second.map(({ node }) => node)).toEqual(['checker', 'troubleshooter', 'consultant']);
  const [again] = second;
  const run = first[0]?.run ?? '';
  const told = again?.prompt ?? '';
  expect(line(told, 'Failed Stage')).toBe(`Failed Stage: checker, stage 2 of ${run}, ended with BLOCKED`);
  expect(line(told, 'Failure Detail')).toBe('Failure Detail: "The test server is down."');
  expect(line(told, 'Operator Says')).toMatch(/^Operator Says: "the test server\\?.* ?is up now"/);
  expect(line(told, 'Earlier Reports')).toContain(`earlier/${run}/01-builder/`);

  await bench.ok('retry', 'T-1', '--fresh', '--reason', 'from the beginning');
  await played();
  const third = started().slice(first.length + second.length);
  expect(third.map(({ node }) => node)).toEqual(['builder', 'checker', 'updater']);
  expect(third[0]?.prompt).toContain('Operator Says: "from the beginning"');
  expect(third[0]?.prompt).not.toContain('Failed Stage');
});
