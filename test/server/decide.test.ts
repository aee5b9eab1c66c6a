// A rehearsal asks the workspace and changes nothing; what is queued is edited and moved while it is what was read; and of many commands
// about one item each gets one answer, on record with who gave it.
import { writeFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, inject } from 'vitest';
import { controlling } from '../../cli/commands/control.js';
import { edit, move } from '../../cli/commands/edit.js';
import { archiveBlocked, cancel, retry } from '../../cli/commands/items.js';
import { verify } from '../../cli/commands/mirror.js';
import { retarget, supersede } from '../../cli/commands/replace.js';
import type { AuditLine } from '../../core/audit/line.js';
import { auditChain } from '../../read/audit.js';
import { type Context, createContext, type Result } from '../../cli/context.js';
import { CliError } from '../../cli/errors.js';
import { workspaceWorkflowId } from '../../core/contracts/ids.js';
import { findPlaces, listFolders } from '../../read/folders.js';
import { NAMESPACE } from '../../worker/server/flags.js';
import { serve } from '../../worker/serve.js';
import { Bench, until } from '../support/bench.js';
import { compileShipped } from '../support/plan.js';
import { taskText } from '../support/task-text.js';
import { slow } from '../support/tier.js';

let bench: Bench;
afterEach(() => bench.close());

const why = { reason: 'the night' };

function begin(): Promise<unknown> {
  const { named, texts, config } = compileShipped();
  if (config === null) throw new Error('no configuration');
  const never = new AbortController().signal;
  const who = { issuer: 'test', say: () => undefined, leave: never, leaveNow: never };
  return serve({ workspaceDir: bench.workspace, named, texts, config, maxStages: null, until: 'stopped', ...who });
}

interface Said {
  code: number;
  text: string;
}

function said(command: (context: Context) => Promise<Result>, as = 'ann', dryRun = false): Promise<Said> {
  const asked = { path: 'cancel', effect: 'ends' } as const;
  const context = createContext({ workspace: bench.workspace, as }, asked, dryRun);
  const quiet = { ...context, say: () => undefined, note: () => undefined };
  return command(quiet).then(
    ({ exit, lines }) => ({ code: exit ?? 0, text: lines.join('\n') }),
    (error: unknown) => {
      if (error instanceof CliError) return { code: error.exit, text: error.failure.message };
      throw error;
    },
  );
}

/** Events of the workspace's workflow so far. */
async function historyLength(): Promise<number> {
  const connection = await Connection.connect({ address: inject('temporalAddress') });
  const id = bench.stateDir().split('/').at(-1) ?? '';
  const home = new Client({ connection, namespace: NAMESPACE }).workflow.getHandle(workspaceWorkflowId(id));
  const { historyLength: length } = await home.describe();
  await connection.close();
  return length;
}

/** When nothing is on its way any more: what was taken in is still being written for a moment. */
async function lengthAtRest(): Promise<number> {
  let [last, now] = [-1, await historyLength()];
  while (now !== last) {
    await sleep(1000);
    [last, now] = [now, await historyLength()];
  }
  return now;
}

const queued = (): string[] => bench.names('tasks/queue').filter((name) => name.endsWith('.md'));
const text = (id: string): string => readFileSync(bench.file(`tasks/queue/${id}.md`), 'utf8');
const edited = (): unknown[] => bench.events('work_item_edited').map(({ data }) => [data['work_item'], data['issuer']]);
const order = (): unknown[] => bench.events('stage_started').map(({ data }) => data['work_item']);

