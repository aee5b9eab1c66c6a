// Every mode that ships, from a spec to its closed root, through the real workflows: which stages its planes run and in which order,
// beside each other where it says so, and with which models. What only one of its graphs can do stands in `golden.test.ts`.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterEach, expect, inject } from 'vitest';
import { Bench, type ScriptEntry } from '../support/bench.js';
import { approves, cuts, type Draft, rejects, taskOf, worksOut } from '../support/blueprint-papers.js';
import { compileShipped, shippedSources } from '../support/plan.js';
import { specText } from '../support/spec-text.js';
import { BUILT, DONE, FIXED, manages, REPAIRED, storiesOf } from '../support/stories.js';
import { quick, slow } from '../support/tier.js';

let bench: Bench;
afterEach(() => bench.close());

const REQUEST =
  '# L\n\nLearning-Request-ID: l1\nRequested-Action: improve\nCreated-At: 2026-01-01T00:00:00Z\nCreated-By: t\n';

type Story = Record<string, string>;
interface Way {
  script: Record<string, ScriptEntry[]>;
  stories: Story;
}

const FIXED_ONCE = `checker:FIX_NEEDED ${FIXED} doublechecker:DOUBLECHECK_PASS updater:UPDATE_COMPLETE`;
const CLOSED = 'arbiter:ARBITER_COMPLETE';

const PLANNED: Way = {
  script: { manager: manages('ta', 's1'), 'checker:ta': ['FIX_NEEDED'] },
  stories: {
    'spec/s1': `planner:PLANNER_COMPLETE manager:MANAGER_COMPLETE ${CLOSED}`,
    'task/ta': `${BUILT} ${FIXED_ONCE}`,
  },
};

const INTEGRATED: Way = {
  script: { ...PLANNED.script, integrator: ['BLOCKED'] },
  stories: {
    ...PLANNED.stories,
    'task/ta': `${BUILT} integrator:BLOCKED ${REPAIRED} ${BUILT} integrator:INTEGRATION_COMPLETE ${FIXED_ONCE}`,
  },
};

const one: Draft = { id: 's1-01', root: 's1', index: 1 };
const two: Draft = { id: 's1-02', root: 's1', index: 2, needs: 's1-01' };

const BLUEPRINTS: Way = {
  script: {
    manager_blueprint: [cuts(one, two)],
    [`contractor_blueprint:${one.id}`]: [worksOut(one, 1), worksOut(one, 2)],
    [`evaluator_blueprint:${one.id}`]: [rejects(one, 1), approves(one, 2)],
    [`contractor_blueprint:${two.id}`]: [worksOut(two, 1)],
    [`evaluator_blueprint:${two.id}`]: [approves(two, 1)],
  },
  stories: {
    'spec/s1': `planner:PLANNER_COMPLETE manager_blueprint:MANAGER_BLUEPRINT_COMPLETE ${CLOSED}`,
    [`blueprint_draft/${one.id}`]:
      'contractor_blueprint:BLUEPRINT_CANDIDATE_READY evaluator_blueprint:BLUEPRINT_REJECTED ' +
      'contractor_blueprint:BLUEPRINT_CANDIDATE_READY evaluator_blueprint:BLUEPRINT_APPROVED',
    [`blueprint_draft/${two.id}`]:
      'contractor_blueprint:BLUEPRINT_CANDIDATE_READY evaluator_blueprint:BLUEPRINT_APPROVED',
    [`task/${taskOf(one)}`]: DONE,
    [`task/${taskOf(two)}`]: DONE,
  },
};

/** What a person asks for, beside all else. */
const ASKED: Story = {
  'learning_request/l1': 'analyst:ANALYST_COMPLETE professor:PROFESSOR_COMPLETE curator:CURATOR_COMPLETE',
};

/** What people put into the queues, and what came of that; and beside it the requests that the runtime wrote by itself. */
function sorted(all: Story): { mine: Story; ofTriggers: string[] } {
  const isOfTrigger = (item: string): boolean => item.startsWith('learning_request/') && !Object.hasOwn(ASKED, item);
  const mine = Object.entries(all).filter(([item]) => !isOfTrigger(item));
  return { mine: Object.fromEntries(mine), ofTriggers: Object.keys(all).filter(isOfTrigger) };
}

