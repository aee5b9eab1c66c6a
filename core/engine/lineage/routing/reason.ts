// The reason of a routing decision in one word: operators and scripts look for these strings (runtime.md 10.5).
import { own } from '../../../own.js';

const NAMED: Readonly<Record<string, string>> = {
  'troubleshooter:TROUBLESHOOT_COMPLETE': 'troubleshoot_complete',
  'consultant:CONSULT_COMPLETE': 'consultant_local_recovery',
  'consultant:NEEDS_PLANNING': 'consultant_needs_planning',
  'updater:UPDATE_COMPLETE': 'updater_complete',
  'manager:MANAGER_COMPLETE': 'manager_complete',
  'mechanic:MECHANIC_COMPLETE': 'mechanic_complete',
  'recon:RECON_TO_EXECUTION': 'recon_to_execution',
  'recon:RECON_TO_PLANNING': 'recon_to_planning',
  'recon:RECON_NOOP': 'recon_noop',
  'recon:RECON_BLOCKED': 'recon_blocked',
};

/** `rung`: index in the ladder; above 0 means that a bound is used up. */
export function reasonOf(node: string, outcome: string, rung: number): string {
  if (outcome === 'BLOCKED') return `${node}_blocked`;
  if (outcome === 'FIX_NEEDED') return rung === 0 ? 'fix_needed' : 'fix_cycle_exhausted';
  return own(NAMED, `${node}:${outcome}`) ?? `${node}:${outcome}`;
}