/** A9: twenty commands of every kind about one queued item at once. It ends once, in one place, and what was done has one issuer each. */
async function raceOfAllKinds(id: string, other: string): Promise<void> {
  const kinds: ((context: Context, name: string) => Promise<Result>)[] = [
    (context, name) => edit(context, { ...why, title: `By ${name}` }, id),
    (context) => move(context, { ...why, first: true }, id),
    (context) => retarget(context, { ...why, from: 't2', to: other }, id),
    (context) => retry(context, why, id),
    (context) => archiveBlocked(context, why, id),
    (context) => supersede(context, { ...why, replacement: other, cascade: 'none' }, id),
    (context) => cancel(context, why, id),
  ];
  const racers = Array.from({ length: 20 }, (_, n) => ({ name: `any-${n}`, kind: kinds[n % kinds.length] }));
  const answers = await Promise.all(
    racers.map(({ name, kind }) => said((context) => kind?.(context, name) ?? Promise.reject(new Error(name)), name)),
  );
  expect(
    answers.every(({ code }) => [0, 1, 4, 5].includes(code)),
    JSON.stringify(answers),
  ).toBe(true);
  expect(answers.some(({ code }) => code === 0)).toBe(true);
  const states = findPlaces(listFolders(bench.workspace), id).flatMap((one) => (one.id === id ? [one.state] : []));
  expect(states, 'it is in one place').toHaveLength(1);
  expect(['cancelled', 'superseded'], 'and that is an end').toContain(states[0]);
  const deeds = bench
    .events()
    .filter(({ data }) => data['work_item'] === `task/${id}` && String(data['issuer']).startsWith('any-'));
  const issuers = deeds.map(({ data }) => data['issuer']);
  expect(new Set(issuers).size, 'one deed each').toBe(issuers.length);
  const done = answers.flatMap(({ code }, n) => (code === 0 ? [racers[n]?.name] : []));
  expect(
    issuers.filter((name) => !done.includes(String(name))),
    'who did something heard so',
  ).toEqual([]);
  expect(deeds.filter(({ data }) => ['cancelled', 'superseded'].includes(String(data['to'])))).toHaveLength(1);
  expect(await said((context) => verify(context))).toMatchObject({ text: expect.stringContaining('Equal') as string });
}

/** Of the raced commands each that came to the workspace is in the audit once, with its answer and with how the item stood. */
function assertAudited(
  name: string,
  racers: readonly string[],
  answers: readonly Said[],
  winners: ReadonlySet<unknown>,
): void {
  const lines: AuditLine[] = [];
  const chain = auditChain(bench.stateDir(), bench.stateDir().split('/').at(-1) ?? '', (line) => lines.push(line));
  expect(chain.fault).toBeNull();
  const raced = lines.filter(({ who }) => racers.includes(who.issuer));
  const codes = { done: 0, unchanged: 0, refused: 1, not_found: 4, conflict: 5 };
  expect(new Set(raced.map(({ who }) => who.issuer)).size, 'once each').toBe(raced.length);
  expect(raced.map(({ who, answer }) => [who.issuer, codes[answer.code]])).toEqual(
    raced.map(({ who }) => [who.issuer, answers[racers.indexOf(who.issuer)]?.code]),
  );
  const changed = raced.filter(({ answer }) => answer.code === 'done');
  expect(new Set(changed.map(({ who }) => who.issuer))).toEqual(winners);
  const stood = changed.map(({ what, before, after }) => [what.command, before[name], after[name]]);
  expect(stood.at(-1)).toEqual(['cancel', 'queued', 'cancelled']);
  expect(stood.slice(0, -1)).toEqual(changed.slice(0, -1).map(() => ['revise', 'queued', 'queued']));
  expect(raced.length, 'ten cancel it, and all of these ask the workspace').toBeGreaterThanOrEqual(10);
  expect(raced.every(({ why: reason }) => reason === why.reason)).toBe(true);
}

