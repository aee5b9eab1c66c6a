// What stands in a code fence or a comment is text, in every family and for every reader.
import { describe, expect, it } from 'vitest';
import { documentHead } from './head.js';
import { dependsOnIn, redirected } from './depend.js';
import { DOCUMENT_FAMILIES, familyFields } from './fields.js';
import { ideaHead, specOfIdea } from './idea.js';
import { parseDocument, type Parsed } from './parse.js';
import { plainText } from './plain-text.js';
import { renderDocument } from './render.js';

const WHOLE: Record<string, string> = {
  list: '- x',
  scalar: 'x',
  datetime: '2026-11-01T09:00:00Z',
};

/** A document of the family with each of its fields that has to be there. */
function documentOf(family: string): string {
  const lines = (familyFields(family)?.fields ?? []).flatMap(({ label, list, required, kind }) => {
    if (!required) return [];
    const value = typeof kind === 'string' ? (WHOLE[kind] ?? 'x') : (kind[0] ?? 'x');
    return list ? [`${label}:`, `- ${value}`, ''] : [`${label}: ${value}`];
  });
  return `# x\n\n${lines.join('\n')}\n`;
}

const task = documentOf('task');
const good = (parsed: Parsed) => {
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.document;
};
const fieldsIn = (text: string) => good(parseDocument('task', text)).fields;
const EXAMPLE = 'Depends-On:\n- nightly-build\n\nRoot-Spec-ID: other\nAcceptance:\n- another\n';

/** Each shows `EXAMPLE` as text. */
const SHOWN: [string, string][] = [
  ['a fence of backticks', `\`\`\`yaml\n${EXAMPLE}\`\`\``],
  ['a fence of tildes', `~~~\n${EXAMPLE}~~~`],
  ['a longer fence, in which shorter ones stand', `\`\`\`\`md\n\`\`\`\n${EXAMPLE}\`\`\`\n\`\`\`\`\``],
  ['a fence of tildes around one of backticks', `~~~ md\n\`\`\`\n${EXAMPLE}~~~`],
  ['a fence that is indented, as in a list', `- like this:\n\n  \`\`\`\n${EXAMPLE}  \`\`\``],
  ['a fence with CRLF', `\`\`\`\r\n${EXAMPLE.replaceAll('\n', '\r\n')}\`\`\`  \r`],
  ['a comment', `<!-- optional, remove if unused\n${EXAMPLE}-->`],
  ['a comment that begins within a line', `For the template <!-- see\n${EXAMPLE}there -->`],
  ['two comments, the second beginning where the first ends', `<!-- a\n--> b <!--\n${EXAMPLE}-->`],
  ['a comment around a fence', `<!--\n\`\`\`\n${EXAMPLE}\`\`\`\nDepends-On: y\n-->`],
  ['a fence without an end', `\`\`\`\n${EXAMPLE}`],
  ['a comment without an end', `<!--\n${EXAMPLE}`],
  ['a fence that the wrong marks do not end', `\`\`\`\`\n\`\`\`\n~~~~\n${EXAMPLE}`],
];

describe.each(SHOWN)('%s', (_name, shown) => {
  it('holds no field: what is above it counts, and the text is kept', () => {
    const text = `${task}\n${shown}\n`;
    expect(fieldsIn(text)).toEqual(fieldsIn(task));
    expect(good(parseDocument('task', text)).body).toContain('- nightly-build');
    expect(dependsOnIn('task', text)).toEqual([]);
    expect(redirected('task', text, ['nightly-build'], 'b')).toBeNull();
    expect(documentHead('task', text)).toEqual(documentHead('task', task));
  });

  it('survives rendering', () => {
    const document = good(parseDocument('task', `${task}\n${shown}\n`));
    expect(good(parseDocument('task', renderDocument(document)))).toEqual(document);
  });

  it('is no spec of its own in an idea, and no title', () => {
    const idea = `# Export\n\nAdd an export.\n\n${shown}\n`;
    const origin = {
      id: 'idea-x',
      createdAt: '2026-11-01T09:00:00Z',
      createdBy: 'a',
      references: ['r'],
      revises: null,
    };
    const text = renderDocument(specOfIdea(idea, 'x', origin));
    expect(good(parseDocument('spec', text)).body).toContain(idea.trim().split(/\r?\n/).join('\n'));
  });
});

