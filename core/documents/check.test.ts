// The gate for files: the documents of the conformance run, and files that are no text.
import { describe, expect, it } from 'vitest';
import { checkFile, MAX_DOCUMENT_BYTES } from './check.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const LISTS = ['Target-Paths', 'Acceptance', 'Required-Checks', 'References', 'Risk'];
const SCALARS = ['Created-At: 2026-01-01T00:00:00Z', 'Created-By: tester'];
const task = (id: string, lists = LISTS): string =>
  [`# Task ${id}`, '', `Task-ID: ${id}`, `Title: Task ${id}`, ...SCALARS, ...lists.map((l) => `\n${l}:\n- x`), ''].join(
    '\n',
  );
const spec = (id: string): string =>
  `# S\n\nSpec-ID: ${id}\nSummary: s\nSource-Type: manual\n${SCALARS.join('\n')}\n\n\n` +
  'Constraints:\n- small\n\nAcceptance:\n- works\n\nReferences:\n- README.md\n';

function codes(family: string, stem: string, content: string | Uint8Array): (string | number | undefined)[][] {
  const checked = checkFile(family, stem, typeof content === 'string' ? bytes(content) : content);
  return checked.ok ? [] : checked.problems.map((p) => [p.code, p.field, p.line]);
}

describe('the documents of the recorded run', () => {
  it('good is accepted', () => expect(codes('task', 'good', task('good'))).toEqual([]));
  it('ext is accepted and keeps what nobody knows', () => {
    const more = '\nUnknown-Field: hello\n\n## Notes\n\nfree text\n';
    const checked = checkFile('task', 'ext', bytes(task('ext') + more));
    expect(checked).toMatchObject({ ok: true, document: { id: 'ext', body: more.trim() } });
  });
  it('bad1 has no heading', () => {
    expect(codes('task', 'bad1', 'not a heading\n')[0]).toEqual(['MR2001', undefined, 1]);
  });
  it('bad2 has an id other than its name', () => {
    expect(codes('task', 'bad2', task('other'))).toEqual([['MR2023', 'Task-ID', 3]]);
  });
  it('bad3 lacks its risks', () => {
    expect(codes('task', 'bad3', task('bad3', LISTS.slice(0, -1)))).toEqual([['MR2006', 'Risk', undefined]]);
  });
  it('dup gives its id twice', () => {
    const text = task('dup').replace('tester\n', 'tester\nTask-ID: dup\n');
    expect(codes('task', 'dup', text)).toEqual([['MR2003', 'Task-ID', 7]]);
  });
  it('sbad lacks its goals', () =>
    expect(codes('spec', 'sbad', spec('sbad'))).toEqual([['MR2006', 'Goals', undefined]]));
  it('bin is not UTF-8', () => {
    expect(codes('task', 'bin', new Uint8Array([0xff, 0xfe]))).toEqual([['MR2021', undefined, undefined]]);
  });
});

describe('files', () => {
  it('a wrong name is told together with the other faults', () => {
    expect(codes('task', 'x', task('y', LISTS.slice(1)))).toEqual([
      ...[
        ['MR2023', 'Task-ID', 3],
        ['MR2006', 'Target-Paths', undefined],
      ],
    ]);
  });
  it('a name differs in case too', () => expect(codes('task', 'T-1', task('t-1'))).toEqual([['MR2023', 'Task-ID', 3]]));
  it('NUL characters are refused with their line', () => {
    expect(codes('task', 't', `${task('t')}\0`)).toEqual([['MR2022', undefined, task('t').split('\n').length]]);
  });
  it('the largest is 1 MiB', () => {
    const head = `${task('t')}\n`;
    const full = head + 'x'.repeat(MAX_DOCUMENT_BYTES - head.length);
    expect(codes('task', 't', full)).toEqual([]);
    expect(codes('task', 't', `${full}x`)).toEqual([['MR2020', undefined, undefined]]);
  });
  it('the text is that of the bytes, byte order mark and CRLF included', () => {
    const text = `\uFEFF${task('t').replaceAll('\n', '\r\n')}`;
    expect(checkFile('task', 't', bytes(text))).toMatchObject({ ok: true, text });
  });
});
