// Pages that lie above a view until they are left: help, what doctor found, one thing in full, the answer of a command.
import { counted } from '../../../cli/door.js';
import type { Finding } from '../facts.js';
import type { Row } from '../row.js';
import type { Page, State } from '../state.js';
import { indented, line, type Line, wrap } from '../text.js';
import { ACTION_KEYS } from '../actions.js';

/** `list`: of the view below. */
export function pageLines(page: Page, state: State, list: readonly Row[], width: number): Line[] {
  switch (page.kind) {
    case 'help':
      return HELP.flatMap((entry) => helpLines(entry, width));
    case 'checks':
      return checkLines(state.findings, width);
    case 'detail':
      return list.find(({ key }) => key === page.key)?.detail?.(width) ?? [line('It is not there any more.')];
    case 'answer':
      return answerLines(state, width);
    case 'text':
      return page.lines === null ? [line('Reading…')] : page.lines.flatMap((text) => wrap(text, width));
  }
}

export const pageTitle = (page: Page): string =>
  page.kind === 'text'
    ? page.title
    : { help: 'Keys', checks: 'What doctor finds', detail: 'In full', answer: 'What was sent' }[page.kind];

const HELP: readonly (readonly [keys: string, what: string])[] = [
  ['1 to 8, Tab', 'choose a view; Shift-Tab goes back'],
  ['j k, arrows', 'move; Page Up and Page Down by a screen; g and G to the first and the last'],
  ['Enter', 'show what is chosen: the output of a lane, all of a need, the document of an item, the table of a root'],
  ['x', 'what the chosen item changed'],
  ['l', 'follow the output of the chosen item or lane'],
  ['Esc', 'back; clears a filter'],
  ['/', 'show only rows with a text in them'],
  ['v', 'debug view: ids, numbers and raw data; again for plain words'],
  ['o', 'the last command that was sent, and its answer'],
  ['!', 'look again at what doctor finds'],
  ['w', 'workspaces'],
  ['Ctrl-L', 'draw the screen anew'],
  ...Object.entries(ACTION_KEYS).map(([key, { name, of }]) => [key, `${name} ${of}; asks for a reason first`] as const),
  ['q, Ctrl-C', 'leave; worker and agents go on'],
];

const helpLines = ([keys, what]: readonly [string, string], width: number): Line[] => {
  const [first = [], ...rest] = wrap(what, Math.max(16, width - 14));
  return [
    [{ text: keys.padEnd(14), style: 'bold' }, ...first],
    ...rest.map((one): Line => [{ text: ' '.repeat(14), style: 'plain' }, ...one]),
  ];
};

/** Findings that are as they should be are not told. */
export const troublesIn = (findings: readonly Finding[]): readonly Finding[] =>
  findings.filter(({ level }) => level === 'warning' || level === 'error');

function checkLines(findings: readonly Finding[] | null, width: number): Line[] {
  if (findings === null) return wrap('Looking at what a run needs… Any key goes on without waiting.', width);
  const found = troublesIn(findings);
  return found.length === 0
    ? [line('Everything is as it should be.')]
    : found.flatMap((one) => findingLines(one, width));
}

const findingLines = ({ level, group, code, what, where, remedy }: Finding, width: number): Line[] => [
  ...wrap(`${level} in ${group} [${code}]`, width, level === 'error' ? 'red' : 'yellow'),
  ...indented(`${where === undefined ? '' : `${where}: `}${what}`, width, 2),
  ...(remedy === undefined ? [] : indented(remedy, width, 2)),
];

function answerLines({ sent, debug }: State, width: number): Line[] {
  if (sent === null) return [line('Nothing was sent so far.')];
  const { answer } = sent;
  const head = [...wrap(`$ ${sent.line}`, width, 'bold'), line('')];
  if (answer === null) return [...head, line('Under way…', 'yellow')];
  return [
    ...[...head, line(`exit ${answer.exit}`, answer.exit === 0 ? 'green' : 'red')],
    ...[answer.text, answer.hint].flatMap((text) => text.split('\n').flatMap((one) => wrap(one, width))),
    ...(debug ? [line(''), ...wrap(answer.raw, width, 'dim')] : []),
  ];
}

/** For the head of the screen. */
export const checksText = (findings: readonly Finding[] | null): string => {
  const found = findings === null ? [] : troublesIn(findings);
  return found.length === 0 ? '' : `doctor: ${counted(found.length, 'finding')} (!)`;
};
