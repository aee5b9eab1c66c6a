// Texts that look like what a reader expects and go wrong in every way: drawn from a seed, so that each can be had again.

import { spoiled } from '../../pure/hostile.js';
import { type RecordKind, RECORDS } from './records.js';

export type Grammar =
  'document' | 'json' | 'events' | 'message' | 'toml' | 'yaml' | 'record' | 'words' | 'moment' | 'address';

/** What the texts of a reader are made of; `record`: which one is spoiled. */
export interface Source {
  grammar: Grammar;
  record?: RecordKind;
}

export type Dice = (below: number) => number;

/** Mulberry32: the same numbers for the same seed, everywhere. */
export function diceOf(seed: number): Dice {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const NASTY = [
  ...['', ' ', '\t', '\r\n', '\u2028', '\u0000', '\ufeff', '\ud800', '\u202e', '\u061c', '\x1b]0;x\x07', '\x9b31m'],
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'a'.repeat(300), '../../etc', '-', '---', '+++', '$&'],
  ...['99999999999999999999', '-1', '1e999', '0001-01-01T00:00:00Z', '2026-11-01T09:00:00Z', 'NaN', '٣', '😀'],
];
const LABELS = [
  'Task-ID',
  'Spec-ID',
  'Incident-ID',
  'Probe-ID',
  'Depends-On',
  'Acceptance',
  'Created-At',
  'Created-By',
].concat([
  'Target-Paths',
  'Required-Checks',
  'References',
  'Risk',
  'Summary',
  'Goals',
  'Root-Spec-ID',
  'Tags',
  'Nonsense',
]);
const FENCES = ['```', '~~~', '`````', '```yaml', '<!--', '-->', '  ```', '> ```', '<!-- x -->', '<details>'];
const KEYS = [
  'type',
  'item',
  'id',
  'text',
  'message',
  'error',
  'usage',
  'input_tokens',
  'kind',
  'status',
  'task_id',
].concat(['depends_on', 'root_spec_id', 'result', 'schema_version', 'disposition', 'content', 'role', 'stopReason']);
const TYPES = ['thread.started', 'turn.failed', 'turn.completed', 'item.started', 'item.completed', 'error'].concat([
  'agent_message',
  'command_execution',
  'message_end',
  'agent_end',
  'tool_execution_start',
  'response',
]);
const SENTENCES = [
  'You have hit your usage limit.',
  'try again in 3 days 4 hours 1.5s',
  'Try again at 3:33 AM.',
  'overloaded',
]
  .concat([
    '### BUILDER_COMPLETE',
    '**### BLOCKED**',
    '`### BLOCKED`',
    '# BLOCKED',
    'Resume-Node: checker',
    '429',
    'retry-after: 1e9',
  ])
  .concat([
    'postgres://u:p@h/db',
    'sk-aaaaaaaaaaaaaaaaaaaaaaaa',
    '-----BEGIN RSA PRIVATE KEY-----',
    'eyJhbGciOiJIUzI1NiJ9.e30.x',
  ]);
const TOML_KEYS = [
  'id',
  'stages',
  'nodes',
  'runners.codex',
  'extra',
  '"a b"',
  "'q'",
  'entries',
  'bounds',
  'kind',
  'outcomes',
].concat(['a.b.c', 'x'.repeat(200)]);

const MOMENTS = [
  'at ',
  'in ',
  '3',
  '12',
  ' days',
  ' hours',
  'h',
  'm',
  ' am',
  'PM',
  ':',
  '05',
  ' (Europe/Berlin)',
  'Z',
  '+02:00',
].concat([
  '2026-11-01',
  'T09:00:00',
  '1779075200',
  'Nov',
  '1st',
  ',',
  ' and ',
  'an hour',
  'noon',
  'Friday',
  '.5',
  's',
  ' ',
]);
const ADDRESS = [
  'http://',
  'https://',
  'user',
  ':',
  '@',
  'db.example',
  '.example',
  '10.0.0.0',
  '/8',
  '[::1]',
  '*',
  ',',
  ' ',
].concat(['%2F', '%', 'pa$$word', '?sslmode=x', '#', '/', '\\', '\n', 'Bearer ', 'key=', ';', 'A'.repeat(40)]);

