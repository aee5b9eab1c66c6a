// Everything that reads what an agent, a document, a repository or a provider wrote. Each takes any text and never throws.
import { codexReader } from '../../../agents/codex/events.js';
import { classifyCodex } from '../../../agents/codex/classify.js';
import { codexSaid } from '../../../agents/codex/said.js';
import { classifyPi } from '../../../agents/pi/classify.js';
import { piReader } from '../../../agents/pi/events.js';
import { piSaid } from '../../../agents/pi/said.js';
import type { HostEnd } from '../../../agents/adapter.js';
import { redact } from '../../../agents/redact.js';
import { retryAt } from '../../../agents/retry-at.js';
import { inert } from '../../../cli/render/inert.js';
import { readFront } from '../../../core/assets/skill-front.js';
import { checkDisposition } from '../../../core/artifacts/disposition.js';
import { checkPacket } from '../../../core/artifacts/recon-packet.js';
import { evidenceProblem } from '../../../core/artifacts/verdict.js';
import { approvalIn } from '../../../core/contracts/approval-file.js';
import { checkFile } from '../../../core/documents/check.js';
import { dependsOnIn } from '../../../core/documents/depend.js';
import { documentHead } from '../../../core/documents/head.js';
import { specOfIdea } from '../../../core/documents/idea.js';
import { parseDocument, parseJsonDocument, parseReconPacket } from '../../../core/documents/parse.js';
import { renderDocument } from '../../../core/documents/render.js';
import { readMarker } from '../../../core/outcome/marker.js';
import { readResume } from '../../../core/outcome/resume.js';
import { jsonLines, jsonObject } from '../../../core/json-lines.js';
import { readConfig } from '../../../core/plan/sources/config.js';
import type { Diagnostic } from '../../../core/plan/diagnostics.js';
import { readFamily } from '../../../core/plan/sources/family.js';
import { readGraph } from '../../../core/plan/sources/graph.js';
import { readMode } from '../../../core/plan/sources/mode.js';
import { readStageKind } from '../../../core/plan/sources/stage-kind.js';
import { editToml } from '../../../core/toml/edit.js';
import { statementsOf } from '../../../core/toml/statements.js';
import type { Source } from './grammar.js';
import { MORE_READERS } from './more-readers.js';

export interface Reader extends Source {
  name: string;
  read(text: string): unknown;
}

const AT = '2026-11-01T09:00:00.000Z';
const END: HostEnd = { kind: 'exited', exitCode: 1, signal: null, startedAt: AT, endedAt: AT };
const LEGAL = ['BUILDER_COMPLETE', 'BLOCKED'];
const FAMILIES = ['task', 'spec', 'incident', 'probe'] as const;

const source = (name: string, text: string) => ({ path: name, text, origin: 'workspace' as const });
const told = <T>(read: (diagnostics: Diagnostic[]) => T): T => read([]);

/** A document that was read is written again and read once more: the same comes out. */
function roundTrip(family: string, text: string): void {
  const first = parseDocument(family, text);
  if (!first.ok) return;
  const again = parseDocument(family, renderDocument(first.document));
  if (!again.ok) throw new Error(`a ${family} that was rendered is refused: ${JSON.stringify(again.problems)}`);
  const [a, b] = [JSON.stringify(first.document), JSON.stringify(again.document)];
  if (a !== b) throw new Error(`a ${family} that was rendered says something else:\n${a}\n${b}`);
}

function events(reader: { take: (part: { text: string }) => void; events: () => unknown }, text: string): void {
  reader.take({ text });
  reader.events();
}

