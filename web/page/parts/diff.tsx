// A change as git writes it: signs say what was added and removed, colours repeat it.
import { LongText } from './long-text.js';

export function diffClass(line: string): string {
  if (/^(diff |index |--- |\+\+\+ |new file|deleted file|rename |similarity |old mode|new mode|Binary )/.test(line))
    return 'file';
  if (line.startsWith('@@')) return 'hunk';
  if (line.startsWith('+')) return 'plus';
  return line.startsWith('-') ? 'minus' : '';
}

export const Diff = ({ text, name }: { text: string; name: string }) => (
  <LongText name={name} text={text} classOf={diffClass} />
);
