// A setting of a mode as lines: one per member, what is empty left out.
import { table } from '../render/table.js';
import { word } from '../render/word.js';
import { own } from '../../core/own.js';

/** None when there is nothing in it. */
export function settingLines(value: unknown): string[] {
  if (isObject(value)) return table(rowsOf(value));
  if (Array.isArray(value) && value.length > 0 && value.every(isObject)) return tableOf(value);
  return (Array.isArray(value) ? value : [value]).map(settingText).filter((line) => line !== '');
}

const LONG = 80;

/** A member with much in it takes a row for each of its own. */
function rowsOf(value: Members): string[][] {
  return Object.entries(value).flatMap(([name, member]) => {
    const text = settingText(member);
    if (text.length <= LONG || !isObject(member)) return text === '' ? [] : [[name, text]];
    return rowsOf(member).map(([below = '', ...rest]) => [`${name} ${below}`, ...rest]);
  });
}

function tableOf(list: readonly Members[]): string[] {
  const names = [
    ...new Set(list.flatMap((one) => Object.keys(one).filter((name) => settingText(own(one, name)) !== ''))),
  ];
  const rows = list.map((one) => names.map((name) => settingText(own(one, name))));
  return table(rows, names);
}

function settingText(value: unknown): string {
  if (Array.isArray(value)) return value.map(settingText).join(', ');
  if (!isObject(value)) return word(value);
  const members = Object.entries(value).map(([name, member]) => [name, settingText(member)] as const);
  return members.flatMap(([name, text]) => (text === '' ? [] : [`${name}=${text}`])).join('  ');
}

type Members = Record<string, unknown>;

const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
