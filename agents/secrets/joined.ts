// A long text comes in pieces, and a secret may lie across two of them: it is given on in pieces that are cut between secrets.
import { spansOf } from '../redact.js';
import type { Environment } from './values.js';

/** No secret that goes over several lines is longer than that, in characters. */
const LONGEST = 64 * 1024;

/** Takes whole lines and gives whole lines: what may still be the beginning of a secret is kept back. */
export class Joiner {
  private held = '';

  constructor(private readonly env: readonly Environment[]) {}

  /** What may be given on by now. */
  take(lines: string): string {
    this.held += lines;
    if (this.held.length < 2 * LONGEST) return '';
    return this.give(cutIn(this.held, this.env));
  }

  /** The rest, when nothing follows on it. */
  rest(): string {
    return this.give(this.held.length);
  }

  private give(length: number): string {
    const given = this.held.slice(0, length);
    this.held = this.held.slice(length);
    return given;
  }
}

/** The last beginning of a line at which no secret is under way, far enough from the end to know; 0 when there is none. */
function cutIn(text: string, env: readonly Environment[]): number {
  const spans = spansOf(text, ...env);
  for (let at = text.length - LONGEST; at > 0;) {
    const line = text.lastIndexOf('\n', at - 1) + 1;
    const within = spans.find(([start, end]) => start < line && line < end);
    if (within === undefined) return line;
    at = within[0];
  }
  return 0;
}