slow('rehearsed, edited, moved, and raced for', async () => {
  bench = await new Bench(inject('temporalAddress')).withTasks('t1', 't11', 't2', 't3', 't4', 't5');
  bench.script({ 'builder:t1': [{ marker: 'BUILDER_COMPLETE', sleep: 8 }] });
  Object.assign(process.env, bench.env);
  const served = begin();
  await until(() => bench.events('runtime_started').length === 1, 'the worker begins');
  expect(await said((context) => controlling('pause')(context, why))).toMatchObject({ code: 0 });
  await until(() => bench.events('work_item_admitted').length === 6, 'all are taken in');
  const [a = '', b = '', c = ''] = queued()
    .map((name) => name.slice(0, -3))
    .slice(-3);

  const before = [await lengthAtRest(), text(b)];
  expect(await said((context) => cancel(context, why, b), 'ann', true)).toMatchObject({
    code: 0,
    text: expect.stringContaining(`Cancelled task ${b}`) as string,
  });
  const refused = await said((context) => archiveBlocked(context, why, b), 'ann', true);
  expect(refused.code, 'it is not blocked').toBeGreaterThan(0);
  expect(await said((context) => move(context, { ...why, first: true }, c), 'ann', true)).toMatchObject({ code: 0 });
  expect(await said((context) => controlling('resume')(context, why), 'ann', true)).toMatchObject({ code: 0 });
  expect([await historyLength(), text(b)], 'nothing came of it').toEqual(before);
  expect(await said((context) => archiveBlocked(context, why, b)), 'as the rehearsal said').toEqual(refused);

  // The first one may have been claimed before the pause.
  expect(await said((context) => move(context, { ...why, before: a }, c))).toEqual({
    code: 0,
    text: expect.stringMatching(
      new RegExp(
        `^task ${c} is changed\\.\\ntask ${c} is number (3 of 5|4 of 6) of its family in the line, behind t2\\.$`,
      ),
    ) as string,
  });
  expect(await said((context) => edit(context, { ...why, title: 'Another title' }, a), 'bob')).toMatchObject({
    code: 0,
  });
  expect(text(a)).toMatch(/^# Another title\n/);
  const file = join(bench.workspace, 'new.md');
  writeFileSync(file, taskText(b, `Depends-On:\n- ${b}\n`));
  expect(await said((context) => edit(context, why, b, file))).toMatchObject({
    code: 0,
    text: expect.stringContaining('but it') as string,
  });
  writeFileSync(file, '# Faulty\n\nTask-ID: x\n');
  expect(await said((context) => edit(context, why, b, file))).toMatchObject({ code: 1 });
  writeFileSync(file, taskText('other'));
  expect(await said((context) => edit(context, why, b, file))).toMatchObject({ code: 2 });
  expect(edited()).toEqual([
    [`task/${c}`, 'ann'],
    [`task/${a}`, 'bob'],
    [`task/${b}`, 'ann'],
  ]);
  expect(await said((context) => move(context, { ...why, before: a }, 't0'))).toMatchObject({ code: 4 });
  expect(await said((context) => verify(context))).toMatchObject({ text: expect.stringContaining('Equal') as string });

  const racers = Array.from({ length: 20 }, (_, n) => `person-${n}`);
  const answers = await Promise.all(
    racers.map((name, n) =>
      said(
        (context) => (n % 2 === 0 ? edit(context, { ...why, title: `By ${name}` }, b) : cancel(context, why, b)),
        name,
      ),
    ),
  );
  // It is cancelled once, and those who come later hear that it is so; an edit counts where it came before.
  const won = 1 + answers.filter(({ code }, n) => n % 2 === 0 && code === 0).length;
  expect(answers.filter((_answer, n) => n % 2 === 1).map(({ code }) => code)).toEqual(Array(10).fill(0));
  expect(
    answers.every(({ code }) => [0, 1, 4, 5].includes(code)),
    JSON.stringify(answers),
  ).toBe(true);
  expect(queued()).not.toContain(`${b}.md`);
  const deeds = ['work_item_edited', 'work_item_cancelled']
    .flatMap((type) => bench.events(type))
    .filter(({ data }) => data['work_item'] === `task/${b}` && String(data['issuer']).startsWith('person-'));
  expect(deeds.length, 'each that was done is on record, once').toBe(won);
  expect(new Set(deeds.map(({ data }) => data['issuer'])).size).toBe(won);
  expect(deeds.filter(({ data }) => data['to'] === 'cancelled')).toHaveLength(1);
  assertAudited(`task ${b}`, racers, answers, new Set(deeds.map(({ data }) => data['issuer'])));

  await raceOfAllKinds('t11', a);

  expect(await said((context) => controlling('resume')(context, why))).toMatchObject({ code: 0 });
  await until(() => bench.names('tasks/done').length === 4, 'the rest is done');
  expect(order().indexOf(`task/${c}`), 'what was put before it ran before it').toBeLessThan(
    order().indexOf(`task/${a}`),
  );
  expect(await said((context) => edit(context, { ...why, title: 'Too late' }, a))).toMatchObject({
    code: 5,
    text: expect.stringContaining('done by now') as string,
  });
  await said((context) => controlling('stop')(context, why));
  await served;

  const after = await historyLength();
  expect(
    await said((context) => cancel(context, why, a), 'ann', true),
    'without a worker the files say it',
  ).toMatchObject({ code: 1 });
  expect(await historyLength()).toBe(after);
});
