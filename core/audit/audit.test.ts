// An exported audit is intact only as it was written: whatever is changed, taken away, put in or put together is found.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Decision } from '../contracts/audit.js';
import { newChain } from './chain.js';
import { endText, exportParts, newSum } from './export.js';
import { newJudge, type Word } from './judge.js';
import { beginning, type Head, lineAfter } from './line.js';

const decision = (n: number, why = ''): Decision => ({
  at: new Date(Date.UTC(2026, 0, 1, 0, n)).toISOString(),
  who: { issuer: n % 2 ? 'ann' : 'bob' },
  what: { command: 'pause', id: `c-${n}`, args: {} },
  why,
  before: { workspace: 'not paused' },
  after: { workspace: 'paused by operator' },
  answer: { code: 'done', text: 'Paused.', seq: n },
});

function chainOf(workspace: string, count: number, why = ''): { lines: string[]; head: Head } {
  let head = beginning(workspace);
  const lines = Array.from({ length: count }, (_, n) => {
    const next = lineAfter(head, decision(n, why));
    head = next.head;
    return next.text;
  });
  return { lines, head };
}

interface Exported {
  lines: string[];
  head: Head;
  file: string;
}

function exported(count: number, { workspace = 'shop-1', why = '', open = [] as string[] } = {}): Exported {
  const { lines, head } = chainOf(workspace, count, why);
  const facts = { workspace, exportedAt: '2026-02-01T00:00:00.000Z', open, keys: {} };
  return { lines, head, file: [...exportParts(facts, head, lines)].join('') };
}

function judged(file: string): { word: Word; line: number | undefined } {
  const judge = newJudge();
  const lines = file.split('\n');
  const rest = lines.pop() ?? '';
  for (const line of lines) judge.take(line);
  const { word, fault } = judge.end(rest);
  return { word, line: fault?.line };
}

/** Lines of the file put together again, with a last line that fits all before it. */
function sealed(lines: readonly string[], head: Head): string {
  const sum = newSum();
  const before = lines.map((line) => sum.add(line)).join('');
  return `${before}${endText(head, sum.digest())}\n`;
}

const text = (parts: readonly string[]): string => parts.map((part) => `${part}\n`).join('');

