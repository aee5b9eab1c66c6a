// The judge of a run. It knows the files and the histories, and not one line of the program that wrote them, so that both
// cannot be wrong in the same way. What proves what:
//   G1   documents   enqueued (history) = lies in one folder with the same text; expected tasks lie in tasks/done
//   G2   stages      one request = asked once and completed once (histories), decided (journal), shown (log, stage_results)
//   G3   overlap     the agents' own start and end lines
//   G4   starts      one request = one claim and one result (journal) and one start line of the very process it names
//   G5   commands    who issued what the workspace accepted (history)
//   G10  processes   what /proc showed after the end
//   G12  starts      attempts in the requests (histories)
//   G16  mirror, turns   the workspace's history, played again here, against folders, snapshot and status files
//   G17  changes     what each agent wrote (its own lines) = its stage's difference (histories, recorded trees); one after the
//                    other they lead from what lay in the tree before all to what lay there after all
//        commits     where roots have trees: one commit for a done task, of what its agents wrote; the user's own as it was
//   delivery         the base by its own log, the journal of the checks, the user's checkout
//   report           every number of a report, derived again from histories and journals
//   history          the histories themselves: whole, chained, without a failure of the code
import type { Rule, Finding } from './finding.js';
import { readEvidence } from './evidence.js';
import { EvidenceError } from './files.js';
import { agentsAreAlone } from './rules/overlap.js';
import { agentsStartOnce } from './rules/starts.js';
import { changesAreTheirs } from './rules/changes.js';
import { commitsAreTheirs } from './rules/commits.js';
import { deliveriesAreWhole } from './rules/deliveries.js';
import { documentsAreKept } from './rules/documents.js';
import { historiesAreWhole } from './rules/histories.js';
import { mirrorIsState } from './rules/mirror.js';
import { nobodyHelped } from './rules/commands.js';
import { nothingIsLeft } from './rules/processes.js';
import { reportIsTrue } from './rules/report.js';
import { stagesRunOnce } from './rules/stages.js';
import { turnsGrow } from './rules/turns.js';

const RULES: Rule[] = [
  documentsAreKept,
  stagesRunOnce,
  agentsAreAlone,
  agentsStartOnce,
  nobodyHelped,
  nothingIsLeft,
  turnsGrow,
  mirrorIsState,
  changesAreTheirs,
  commitsAreTheirs,
  deliveriesAreWhole,
  reportIsTrue,
  historiesAreWhole,
];

/** `dir`: laid out as `evidence.ts` says. No findings = every promise was kept. Evidence that cannot be read is a finding. */
export function checkEvidence(dir: string): Finding[] {
  try {
    const evidence = readEvidence(dir);
    return RULES.flatMap((rule) => rule(evidence));
  } catch (error) {
    if (!(error instanceof EvidenceError)) throw error;
    return [{ rule: 'evidence', where: dir, what: error.message }];
  }
}
