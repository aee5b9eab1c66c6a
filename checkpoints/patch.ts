// The difference of two recorded trees as people read it.
import { inert } from '../core/inert.js';
import { gitTo } from './git.js';
import type { CheckpointPlace } from './place.js';

export interface PatchOptions {
  /** Files and folders, as text, relative to the tree; absent = all. */
  paths?: readonly string[];
  /** Counts alone, or names alone. */
  stat?: boolean;
  nameOnly?: boolean;
  /** For a screen: what would steer it is written out. Absent: the bytes as they are, so that `git apply` takes them. */
  screen?: { color: boolean; columns: number };
}

/** Calls `output` part by part, and waits for it; for a screen each part ends with a line. Throws with what git said, or what `output` threw. */
export function showPatch(
  place: CheckpointPlace,
  before: string,
  after: string,
  options: PatchOptions,
  output: (part: Uint8Array) => void | Promise<void>,
): Promise<void> {
  const { paths = [], screen } = options;
  const args = [
    '--literal-pathspecs',
    'diff-tree',
    '-r',
    '--no-renames',
    '--no-ext-diff',
    '--no-textconv',
    '--no-color',
  ];
  const call = [...args, ...formOf(options), before, after, '--', ...paths];
  if (screen === undefined) return gitTo(place, call, {}, output);
  const shown = (line: Buffer): string => `${painted(inertLine(line.toString('utf8')), screen.color)}\n`;
  const lines = byLine((some) => output(Buffer.from(some.map(shown).join(''))));
  return gitTo(place, call, {}, lines.take).then(lines.end);
}

function formOf({ stat = false, nameOnly = false, screen }: PatchOptions): string[] {
  if (nameOnly) return ['--name-only'];
  if (stat) return [`--stat${screen === undefined ? '' : `=${Math.max(screen.columns, 40)}`}`];
  return ['--patch', '--full-index', ...(screen === undefined ? ['--binary'] : [])];
}

/** A tab is one. */
const inertLine = (line: string): string => line.split('\t').map(inert).join('\t');

const COLOURS: readonly (readonly [start: string, code: number])[] = [
  ['diff ', 1],
  ['index ', 1],
  ['--- ', 1],
  ['+++ ', 1],
  ['@@ ', 36],
  ['+', 32],
  ['-', 31],
];

function painted(line: string, color: boolean): string {
  const code = color ? COLOURS.find(([start]) => line.startsWith(start))?.[1] : undefined;
  return code === undefined ? line : `\u001b[${code}m${line}\u001b[0m`;
}

interface Lines {
  take: (part: Buffer) => Promise<void>;
  end: () => Promise<void>;
}

/** Bytes: a screen is given no more of a line. Some files are one of hundreds of megabytes. */
const LONGEST_LINE = 64 * 1024;

/** Whole lines, though the parts end anywhere, in the middle of a character too. */
function byLine(give: (lines: readonly Buffer[]) => void | Promise<void>): Lines {
  let rest: Buffer = Buffer.alloc(0);
  const grown = (more: Buffer): Buffer =>
    rest.length < LONGEST_LINE ? Buffer.concat([rest, more.subarray(0, LONGEST_LINE - rest.length)]) : rest;
  return {
    async take(part) {
      const lines: Buffer[] = [];
      let start = 0;
      for (let end = part.indexOf(0x0a); end !== -1; end = part.indexOf(0x0a, start)) {
        lines.push(grown(part.subarray(start, end)));
        rest = Buffer.alloc(0);
        start = end + 1;
      }
      rest = grown(part.subarray(start));
      if (lines.length > 0) await give(lines);
    },
    async end() {
      if (rest.length > 0) await give([rest]);
    },
  };
}
