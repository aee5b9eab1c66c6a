// The files of recorded histories: which of them are for good, and how a drill's are replaced.
import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { packageRoot } from '../../../disk/package-root.js';
import type { History } from '../history.js';
import { HISTORIES } from '../history.js';
import { replayAll } from '../replay.js';
import { traces } from '../traces.js';

const drillOf = (file: string): string => path.basename(file).replace(/\..*$/, '');

/** Drills whose histories some tag has. */
export function released(): Set<string> {
  const git = (...args: string[]): string[] =>
    execFileSync('git', args, { cwd: packageRoot(), encoding: 'utf8' }).split('\n').filter(Boolean);
  const files = git('tag').flatMap((tag) => git('ls-tree', '--name-only', tag, 'test/histories/'));
  return new Set(files.filter((file) => file.endsWith('.json')).map(drillOf));
}

/** Replaces the drill's files by these. Throws, and writes nothing, when one of them is not fit to be kept. */
export async function keep(drill: string, histories: ReadonlyMap<string, History>): Promise<void> {
  for (const [file, problem] of await replayAll(histories)) throw new Error(`${file} does not replay: ${problem}`);
  for (const [file, history] of histories) {
    const found = traces(history);
    if (found.length > 0) throw new Error(`${file} tells where it was recorded: ${found.slice(0, 3).join(', ')}`);
  }
  for (const file of readdirSync(HISTORIES).filter((one) => one.endsWith('.json') && drillOf(one) === drill))
    rmSync(path.join(HISTORIES, file));
  for (const [file, history] of histories) writeFileSync(path.join(HISTORIES, file), printed(history));
}

/** One event a line. */
const printed = ({ events }: History): string =>
  `{"events":[\n${events.map((event) => JSON.stringify(event)).join(',\n')}\n]}\n`;
