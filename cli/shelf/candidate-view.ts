// Skill candidates as people and programs are shown them.
import { shellWord } from '../../core/attention/shell-word.js';
import { RUNTIME_DIR } from '../../core/contracts/paths.js';
import { placedSkill } from '../../disk/placed-skill.js';
import type { CandidateView } from '../../read/candidates.js';
import { type Context, identify, type Result } from '../context.js';
import { CliError } from '../errors.js';
import { listed } from '../render/listed.js';
import { clip, section, table } from '../render/table.js';
import { stateDirOf } from '../trust/standing.js';
import { anyCandidate, changeLines, driftOf, soundCandidate, warningsOf } from './candidate.js';

const WIDTH = 100;
const LINES = 400;

export const candidateData = ({ id, state, path, record, decision }: CandidateView) => ({
  ...{ id, state, folder: `${RUNTIME_DIR}/${path}`, decision },
  ...{ skill: record?.skill_id ?? null, change: changeOf(record), madeBy: record?.created_by ?? null },
  ...{
    createdAt: record?.created_at ?? null,
    run: record?.run_id ?? null,
    request: record?.learning_request.id ?? null,
  },
});

const changeOf = (record: CandidateView['record']): string =>
  record === null
    ? 'its record cannot be read'
    : record.replaces === null
      ? 'new'
      : record.replaces.origin === 'shipped'
        ? 'in place of a shipped one'
        : 'changed';

/** Without a heading; empty where there are none. */
export const candidateRows = (all: readonly CandidateView[]): string[] =>
  table(
    all.map(({ id, record }) => [
      ...[id, changeOf(record), `by ${record?.created_by ?? '?'} for ${record?.learning_request.id ?? '?'}`],
      clip(record?.description ?? '', WIDTH),
    ]),
  );

/** With what promoting it would change; of one that was decided on, who decided what, and why. */
export async function showCandidate(context: Context, workspace: string, given: string): Promise<Result> {
  const view = anyCandidate(workspace, given);
  const { record } = view;
  const { id } = await identify(context);
  const isOpen = view.state === 'waiting';
  const { changes, notes } = isOpen ? told(workspace, await stateDirOf(id, context.env), view) : NOTHING;
  const rows = [
    ['candidate', view.id],
    ...(isOpen ? [] : decisionRows(view)),
    ['skill', `${record?.skill_id ?? '?'}, ${changeOf(record)}`],
    ['about', record?.description ?? ''],
    ['made', `${record?.created_at ?? '?'} by ${record?.created_by ?? '?'} in ${record?.run_id ?? '?'}`],
    ...(record?.source ? [['source', record.source]] : []),
    ['request', record?.learning_request.id ?? '?'],
    ['from runs', record?.originating_run_ids.join(', ') ?? ''],
    ['evidence', listed(record?.evidence.map(({ path }) => path) ?? [], 10, (count) => `and ${count} more`).join(', ')],
    ['folder', `${RUNTIME_DIR}/${view.path}`],
    ...(isOpen ? [['decide', decisionsOn(view.id)]] : []),
  ];
  return {
    data: { ...candidateData(view), record, notes, changes },
    lines: [
      ...table(rows.filter(([, value]) => value !== '')),
      ...section('To be known', notes),
      ...section(
        'What it changes',
        listed(changes, LINES, (count) => `… and ${count} more lines`),
      ),
    ],
  };
}

/** The commands that decide on it. */
export const candidateCommands = (id: string): string[] => [
  `millrace skills promote ${shellWord(id)}`,
  `millrace skills reject ${shellWord(id)} --reason WHY`,
];

const decisionsOn = (id: string): string =>
  candidateCommands(id)
    .map((command) => `\`${command}\``)
    .join(' or ');

const NOTHING = { changes: [], notes: [] };

const decisionRows = ({ state, decision }: CandidateView): string[][] => [
  [state, decision === null ? 'nobody wrote down by whom' : `by ${decision.by} at ${decision.at}`],
  ['reason', decision?.reason ?? ''],
];

/** Of one that is not as it was filed: what is wrong with it. */
function told(workspace: string, stateDir: string, view: CandidateView): { changes: string[]; notes: string[] } {
  try {
    const sound = soundCandidate(workspace, stateDir, view);
    const now = placedSkill(workspace, sound.record.skill_id);
    const drift = driftOf(sound.record, now);
    const notes = [...(drift === null ? [] : [`Since then ${drift}.`]), ...warningsOf(sound, now, drift)];
    return { changes: changeLines(sound, now), notes };
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return {
      changes: [],
      notes: [error.failure.message.replace('Nothing was installed: ', ''), ...(error.failure.below ?? [])],
    };
  }
}
