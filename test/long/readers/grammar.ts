// Texts that look like what a reader expects and go wrong in every way: drawn from a seed, so that each can be had again.

export type Grammar = 'document' | 'json' | 'events' | 'message' | 'toml' | 'yaml';

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
      return value(dice, 3);
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

/** Of some lines, each of them right or wrong. */
export const drawn = (grammar: Grammar, dice: Dice): string =>
  Array.from({ length: 1 + dice(40) }, () => piece(grammar, dice)).join('');

/** One short pattern, again and again: what a reader that looks back or ahead takes for ever over. */
export function pumped(grammar: Grammar, dice: Dice, length: number): string {
  const pattern = Array.from({ length: 1 + dice(3) }, () => piece(grammar, dice)).join('') || ' ';
  const head = dice(2) === 0 ? '' : piece(grammar, dice);
  return head + pattern.repeat(Math.ceil(length / pattern.length)).slice(0, length);
}
