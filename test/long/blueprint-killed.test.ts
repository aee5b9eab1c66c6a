// The record of a blueprint while its workers are killed by SIGKILL at every write of it: the Manager's cut, a packet that is rejected,
// one that answers the critique, and the task. A slice kills at the record of our state folder alone.
import { cpSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, inject, it } from 'vitest';
import { type BlueprintKind, readBlueprint } from '../../core/artifacts/blueprint/forms.js';
import type { Blueprints } from '../../core/artifacts/blueprint/record.js';
import { sha256Hex } from '../../core/contracts/digest.js';
import { statePaths } from '../../core/contracts/paths.js';
import { parseDocument } from '../../core/documents/parse.js';
import { jsonObject } from '../../core/json-lines.js';
import { readText } from '../../disk/read.js';
import { readBlueprints } from '../../disk/store/blueprints.js';
import { Bench } from '../support/bench.js';
import { approves, cuts, type Draft, rejects, taskOf, worksOut } from '../support/blueprint-papers.js';
import { specText } from '../support/spec-text.js';
import { claims } from '../support/stages.js';
import { DONE, storiesOf } from '../support/stories.js';
import { strikeAll } from '../support/struck.js';

let bench: Bench;
afterEach(() => bench.close());

const draft: Draft = { id: 's1-01', root: 's1', index: 1 };
const READY = 'contractor_blueprint:BLUEPRINT_CANDIDATE_READY';

