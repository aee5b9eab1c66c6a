// Scripts for the runner `scripted`: nights that go well, nights in which agents claim what they did not do, and nights without one artifact.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Fixture, filesBelow } from './sets.js';

/** What a night may be without: the artifacts of the stages that an idea passes in the standard mode, by their ids. */
export const ARTIFACTS = [
  ...[
    'planner_report',
    'planner_disposition',
    'manager_report',
    'tasks',
    'builder_summary',
    'report',
    'update_summary',
  ],
  ...['rubric', 'verdict', 'arbiter_report'],
] as const;
export type Artifact = (typeof ARTIFACTS)[number];

/** `good`: everything is built. `claims`: everything is said to be built, and nothing is. */
export type Night = 'good' | 'claims' | `without-${Artifact}`;
export const NIGHTS: readonly Night[] = ['good', 'claims', ...ARTIFACTS.map((one): Night => `without-${one}`)];

interface File {
  path: string;
  content: string | object;
}

interface Entry {
  marker: string;
  files: File[];
  tokens: number;
  repeat: true;
  no_side_effects?: true;
}

/** A script as `MILLRACE_SCRIPT` takes it. What every stage plays it plays again, whenever it is asked. */
export function scriptOf(fixture: Fixture, night: Night): { outcomes: Record<string, Entry[]> } {
  const outcomes = Object.entries(STAGES).map(([node, { marker, leaves }]) => {
    const files = leaves(fixture).filter(([artifact]) => night !== `without-${artifact}`);
    const built = node === 'builder' && night !== 'claims' ? solved(fixture) : [];
    const entry: Entry = {
      ...{ marker, tokens: 1000, repeat: true, no_side_effects: true },
      files: [...files.map(([, file]) => file), ...built],
    };
    return [node, [entry]] satisfies [string, Entry[]];
  });
  return { outcomes: Object.fromEntries(outcomes) };
}

const solved = ({ solution }: Fixture): File[] =>
  filesBelow(solution).map((name) => ({ path: name, content: readFileSync(path.join(solution, name), 'utf8') }));

type Left = readonly [artifact: Artifact, file: File];

const paper = (artifact: Artifact, file: string, ...lines: string[]): Left => [
  artifact,
  { path: `\${RUN_DIR}/${file}`, content: `${['# Played from a script', '', ...lines].join('\n')}\n` },
];

interface Stage {
  marker: string;
  leaves(fixture: Fixture): Left[];
}

const STAGES: Readonly<Record<string, Stage>> = {
  planner: {
    marker: 'PLANNER_COMPLETE',
    leaves: ({ checks }) => [
      paper(
        'planner_report',
        'planner_report.md',
        ...checks.map(({ requirement }, index) => `${index + 1}. ${requirement}`),
      ),
      ['planner_disposition', { path: '${RUN_DIR}/planner_disposition.json', content: DISPOSITION }],
    ],
  },
  manager: {
    marker: 'MANAGER_COMPLETE',
    leaves: (fixture) => [
      ['tasks', { path: '${RUN_DIR}/outbox/${ITEM}-task.md', content: taskOf(fixture) }],
      paper('manager_report', 'manager_report.md', 'One task carries the whole idea.'),
    ],
  },
  builder: {
    marker: 'BUILDER_COMPLETE',
    leaves: () => [paper('builder_summary', 'builder_summary.md', 'Every item of the acceptance is built.')],
  },
  checker: {
    marker: 'CHECKER_PASS',
    leaves: () => [paper('report', 'report.md', 'No defect: every item of the acceptance was looked at.')],
  },
  updater: {
    marker: 'UPDATE_COMPLETE',
    leaves: () => [paper('update_summary', 'update_summary.md', 'Nothing to correct.')],
  },
  arbiter: {
    marker: 'ARBITER_COMPLETE',
    leaves: ({ checks }) => [
      paper('rubric', 'rubric.md', ...checks.map(({ requirement }, index) => `- C${index + 1}: ${requirement}`)),
      ['verdict', { path: '${RUN_DIR}/verdict.json', content: verdictOf(checks.length) }],
      paper('arbiter_report', 'arbiter_report.md', 'The root may close: every criterion is met.'),
    ],
  },
};

const DISPOSITION = {
  ...{ schema_version: '1.0', kind: 'planner_disposition', source_work_item_family_id: '${FAMILY}' },
  ...{ source_work_item_id: '${ITEM}', disposition: 'active_source_ready_for_manager', emitted_spec_ids: [] },
  ...{ recommended_next_action: 'Cut one task.', created_at: '${NOW}', created_by: 'planner' },
};

const verdictOf = (criteria: number): object => ({
  ...{ root_spec_id: '${ROOT_SPEC}', result: 'ARBITER_COMPLETE', gaps: [], judged_at: '${NOW}' },
  criteria: Array.from({ length: criteria }, (_, index) => ({
    id: `C${index + 1}`,
    status: 'met',
    evidence: 'played',
  })),
});

function taskOf({ checks, repository }: Fixture): string {
  const list = (label: string, items: readonly string[]): string =>
    `${label}:\n${items.map((one) => `- ${one}\n`).join('')}`;
  return [
    '# Do what the idea says\n',
    'Task-ID: ${ITEM}-task\nSummary: Everything that the idea asks for.\nRoot-Spec-ID: ${ROOT_SPEC}\nSpec-ID: ${ITEM}',
    'Created-At: ${NOW}\nCreated-By: manager\n',
    list('Target-Paths', filesBelow(repository)),
    list(
      'Acceptance',
      checks.map(({ requirement }) => requirement),
    ),
    list('Required-Checks', ['git status']),
    list('References', ['README.md']),
    list('Risk', ['low: played from a script']),
  ].join('\n');
}