describe('an exported audit', () => {
  const whole = exported(6, { why: 'the night' });
  const [header = '', ...rest] = whole.file.split('\n').slice(0, -1);
  const end = rest.pop() ?? '';

  it('is intact as it was written, also without a decision', () => {
    expect(judged(whole.file)).toEqual({ word: 'intact', line: undefined });
    expect(judged(exported(0).file).word).toBe('intact');
  });

  it('that was made while something was under way is whole and not intact', () => {
    expect(judged(exported(3, { open: ['a command is being carried out'] }).file).word).toBe('open');
  });

  const other = exported(6, { why: 'another night' });
  const foreign = exported(6, { workspace: 'shop-2', why: 'the night' });
  const linesOf = ({ lines }: Exported): string[] => [...lines];
  const spliced = [...whole.lines.slice(0, 3), ...linesOf(other).slice(3)];
  const again = lineAfter({ seq: 2, hash: JSON.parse(rest[1] ?? '').hash as string }, decision(2, 'never')).text;
  const mutations: Record<string, { file: string; word: Word; line?: number }> = {
    'a word of a line': { file: whole.file.replace('c-3', 'c-9'), word: 'broken', line: 5 },
    'a word of the header': { file: whole.file.replace('2026-02-01', '2026-03-01'), word: 'broken', line: 8 },
    'a word of the header, and the last line made to fit': {
      file: sealed([header.replace('"last":6', '"last":7'), ...rest], whole.head),
      word: 'cut_short',
    },
    'the last hash in the header': {
      file: sealed([header.replace(whole.head.hash, other.head.hash), ...rest], whole.head),
      word: 'broken',
      line: 1,
    },
    'the workspace in the header': {
      file: sealed([header.replace('shop-1', 'shop-2'), ...rest], whole.head),
      word: 'broken',
      line: 2,
    },
    'the lines of another workspace': {
      file: sealed([header, ...foreign.lines], foreign.head),
      word: 'broken',
      line: 2,
    },
    'a line taken away': { file: text([header, ...rest.toSpliced(2, 1), end]), word: 'broken', line: 4 },
    'the first line taken away': { file: text([header, ...rest.slice(1), end]), word: 'broken', line: 2 },
    'two lines that change places': {
      file: text([header, ...rest.toSpliced(2, 2, rest[3] ?? '', rest[2] ?? ''), end]),
      word: 'broken',
      line: 4,
    },
    'a line twice': { file: text([header, ...rest.toSpliced(2, 0, rest[2] ?? ''), end]), word: 'broken', line: 5 },
    'the end, at a line': { file: text([header, ...rest.slice(0, 4)]), word: 'cut_short', line: 5 },
    'the last line': { file: text([header, ...rest]), word: 'cut_short', line: 7 },
    'the end, within a line': { file: whole.file.slice(0, -300), word: 'cut_short' },
    'the last byte': { file: whole.file.slice(0, -1), word: 'cut_short' },
    'all but a piece of the header': { file: header.slice(0, 20), word: 'cut_short', line: 1 },
    everything: { file: '', word: 'cut_short', line: 1 },
    'the end, with a last line that fits what is left': {
      file: sealed([header, ...rest.slice(0, 4)], { seq: 4, hash: JSON.parse(rest[3] ?? '').hash as string }),
      word: 'cut_short',
    },
    'a line behind the end': { file: `${whole.file}${rest[5]}\n`, word: 'broken', line: 9 },
    'half a line behind the end': { file: `${whole.file}x`, word: 'broken', line: 9 },
    'one more line, made to fit': {
      file: sealed([header, ...rest, lineAfter(whole.head, decision(7)).text], lineAfter(whole.head, decision(7)).head),
      word: 'broken',
    },
    'a word of the last line': {
      file: text([header, ...rest, end.replace(/"sha256":"./, '"sha256":"g')]),
      word: 'broken',
      line: 8,
    },
    'one line that was made anew, and not those behind it': {
      file: sealed([header, ...rest.toSpliced(2, 1, again)], whole.head),
      word: 'broken',
      line: 5,
    },
    'the rest of another export': { file: sealed([header, ...spliced], other.head), word: 'broken', line: 5 },
    'another export behind it': { file: whole.file + other.file, word: 'broken', line: 9 },
    'empty lines': { file: text([header, '', ...rest, end]), word: 'broken', line: 2 },
  };

  it.each(Object.entries(mutations))('%s: is found', (_name, { file, word, line }) => {
    const found = judged(file);
    expect(found.word).toBe(word);
    if (line !== undefined) expect(found.line).toBe(line);
  });

  it('is not intact with any byte changed, taken away or put in', () => {
    const bytes = Buffer.from(whole.file);
    const at = fc.integer({ min: 0, max: bytes.length - 1 });
    fc.assert(
      fc.property(at, fc.integer({ min: 1, max: 127 }), fc.constantFrom('change', 'drop', 'put'), (where, by, how) => {
        const other = Buffer.from([((bytes[where] ?? 0) + by) % 128]);
        const rest = bytes.subarray(how === 'put' ? where : where + 1);
        const spoilt = Buffer.concat([bytes.subarray(0, where), how === 'drop' ? Buffer.alloc(0) : other, rest]);
        fc.pre(!spoilt.equals(bytes));
        expect(judged(spoilt.toString()).word).not.toBe('intact');
      }),
      { numRuns: 400 },
    );
  });

  it('is not intact with its lines in any other order, number or company', () => {
    const all = whole.file.split('\n').slice(0, -1);
    const strange = [...all, ...other.lines, ...foreign.lines, other.file.split('\n')[0] ?? ''];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...strange), { maxLength: 12 }), fc.boolean(), (middle, ends) => {
        const lines = ends ? [header, ...middle, end] : middle;
        fc.pre(text(lines) !== whole.file);
        expect(judged(text(lines)).word).not.toBe('intact');
      }),
      { numRuns: 300 },
    );
  });

  it('keeps words of any kind as they are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (why) => {
        expect(judged(exported(2, { why }).file).word).toBe('intact');
      }),
      { numRuns: 100 },
    );
  });
});

describe('a chain', () => {
  it('says where it stands, and stops at the first fault', () => {
    const { lines, head } = chainOf('shop-1', 4);
    const chain = newChain('shop-1');
    for (const line of lines) expect(chain.take(line)).not.toBeNull();
    expect(chain.head).toEqual(head);
    expect(chain.take('nonsense')).toBeNull();
    expect(chain.take(lineAfter(head, decision(5)).text)).toBeNull();
    expect(chain.fault).toEqual({ line: 5, what: expect.stringContaining('damaged') as string });
  });

  it.each(['__proto__', 'constructor'])('passes over a line whose command is called %s', (name) => {
    const odd = lineAfter(beginning('shop-1'), { ...decision(1), what: { command: name, id: name, args: {} } });
    expect(newChain('shop-1').take(odd.text)?.what.command).toBe(name);
  });
});
