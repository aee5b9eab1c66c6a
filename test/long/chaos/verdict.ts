// Two judges of one run: our own count of the evidence, and the checker, which shares no code with the product.
import { checkEvidence } from '../checker/check.js';
import type { Finding } from '../checker/finding.js';
import { faultsIn, type Figures, figuresOf } from './figures.js';
import type { ChaosRun } from './run.js';

export interface Verdict {
  figures: Figures;
  findings: Finding[];
  /** Sentences; empty when all is as it should be. */
  faults: string[];
}

/** `evidence`: the folder that the run exported. */
export function judge(run: ChaosRun, evidence: string): Verdict {
  const figures = figuresOf(evidence);
  const findings = checkEvidence(evidence);
  const rest = run.finished ? [] : ['the workspace did not come to rest'];
  const said = findings.map(({ rule, where, what }) => `${rule} ${where}: ${what}`);
  return { figures, findings, faults: [...rest, ...faultsIn(figures), ...said] };
}
