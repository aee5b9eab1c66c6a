// `plan`: how much is carried about: the compiled plan of default_codex, and what `init` puts into a workspace.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { runtimePaths } from '../../core/contracts/paths.js';
import type { Asked } from '../figure.js';
import type { Table } from '../numbers.js';
import { openRoom, type Room } from '../room.js';
import type { Side } from '../side.js';
import { until } from '../wait.js';

export async function plan({ sides }: Asked): Promise<Table[]> {
  const rows: string[][] = [];
  for (const side of sides) rows.push(await rowOf(side));
  const note =
    'The plan as a file (`state/compiled_plan.json`) and as JSON without white space, which is what goes to a ' +
    'workflow; and the files of a new workspace after `init`, without `.git`.';
  const headers = [
    'side',
    'plan, bytes of the file',
    'plan, bytes of the JSON',
    'files after init',
    'bytes after init',
  ];
  return [{ title: 'plan', note, headers, rows }];
}

async function rowOf(side: Side): Promise<string[]> {
  const room = await openRoom(side);
  try {
    const { files, bytes } = contents(room.workspace);
    const text = await compiledPlan(room);
    const compact = JSON.stringify(JSON.parse(text) as unknown);
    return [side.name, ...[Buffer.byteLength(text), Buffer.byteLength(compact), files, bytes].map(grouped)];
  } finally {
    await room.close();
  }
}

const grouped = (count: number): string => count.toLocaleString('en-US');

function contents(workspace: string): { files: number; bytes: number } {
  const entries = readdirSync(workspace, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !path.relative(workspace, file).startsWith('.git/'));
  return { files: entries.length, bytes: entries.reduce((sum, file) => sum + statSync(file).size, 0) };
}

/** As a daemon leaves it. */
async function compiledPlan(room: Room): Promise<string> {
  const file = room.file(runtimePaths.compiledPlan);
  room.start('run', 'daemon');
  await until('a compiled plan', () => existsSync(file));
  return readFileSync(file, 'utf8');
}
