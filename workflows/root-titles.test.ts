// Titles wait for the start of their lineage, and for nothing else.
import { expect, it } from 'vitest';
import type { DocumentRef } from '../core/contracts/documents.js';
import { lineageName } from './names.js';
import { rootTitles } from './root-titles.js';

const ref = (id: string, root: string, title?: string): DocumentRef => ({
  ...{ family: 'spec', id, root, createdAt: '2026-01-31T09:00:00Z', dependsOn: [], sha256: 'a', source: 'drop' },
  ...(title === undefined ? {} : { title }),
});

it('are kept of roots alone, until they start, and over the end of a run', () => {
  const titles = rootTitles();
  titles.take([ref('a', 'a', 'Shorter links'), ref('b', 'a', 'A child'), ref('c', 'c')]);
  const next = rootTitles(titles.left());
  expect(['a', 'b', 'c'].map((root) => next.of(root))).toEqual(['Shorter links', undefined, undefined]);
  next.forget('a');
  expect(next.left()).toEqual([]);
});

it('are bounded, the oldest go', () => {
  const titles = rootTitles();
  titles.take(Array.from({ length: 300 }, (_, n) => ref(`r${n}`, `r${n}`, `Title ${n}`)));
  expect(titles.left()).toHaveLength(200);
  expect(titles.of('r299')).toBe('Title 299');
});

it.each([
  ['Shorter links', 'Shorter links (lineage a)', 'Shorter links'],
  ['a **b** <i>', '`a **b** <i> (lineage a)`', 'a **b** <i>'],
  ['\u001b[2Jx', '`\\x1b[2Jx (lineage a)`', '\\x1b[2Jx'],
])('%s is a summary, which is Markdown, and a title, which is not', (title, staticSummary, plain) => {
  expect(lineageName('a', title)).toEqual({ staticSummary, memo: { title: plain } });
});

it('a lineage without a title is named by its root', () => {
  expect(lineageName('backlog')).toEqual({ staticSummary: 'lineage backlog', memo: { title: 'lineage backlog' } });
});
