// What a stage was asked, said and changed, and the files that it left: a piece at a time. A file is one that its run lists, and is never
// found by a path that somebody asked for.
import { patchPiece, stageWords } from '../../../cli/door.js';
import { runArtifacts } from '../../../core/contracts/paths.js';
import { pieceIn } from '../../../read/piece.js';
import { runFilePiece } from '../../../read/run-file.js';
import { readStages, type StageView } from '../../../read/stages.js';
import type { Piece } from '../../contract.js';
import { notThere, Refused } from '../refusal.js';
import { numberIn, type Question } from './question.js';
import { runNamed } from './run.js';

/** Bytes. */
const MOST = 256 * 1024;

interface Wanted {
  question: Question;
  run: string;
  stage: StageView;
  from: number;
}

type PieceOf = (wanted: Wanted, name: string) => Promise<Piece> | Piece;

const WHAT = new Map<string, PieceOf>([
  ['prompt', (wanted) => fileOf(wanted, runArtifacts.prompt(wanted.stage.requestId))],
  ['events', (wanted) => keptOf(wanted, runArtifacts.events(wanted.stage.requestId)) ?? NOTHING],
  ['output', outputOf],
  ['diff', diffOf],
  ['files', listedFile],
]);

/** `runs/RUN/stages/REQUEST/WHAT`. */
export function pieceAnswer(question: Question): Promise<Piece> | Piece {
  const [run, stages, request, what = '', ...name] = question.parts;
  const known = runNamed(question.dir, run);
  const stage = readStages(question.dir, known).find(({ requestId }) => requestId === request);
  const piece = WHAT.get(what);
  if (stages !== 'stages' || stage === undefined || piece === undefined) throw notThere('such part of this run');
  return piece({ question, run: known, stage, from: numberIn(question.query, 'from', 0) }, name.join('/'));
}

/** Of a stage that said nothing, or of which nothing is kept any more: ordinary, and no failure. */
const NOTHING: Piece = { text: '', from: 0, next: null, bytes: 0 };

/** `name`: relative to the folder of the run. */
const keptOf = ({ question, run, from }: Wanted, name: string): Piece | null =>
  runFilePiece(question.dir, run, name, { from, most: MOST });

function fileOf(wanted: Wanted, name: string): Piece {
  const found = keptOf(wanted, name);
  if (found === null) throw notThere('such file', 'It comes when the stage has ended, or it was pruned.');
  return found;
}

function listedFile(wanted: Wanted, name: string): Piece {
  const { files, reports } = wanted.stage;
  if (!files.includes(name) && !reports.some(({ path }) => path === name)) throw notThere('such file of this stage');
  return fileOf(wanted, name);
}

async function outputOf({ question, run, stage, from }: Wanted): Promise<Piece> {
  const { dir, state, house } = question;
  const lines = await stageWords({ workspace: dir, stateDir: state, runId: run }, stage, house.env);
  if (lines === null) return NOTHING;
  const all = Buffer.from(lines.map((line) => `${line}\n`).join(''));
  return pieceIn(all.subarray(from, from + MOST), Math.min(from, all.length), all.length);
}

async function diffOf({ question, stage, from }: Wanted): Promise<Piece> {
  const { dir, house } = question;
  const found = await patchPiece({ dir, env: house.env, request: stage.requestId }, from, MOST).catch(
    (error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      throw new Refused(
        410,
        'not_kept',
        `What was changed cannot be read: ${why}`,
        'It may have been pruned: `[checkpoints] keep_days` says how long it is kept.',
      );
    },
  );
  if (found === null) throw notThere('record of what this stage changed');
  const end = from + found.bytes.length;
  return pieceIn(found.bytes, from, found.more ? end + 1 : end);
}
