import { describe, expect, test } from 'vitest';
import { stageRequest } from '../test/support/stage-request.js';
import { renderPrompt, type PromptInput } from './prompt.js';

const input = (changes: Partial<PromptInput> = {}): PromptInput => ({
  request: stageRequest(),
  planId: 'plan-default_codex-dddddddddddd',
  instructions: 'Build the task.\n',
  skills: [{ id: 'builder-core', text: 'Work in small steps.\n' }],
  document: { path: '/ws/millrace-agents/tasks/active/T-1.md', text: '# T-1\n\nTask-ID: T-1\n' },
  runDir: '/ws/millrace-agents/desk/request-1',
  outboxDir: '/ws/millrace-agents/desk/request-1/outbox',
  earlier: ['earlier/01-builder/builder_summary.md', 'earlier/02-checker/report.md'],
  troubleshootReportPath: null,
  closure: null,
  requirements: null,
  changed: null,
  ...changes,
});

describe('renderPrompt', () => {
  test('a prompt of a task', () => {
    expect(renderPrompt(input())).toMatchInlineSnapshot(`
      "Build the task.

      ## Skill: builder-core

      Work in small steps.

      Stage Request Context:
      Request ID: request-0123456789abcdef0123456789abcdef
      Run ID: run-0123456789abcdef0123456789abcdef
      Mode ID: default_codex
      Compiled Plan ID: plan-default_codex-dddddddddddd
      Node ID: builder
      Stage: builder
      Plane: execution
      Active Work Item: task T-1
      Active Work Item Path: /ws/millrace-agents/tasks/active/T-1.md
      Run Directory: /ws/millrace-agents/desk/request-1
      Outbox Directory: /ws/millrace-agents/desk/request-1/outbox
      Earlier Reports: earlier/01-builder/builder_summary.md, earlier/02-checker/report.md
      Preferred Rubric Path: none
      Preferred Verdict Path: none
      Preferred Report Path: none
      Preferred Troubleshoot Report Path: none
      Closure Target Root Spec ID: none
      Closure Target Path: none
      Resume Targets: none
      Required Skills: builder-core
      Runner: codex_cli
      Model: stub-model
      Effort: medium
      Timeout: 3600 seconds

      The document at the path above, word for word:

      \`\`\`markdown
      # T-1

      Task-ID: T-1
      \`\`\`

      End your final message with exactly one of these lines, as its last line and with nothing else on it:

      ### BUILDER_COMPLETE
      ### BLOCKED
      "
    `);
  });

  test('the legal markers are the last lines', () => {
    expect(renderPrompt(input()).trimEnd().split('\n').slice(-2)).toEqual(['### BUILDER_COMPLETE', '### BLOCKED']);
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
    expect(prompt).toContain('\nActive Work Item: none\nActive Work Item Path: none\n');
    expect(prompt).toContain('\nPreferred Rubric Path: /ws/r.md\nPreferred Verdict Path: /ws/v.json\n');
    expect(prompt).toContain('\nClosure Target Root Spec ID: S-1\nClosure Target Path: /ws/t.json\n');
    expect(prompt).not.toContain('word for word');
  });

  test('the same input gives the same text', () => {
    expect(renderPrompt(input())).toBe(renderPrompt(input()));
  });
});
