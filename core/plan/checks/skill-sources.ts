// Whether the places that skills may come from are there, and whether some stage would ever look into them.
import type { EffectName } from '../../contracts/registered.js';
import type { Plan } from '../../contracts/plan.js';
import type { Config } from '../sources/config.js';
import type { Sources } from '../context.js';
import { type Diagnostic, diagnostic } from '../diagnostics.js';

const FIELD = 'learning.sources';
const INSTALLS: EffectName = 'skill_install';

export function checkSkillSources(
  plan: Plan,
  { learning: { sources } }: Config,
  { config, skillSourceFault }: Pick<Sources, 'config' | 'skillSourceFault'>,
  diagnostics: Diagnostic[],
): void {
  if (sources.length === 0) return;
  const nodes = Object.values(plan.planes).flatMap((graph) => Object.values(graph.nodes));
  if (!nodes.some(({ effects = {} }) => Object.values(effects).includes(INSTALLS))) {
    const message = `No stage of the mode ${plan.mode} installs skills from the sources of \`[learning]\`.`;
    diagnostics.push(diagnostic('MR1061', config.path, message, { field: FIELD }));
    return;
  }
  for (const source of sources) {
    const fault = skillSourceFault?.(source) ?? null;
    if (fault === null) continue;
    const message = `The source ${JSON.stringify(source)} of skills ${fault}.`;
    diagnostics.push(diagnostic('MR1063', config.path, message, { field: FIELD }));
  }
}
