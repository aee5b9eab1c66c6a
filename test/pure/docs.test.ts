// Pages that are made from what ships say what ships now.
import { describe, expect, it } from 'vitest';
import { graphsOf } from '../../cli/plan/graphs.js';
import { metricsPage } from '../docs/metrics-page.js';
import { modesPage } from '../docs/modes-page.js';
import { overviewOf } from '../docs/overview.js';
import { readPage } from '../docs/pages.js';
import { referencePage } from '../docs/reference-page.js';
import { withTools } from '../docs/tools-table.js';
import { compileShipped } from '../support/plan.js';

it.each([
  ['docs/metrics.md', metricsPage],
  ['docs/modes.md', modesPage],
  ['docs/reference.md', referencePage],
  ['docs/mcp.md', () => withTools(readPage('docs/mcp.md'))],
])('%s is what `npm run docs` writes', async (page, make) => {
  expect(readPage(page)).toBe(await make());
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
