// A packet fits its outcome, its probe and the one document that it names, or it is refused with the reason.
import { describe, expect, it } from 'vitest';
import { parseDocument } from '../documents/parse.js';
import { checkPacket, handedOn } from './recon-packet.js';

const packet = (changes: Record<string, string | null> = {}): string => {
  const fields: Record<string, string | null> = {
    ...{ 'Recon-Packet-ID': 'rp-1', 'Probe-ID': 'p1', Decision: 'noop', 'Handoff-Target': 'noop' },
    ...{ Confidence: 'high', 'Risk-Level': 'low', 'Request-Summary': 'x', 'Interpreted-Goal': 'y' },
    ...{ 'Created-At': '2026-01-01T00:00:00Z', 'Created-By': 'recon' },
    ...{ 'Relevant-Paths': '\n- src/a | main file', 'Semantic-Invariants': '\n- none' },
    ...changes,
  };
  const lines = Object.entries(fields).flatMap(([label, value]) => (value === null ? [] : [`${label}: ${value}`]));
  return `# Packet\n\n${lines.join('\n')}\n`.replaceAll(': \n', ':\n');
};

const toExecution = { Decision: 'to_execution', 'Handoff-Target': 'execution', 'Emitted-Task-ID': 't1' };
const toPlanning = { Decision: 'to_planning', 'Handoff-Target': 'planning', 'Emitted-Spec-ID': 's1' };
const blocked = { Decision: 'blocked', 'Handoff-Target': 'blocked' };

describe('a recon packet', () => {
  it.each([
    ['RECON_TO_EXECUTION', toExecution, { family: 'task', id: 't1' }],
    ['RECON_TO_PLANNING', toPlanning, { family: 'spec', id: 's1' }],
    ['RECON_NOOP', {}, null],
    ['RECON_BLOCKED', blocked, null],
    ['BLOCKED', blocked, null],
  ])('fits %s', (outcome, changes, document) => {
    expect(checkPacket(packet(changes), outcome, 'p1')).toEqual({ ok: true, packet: 'rp-1', document });
  });

  it.each<[string, Record<string, string | null> | null, string]>([
    ['that is missing', null, 'not there'],
    ['of another probe', { 'Probe-ID': 'p2' }, 'about probe p2'],
    ['of another decision', blocked, 'Decision is blocked, and RECON_NOOP needs noop'],
    ['that says two things', { 'Handoff-Target': 'planning' }, 'Handoff-Target is planning'],
    ['with a document too many', { 'Emitted-Task-ID': 't1' }, 'Emitted-Task-ID is there'],
    ['without a field', { Confidence: null }, '`Confidence` is missing'],
    ['with an unsafe id', { 'Recon-Packet-ID': '../x' }, 'not a safe id'],
    ['with an empty list', { 'Semantic-Invariants': null }, '`Semantic-Invariants` is missing'],
    ['without reasons', { 'Relevant-Paths': '\n- src/a' }, 'Every item of Relevant-Paths'],
    ['by somebody else', { 'Created-By': 'builder' }, 'not one of recon'],
  ])('%s is refused', (_, changes, words) => {
    const checked = checkPacket(changes === null ? null : packet(changes), 'RECON_NOOP', 'p1');
    expect(checked).toEqual({ ok: false, detail: expect.stringContaining(words) });
  });

  it('that hands on without naming the document is refused', () => {
    const checked = checkPacket(packet({ ...toPlanning, 'Emitted-Spec-ID': null }), 'RECON_TO_PLANNING', 'p1');
    expect(checked).toMatchObject({ detail: expect.stringContaining('Emitted-Spec-ID is missing') });
  });
});

it('a document that is handed on says where it comes from, and a spec is a root unless it says otherwise', () => {
  const document = (family: string, fields: Record<string, string>) =>
    handedOn({ family, id: 'd', title: 'D', fields: { ...fields, References: ['README.md'] }, body: 'b' }, 'rp', 'p');
  const shown = ['README.md', 'millrace-agents/recon/packets/rp.md', 'millrace-agents/probes/done/p.md'];
  expect(document('task', {}).fields).toEqual({
    'Root-Intake-Kind': 'probe',
    'Root-Intake-ID': 'p',
    References: shown,
  });
  expect(document('spec', { 'Source-Type': 'manual' }).fields).toMatchObject({
    'Source-Type': 'probe',
    'Root-Spec-ID': 'd',
  });
  expect(document('spec', { 'Root-Spec-ID': 'r' }).fields).toMatchObject({ 'Source-ID': 'p', 'Root-Spec-ID': 'r' });
});

it('labels of packets are text in a work document', () => {
  const text =
    '# P\n\nProbe-ID: p\nSummary: s\nRequest: r\nCreated-At: 2026-01-01T00:00:00Z\nCreated-By: t\n\nDecision: later\n';
  expect(parseDocument('probe', text)).toMatchObject({ ok: true, document: { body: 'Decision: later' } });
});
