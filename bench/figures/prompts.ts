// `prompts`: bytes of the prompt of each stage kind, and how many of them all prompts of that kind begin with, before and now.
import { renderPrompt } from '../../agents/prompt.js';
import { own } from '../../core/own.js';
import type { Table } from '../numbers.js';
import { BEFORE } from './prompts/before.js';
import { samples } from './prompts/sample.js';

export function prompts(): Promise<Table[]> {
  const sizes = samples().map(({ kind, runs }) => ({
    kind,
    now: sizesOf(runs.map(renderPrompt)),
    before: own(BEFORE, kind),
  }));
  const known = sizes.flatMap(({ now, before }) => (before === undefined ? [] : [{ now, before }]));
  const all = {
    kind: 'all of them',
    now: sum(known.map(({ now }) => now)),
    before: sum(known.map(({ before }) => before)),
  };
  const note =
    'Bytes of the prompt of each shipped stage kind, with a document of 1 kB and two earlier reports, and the share of them that a run of ' +
    'another item in another root and workspace begins with too, byte for byte. Before: the same two runs at the commit b252946.';
  const headers = ['stage kind', 'bytes before', 'constant before', 'bytes now', 'constant now', 'bytes saved'];
  return Promise.resolve([{ title: 'prompts', note, headers, rows: [...sizes, all].map(rowOf) }]);
}

/** Bytes of the first prompt, and how many of them the second one begins with. */
type Sizes = readonly [bytes: number, constant: number];

function sizesOf(prompts: readonly string[]): Sizes {
  const [first = Buffer.of(), second = Buffer.of()] = prompts.map((prompt) => Buffer.from(prompt));
  const differs = first.findIndex((byte, index) => byte !== second[index]);
  return [first.length, differs < 0 ? first.length : differs];
}

const sum = (sizes: readonly Sizes[]): Sizes =>
  sizes.reduce(([bytes, constant], one) => [bytes + one[0], constant + one[1]], [0, 0]);

function rowOf({ kind, now, before }: { kind: string; now: Sizes; before: Sizes | undefined }): string[] {
  const old = before === undefined ? ['-', '-'] : cellsOf(before);
  return [kind, ...old, ...cellsOf(now), before === undefined ? '-' : grouped(before[0] - now[0])];
}

const cellsOf = ([bytes, constant]: Sizes): string[] => [grouped(bytes), `${((constant / bytes) * 100).toFixed(1)} %`];

const grouped = (count: number): string => count.toLocaleString('en-US');