const documents: Reader[] = [
  ...FAMILIES.map((family): Reader => {
    return { name: `document/${family}`, grammar: 'document', read: (text) => roundTrip(family, text) };
  }),
  { name: 'document/json', grammar: 'json', read: (text) => parseJsonDocument('task', text) },
  { name: 'document/bytes', grammar: 'document', read: (text) => checkFile('task', 'id', Buffer.from(text, 'latin1')) },
  { name: 'document/head', grammar: 'document', read: (text) => documentHead('task', text) },
  { name: 'document/depends-on', grammar: 'document', read: (text) => dependsOnIn('task', text) },
  { name: 'idea', grammar: 'document', read: (text) => renderDocument(specOfIdea(text, text.slice(0, 300), ORIGIN)) },
];
const ORIGIN = { id: 'idea-x', createdAt: AT, createdBy: 'ada', references: [], revises: null };

const artifacts: Reader[] = [
  {
    name: 'recon packet',
    grammar: 'document',
    read: (text) => [parseReconPacket(text), checkPacket(text, 'RECON', 'p')],
  },
  {
    name: 'disposition',
    grammar: 'record',
    record: 'disposition',
    read: (text) => checkDisposition(text, 'PLANNER_COMPLETE', SPEC, []),
  },
  {
    ...{ name: 'verdict', grammar: 'record', record: 'verdict' },
    read: (text) => evidenceProblem({ verdict: text, rubric: 'r', report: 'r' }, 'r', 'R'),
  },
  { name: 'approval file', grammar: 'record', record: 'approval', read: (text) => approvalIn(jsonObject(text)) },
  { name: 'json lines', grammar: 'events', read: jsonLines },
];
const SPEC = { family: 'spec', id: 'x' };

const words: Reader[] = [
  { name: 'marker', grammar: 'message', read: (text) => readMarker(text, LEGAL) },
  { name: 'resume line', grammar: 'message', read: (text) => readResume(text, ['Resume-Node', 'resume']) },
  { name: 'retry at', grammar: 'message', read: (text) => retryAt(text, AT) },
  { name: 'secrets', grammar: 'message', read: (text) => redact(text, { API_KEY: 'CANARY0123456789', OTHER: 'x' }) },
  { name: 'terminal', grammar: 'message', read: inert },
  { name: 'codex events', grammar: 'events', read: (text) => events(codexReader(), text) },
  { name: 'codex said', grammar: 'events', read: (text) => text.split('\n').map(codexSaid) },
  { name: 'codex failure', grammar: 'events', read: (text) => classifiedCodex(text) },
  { name: 'pi events', grammar: 'events', read: (text) => events(piReader(), text) },
  { name: 'pi said', grammar: 'events', read: (text) => text.split('\n').map(piSaid) },
  { name: 'pi failure', grammar: 'events', read: (text) => classifiedPi(text) },
];

function classifiedCodex(text: string): unknown {
  const reader = codexReader();
  reader.take({ text });
  return classifyCodex(END, reader.events(), text);
}

function classifiedPi(text: string): unknown {
  const reader = piReader();
  reader.take({ text });
  return classifyPi(END, reader.events(), text);
}

const ground: Reader[] = [
  { name: 'millrace.toml', grammar: 'toml', read: (text) => told((into) => readConfig('millrace.toml', text, into)) },
  {
    name: 'stage kind',
    grammar: 'toml',
    read: (text) => told((into) => readStageKind(source('stages/x.md', `+++\n${text}\n+++\n`), into)),
  },
  { name: 'graph', grammar: 'toml', read: (text) => told((into) => readGraph(source('graphs/x.toml', text), into)) },
  { name: 'mode', grammar: 'toml', read: (text) => told((into) => readMode(source('modes/x.toml', text), into)) },
  {
    name: 'family',
    grammar: 'toml',
    read: (text) => told((into) => readFamily(source('families/x.toml', text), into)),
  },
  {
    name: 'toml statements',
    grammar: 'toml',
    read: (text) => [statementsOf(text), editToml(text, { path: ['a', 'b'], value: 1 })],
  },
  { name: 'skill front matter', grammar: 'yaml', read: (text) => readFront(`---\n${text}\n---\n`) },
];

export const READERS: readonly Reader[] = [...documents, ...artifacts, ...words, ...ground, ...MORE_READERS];
