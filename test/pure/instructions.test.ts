// What ships as text speaks of documents, fields, lines of the prompt, files, folders and commands: each is looked up where the code has
// it, so that no agent is told a name that the runtime does not know.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { renderPrompt } from '../../agents/prompt.js';
import { runnerFiles } from '../../agents/desk/kept.js';
import { createProgram } from '../../cli/whole-program.js';
import { checkDisposition } from '../../core/artifacts/disposition.js';
import { noBlueprints } from '../../core/artifacts/blueprint/record.js';
import { recordPart } from '../../core/artifacts/blueprint/told.js';
import { BLUEPRINT_ITEM } from '../../core/artifacts/blueprint/forms.js';
import { formFault } from '../../core/artifacts/form-fault.js';
import { judgementFaults } from '../../core/artifacts/judgement.js';
import { rubricOf } from '../../core/artifacts/rubric.js';
import { own } from '../../core/own.js';
import { CRITERION_STATES } from '../../core/artifacts/verdict.js';
import { deskFolders, RUNTIME_DIR, runArtifacts, runtimePaths } from '../../core/contracts/paths.js';
import { foldersOf } from '../../core/contracts/families.js';
import { DOCUMENT_FAMILIES, familyFields, isKnownLabel, RECON_PACKET } from '../../core/documents/fields.js';
import { labelled, splitLines } from '../../core/documents/lines.js';
import { criteriaOf } from '../../core/requirements/judged.js';
import { planHoles } from '../../core/requirements/holes.js';
import { readMapping } from '../../core/requirements/mapping.js';
import { servedBy } from '../../core/requirements/record.js';
import { numberedSource } from '../../core/requirements/shown.js';
import { parseDocument, parseReconPacket } from '../../core/documents/parse.js';
import { NOT_STATED } from '../../core/documents/wanted.js';
import { readArtifacts } from '../../core/plan/sources/artifacts.js';
import { readStageKind, type StageKind } from '../../core/plan/sources/stage-kind.js';
import { LAYOUT_FOLDERS } from '../../disk/layout.js';
import { shippedSources } from '../support/plan.js';
import { stageRequest } from '../support/stage-request.js';

const sources = shippedSources();
const stages = sources.stages.flatMap((file) => readStageKind(file, []) ?? []);
const skills = sources.skills.map(({ path, text }) => ({ id: path.split('/').at(-2) ?? '', text }));
const texts: [string, string][] = [
  ...stages.map(({ id, instructions }): [string, string] => [`stage ${id}`, instructions]),
  ...skills.map(({ id, text }): [string, string] => [`skill ${id}`, text]),
];
const artifacts = readArtifacts(sources.artifacts, []);
const filesOf = (id: string): readonly string[] => artifacts.get(id)?.files ?? [];

