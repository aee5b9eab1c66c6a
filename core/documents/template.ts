// A new document as a person fills it in: what is known stands there, what only a person knows is an empty place with a word of
// explanation above it. An empty place is a fault of the document, so nothing half filled in is taken.
import { IDEA } from '../contracts/families.js';
import { familyFields, type FieldSpec } from './fields.js';
import { own } from '../own.js';
import type { Stamp } from './worded.js';

export interface Template {
  text: string;
  /** Labels of the places to fill in. */
  open: string[];
}

/** What a person is asked, by label. */
const QUESTIONS: Readonly<Record<string, string>> = {
  Summary: 'In one sentence: what is different afterwards.',
  'Target-Paths': 'Files or folders that may change.',
  Acceptance: 'What will be true, as something that can be observed.',
  'Required-Checks': 'Commands that run from the root of the workspace, and end with 0 when it is done.',
  References: 'What to read first: files, links, or `none`.',
  Risk: 'What could go wrong: `low`, or what has to be watched.',
  Goals: 'What is to be reached.',
  Constraints: 'What has to stay as it is, or `none`.',
  Request: 'The question to look into, on one line.',
  'Source-Stage': 'The stage that failed, such as `checker`.',
  'Source-Plane': 'The plane of that stage.',
  'Failure-Class': 'The kind of failure, in a word.',
  'Trigger-Reason': 'What happened, on one line.',
  'Requested-Action': 'What is to be done with a skill.',
};

/** What such a document says that a person makes. */
const KNOWN: Readonly<Record<string, string>> = { 'Source-Type': 'manual', 'Consultant-Decision': 'needs_planning' };

/** Null where there is no such family. */
export function templateOf(family: string, title: string, stamp: Stamp): Template | null {
  if (family === IDEA) return { text: ideaText(title), open: [] };
  const table = familyFields(family);
  if (table === undefined) return null;
  const stamps: Record<string, string> = {
    ...{ [table.idLabel]: stamp.id, [table.createdLabel]: stamp.createdAt },
    ...{ 'Created-By': stamp.createdBy, 'Opened-By': stamp.createdBy },
  };
  const known = { ...KNOWN, ...stamps };
  const required = table.fields.filter((field) => field.required);
  const given = required.flatMap(({ label }) => {
    const value = own(known, label);
    return value === undefined ? [] : [`${label}: ${value}`];
  });
  const open = required.filter(({ label }) => !Object.hasOwn(known, label));
  const parts = [`# ${title}`, given.join('\n'), ...open.map(placeFor), BELOW];
  return { text: `${parts.join('\n\n')}\n`, open: open.map(({ label }) => label) };
}

const BELOW = '<!-- Anything else below this line, in your own words: agents read it too. -->';

/** A comment is text, also between the label of a list and its items. */
function placeFor({ label, kind, list }: FieldSpec): string {
  const choice = typeof kind === 'string' ? '' : ` One of ${kind.join(', ')}.`;
  const comment = `<!-- ${own(QUESTIONS, label) ?? label}${choice}${list ? ' One on each line, behind a dash.' : ''} -->`;
  return `${comment}\n${label}:${list ? '\n- ' : ' '}`;
}

const ideaText = (title: string): string => `# ${title}

<!-- What should be there, for whom, and how one would see that it works; what has to stay as it is. -->
`;
