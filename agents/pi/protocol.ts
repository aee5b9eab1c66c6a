// What is said to Pi on its input, and by which line of its output its work is over. One JSON object per line, ended by \n.
import type { Dialogue } from '../adapter.js';

const PROMPT_ID = 'prompt';

/** What Pi is told first; the only prompt of its life. */
export const firstWords = (prompt: string): string =>
  `${JSON.stringify({ id: PROMPT_ID, type: 'prompt', message: prompt })}\n`;

/** With its own retries off there is one `agent_end`; a prompt that Pi refuses has none. */
const OVER = [/^\{"type":"agent_end"[,}]/, /^\{"id":"prompt","type":"response","command":"prompt","success":false[,}]/];

export const piDialogue: Dialogue = {
  isOver: (lineStart) => OVER.some((pattern) => pattern.test(lineStart)),
  stop: JSON.stringify({ type: 'abort' }),
};
