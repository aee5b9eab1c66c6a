// Scripts for the runner `scripted`: nights that go well, nights in which agents claim what they did not do, and nights without one artifact.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { specOfIdea } from '../../core/documents/idea.js';
import { SECTION } from '../../core/requirements/mapping.js';
import { sourcesOfDocument } from '../../core/requirements/sources.js';
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

/**
 * `good`: everything is built. `claims`: everything is said to be built, and nothing is. `without-…`: never left; `forgets-…`: left only
 * by whoever is asked again.
 */
export type Night = 'good' | 'claims' | `${'without' | 'forgets'}-${Artifact}`;
export const NIGHTS: readonly Night[] = [
  'good',
  'claims',
  ...ARTIFACTS.flatMap((one): Night[] => [`without-${one}`, `forgets-${one}`]),
];

interface File {
  path: string;
  content: string | object;
}

interface Entry {
  marker: string;
  files: File[];
  tokens: number;
  repeat: boolean;
  no_side_effects: true;
}

/** A script as `MILLRACE_SCRIPT` takes it. The last entry of a stage is played again, whenever it is asked. */
export function scriptOf(fixture: Fixture, night: Night): { outcomes: Record<string, Entry[]> } {
  const outcomes = Object.entries(STAGES).map(([node, { marker, leaves }]) => {
    const left = leaves(fixture);
    const built = node === 'builder' && night !== 'claims' ? solved(fixture) : [];
    const entryOf = (some: readonly Left[], repeat: boolean): Entry => ({
      ...{ marker, tokens: 1000, repeat, no_side_effects: true, files: [...some.map(([, file]) => file), ...built] },
    });
    const less = left.filter(([artifact]) => !night.endsWith(`-${artifact}`));
    const isForgotten = night.startsWith('forgets-') && less.length < left.length;
    return [node, isForgotten ? [entryOf(less, false), entryOf(left, true)] : [entryOf(less, true)]] satisfies [
      string,
      Entry[],
    ];
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
    leaves: (fixture) => [
      paper(
        'planner_report',
        'planner_report.md',
        `## ${SECTION}`,
        '',
        `- R1 (${sentencesOf(fixture)}): all of the idea`,
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
      paper('rubric', 'rubric.md', ...checks.map(({ requirement }, index) => `- C${index + 1} (R1): ${requirement}`)),
      ['verdict', { path: '${RUN_DIR}/verdict.json', content: verdictOf(checks.length) }],
      paper('arbiter_report', 'arbiter_report.md', 'The root may close: every criterion is met.'),
    ],
  },
};

/** `S1, S2`: as the runtime numbers the sentences of the idea for its planner. */
function sentencesOf({ name, idea }: Fixture): string {
  const origin = {
    id: name,
    createdAt: '2026-01-01T00:00:00.000Z',
    createdBy: 'kit',
    references: [name],
    revises: null,
  };
  const spec = specOfIdea(readFileSync(idea, 'utf8'), name, origin);
  return sourcesOfDocument(spec)
    .map(({ id }) => id)
    .join(', ');
}

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
    list('Serves', ['R1']),
    list('Required-Checks', ['git status']),
    list('References', ['README.md']),
    list('Risk', ['low: played from a script']),
  ].join('\n');
}