const OF_THE_RECORD = /^\S+\/state\/[^/]+\/blueprints\/s1\.json\n/;
/** And the texts of papers and documents, what was decided of the stages that left them, and what is shown: papers, drafts, the task. */
const OF_ALL = new RegExp(
  [
    OF_THE_RECORD.source,
    /^\S+\/millrace-agents\/(?:blueprints|tasks)\/.*\n/.source,
    /^\S+\/texts\/\S+\n(?:# Part |\{\s*"schema_version")/.source,
    /^\S+\/decided\.json\n[^]*"blueprints":/.source,
  ].join('|'),
);
const IS_SLICE = process.env['MILLRACE_LONG'] === 'slice';

/** Files below the folder, by path; what a killed write left has no name yet, and is swept when it is old. */
const shown = (folder = 'blueprints'): string[] =>
  readdirSync(bench.file(folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(?:json|md)$/.test(file))
    .sort();
const shownText = (file: string): string => readFileSync(bench.file(`blueprints/${file}`), 'utf8');
const record = (): Blueprints => readBlueprints(bench.stateDir(), 's1');

const KINDS: [RegExp, BlueprintKind][] = [
  [/^manifests/, 'blueprint_manifest'],
  [/^packets.*json$/, 'blueprint_packet'],
  [/^evaluations/, 'blueprint_evaluation'],
  [/^critiques\/open/, 'blueprint_critique'],
];

/** Whether the paper or the draft can be read to its end. */
function isWhole(file: string): boolean {
  const text = shownText(file);
  const kind = KINDS.find(([folder]) => folder.test(file))?.[1];
  if (kind !== undefined) return !('problem' in readBlueprint(kind, text));
  if (file.startsWith('drafts')) return parseDocument('blueprint_draft', text).ok;
  return file.endsWith('.json') ? jsonObject(text) !== null : text.endsWith('A file.\n');
}

/** Everything that the record names: it only grows. */
const namesIn = ({ manifests, drafts }: Blueprints): string[] => [
  ...manifests.map(({ id }) => id),
  ...drafts.flatMap(({ candidates, promotion }) => [
    ...candidates.flatMap(({ id, evaluation, critique }) => [id, evaluation?.id ?? [], critique?.id ?? []].flat()),
    ...(promotion === undefined ? [] : [promotion.task]),
  ]),
];

/** What is not whole between two workers. `known`: names that the record had before. */
function broken(known: readonly string[]): string[] {
  const names = namesIn(record());
  return [
    ...shown().flatMap((file) => (isWhole(file) ? [] : [`${file} is torn`])),
    ...known.flatMap((name) => (names.includes(name) ? [] : [`${name} is off the record`])),
  ];
}

it(
  'a blueprint goes on whole, and becomes one task, when its worker is killed at every write of its record',
  async () => {
    bench = new Bench(inject('temporalAddress'));
    bench.script({
      manager_blueprint: [cuts(draft)],
      contractor_blueprint: [worksOut(draft, 1), worksOut(draft, 2)],
      evaluator_blueprint: [rejects(draft, 1), approves(draft, 2)],
    });
    await bench.ok('init', '--mode', 'blueprint_codex');
    writeFileSync(bench.file('specs/queue/s1.md'), specText('s1'));

    let known: string[] = [];
    const between = (): void => {
      expect(broken(known)).toEqual([]);
      known = namesIn(record());
    };
    const struck = IS_SLICE
      ? await strikeAll(bench, OF_THE_RECORD, ['half'], between)
      : await strikeAll(bench, OF_ALL, ['half', 'after'], between);
    expect(struck.last.code, struck.last.output).toBe(0);
    expect(struck.strikes.filter((one) => /^half \S+\/state\/[^/]+\/blueprints/.test(one))).toHaveLength(5);
    for (const paper of IS_SLICE ? [] : ['manifests', 'candidates', 'rejected', 'open', 'resolved', 'promotions'])
      expect(struck.strikes).toContainEqual(expect.stringMatching(new RegExp(`^half \\S+/${paper}/`)));

    // Every stage once, by one agent.
    expect(storiesOf(bench)).toEqual({
      'spec/s1': 'planner:PLANNER_COMPLETE manager_blueprint:MANAGER_BLUEPRINT_COMPLETE arbiter:ARBITER_COMPLETE',
      'blueprint_draft/s1-01': `${READY} evaluator_blueprint:BLUEPRINT_REJECTED ${READY} evaluator_blueprint:BLUEPRINT_APPROVED`,
      [`task/${taskOf(draft)}`]: DONE,
    });
    expect(new Set(claims(bench))).toEqual(new Set([1]));

    // Every document once, and whole.
    expect(broken(known)).toEqual([]);
    expect(shown()).toEqual([
      'critiques/resolved/s1-01-r1-critique.json',
      'drafts/approved/s1-01.md',
      ...['evaluations/s1-01-r1-evaluation.json', 'evaluations/s1-01-r2-evaluation.json'],
      'manifests/s1-manifest.json',
      ...['packets/approved/s1-01-r2.json', 'packets/approved/s1-01-r2.md'],
      ...['packets/rejected/s1-01-r1.json', 'packets/rejected/s1-01-r1.md'],
      'promotions/s1-01-r2.json',
    ]);
    const [first, second] = record().drafts[0]?.candidates ?? [];
    expect([first, second]).toMatchObject([
      { state: 'rejected', critique: { resolvedBy: 's1-01-r2' } },
      { state: 'approved', packet: sha256Hex(shownText('packets/approved/s1-01-r2.json')) },
    ]);
    expect(second?.critique).toBeUndefined();
    expect(JSON.parse(shownText('critiques/resolved/s1-01-r1-critique.json'))).toMatchObject({
      resolved_by_blueprint_id: 's1-01-r2',
    });

    // One task of it.
    const admitted = bench.events('work_item_admitted').map(({ data }) => data['work_item']);
    expect(admitted.filter((one) => one === `task/${taskOf(draft)}`)).toHaveLength(1);
    expect(shown('tasks')).toEqual([`done/${taskOf(draft)}.md`]);
    const { task, sha256 } = record().drafts[0]?.promotion ?? {};
    expect([task, sha256]).toEqual([taskOf(draft), sha256Hex(readText(bench.file(`tasks/done/${task}.md`)) ?? '')]);

    seesWhatIsTorn();
  },
  20 * 60_000,
);

/** Had these writes no draft, this is what a kill would leave: it would have been seen above. */
function seesWhatIsTorn(): void {
  const files = ['blueprints/manifests/s1-manifest.json', 'blueprints/packets/approved/s1-01-r2.md'].map((file) =>
    bench.file(file),
  );
  const known = namesIn(record());
  for (const file of [...files, path.join(bench.stateDir(), statePaths.blueprints('s1'))]) {
    cpSync(file, `${file}.kept`);
    truncateSync(file, 20);
    expect(broken(known), file).not.toEqual([]);
    cpSync(`${file}.kept`, file);
    expect(broken(known)).toEqual([]);
  }
}
