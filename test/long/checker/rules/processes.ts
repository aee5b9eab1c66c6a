// G10: the end of a stage leaves no process of it behind.
import type { Rule } from '../finding.js';

export const nothingIsLeft: Rule = ({ processes }) =>
  processes.map(({ pid, mark, cmdline }) => ({
    rule: 'G10',
    where: mark,
    what: `process ${pid} still carries its mark: ${cmdline}`,
  }));
