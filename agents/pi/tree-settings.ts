// What a Pi before 1.0 takes from the work tree and runs. Nothing switches its settings off there, so such a tree is refused.
import { join } from 'node:path';
import { jsonObject } from '../../core/json-lines.js';
import { own } from '../../core/own.js';
import { LaunchRefused } from '../adapter.js';
import { readText } from '../files.js';

const FILE = '.pi/settings.json';
/** Settings that name a program, or a command before every command. */
const RUN = ['shellPath', 'shellCommandPrefix', 'npmCommand'];

/** Throws `LaunchRefused` for a tree whose own settings of Pi would run something. Of a Pi before 1.0 alone. */
export function refuseTreeThatRuns(treeDir: string): void {
  const settings = jsonObject(readText(join(treeDir, FILE)) ?? undefined);
  const found = settings === null ? [] : RUN.filter((name) => own(settings, name) !== undefined);
  if (found.length === 0) return;
  const detail = `${FILE} of the work tree sets ${found.join(', ')}, by which Pi would run what agents may have written there.`;
  throw new LaunchRefused(
    'runner_misconfigured',
    `${detail} A Pi before 1.0 cannot be told to pass it over: take it out, or install Pi 1.0 or later.`,
  );
}
