// A setting of a mode as lines: one per member, what is empty left out.
import { table } from '../render/table.js';
import { word } from '../render/word.js';

/** None when there is nothing in it. */
export function settingLines(value: unknown): string[] {
  if (Array.isArray(value)) return value.map(settingText).filter((line) => line !== '');
  if (!isObject(value)) return [settingText(value)].filter((line) => line !== '');
  return table(
    Object.entries(value)
      .map(([name, member]) => [name, settingText(member)])
      .filter(([, text]) => text !== ''),
  );
}

function settingText(value: unknown): string {
  if (Array.isArray(value)) return value.map(settingText).join(', ');
  if (!isObject(value)) return word(value);
  const members = Object.entries(value).map(([name, member]) => [name, settingText(member)] as const);
  return members.flatMap(([name, text]) => (text === '' ? [] : [`${name}=${text}`])).join('  ');
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