interface Played {
  way: Way;
  learns?: true;
}

const MODES: Record<string, Played> = {
  default_codex: { way: PLANNED },
  default_codex_integrated: { way: INTEGRATED },
  default_pi: { way: PLANNED },
  default_claude: { way: PLANNED },
  blueprint_codex: { way: BLUEPRINTS },
  learning_codex: { way: PLANNED, learns: true },
  learning_codex_integrated: { way: INTEGRATED, learns: true },
  learning_pi: { way: PLANNED, learns: true },
  learning_claude: { way: PLANNED, learns: true },
  efficient_learning_codex: { way: PLANNED, learns: true },
  blueprint_learning_codex: { way: BLUEPRINTS, learns: true },
};

/** Every graph and every pair of planes is in one of these; the others run with the long tier. */
const QUICK = ['learning_codex_integrated', 'blueprint_learning_codex'];

async function play(mode: string, { way, learns }: Played): Promise<void> {
  bench = new Bench(inject('temporalAddress'));
  bench.script(way.script);
  await bench.ok('init', '--mode', mode);
  writeFileSync(bench.file('specs/queue/s1.md'), specText('s1'));
  if (learns) writeFileSync(bench.file('learning/requests/queue/l1.md'), REQUEST);
  const { code, output } = await bench.run('run', '--until', 'idle');
  expect(code, output).toBe(0);
}

/** Each stage has the model of its alias: strong ones judge, cheaper ones do the bulk of the edits. */
const MODELS = [
  ...['analyst: gpt-5.5 medium', 'arbiter: gpt-5.5 xhigh', 'builder: gpt-5.3-codex xhigh', 'checker: gpt-5.4 xhigh'],
  ...[
    'curator: gpt-5.5 medium',
    'doublechecker: gpt-5.4 xhigh',
    'fixer: gpt-5.3-codex xhigh',
    'manager: gpt-5.5 xhigh',
  ],
  ...['planner: gpt-5.5 xhigh', 'professor: gpt-5.5 medium', 'updater: gpt-5.4-mini xhigh'],
];

interface Invocation {
  node_id: string;
  runner_name: string;
  model_name: string | null;
  model_reasoning_effort: string | null;
}

const invocations = (): Invocation[] =>
  bench.names('runs').flatMap((run) =>
    readdirSync(bench.file(`runs/${run}`))
      .filter((name) => name.startsWith('runner_invocation.'))
      .map((name) => JSON.parse(readFileSync(bench.file(`runs/${run}/${name}`), 'utf8')) as Invocation),
  );

/** `node: model effort` of every stage that ran, as its runner was told. */
const modelsTold = (): string[] => [
  ...new Set(invocations().map((told) => `${told.node_id}: ${told.model_name} ${told.model_reasoning_effort}`)),
];

function modelsOfPlan(mode: string): string[] {
  const { planes } = compileShipped('', mode).named.plan;
  const nodes = Object.values(planes).flatMap((graph) => Object.entries(graph.nodes));
  return nodes.map(([id, { model, effort }]) => `${id}: ${model} ${effort}`);
}

const modesThatShip = (): string[] =>
  shippedSources().modes.flatMap(({ text }) => /^id = "(.*)"$/m.exec(text)?.[1] ?? []);

for (const [mode, played] of Object.entries(MODES))
  (QUICK.includes(mode) ? quick : slow)(`${mode} closes a root, by the stages of its planes alone`, async () => {
    await play(mode, played);
    const { mine, ofTriggers } = sorted(storiesOf(bench));
    expect(mine).toEqual({ ...played.way.stories, ...(played.learns ? ASKED : {}) });
    if (!played.learns) expect(ofTriggers).toEqual([]);
    expect(bench.names('specs/done')).toEqual(['s1.md']);
    expect(bench.names('arbiter/verdicts')).toEqual(['s1.json']);
    expect(modelsOfPlan(mode)).toEqual(expect.arrayContaining(modelsTold()));
    if (mode === 'efficient_learning_codex') expect(modelsTold()).toEqual(expect.arrayContaining(MODELS));
  });

quick('no mode that ships is missing above', () => {
  expect(Object.keys(MODES).sort()).toEqual(modesThatShip().sort());
});
