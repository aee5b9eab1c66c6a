// The flowchart: all of the plan is in it, and nothing in a name can end a label or be a word of Mermaid.
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../core/contracts/plan.js';
import { compileShipped } from '../../test/support/plan.js';
import { mermaidLines } from './mermaid.js';

const { plan } = compileShipped().named;

const LABEL = '"[A-Za-z0-9_ .,:/#;<>-]+"';
const ID = '[pel][nefc]\\d*';
const LINES = [
  'flowchart TD',
  `subgraph (planning|execution|learning)\\[${LABEL}\\]`,
  `${ID}(\\[${LABEL}\\]|\\(\\[${LABEL}\\]\\)|\\[\\[${LABEL}\\]\\])`,
  `${ID} -->(\\|${LABEL}\\|)? ${ID}`,
  `${ID} -\\.->\\|${LABEL}\\| ${ID}`,
  `class ${ID} needsYou`,
  'classDef needsYou .*',
  'end',
].map((line) => new RegExp(`^ *${line}$`));

const oddLines = (lines: readonly string[]): string[] => lines.filter((line) => !LINES.some((form) => form.test(line)));

function rungsOf({ planes }: Plan): number {
  const nodes = Object.values(planes).flatMap(({ nodes }) => Object.values(nodes));
  return nodes.flatMap(({ routes }) => Object.values(routes).flat()).length;
}

describe('the flowchart of a plan', () => {
  it('has lines of known forms only, and subgraphs that end', () => {
    const lines = mermaidLines(plan, undefined);
    expect(oddLines(lines)).toEqual([]);
    expect(lines.filter((line) => line === '  end')).toHaveLength(2);
  });

  it('has an arrow for every rung, every entry and the closure', () => {
    const arrows = mermaidLines(plan, undefined).filter((line) => /-->|-\.->/.test(line));
    expect(arrows).toHaveLength(rungsOf(plan) + 4 + 1);
  });

  it('names the bound of a rung with its number', () => {
    expect(mermaidLines(plan, 'execution').join('\n')).toMatch(/-->\|"FIX_NEEDED<br\/>fix_cycles: 2 per activation"\|/);
  });

  it('writes what could end a label as a code', () => {
    const graph = plan.planes.execution;
    const nodes = Object.entries(graph?.nodes ?? {}).map(([id, node]) => [`${id}"]; end %% <b>`, node] as const);
    const odd = { ...plan, planes: { execution: { ...graph, nodes: Object.fromEntries(nodes) } } } as Plan;
    const shapes = mermaidLines(odd, undefined).filter((line) => /en\d+\[/.test(line));
    expect(oddLines(shapes)).toEqual([]);
    expect(shapes[0]).toContain('builder#34;#93;#59; end #37;#37; #60;b#62;');
  });
});
