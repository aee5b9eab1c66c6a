// What a run made of its documents, told by item, and the scripts that lead there.
import { runtimePaths } from '../../core/contracts/paths.js';
import type { Bench, ScriptEntry } from './bench.js';
import { taskText } from './task-text.js';

/** The text, made on the `n`th day: a later one is claimed later. */
export const made = (n: number, text: string): string =>
  text.replace(/Created-At: .*/, `Created-At: 2026-01-${String(n).padStart(2, '0')}T00:00:00Z`);

/** A file that a stage leaves on its desk. */
export const onDesk = (name: string, content: string | object): { path: string; content: string | object } => ({
  path: `millrace-agents/${runtimePaths.runs}/\${RUN_ID}/${name}`,
  content,
});

/** A document that a stage leaves in its outbox. */
export const emitted = (id: string, content: string): { path: string; content: string | object } => ({
  path: `millrace-agents/${runtimePaths.outbox('${RUN_ID}')}/${id}.md`,
  content,
});

/** A Manager that leaves one task of this lineage. */
export const manages = (id: string, root?: string): ScriptEntry[] => {
  const more = root === undefined ? '' : `Root-Spec-ID: ${root}\nSpec-ID: ${root}\n`;
  return [{ marker: 'MANAGER_COMPLETE', files: [emitted(id, taskText(id, more))] }];
};

/** Node, item and outcome of every stage. The runtime's own ids without the digest at their end. */
const stagesOf = (bench: Bench): string[][] =>
  bench.stages().map((line) => line.replace(/-(?:[0-9a-f]{8}|[0-9a-f]{12}) /, ' ').split(' '));

/** `node:OUTCOME` of every stage of the item, in order. */
export const storyOf = (bench: Bench, item: string): string =>
  stagesOf(bench)
    .flatMap(([node, key, outcome]) => (key === item ? [`${node}:${outcome}`] : []))
    .join(' ');

/** Items in the order of their first stage. */
export const orderOf = (bench: Bench): string[] => [...new Set(stagesOf(bench).map(([, item]) => item ?? ''))];

/** Every story by its item. */
export const storiesOf = (bench: Bench): Record<string, string> =>
  Object.fromEntries(orderOf(bench).map((item) => [item, storyOf(bench, item)]));

export const BUILT = 'builder:BUILDER_COMPLETE';
export const FIXED = 'fixer:FIXER_COMPLETE';
export const REPAIRED = 'troubleshooter:TROUBLESHOOT_COMPLETE';
export const DONE = `${BUILT} checker:CHECKER_PASS updater:UPDATE_COMPLETE`;
