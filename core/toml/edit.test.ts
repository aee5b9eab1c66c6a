// One key is changed and nothing else: what the text says afterwards is what was asked for, and every comment is still there.
import { parse } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { type Edit, editToml } from './edit.js';
import { linesOf, nearestLine } from './lines.js';
import { keyPath } from './statements.js';

const TEXT = `# head
[runtime]
# which mode
default_mode = "a" # "b" = next

[runners]
default_runner = 'c#d'   # tail

[runners.codex]
args = [
  "exec", # first
  "more",
]
permission_by_stage = { builder = "maximum" } # inline
prompt = """
[not.a.table]
x = 1
"""

# A server of your own.
# [temporal]
# address = "127.0.0.1:7233"

[stages]
builder.model = "m"
"odd.name".model = "n"
[[rules]]
id = 1
[[rules]]
id = 2

# the last word
`;

const edit = (path: string[], value: Edit['value'], text = TEXT): string => {
  const edited = editToml(text, { path, value });
  if (edited === null) throw new Error('refused');
  return edited;
};

/** Lines that are gone, and lines that came. */
function difference(after: string, before = TEXT): { gone: string[]; came: string[] } {
  const [old, now] = [before.split('\n'), after.split('\n')];
  const without = (from: string[], these: string[]): string[] => {
    const left = [...these];
    return from.filter((line) => {
      const at = left.indexOf(line);
      if (at !== -1) left.splice(at, 1);
      return at === -1;
    });
  };
  return { gone: without(old, now), came: without(now, old) };
}

describe('setting a key', () => {
  it.each<[what: string, path: string[], value: Edit['value'], gone: string[], came: string[]]>([
    [
      'that is there',
      ['runtime', 'default_mode'],
      'x',
      ['default_mode = "a" # "b" = next'],
      ['default_mode = "x" # "b" = next'],
    ],
    [
      'beside a quoted #',
      ['runners', 'default_runner'],
      'x',
      ["default_runner = 'c#d'   # tail"],
      ['default_runner = "x"   # tail'],
    ],
    ['to a number', ['runtime', 'idle'], 0.5, [], ['idle = 0.5']],
    ['of a table between others', ['runners', 'more'], true, [], ['more = true']],
    ['before the comments that follow', ['runners', 'codex', 'command'], 'x', [], ['command = "x"']],
    ['made by dotted keys', ['stages', 'builder', 'timeout'], 5, [], ['builder.timeout = 5']],
    ['in quotes', ['stages', 'odd.name', 'timeout'], 5, [], ['"odd.name".timeout = 5']],
    ['of a new table', ['recovery', 'max'], 3, [], ['[recovery]', 'max = 3', '']],
    ['of a new table in quotes', ['by_loop', 'a.b', 'c'], 'd', [], ['[by_loop."a.b"]', 'c = "d"', '']],
    [
      'inside of an inline table',
      ['runners', 'codex', 'permission_by_stage', 'a b'],
      'basic',
      ['permission_by_stage = { builder = "maximum" } # inline'],
      ['permission_by_stage = { builder = "maximum", "a b" = "basic" } # inline'],
    ],
    ['to a list', ['runners', 'codex', 'list'], ['a', '"', 1], [], ['list = ["a", "\\"", 1]']],
  ])('%s', (_what, path, value, gone, came) => {
    const after = edit(path, value);
    expect(difference(after)).toEqual({ gone, came });
    expect(path.reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], parse(after))).toEqual(value);
  });

  it('over several lines replaces the whole value', () => {
    expect(difference(edit(['runners', 'codex', 'args'], ['x'])).came).toEqual(['args = ["x"]']);
  });

  it('works on an empty file, one without a last line end, and one with those of Windows', () => {
    expect(edit(['a', 'b'], 1, '')).toBe('[a]\nb = 1\n');
    expect(edit(['a', 'c'], 2, '[a]\nb = 1')).toBe('[a]\nb = 1\nc = 2');
    expect(edit(['a', 'b'], 2, '[a]\r\nb = 1 # x\r\n')).toBe('[a]\r\nb = 2 # x\r\n');
    expect(edit(['a', 'c'], 2, '[a]\r\nb = 1\r\n')).toBe('[a]\r\nb = 1\r\nc = 2\r\n');
    expect(edit(['d', 'c'], 2, '[a]\r\nb = 1\r\n')).toBe('[a]\r\nb = 1\r\n\r\n[d]\r\nc = 2\r\n');
  });

  it.each([
    ['in the elements of a list', ['rules', 'x'], 1],
    ['outside of every table', ['x'], 1],
    ['below something that is no table', ['runtime', 'default_mode', 'x'], 1],
    ['with a character that TOML does not write', ['runtime', 'default_mode'], '\u007f'],
  ])('is refused %s', (_what, path, value) => {
    expect(editToml(TEXT, { path, value })).toBeNull();
  });

  it('is refused in a file that is unsound', () => {
    expect(editToml('[a\n', { path: ['a', 'b'], value: 1 })).toBeNull();
  });
});

