// The flowchart: all of the plan is in it, and nothing in a name can end a label or be a word of Mermaid.
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../core/contracts/plan.js';
import { compileShipped } from '../../test/support/plan.js';
import { mermaidLines } from './mermaid.js';

const { plan } = compileShipped('', 'blueprint_learning_codex').named;

const LABEL = '"[A-Za-z0-9_ .,:/#;<>-]+"';
const ID = '[pel][nefcs]\\d*';
const LINES = [
  'flowchart TD',
  `subgraph (planning|execution|learning)\\[${LABEL}\\]`,
  `${ID}(\\[${LABEL}\\]|\\(\\[${LABEL}\\]\\)|\\[\\[${LABEL}\\]\\])`,
  `${ID} -->(\\|${LABEL}\\|)? ${ID}`,
  `${ID} -\\.->(\\|${LABEL}\\|)? ${ID}`,
  `class ${ID} needsYou`,
  'classDef needsYou .*',
  'end',
].map((line) => new RegExp(`^ *${line}$`));

const oddLines = (lines: readonly string[]): string[] => lines.filter((line) => !LINES.some((form) => form.test(line)));

/** Everything that leads from somewhere to somewhere. */
function waysOf({ planes, triggers = [] }: Plan): number {
  const graphs = Object.values(planes);
  const nodes = graphs.flatMap((graph) => Object.values(graph.nodes));
  const rungs = nodes.flatMap(({ routes }) => Object.values(routes).flat());
  const resumes = nodes.flatMap(({ resume = {} }) => Object.values(resume).flatMap(({ to }) => to));
  const starts = graphs.flatMap(({ entries, starts: more = [], closure }) => {
    return [...Object.keys(entries), ...more, ...(closure === null ? [] : [closure])];
  });
  return [...rungs, ...resumes, ...starts, ...triggers.flatMap(({ outcomes }) => outcomes)].length;
}

describe('the flowchart of a plan', () => {
  it('has lines of known forms only, and subgraphs that end', () => {
    const lines = mermaidLines(plan, undefined);
    expect(oddLines(lines)).toEqual([]);
    expect(lines.filter((line) => line === '  end')).toHaveLength(3);
  });

  it('has an arrow for every rung, resume target, beginning and trigger', () => {
    const arrows = mermaidLines(plan, undefined).filter((line) => /-->|-\.->/.test(line));
    expect(arrows).toHaveLength(waysOf(plan));
  });

  it('of one plane has nothing of the others', () => {
    const lines = mermaidLines(plan, 'learning');
    expect(oddLines(lines)).toEqual([]);
    expect(lines.join('\n')).not.toMatch(/\b[pe]n\d/);
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
