// Log: what the agent of a run says, as it says it, from stage to stage.
import { note, type Row } from '../row.js';
import type { State } from '../state.js';
import { line, type Line, part, wrap } from '../text.js';

export function logRows({ log }: State): Row[] {
  if (log.length === 0) return [note('none', (width) => wrap('No agent has said anything here so far.', width))];
  return log.map(({ number, text, isHeading }) => ({
    key: String(number),
    text,
    lines: (width): Line[] => (isHeading ? [line(`-- ${text}`, 'bold')] : wrap(`| ${text}`, width).map(dimmed)),
  }));
}

/** What an agent says begins no line of ours. */
const dimmed = (parts: Line, at: number): Line => (at === 0 ? parts : [part('| ', 'dim'), ...parts]);
