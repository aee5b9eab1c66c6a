// A workspace adds a stage kind with an outcome of its own, a graph, a mode and a family with files alone; the compiler and
// doctor accept them, millrace.toml configures them, and a real run routes the new outcome.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { Bench } from '../support/bench.js';

const FILES: Record<string, string> = {
  'families/review.toml': 'id = "review"\nplane = "execution"\n',
  'stages/reviewer.md': `+++
id = "reviewer"
plane = "execution"
role = "work"
families = ["review"]
[outcomes]
REVIEW_PRAISED = "success"
REVIEW_DOUBTED = "followup_needed"
BLOCKED = "blocked"
+++

# Reviewer

Read what the document names and say what you think of it.

## Outcome

- \`### REVIEW_PRAISED\`: it is good.
- \`### REVIEW_DOUBTED\`: look at it again.
- \`### BLOCKED\`: it cannot be read.
`,
  'graphs/execution.reviews.toml': `id = "execution.reviews"
plane = "execution"

[entries]
review = "first_look"

[nodes.first_look]
kind = "reviewer"
REVIEW_PRAISED = "end:done"
REVIEW_DOUBTED = "second_look"
BLOCKED = "end:blocked"

[nodes.second_look]
kind = "reviewer"
REVIEW_PRAISED = "end:done"
REVIEW_DOUBTED = ["second_look (doubts)", "end:blocked"]
BLOCKED = "end:blocked"

[bounds.doubts]
max = 1

[ends.done]
class = "success"
disposition = "complete"

[ends.blocked]
class = "blocked"
disposition = "block"
needs_you = true
`,
  'modes/reviews.toml': 'id = "reviews"\n[planes]\nexecution = "execution.reviews"\nplanning = "planning.standard"\n',
};

const REVIEW = `# Review of the parser

Review-ID: r1
Created-At: 2026-01-01T00:00:00Z
Created-By: tester

What is asked: is it readable?
`;

let bench: Bench;
afterEach(() => bench.close());

describe('files of a workspace', () => {
  it('add a family, a stage kind with a new outcome, a graph and a mode that run like the shipped ones', async () => {
    bench = await new Bench(inject('temporalAddress')).withTasks('t1');
    for (const [file, text] of Object.entries(FILES)) {
      mkdirSync(path.dirname(bench.file(file)), { recursive: true });
      writeFileSync(bench.file(file), text);
    }
    const toml = bench.file('millrace.toml');
    const text = readFileSync(toml, 'utf8').replace('default_mode = "default_codex"', 'default_mode = "reviews"');
    writeFileSync(toml, `${text}\n[stages.reviewer]\nmodel = "careful-model"\n`);
    expect(await bench.ok('compile', 'show')).toContain('careful-model');
    expect((await bench.run('doctor', '--no-probe')).code, 'nobody accepted it').toBe(1);
    await bench.ok('trust', '--accept');
    await bench.ok('doctor', '--no-probe');
    writeFileSync(path.join(bench.workspace, 'review.md'), REVIEW);
    expect(await bench.ok('add', 'review', 'review.md')).toContain('review r1 is in the queue');
    expect(bench.names('work/review/queue')).toEqual(['r1.md']);
    bench.script({ first_look: ['REVIEW_DOUBTED'], second_look: ['REVIEW_DOUBTED', 'REVIEW_PRAISED'] });

    await bench.run('run', '--until', 'idle');
    expect(bench.stages()).toEqual([
      'first_look review/r1 REVIEW_DOUBTED',
      'second_look review/r1 REVIEW_DOUBTED',
      'second_look review/r1 REVIEW_PRAISED',
    ]);
    expect(bench.names('work/review/done')).toEqual(['r1.md']);
    expect(bench.names('tasks/queue')).toContain('t1.md');
    expect(await bench.ok('queue', 'ls')).toContain('t1');
    expect(await bench.ok('status')).toContain('no entry for task');
  });
});
