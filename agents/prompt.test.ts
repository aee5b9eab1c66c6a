import { describe, expect, test } from 'vitest';
import { stageRequest } from '../test/support/stage-request.js';
import { readMarker } from '../core/outcome/marker.js';
import { constantPart, renderPrompt, type PromptInput } from './prompt.js';

const input = (changes: Partial<PromptInput> = {}): PromptInput => ({
  request: stageRequest(),
  instructions: 'Build the task.\n',
  skills: [
    {
      id: 'builder-core',
      text: '---\nname: builder-core\ndescription: How to build.\n---\n\n# Building\n\nWork in small steps.\n',
    },
  ],
  document: { path: '/ws/millrace-agents/tasks/active/T-1.md', text: '# T-1\n\nTask-ID: T-1\n' },
  runDir: '/ws/millrace-agents/desk/request-1',
  outboxDir: '/ws/millrace-agents/desk/request-1/outbox',
  earlier: ['earlier/01-builder/builder_summary.md', 'earlier/02-checker/report.md'],
  troubleshootReportPath: null,
  closure: null,
  remarks: [],
  changed: null,
  ...changes,
});

describe('renderPrompt', () => {
  test('a prompt of a task', () => {
    expect(renderPrompt(input())).toMatchInlineSnapshot(`
      "Build the task.

      ## Skill: builder-core

      # Building

      Work in small steps.

      Stage Request Context:
      Node ID: builder
      Timeout: 3600 seconds
      Request ID: request-0123456789abcdef0123456789abcdef
      Run ID: run-0123456789abcdef0123456789abcdef
      Active Work Item: task T-1
      Active Work Item Path: /ws/millrace-agents/tasks/active/T-1.md
      Run Directory: /ws/millrace-agents/desk/request-1
      Earlier Reports: earlier/01-builder/builder_summary.md, earlier/02-checker/report.md

      The document at the path above, word for word:

      \`\`\`markdown
      # T-1

      Task-ID: T-1
      \`\`\`

      End your final message with exactly one of these lines, as its last line and with nothing else on it:

      \`\`\`text
      ### BUILDER_COMPLETE
      ### BLOCKED
      \`\`\`
      "
    `);
  });

  test('a document is inlined word for word, fenced by more backticks than it has itself', () => {
    const text = '# T-1\n\n````\n### BLOCKED\n````';
    const document = { path: '/ws/T-1.md', text };
    expect(renderPrompt(input({ document }))).toContain(`\n\`\`\`\`\`markdown\n${text}\n\`\`\`\`\`\n`);
  });

  test('a closure stage names its target and where the evidence goes, and no active item', () => {
    const closure = {
      rootSpecId: 'S-1',
      targetPath: '/ws/t.json',
      rubricPath: '/ws/r.md',
      verdictPath: '/ws/v.json',
      reportPath: '/ws/report.md',
    };
    const prompt = renderPrompt(input({ closure, document: null }));
    expect(prompt).not.toContain('Active Work Item');
    expect(prompt).toContain('\nPreferred Rubric Path: /ws/r.md\nPreferred Verdict Path: /ws/v.json\n');
    expect(prompt).toContain('\nClosure Target Root Spec ID: S-1\nClosure Target Path: /ws/t.json\n');
    expect(prompt).not.toContain('word for word');
  });

  test('a line without a value is left out', () => {
    const prompt = renderPrompt(input({ earlier: [], document: null, troubleshootReportPath: '/desk/t.md' }));
    expect(prompt).not.toMatch(/: (?:none)?$/m);
    expect(prompt).not.toMatch(/^(?:Earlier Reports|Outbox Directory|Preferred|Closure|Stage:|Resume Targets)/m);
  });

  test.each([
    ['a stage that emits', { emits: ['task'] }, 'Outbox Directory: /ws/millrace-agents/desk/request-1/outbox'],
    ['a node that is named otherwise', { node: 'second_look' }, 'Node ID: second_look\nStage: builder'],
    [
      'a stage that leaves the report of a repair',
      { artifacts: ['troubleshoot_report'] },
      'Preferred Troubleshoot Report Path: /t',
    ],
  ])('%s is told so', (_, changes, line) => {
    const prompt = renderPrompt(input({ request: stageRequest(changes), troubleshootReportPath: '/t' }));
    expect(prompt).toContain(`\n${line}\n`);
  });

  describe('what comes first', () => {
    const other = input({
      request: stageRequest({
        ...{
          requestId: 'request-2',
          runId: 'run-2',
          turn: 9,
          stageNumber: 4,
          attempt: 2,
          lineage: 'S-2',
          workspace: 'ws-2',
        },
        item: { family: 'task', id: 'T-2', root: 'S-2', sha256: 'c'.repeat(64) },
        emittedPerStage: 7,
      }),
      document: { path: '/else/T-2.md', text: 'another' },
      ...{ runDir: '/else/desk', outboxDir: '/else/outbox', earlier: ['earlier/a.md'] },
      changed: { whose: 'Task', whole: { files: [], command: 'millrace diff T-2' }, last: null },
    });

    test('is the same in every run of the node, byte for byte', () => {
      const constant = constantPart(input());
      expect(constantPart(other)).toBe(constant);
      for (const one of [input(), other]) expect(renderPrompt(one).startsWith(`${constant}\n`)).toBe(true);
    });

    test('names nothing of a run, an item or a path', () => {
      const { request, runDir, document } = input();
      for (const own of [request.requestId, request.runId, 'T-1', request.workspace, runDir, document?.path ?? ''])
        expect(constantPart(input())).not.toContain(own);
    });

    test('is all that is before the first line of the run', () => {
      expect(renderPrompt(input()).indexOf('Request ID: ')).toBe(constantPart(input()).length + 1);
    });
  });

  describe('an agent that copies from the list of markers', () => {
    const prompt = renderPrompt(input());
    const fence = prompt.slice(prompt.lastIndexOf('```text'));
    const legal = ['BUILDER_COMPLETE', 'BLOCKED'];

    test.each([
      ['the line', 'Done.\n\n### BUILDER_COMPLETE\n', 'BUILDER_COMPLETE'],
      ['the fence with one line left', 'Done.\n\n```text\n### BLOCKED\n```\n', 'BLOCKED'],
      ['the list, and then a line', `I choose from\n${fence}\n### BUILDER_COMPLETE`, 'BUILDER_COMPLETE'],
      [
        'the list, and then a line in its fence',
        `From\n${fence}\n\`\`\`\n### BUILDER_COMPLETE\n\`\`\``,
        'BUILDER_COMPLETE',
      ],
    ])('%s: is read rightly', (_, message, outcome) => {
      expect(readMarker(message, legal)).toMatchObject({ found: true, outcome });
    });

    test('the list alone names none', () => {
      expect(readMarker(`Done.\n\n${fence}`, legal)).toMatchObject({ found: false });
    });
  });

  test('the same input gives the same text', () => {
    expect(renderPrompt(input())).toBe(renderPrompt(input()));
  });
});
