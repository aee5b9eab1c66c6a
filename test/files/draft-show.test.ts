// What the surfaces tell of blueprint drafts: from our record alone, whatever lies in the files that people are shown.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createContext } from '../../cli/context.js';
import { show as showLineage } from '../../cli/commands/lineage.js';
import { show } from '../../cli/commands/queue.js';
import type { Candidate } from '../../core/artifacts/blueprint/record.js';
import { createLayout } from '../../disk/layout.js';
import { writeBlueprints } from '../../disk/store/blueprints.js';
import { writeRequirements } from '../../disk/store/requirements.js';
import { putText } from '../../disk/store/texts.js';
import { taskText } from '../support/task-text.js';

const ROOT = 'shop';
const LOST = 'f'.repeat(64);
let context: ReturnType<typeof createContext>;
let workspace: string;

const draftText = (id: string): string =>
  `# Part ${id}\n\nBlueprint-Draft-ID: ${id}\nSummary: Part.\nManifest-ID: shop-m\nRoot-Spec-ID: ${ROOT}\nCreated-At: 2026-01-02T00:00:00Z\n`;

const put = (file: string, text: string): void => {
  const place = path.join(workspace, 'millrace-agents', file);
  mkdirSync(path.dirname(place), { recursive: true });
  writeFileSync(place, text);
};