const blocks = (text: string, language: string): string[] =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map((match) => match[1] ?? '');
/** What stands in back-ticks within lines; in several lines where it is broken. */
const codes = (text: string): string[] =>
  [...text.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/`([^`]+)`/g)].map((match) =>
    (match[1] ?? '').replace(/\s+/g, ' '),
  );

describe.each(stages.map((stage) => [stage.id, stage] as const))('an example of %s', (_, stage) => {
  it.each(blocks(stage.instructions, 'text').map((text) => [text.split('\n')[0] ?? '', text] as const))(
    'is a document that the stage may leave: %s',
    (_title, text) => {
      const readers = stage.artifacts.includes('recon_packet') ? [parseReconPacket] : [];
      const families = stage.emits.map((family) => (one: string) => parseDocument(family, one));
      const read = [...readers, ...families].map((parse) => parse(text)).filter(({ ok }) => ok);
      expect(read).toHaveLength(1);
    },
  );

  it('is there for every family that the stage may leave', () => {
    const shown = blocks(stage.instructions, 'text');
    for (const family of stage.emits)
      expect(
        shown.filter((text) => parseDocument(family, text).ok),
        family,
      ).not.toEqual([]);
  });

  it.each(blocks(stage.instructions, 'json').map((text) => [text.split('\n')[2]?.trim() ?? '', text] as const))(
    'is an artifact that the stage leaves, and that the runtime would take: %s',
    (_kind, text) => expect(problemOf(stage, text)).toBeNull(),
  );
});

it('a criterion of a rubric is shown as it is read', () => {
  const shown = codes(stages.find(({ id }) => id === 'arbiter')?.instructions ?? '').filter((code) =>
    code.startsWith('- C1'),
  );
  expect(shown.map(rubricOf)).toMatchObject([{ criteria: [{ id: 'C1', requirements: ['R1', 'S4'] }] }]);
});

/** What the real reader of the artifact says; null when it takes it. */
function problemOf({ id, artifacts: declared, outcomes }: StageKind, text: string): string | null {
  const value = JSON.parse(text) as Record<string, unknown>;
  if (typeof value['result'] === 'string') {
    const { root_spec_id: root, result: outcome } = value;
    const said = {
      root: String(root),
      outcome: String(outcome),
      resultClass: own(outcomes, String(outcome)) ?? 'blocked',
    };
    const { form, contradictions } = judgementFaults({ rubric: '- C1: one\n- C2: two', verdict: text }, said);
    return [...form, ...contradictions].join(' ') || null;
  }
  if (!declared.includes(String(value['kind']))) return `${id} leaves no ${String(value['kind'])}`;
  if (value['created_by'] !== id) return `it is by ${String(value['created_by'])}`;
  const kind = String(value['kind']);
  const about = String(value[own<string>(BLUEPRINT_ITEM, kind) ?? '']);
  const fault = formFault(kind, text, { item: about, outcome: 'none', resultClass: 'recoverable_failure' });
  if (fault !== null || kind !== 'planner_disposition') return fault;
  const source = { family: String(value['source_work_item_family_id']), id: String(value['source_work_item_id']) };
  const said = checkDisposition(text, Object.keys(outcomes)[0] ?? '', source, []);
  return said.ok ? null : said.detail;
}

/** Labels of every document that a stage reads or leaves; those of a draft stand in its example. */
const labels = new Set([
  ...['task', 'spec', 'probe', 'incident', 'learning_request', 'blueprint_draft'].flatMap(
    (family) => familyFields(family)?.fields.map(({ label }) => label) ?? [],
  ),
  ...RECON_PACKET.fields.map(({ label }) => label),
]);
const drafts = stages.filter(({ emits }) => emits.includes('blueprint_draft')).map(({ instructions }) => instructions);
/** Of a draft: free text to the runtime, and agreed between the two stages. */
const agreed = new Set([
  ...drafts
    .flatMap((text) => blocks(text, 'text'))
    .flatMap((text) => splitLines(text).map((line) => labelled(line)?.label)),
  ...['Verification-Intent', 'Dependency-Notes', 'Integration-Boundary-Notes'],
]);

const NOTHING = { files: [], command: 'c' };

/** A prompt that has every line which one of that stage can have. */
const promptOf = ({ id, emits, artifacts: leaves, role, families }: StageKind): string =>
  renderPrompt({
    request: stageRequest({
      ...{ node: `${id}_again`, kind: id, emits, artifacts: leaves },
      ...(role === 'repair' || role === 'escalate'
        ? { resume: { BLOCKED: { by: ['Resume-At'], to: ['builder'] } } }
        : {}),
    }),
    ...{ instructions: 'i', skills: [{ id: 's', text: 't' }], document: { path: '/d', text: '# d' } },
    ...{ runDir: '/r', outboxDir: '/o', earlier: ['e'], troubleshootReportPath: '/t', remarks: ['r'] },
    changed: { whose: leaves.includes('verdict') ? 'Root' : 'Task', whole: NOTHING, last: { ...NOTHING, node: 'n' } },
    requirements: leaves.includes('planner_disposition')
      ? numberedSource([{ id: 'S1', field: null, text: 's' }], [])
      : null,
    blueprint: families.includes('blueprint_draft') ? recordPart(noBlueprints('r'), 'd', null, 'earlier') : null,
    closure: leaves.includes('verdict')
      ? { rootSpecId: 'r', targetPath: '/t', rubricPath: '/u', verdictPath: '/v', reportPath: '/w' }
      : null,
  });
const linesIn = (prompt: string): string[] =>
  [...prompt.matchAll(/^([A-Z][A-Za-z ]+): /gm)].map((match) => match[1] ?? '');
const linesOf = new Map(stages.map((stage) => [`stage ${stage.id}`, linesIn(promptOf(stage))]));
/** A skill may be given to any stage. */
const allLines = [...linesOf.values()].flat();

const WORD = /^[A-Z][A-Za-z]*$/;

describe.each(texts)('%s', (name, text) => {
  it('names only fields that there are', () => {
    const named = codes(text).filter((code) => code.includes('-') && code.split('-').every((part) => WORD.test(part)));
    for (const label of named) expect(labels.has(label) || agreed.has(label) || isKnownLabel(label), label).toBe(true);
  });

  it('names only lines that there are in its prompt', () => {
    const named = codes(text).filter((code) => code.includes(' ') && code.split(' ').every((part) => WORD.test(part)));
    for (const line of named) expect(linesOf.get(name) ?? allLines, line).toContain(line);
  });

  it('names only folders and files that the layout has', () => {
    const named = [...text.matchAll(/millrace-agents\/((?:<[^>]*>|[^\s`"<,;)])*)/g)].map((match) => match[1] ?? '');
    for (const path of named) expect(isOfLayout(path.replace(/[.:]$/, '')), path).toBe(true);
  });

  it('names only commands and options that there are', () => {
    for (const command of codes(text).flatMap(commandIn)) expect(unknownIn(command), command.join(' ')).toBeNull();
  });
});