/** One piece of a text, usually a line. */
export function piece(grammar: Grammar, dice: Dice): string {
  const pick = <T>(all: readonly T[]): T => all[dice(all.length)] as T;
  const bad = (): string => (dice(3) === 0 ? pick(NASTY) : `w${dice(50)}`);
  switch (grammar) {
    case 'document':
      return pick([
        () => `# ${bad()}\n`,
        () => `${pick(LABELS)}: ${bad()}\n`,
        () => `${pick(LABELS)}:\n- ${bad()}\n* ${bad()}\n  - ${bad()}\n\n`,
        () => `${pick(FENCES)}\n`,
        () => `${bad()} ${bad()}\n`,
      ])();
    case 'json':
    case 'record':
      return value(dice, 3);
    case 'words':
      return pick([
        bad,
        () => pick(KEYS),
        () => pick(TYPES),
        () => pick(['.', '-', '_', '=', ' ', ')', '(', 'a', '0']),
      ])();
    case 'moment':
      return dice(12) === 0 ? bad() : pick(MOMENTS);
    case 'address':
      return dice(12) === 0 ? bad() : pick(ADDRESS);
    case 'events':
      return dice(6) === 0
        ? `${bad()}\n`
        : `{"type":"${pick(TYPES)}","item":${value(dice, 2)},"message":${value(dice, 2)}}\n`;
    case 'message':
      return pick([() => `${pick(SENTENCES)}\n`, () => `${bad()} `, () => `${pick(FENCES)}\n`])();
    case 'toml':
      return pick([
        () => `[${pick(TOML_KEYS)}]\n`,
        () => `[[${pick(TOML_KEYS)}]]\n`,
        () =>
          `${pick(TOML_KEYS)} = ${pick(['1', '"x"', 'true', '[1, "a"]', '{ a = 1 }', "'''\n", '"""\n', '1979-05-27', 'inf'])}\n`,
        () => `# ${bad()}\n`,
        () => bad(),
      ])();
    case 'yaml':
      return pick([
        () => `k${dice(1000)}: ${bad()}\n`,
        () => `name: ${bad()}\n`,
        () => `description: [${bad()}, {a: ${bad()}}]\n`,
        () => `a${dice(9)}: &a${dice(9)} [*a${dice(9)}, x]\n`,
        () => `? ${bad()}\n: |\n  ${bad()}\n`,
      ])();
  }
}

function value(dice: Dice, depth: number): string {
  const pick = <T>(all: readonly T[]): T => all[dice(all.length)] as T;
  if (depth === 0 || dice(3) === 0) {
    return pick([
      () => JSON.stringify(pick(NASTY)),
      () => String(dice(100)),
      () => 'null',
      () => JSON.stringify(pick(TYPES)),
    ])();
  }
  const some = Array.from({ length: dice(4) }, () => value(dice, depth - 1));
  if (dice(2) === 0) return `[${some.join(',')}]`;
  return `{${some.map((one) => `${JSON.stringify(dice(6) === 0 ? pick(NASTY) : pick(KEYS))}:${one}`).join(',')}}`;
}

/** A right one with up to three places spoiled. */
function record(kind: RecordKind, dice: Dice): string {
  let all: unknown = RECORDS[kind];
  for (let more = dice(4); more > 0; more -= 1) all = spoiled(all, dice(1000), dice(1000));
  return JSON.stringify(all) ?? '';
}

/** Of some pieces, each of them right or wrong. */
export function drawn({ grammar, record: kind }: Source, dice: Dice): string {
  if (kind !== undefined && dice(4) > 0) return record(kind, dice);
  if (grammar === 'json' && dice(2) === 0) return value(dice, 5);
  return Array.from({ length: 1 + dice(40) }, () => piece(grammar, dice)).join('');
}

/** One short pattern, again and again: what a reader that looks back or ahead takes for ever over. JSON stays JSON, or none would be read. */
export function pumped(source: Source, dice: Dice, length: number): string {
  const { grammar, record: kind } = source;
  const pattern = Array.from({ length: 1 + dice(3) }, () => piece(grammar, dice)).join('') || ' ';
  if ((kind !== undefined || grammar === 'json') && dice(2) === 0) return long(kind, dice, length);
  const head = dice(2) === 0 ? '' : piece(grammar, dice);
  return head + pattern.repeat(Math.ceil(length / pattern.length)).slice(0, length);
}

/** A record one of whose lists is long, or a text; or any long list. */
function long(kind: RecordKind | undefined, dice: Dice, length: number): string {
  const one = value(dice, 2);
  const list = `[${Array.from({ length: Math.ceil(length / (one.length + 1)) }, () => one).join(',')}]`;
  if (kind === undefined) return list;
  const of = RECORDS[kind] as Readonly<Record<string, unknown>>;
  const names = Object.keys(of);
  const name = names[dice(names.length)] ?? '';
  const was = of[name];
  const many = Array.isArray(was) ? Array.from({ length: Math.ceil(length / 100) }, () => was[0] as unknown) : list;
  return JSON.stringify({ ...of, [name]: many });
}
