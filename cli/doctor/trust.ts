// Whether what decides how work is done here is what an operator accepted.
import { changesText, type Standing } from '../trust/standing.js';
import { error, type Finding, ok } from './finding.js';

/** An error: what lies there does no harm, but no run begins before somebody accepted it or took it back. */
export function lookAtTrust(standing: Standing): Finding[] {
  const { state, accepted } = standing;
  if (state === 'accepted' && accepted === null) return [ok('ground', 'nothing differs from what ships')];
  if (state === 'accepted') return [ok('ground', `it is as ${accepted?.issuer ?? ''} accepted it`)];
  const what = state === 'new' ? 'was never accepted on this machine' : 'has changed since it was accepted';
  const remedy = '`millrace trust` shows what it means, `millrace trust --accept` accepts it.';
  return [error('ground_not_accepted', `what decides here ${what}: ${changesText(standing)}`, { remedy })];
}
