// G1: an accepted document is never lost and never there twice, its text is what was admitted, and expected tasks are done.
import type { Evidence } from '../evidence.js';
import type { Finding, Rule } from '../finding.js';
import { groupBy } from '../group.js';
import { keyOf, rebuild } from '../rebuild.js';
import { timelineOf } from '../timeline.js';

export const documentsAreKept: Rule = (evidence) => [
  ...evidence.expect.tasks.flatMap((id) => expectedTask(evidence, id)),
  ...evidence.expect.others.flatMap((item) => expectedItem(evidence, keyOf(item))),
  ...[...rebuild(timelineOf(evidence.workspace)).items.values()].flatMap((item) => admittedItem(evidence, item)),
  ...documentsTwice(evidence),
];

function expectedTask({ mirror }: Evidence, id: string): Finding[] {
  const files = mirror.documents.filter((file) => file.family === 'task' && file.id === id);
  const refused = mirror.invalid.filter((file) => file.startsWith('tasks/') && file.includes(`/${id}.md.invalid`));
  const done = files.some((file) => file.state === 'done');
  return [
    ...(done ? [] : [finding(`task/${id}`, 'was expected to be done and is not in tasks/done')]),
    ...refused.map((file) => finding(`task/${id}`, `lies in quarantine as ${file}`)),
  ];
}

function expectedItem({ mirror }: Evidence, key: string): Finding[] {
  const isDone = mirror.documents.some((file) => keyOf(file) === key && file.state === 'done');
  return isDone ? [] : [finding(key, 'was expected to be done and is not')];
}

function admittedItem({ mirror }: Evidence, item: { family: string; id: string; sha256: string }): Finding[] {
  const files = mirror.documents.filter((file) => keyOf(file) === keyOf(item));
  if (files.length === 0) return [finding(keyOf(item), 'was admitted and its document is in no folder')];
  const changed = files.filter((file) => file.sha256 !== item.sha256);
  return changed.map((file) => finding(file.path, 'does not hold the text that was admitted'));
}

function documentsTwice({ mirror }: Evidence): Finding[] {
  return [...groupBy(mirror.documents, keyOf)].flatMap(([key, files]) =>
    files.length > 1 ? [finding(key, `lies in ${files.map((file) => file.path).join(' and ')}`)] : [],
  );
}

const finding = (where: string, what: string): Finding => ({ rule: 'G1', where, what });
