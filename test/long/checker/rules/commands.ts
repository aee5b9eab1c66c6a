// G5: after any crash the system continues without an operator: nobody but workers, files in queue folders and the driver
// itself gave a command.
import type { Rule } from '../finding.js';
import { timelineOf } from '../timeline.js';

/** Who acts for a worker: itself, and its look into the queue folders. */
const OF_THE_RUNTIME = ['worker', 'file drop'];
/** `begin` is how every worker reports for duty; it is given by nobody else. */
const OPERATORS = ['enqueue', 'pause', 'resume', 'stop'];

export const nobodyHelped: Rule = ({ workspace, expect }) => {
  const known = [...OF_THE_RUNTIME, ...expect.issuers];
  return timelineOf(workspace).flatMap((moment) => {
    if (moment.type !== 'command' || !OPERATORS.includes(moment.name)) return [];
    const { issuer = 'nobody who says so' } = moment.args;
    return known.includes(issuer)
      ? []
      : [{ rule: 'G5', where: moment.where, what: `${moment.name} came from ${issuer}` }];
  });
};