/** `queue/<id>` as well as `queue/T-1`. */
function isOfLayout(path: string): boolean {
  if (path === '') return true;
  const [first = '', second = ''] = path.split('/').filter((part) => part !== '');
  const own = [...DOCUMENT_FAMILIES, 'blueprint_draft'].map((family) => foldersOf(family).folder);
  const config = [runtimePaths.config, 'modes', 'graphs', 'stages', 'skills', 'families'];
  const tops = [...own, ...LAYOUT_FOLDERS, ...config].map((folder) => folder.split('/'));
  if (!tops.some(([top]) => top === first)) return false;
  if (first !== runtimePaths.runs) return true;
  const rest = path
    .split('/')
    .slice(2)
    .filter((part) => part !== '')
    .join('/');
  return rest === '' || second === '' || isInRun(rest);
}

const isInRun = (file: string): boolean =>
  known.has(file) || /^runner_(?:events|prompt)\.\*$/.test(file) || file.split('/')[0] === runArtifacts.stageResults;

/** Files that a stage leaves, or that the runtime shows of one. */
const known = new Set([
  ...[...artifacts.values()].flatMap(({ files }) => files),
  ...Object.values(runnerFiles('')).map((file) => file.replace(/^\//, '')),
  ...[runArtifacts.noWork, runArtifacts.requirements, runArtifacts.skillSources],
]);

const SNAKE = /^[a-z]+(?:_[a-z]+)+$/;

/** Every key and every text of a JSON value. */
const wordsOf = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? [...(Array.isArray(value) ? [] : Object.keys(value)), ...Object.values(value).flatMap(wordsOf)]
      : [];

const sourceOf = (file: string): string => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
/** What the sources call by these names: fields of a stage's result, choices of an artifact, values of a document. */
const written = ['activities/stage/outcome.ts', 'core/artifacts/disposition.ts', 'core/documents/fields.ts'].map(
  sourceOf,
);
const jsonWords = new Set([
  ...stages.flatMap(({ instructions }) => blocks(instructions, 'json').flatMap((text) => wordsOf(JSON.parse(text)))),
  ...(written.join('\n').match(/[a-z]+(?:_[a-z]+)+/g) ?? []),
  ...[...DOCUMENT_FAMILIES, 'blueprint_draft', ...CRITERION_STATES],
]);
/** Of a table that says what each means: choices that stages agree on among themselves. */
const choicesIn = (text: string): string[] => [...text.matchAll(/^ *\| `(\w+)`/gm)].map((match) => match[1] ?? '');

describe.each(stages.map((stage) => [stage.id, stage] as const))('the stage %s', (_, stage) => {
  const text = stage.instructions;

  it('names only files that stages leave, or that are shown of them', () => {
    const named = codes(text).flatMap((code) => /^(?:[^\s]*\/)?([a-z_]+\.(?:md|json|txt))$/.exec(code)?.[1] ?? []);
    for (const file of named) expect([...known], file).toContain(file);
  });

  it('is told of everything that it declares, by the name to write', () => {
    const preferred: Record<string, string> = {
      ...{
        rubric: 'Preferred Rubric Path',
        verdict: 'Preferred Verdict Path',
        arbiter_report: 'Preferred Report Path',
      },
    };
    for (const id of stage.artifacts) expect(text, id).toContain(preferred[id] ?? `\`${filesOf(id)[0] ?? ''}`);
  });

  it('is told what each of its outcomes means, and of no other', () => {
    const told = codes(text).flatMap((code) => /^### (\w+)$/.exec(code)?.[1] ?? []);
    expect(new Set(told)).toEqual(new Set(Object.keys(stage.outcomes)));
  });

  it('names only keys and values of JSON that an example shows, or that the runtime writes or reads', () => {
    for (const word of codes(text).filter((code) => SNAKE.test(code)))
      expect([...jsonWords, ...choicesIn(text)], word).toContain(word);
  });

  it('is told of an outbox only where it may leave something there', () => {
    expect(text.includes('Outbox Directory')).toBe(stage.emits.length > 0);
  });

  it('is told to write nowhere under our folder but on its desk', () => {
    const flat = text.replace(/\s+/g, ' ');
    expect(flat).toMatch(/change nothing under `millrace-agents\//i);
    for (const folder of flat.matchAll(/(?:put|write|move|place)[^.;:]*? (?:at|in|into) `millrace-agents\//gi))
      expect(folder[0]).toBe('');
  });
});

/** Words of a value that nobody stated: whoever builds, checks or plans by it knows them. */
it.each(['builder', 'integrator', 'checker', 'fixer', 'doublechecker', 'planner', 'manager', 'arbiter'])(
  '%s knows what nobody stated',
  (id) => {
    expect(stages.find((stage) => stage.id === id)?.instructions).toContain(`\`${NOT_STATED}\``);
  },
);

it('a manager without tasks is told one thing of it', () => {
  const manager = stages.find(({ id }) => id === 'manager')?.instructions ?? '';
  expect(manager).not.toMatch(/without tasks is never|never complete/);
  expect(manager.match(/`no_work\.md`/g)).toHaveLength(2);
});

const instructionsOf = (id: string): string => stages.find((stage) => stage.id === id)?.instructions ?? '';

it('the mapping that a planner is shown is one that nothing is asked about', () => {
  const [example = ''] = blocks(instructionsOf('planner'), 'markdown');
  const sources = ['S1', 'S2', 'S3', 'S4'].map((id) => ({ id, field: null, text: 's' }));
  expect(planHoles(sources, readMapping(example, 'S'), new Set())).toBeNull();
  expect(instructionsOf('planner')).toContain('`planner_report.md`');
});

it('the task and the line that a manager is shown serve requirements', () => {
  const [example = ''] = blocks(instructionsOf('manager'), 'text');
  const read = parseDocument('task', example);
  expect(read.ok && servedBy(read.document)).toEqual(['R1', 'R2']);
  const lines = codes(instructionsOf('manager')).flatMap((code) => readMapping(code, 'R').none);
  expect(lines).toEqual([{ of: ['R3'], why: 'where you saw it' }]);
});

it('the criterion that an Arbiter is shown names what it is about', () => {
  const found = codes(instructionsOf('arbiter'))
    .flatMap(criteriaOf)
    .filter(({ requirements }) => requirements.length > 0);
  expect(found.map(({ id, requirements }) => [id, ...requirements])).toEqual([['C1', 'R1', 'S4']]);
});

it('the desk has the folders that the instructions name', () => {
  expect(Object.values(deskFolders)).toEqual(['outbox', 'earlier']);
  expect(RUNTIME_DIR).toBe('millrace-agents');
});

/** The words of a command line of ours, alternatives apart. */
function commandIn(code: string): string[][] {
  if (!code.startsWith('millrace ')) return [];
  return [code.replace(/[[\]]/g, '').split(' ').slice(1)];
}

/** The first word of it that the command tree does not know; null when it knows all. */
function unknownIn(words: readonly string[]): string | null {
  const program = createProgram(false);
  let command = program;
  let isValue = false;
  for (const [index, word] of words.entries()) {
    const option = [...command.options, ...program.options].find(({ long }) => long === word);
    const below = command.commands.find((one) => one.name() === word);
    if (isValue || word === 'COMMAND') isValue = false;
    else if (option !== undefined) isValue = option.required || option.optional;
    else if (word.startsWith('--')) return word === '--help' ? null : word;
    else if (below !== undefined) command = below;
    else if (index === 0 || (command.commands.length > 0 && command.registeredArguments.length === 0)) return word;
  }
  return null;
}

it('the page on documents names only commands that there are', () => {
  const page = readFileSync(new URL('../../docs/documents.md', import.meta.url), 'utf8');
  for (const command of codes(page).flatMap(commandIn)) expect(unknownIn(command), command.join(' ')).toBeNull();
  expect(unknownIn(['frobnicate'])).toBe('frobnicate');
  expect(unknownIn(['queue', 'lst'])).toBe('lst');
  expect(unknownIn(['queue', 'ls', '--al'])).toBe('--al');
});