it('without the fence it would count: what the rule takes away', () => {
  expect(fieldsIn(`${task}\nDepends-On:\n- nightly-build\n`)['Depends-On']).toEqual(['nightly-build']);
  expect(fieldsIn(`${task}\n\`\`\`\nDepends-On:\n- nightly-build\n\`\`\`\n`)['Depends-On']).toEqual(
    fieldsIn(task)['Depends-On'],
  );
});

describe('every family', () => {
  it.each(DOCUMENT_FAMILIES)('%s: a copy of the document within a fence changes none of its fields', (family) => {
    const text = documentOf(family);
    const { fields } = good(parseDocument(family, text));
    for (const fence of ['```', '~~~~']) {
      expect(good(parseDocument(family, `${text}\n${fence}\n${text}${fence}\n`)).fields).toEqual(fields);
    }
  });
});

describe('what only looks like a fence or a comment', () => {
  it.each([
    ['code within a line', 'Say ``` x ``` and `<!--` for it.'],
    ['a comment that ends in its line', '<!-- optional -->'],
    ['a comment within a line that never ends', 'Escape <!-- in what is put out.'],
    ['two backticks', '``'],
  ])('%s leaves the fields below it fields', (_name, line) => {
    expect(fieldsIn(`${task}\n${line}\n\nTags:\n- a\n`)).toMatchObject({ Tags: ['a'] });
  });

  it('a value may hold anything', () => {
    const text = `${task}\nSummary: escape <!-- in the output\n\nTags:\n- <!-- a\n- b -->\n`;
    expect(fieldsIn(text)).toMatchObject({ Summary: 'escape <!-- in the output', Tags: ['<!-- a', 'b -->'] });
  });
});

describe('a list', () => {
  it('goes on below a comment, which holds none of its items', () => {
    const text = `${task}\nTags:\n<!-- one a line -->\n- a\n<!--\n- b\n\n-->\n- c\n`;
    expect(fieldsIn(text)).toMatchObject({ Tags: ['a', 'c'] });
  });

  it('tells of a fence between its items', () => {
    expect(parseDocument('task', `${task}\nTags:\n- a\n\`\`\`\n- b\n\`\`\`\n- c\n`)).toMatchObject({
      problems: [{ code: 'MR2004' }],
    });
  });
});

it('a field that is missing below a fence without an end is said to be hidden by it', () => {
  const parsed = parseDocument('task', `# x\n\n\`\`\`\n${task}`);
  expect(parsed).toMatchObject({ ok: false });
  expect(JSON.stringify(parsed)).toContain('begins in line 3 has no end');
});

describe('an idea', () => {
  it('is named by its heading, not by what a fence or a comment holds', () => {
    const text = '<!-- # Template -->\n\n```sh\n# install\nnpm ci\n```\n\n# Export\n\n~~~\ncode\n~~~\nAdd an export.\n';
    expect(ideaHead(text, 'x')).toEqual({ title: 'Export', summary: 'Add an export.' });
  });

  it('that is nothing but a fence is named by what is in it', () => {
    expect(ideaHead('```\nAdd an export.\n```\n', 'x').title).not.toBe('');
  });
});

/** How often a line is read of so many that are the same. */
function reads(line: string, count: number): number {
  let seen = 0;
  const get = (lines: string[], key: string, receiver: unknown): unknown => {
    if (/^\d+$/.test(key)) seen += 1;
    return Reflect.get(lines, key, receiver);
  };
  const lines = Array.from({ length: count }, () => line);
  plainText(new Proxy(lines, { get: (target, key, receiver) => get(target, String(key), receiver) }));
  return seen;
}

describe.each(['a <!-- b', '--> <!--', '```', '~~~x', '`', '<!--', '-->'])('a text of nothing but %j', (line) => {
  it('is read in steps that grow no faster than its lines', () => {
    expect(reads(line, 4000)).toBeLessThan(3 * reads(line, 2000));
  });

  it('and one long line of it comes to an end', () => {
    expect(plainText([line.repeat(100_000), '-->', '<!--']).within).toHaveLength(3);
  });
});
