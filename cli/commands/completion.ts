// `completion`: the script for a shell; `complete`: what that script asks at each press of the key.
import type { Command } from 'commander';
import { idsOf } from '../completion/ids.js';
import { type Candidate, placeIn } from '../completion/place.js';
import { SCRIPTS, type Shell } from '../completion/scripts.js';
import { type Context, findWorkspace, type Result } from '../context.js';

export const completion = (_context: Context, _options: object, shell: string): Promise<Result> =>
  Promise.resolve({ data: { shell, script: SCRIPTS[shell as Shell] }, lines: SCRIPTS[shell as Shell].split('\n') });

/** Says nothing that is wrong: there is nobody at the key who could read it. */
export const completing =
  (program: Command) =>
  async (context: Context, _options: object, ...words: string[]): Promise<Result> => {
    const place = placeIn(program, words);
    const dir = place.ids.length === 0 ? null : workspaceOf(context, place.workspace);
    const known = place.candidates.filter(({ word }) => word.startsWith(place.begun));
    const candidates = [...known, ...(await found(place.ids, dir, place.begun, place.living))];
    const kind = place.files ? 'files' : 'words';
    return { data: { kind, candidates }, lines: [kind, ...candidates.flatMap(linesOf)] };
  };

async function found(...asked: Parameters<typeof idsOf>): Promise<Candidate[]> {
  try {
    return await idsOf(...asked);
  } catch {
    return [];
  }
}

function workspaceOf(context: Context, written: string | null): string | null {
  try {
    return findWorkspace(written === null ? context : { ...context, given: written });
  } catch {
    return null;
  }
}

const linesOf = ({ word, about }: Candidate): [string, string] => [word, about];
