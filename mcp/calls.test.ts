// What a client may send: whatever it is, it is answered, and only what has its form gets near the command line.
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { addMcp } from '../cli/tree/mcp.js';
import { effectOf } from '../cli/tree/effects.js';
import { Command } from 'commander';
import { callProblem } from '../test/docs/known-call.js';
import { openCalls } from './calls.js';
import { CHANGE_NAMES, CHANGES } from './tools/changes.js';
import { LOOKS } from './tools/looks.js';
import type { Tool } from './tools/tool.js';

const runs = vi.hoisted(() => ({ words: [] as string[][] }));
vi.mock('./run.js', () => ({
  runCommand: (_seat: unknown, { words }: { words: string[] }) => {
    runs.words.push(words);
    return Promise.resolve({ code: 0, stdout: '{"ok":true,"data":{}}', stderr: '', ended: null });
  },
}));

const ALL: readonly Tool[] = [...LOOKS, ...CHANGES];
const seat = { dir: '/nowhere', issuer: 'ann', globals: [], env: {}, callMs: 1000 };
const calls = openCalls(seat, new Set(CHANGE_NAMES));
const never = new AbortController().signal;

const text = fc.oneof(
  fc.constantFrom(
    '../x',
    '..',
    '/etc/passwd',
    '--debug',
    '-w',
    'T-1',
    'a b',
    '',
    ' ',
    'x\0y',
    '$(id)',
    '\u202e',
    '__proto__',
  ),
  fc.string(),
  fc.constant('x'.repeat(1 << 21)),
);
const anything = fc.oneof(
  text,
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.array(text),
  fc.object(),
);

/** Arguments with the tool's own names and others, and values of any kind. */
const argsOf = ({ args }: Tool) =>
  fc.dictionary(
    fc.oneof(fc.constantFrom(...Object.keys(args.shape), '__proto__', 'constructor', 'workspace', 'as'), fc.string()),
    anything,
    {
      maxKeys: 5,
    },
  );

describe('a call', () => {
  it.each(ALL.map((one) => [one.name, one] as const))(
    'of %s with anything is answered, and its words are harmless',
    async (name, one) => {
      await fc.assert(
        fc.asyncProperty(argsOf(one), async (args) => {
          runs.words = [];
          const { isError, content } = await calls.call(name, args, never);
          expect(JSON.stringify(content).length).toBeLessThan(100_000);
          if (isError === true && runs.words.length === 0) return;
          const [words = []] = runs.words;
          // What a client gave stands behind its option or behind `--`, and names no path.
          const end = words.includes('--') ? words.indexOf('--') : words.length;
          const options = words.slice(0, end).filter((word) => word.startsWith('-') && word !== '-');
          expect(
            options.every((word) => /^--(?:all|fresh|[a-z]+=[^]*)$/.test(word)),
            JSON.stringify(words),
          ).toBe(true);
          expect(
            words.slice(end + 1).every((word) => /^[A-Za-z0-9][\w.-]*$/.test(word)),
            JSON.stringify(words),
          ).toBe(true);
          expect(words.join(' ')).not.toContain('\0');
        }),
        { numRuns: 60 },
      );
    },
  );

  it('of what is no tool says which there are', async () => {
    const { isError, content } = await calls.call('repport', {}, never);
    expect(isError).toBe(true);
    expect(JSON.stringify(content)).toMatch(/Did you mean report\?.*queue-show/);
  });

  it('of what may not be changed says how it would be', async () => {
    const looking = openCalls(seat, new Set(['pause']));
    runs.words = [];
    for (const name of CHANGE_NAMES.filter((one) => one !== 'pause')) {
      const { isError, content } = await looking.call(name, { id: 'T-1', reason: 'so' }, never);
      expect({ name, isError, said: JSON.stringify(content) }).toMatchObject({
        isError: true,
        said: expect.stringContaining(`--allow ${name}`) as string,
      });
    }
    expect(runs.words).toEqual([]);
    expect(looking.tools.map(({ name }) => name)).toEqual([...LOOKS.map(({ name }) => name), 'pause']);
  });

  it('waits while others are at work, and is refused where too many wait', async () => {
    const answers = await Promise.all(Array.from({ length: 80 }, () => calls.call('queue-ls', {}, never)));
    const refusals = answers.filter(({ isError }) => isError === true);
    expect(refusals.length).toBe(80 - 53);
    expect(JSON.stringify(refusals[0]?.content)).toContain('Too many calls wait');
  });
});

describe('the table', () => {
  it('has commands that there are, each with the effect that it has there', () => {
    for (const one of ALL) expect([one.name, effectOf(one.command)]).toEqual([one.name, one.effect]);
  });

  it('calls commands whole, with options that they take', () => {
    const args = {
      id: 'T-1',
      root: 'T-1',
      family: 'task',
      stage: '1',
      since: '24h',
      title: 'A title',
      text: 'x',
      document: 'x',
      reason: 'so',
    };
    for (const one of ALL) {
      const given = Object.fromEntries(
        Object.keys(one.args.shape).flatMap((key) => (key in args ? [[key, args[key as 'id']]] : [])),
      );
      const number = one.name === 'events' ? { since: 3 } : {};
      const parsed = one.args.parse({ ...given, ...number });
      expect([one.name, callProblem([...one.call(parsed).words], true)]).toEqual([one.name, null]);
    }
  });

  it('names what may be allowed in the help of the command, each with a reason that has to be given', () => {
    const program = new Command();
    addMcp(program);
    expect(program.commands[0]?.helpInformation().replace(/\s+/g, ' ')).toContain(
      `commas: ${CHANGE_NAMES.join(', ')}; or all`,
    );
    for (const one of CHANGES)
      expect([one.name, one.args.shape['reason']?.safeParse(undefined).success]).toEqual([one.name, false]);
  });
});
