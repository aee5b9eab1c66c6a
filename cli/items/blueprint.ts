// The blueprints of a draft, as `queue show` lists them: every revision, how it was judged, what its critique wants, and the task.
import { DRAFT } from '../../core/contracts/families.js';
import { isSafeId } from '../../core/contracts/ids.js';
import { RUNTIME_DIR, runtimePaths } from '../../core/contracts/paths.js';
import type { PacketState } from '../../core/artifacts/blueprint/record.js';
import type { CritiqueView, DraftStand, DraftView, EvaluationView, RevisionView } from '../../read/blueprint.js';
import type { Place } from '../../read/folders.js';
import { readWorkspaceId } from '../../read/identity.js';
import { rootOfItem } from '../../read/lineage.js';
import { counted } from '../render/count.js';
import { listed, restInJson } from '../render/listed.js';
import { clip, section, table } from '../render/table.js';
import { WORDS_WIDTH } from './said.js';

const LINES = 60;

/** `blueprint`: of a draft; `comesOf`: of a task that was one. Null where nothing is on record. */
export async function blueprintOf(dir: string, env: NodeJS.ProcessEnv, place: Place) {
  const { family, id } = place;
  const root = rootOfItem(dir, place);
  if (!isSafeId(root) || (family !== DRAFT && family !== 'task')) return { blueprint: null, comesOf: null };
  const [{ draftBehind, draftView }, { stateDirOf }] = await Promise.all([
    import('../../read/blueprint.js'),
    import('../trust/standing.js'),
  ]);
  const state = await stateDirOf(readWorkspaceId(dir) ?? '', env);
  return family === DRAFT
    ? { blueprint: await draftView(state, root, id), comesOf: null }
    : { blueprint: null, comesOf: draftBehind(state, root, id) };
}

const STATES: Readonly<Record<PacketState, string>> = {
  candidate: 'waits to be judged',
  approved: 'approved',
  rejected: 'rejected',
  superseded: 'given up before it was judged',
};

/** Where it stands, and why. */
export function draftRows({ manifest, revisions, task }: DraftView): string[][] {
  const last = revisions.at(-1);
  const why = last?.state === 'rejected' ? (last.critique?.reason ?? null) : null;
  return [
    ['blueprint', last === undefined ? 'none so far' : `revision ${last.revision}, ${STATES[last.state]}`],
    ...(why === null ? [] : [['rejected', clip(why, WORDS_WIDTH)]]),
    ...(task === null ? [] : [['became', `task/${task}`]]),
    ...(manifest === null ? [] : [['manifest', `${RUNTIME_DIR}/${runtimePaths.blueprintManifest(manifest)}`]]),
  ];
}

/** Of a task: what it comes of. */
export const behindRow = ({ item, blueprint }: { item: string; blueprint: string }): string[] => [
  'comes of',
  `${item}, by blueprint ${blueprint}`,
];

/** Of those before the last one what was wrong with them: all of it is in the files, and in `--json`. */
export const draftLines = ({ revisions }: DraftView): string[] =>
  section(
    'Blueprints',
    listed(
      revisions.flatMap((one, at) => revisionLines(one, at === revisions.length - 1)),
      LINES,
      restInJson,
    ),
  );

function revisionLines({ revision, state, path, evaluation, critique }: RevisionView, isLast: boolean): string[] {
  const rows = isLast
    ? [
        ...(evaluation === null ? [] : evaluationRows(evaluation)),
        ...(critique === null ? [] : [...critiqueRows(critique), ...wantsRows(critique)]),
      ]
    : critique === null
      ? []
      : critiqueRows(critique);
  const head = `revision ${revision}, ${STATES[state]}: ${RUNTIME_DIR}/${path}`;
  return [head, ...table(rows).map((line) => `  ${line}`)];
}

const evaluationRows = ({ decision, findings, path }: EvaluationView): string[][] => [
  ['evaluation', `${decision ?? 'its text is lost'}; ${RUNTIME_DIR}/${path}`],
  ...findings.map((one) => ['finding', clip(one, WORDS_WIDTH)]),
];

const critiqueRows = ({ reason, path, resolvedBy }: CritiqueView): string[][] => [
  ['critique', `${resolvedBy === null ? 'open' : `answered by ${resolvedBy}`}; ${RUNTIME_DIR}/${path}`],
  ['reason', clip(reason ?? 'its text is lost', WORDS_WIDTH)],
];

const wantsRows = ({ wants }: CritiqueView): string[][] => wants.map((one) => ['wants', clip(one, WORDS_WIDTH)]);

/** In few words; empty where nothing was worked out so far. */
export function standText({ revisions, state, task }: DraftStand): string {
  if (state === null) return '';
  const became = task === null ? '' : `, became task/${task}`;
  return `${counted(revisions, 'blueprint')}, the last ${STATES[state]}${became}`;
}
