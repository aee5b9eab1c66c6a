// Pages that are made from what ships say what ships now.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { graphsOf } from '../../cli/plan/graphs.js';
import { modesPage } from '../docs/modes-page.js';
import { overviewOf } from '../docs/overview.js';
import { compileShipped } from '../support/plan.js';

it('docs/modes.md is what `npm run docs` writes', () => {
  const page = readFileSync(fileURLToPath(new URL('../../docs/modes.md', import.meta.url)), 'utf8');
  expect(page).toBe(modesPage());
});

describe.each(['default_codex_integrated', 'blueprint_learning_codex'])('the picture of %s', (mode) => {
  const { plan } = compileShipped('', mode).named;
  const drawn = new Map(graphsOf(overviewOf(plan)));

  it.each(graphsOf(plan))('shows what %s reaches while nothing is blocked, and nothing else', (plane, graph) => {
    const nodes = Object.entries(drawn.get(plane)?.nodes ?? {});
    expect(Object.values(drawn.get(plane)?.entries ?? {})).toEqual(Object.values(graph.entries));
    for (const [id, { routes, outcomes }] of nodes)
      expect(Object.keys(routes), id).toEqual(
        Object.keys(graph.nodes[id]?.routes ?? {}).filter((one) => outcomes[one] !== 'blocked'),
      );
    const named = nodes.flatMap(([, { routes }]) => Object.values(routes).flat());
    const known = [...nodes.map(([id]) => id), ...Object.keys(drawn.get(plane)?.ends ?? {})];
    for (const { node, end } of named) expect(known).toContain(node ?? end);
    expect(nodes.map(([id]) => id)).not.toContain('troubleshooter');
  });
});