describe('taking a key away', () => {
  it.each<[what: string, path: string[], gone: string[], came: string[]]>([
    ['leaves the comment above', ['runtime', 'default_mode'], ['default_mode = "a" # "b" = next'], []],
    ['takes all its lines', ['runners', 'codex', 'args'], ['args = [', '  "exec", # first', '  "more",', ']'], []],
    ['made by dotted keys', ['stages', 'builder'], ['builder.model = "m"'], []],
    [
      'out of an inline table',
      ['runners', 'codex', 'permission_by_stage', 'builder'],
      ['permission_by_stage = { builder = "maximum" } # inline'],
      ['permission_by_stage = {} # inline'],
    ],
    ['that is not there changes nothing', ['runtime', 'nothing'], [], []],
  ])('%s', (_what, path, gone, came) => {
    expect(difference(edit(path, undefined))).toEqual({ gone, came });
  });

  it('with a whole table keeps the comments around it', () => {
    const text = '[a]\n# about b\nb = 1\n\n# about c\n[c]\nd = 1\n\n[e]\nf = 1\n';
    expect(edit(['a'], undefined, text)).toBe('# about b\n\n# about c\n[c]\nd = 1\n\n[e]\nf = 1\n');
    expect(edit(['c'], undefined, text)).toBe('[a]\n# about b\nb = 1\n\n# about c\n\n[e]\nf = 1\n');
  });

  it.each([
    ['[x]\ny = 1\n\n[a]\nb = 1\n\n# of its own\n\n[e]\nf = 1\n', '[x]\ny = 1\n\n# of its own\n\n[e]\nf = 1\n'],
    ['[a]\nb = 1\n\n[a.c]\nd = 1\n', '[a.c]\nd = 1\n'],
    ['[x]\ny = 1\n\n[a]\nb = 1\n', '[x]\ny = 1\n'],
    ['x = 1\r\n\r\n[a]\r\nb = [\r\n  1,\r\n]\r\n', 'x = 1\r\n'],
  ])('takes the table with its last key: %j', (before, after) => {
    expect(edit(['a', 'b'], undefined, before)).toBe(after);
  });

  it.each([
    '[a]\nb = 1\nc = 2\n',
    '[a]\n# about b\nb = 1\n',
    '[a]\nb = 1\n# c = 2\n',
    '# about a\n[a]\nb = 1\n',
    '[a] # about a\nb = 1\n',
    '[[a.l]]\nx = 1\n[a]\nb = 1\nc.d = 2\n',
  ])('leaves a table in which something stands: %j', (before) => {
    expect(edit(['a', 'b'], undefined, before)).toBe(before.replace('b = 1\n', ''));
  });
});

describe('the line of a name', () => {
  const lines = linesOf(TEXT);
  it.each([
    ['runtime', 2],
    ['runtime.default_mode', 4],
    ['runners.codex.args', 10],
    ['runners.codex.permission_by_stage.builder', 14],
    ['stages.odd.name.model', 26],
    ['rules.1.id', 30],
  ])('%s is that of its statement', (name, line) => {
    expect(lines.get(name)).toBe(line);
  });

  it('is that of what it is in when it is not there itself, and none when nothing is', () => {
    expect(nearestLine(lines, 'runners.codex.nothing.at.all')).toBe(9);
    expect(nearestLine(lines, 'temporal.address')).toBeUndefined();
  });
});

it.each([
  ['a.b', ['a', 'b']],
  ['a."b.c"', ['a', 'b.c']],
  ['a..b', null],
  ['', null],
  ['a = 1\nb', null],
  ['a b', null],
])('%j as a key is %j', (text, path) => {
  expect(keyPath(text)).toEqual(path);
});