beforeEach(async () => {
  const home = mkdtempSync(path.join(os.tmpdir(), 'millrace-drafts-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  workspace = path.join(home, 'ws');
  mkdirSync(workspace);
  const { id } = await createLayout(workspace, '2026-01-01T00:00:00Z', '0a1b2c3d');
  const state = path.join(home, 'home', id);
  context = { ...createContext({ workspace }), env: { ...process.env, MILLRACE_STATE_HOME: path.join(home, 'home') } };
  const ids = (draft: string, blueprint: string) => ({ draft_id: draft, blueprint_id: blueprint, root_spec_id: ROOT });
  const judged = (draft: string, blueprint: string, decision: string): Promise<string> =>
    putText(
      state,
      JSON.stringify({
        ...{ ...ids(draft, blueprint), evaluation_id: `${blueprint}-e`, decision },
        rubric_findings: [`${blueprint} was ${decision}`],
      }),
    );
  const critique = (draft: string, blueprint: string, revision: number): Promise<string> =>
    putText(
      state,
      JSON.stringify({
        ...{ ...ids(draft, blueprint), critique_id: `${blueprint}-c`, revision },
        ...{
          blocking_reason: `${blueprint} forgets refunds`,
          required_changes: ['Design refunds.'],
          references: ['x'],
        },
      }),
    );
  const candidate = (
    id: string,
    revision: number,
    more: Omit<Candidate, 'id' | 'revision' | 'packet' | 'markdown'>,
  ) => ({
    ...{ id, revision, packet: LOST, markdown: LOST },
    ...more,
  });
  const rejected = async (draft: string, blueprint: string, revision: number, resolvedBy?: string) =>
    candidate(blueprint, revision, {
      state: 'rejected',
      evaluation: { id: `${blueprint}-e`, sha256: await judged(draft, blueprint, 'rejected') },
      critique: {
        ...{ id: `${blueprint}-c`, sha256: await critique(draft, blueprint, revision) },
        ...(resolvedBy === undefined ? {} : { resolvedBy, resolvedAt: '2026-01-03T00:00:00Z' }),
      },
    });
  const evaluation = { id: 'd1-r2-e', sha256: await judged('d1', 'd1-r2', 'approved') };
  await writeBlueprints(state, {
    ...{ schema: 1, root: ROOT },
    manifests: [{ id: 'shop-m', sha256: LOST, item: `spec/${ROOT}`, drafts: ['d1', 'd2', 'd3', 'd4'] }],
    drafts: [
      {
        ...{ id: 'd1', manifest: 'shop-m' },
        candidates: [
          await rejected('d1', 'd1-r1', 1, 'd1-r2'),
          candidate('d1-r2', 2, { state: 'approved', evaluation }),
        ],
        promotion: { blueprint: 'd1-r2', task: 't1', sha256: LOST, at: '2026-01-03T00:00:00Z' },
      },
      { id: 'd2', manifest: 'shop-m', candidates: [await rejected('d2', 'd2-r1', 1)] },
      { id: 'd4', manifest: 'shop-m', candidates: [candidate('d4-r1', 1, { state: 'candidate' })] },
      {
        ...{ id: 'd5', manifest: null },
        candidates: [candidate('d5-r1', 1, { state: 'rejected', critique: { id: 'd5-r1-c', sha256: LOST } })],
      },
    ],
  });
  await writeRequirements(state, {
    ...{ schema: 1, root: ROOT },
    plans: [
      {
        item: `spec/${ROOT}`,
        sources: [{ id: 'S1', field: null, text: 'Pay.' }],
        requirements: [{ id: 'R1', sources: ['S1'], text: 'pay' }],
        none: [],
      },
    ],
    works: [],
  });
  put('blueprints/drafts/approved/d1.md', draftText('d1'));
  put('blueprints/drafts/blocked/d2.md', draftText('d2'));
  put('blueprints/drafts/queue/d3.md', draftText('d3'));
  put('blueprints/drafts/active/d4.md', draftText('d4'));
  put('blueprints/drafts/blocked/d5.md', draftText('d5'));
  put('tasks/done/t1.md', taskText('t1', `Root-Spec-ID: ${ROOT}\n`));
  put('tasks/done/alone.md', taskText('alone'));
});

const shown = async (id: string): Promise<string> => (await show(context, {}, id)).lines.join('\n');

describe('queue show', () => {
  it('tells of an approved draft its revisions, and the task that it became', async () => {
    const text = await shown('d1');
    expect(text).toMatch(/blueprint +revision 2, approved\n/);
    expect(text).toMatch(/became +task\/t1\n/);
    expect(text).toContain('  revision 1, rejected: millrace-agents/blueprints/packets/rejected/d1-r1.md\n');
    expect(text).toMatch(/critique +answered by d1-r2; millrace-agents\/blueprints\/critiques\/resolved\/d1-r1-c.json/);
    expect(text).toMatch(/finding +d1-r2 was approved/);
    expect(await shown('t1')).toMatch(/comes of +blueprint_draft\/d1, by blueprint d1-r2$/m);
  });

  it('tells of a rejected one why, and what its critique wants', async () => {
    const text = await shown('d2');
    expect(text).toMatch(/blueprint +revision 1, rejected\nrejected +d2-r1 forgets refunds\n/);
    expect(text).toMatch(/wants +Design refunds\.\n?/);
    expect(text).not.toMatch(/wants +x/);
    expect(text).not.toMatch(/^became/m);
  });

  it('tells of one that nobody worked out, of one that nobody judged, and of one whose texts are lost', async () => {
    expect(await shown('d3')).toMatch(/blueprint +none so far\n/);
    expect(await shown('d3')).toMatch(/manifest +millrace-agents\/blueprints\/manifests\/shop-m.json/);
    expect(await shown('d4')).toMatch(/blueprint +revision 1, waits to be judged\n/);
    expect(await shown('d5')).toMatch(/reason +its text is lost/);
  });

  it('believes nothing that lies among the files for people', async () => {
    put(
      'blueprints/packets/approved/d2-r9.json',
      JSON.stringify({ blueprint_id: 'd2-r9', draft_id: 'd2', revision: 9 }),
    );
    put('blueprints/promotions/d2-r9.json', JSON.stringify({ draft_id: 'd2', generated_task_id: 'forged' }));
    put('blueprints/critiques/open/d2-r1-c.json', JSON.stringify({ blocking_reason: 'all is well' }));
    const text = await shown('d2');
    expect(text).not.toMatch(/r9|forged|all is well/);
  });

  it('names work of no root as that', async () => {
    expect(await shown('alone')).toMatch(/lineage +none: it stands alone$/m);
  });
});

describe('lineage show', () => {
  it('lists the drafts of a root, and what became of each', async () => {
    const { lines, data } = await showLineage(context, {}, ROOT);
    const text = lines.join('\n').replace(/\n +/g, ' ');
    expect(text).toMatch(/d1, done: 2 blueprints, the last approved, became task\/t1/);
    expect(text).toMatch(/d2, blocked: 1 blueprint, the last rejected/);
    expect(text).toMatch(/d3, queued(?!:)/);
    expect(text).toMatch(/d4, active: 1 blueprint, the last waits to be judged/);
    expect(data).toMatchObject({ drafts: expect.arrayContaining([expect.objectContaining({ id: 'd1', task: 't1' })]) });
  });

  it('says of an item that is no root where it belongs', async () => {
    await expect(showLineage(context, {}, 't1')).rejects.toThrow('task t1 is no root; its root is shop.');
    await expect(showLineage(context, {}, 'd3')).rejects.toThrow('blueprint_draft d3 is no root; its root is shop.');
    await expect(showLineage(context, {}, 'alone')).rejects.toThrow('task alone is no root, and belongs to none.');
  });
});
