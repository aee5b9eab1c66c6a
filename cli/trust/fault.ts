// Why nobody can accept the operator's ground as it lies there: it is wrong, or not all of it can be read. Then that is what is said of it.
import { RUNTIME_DIR } from '../../core/contracts/paths.js';
import { readSources } from '../../read/sources.js';
import { counted } from '../render/count.js';
import { compileSources } from '../compile.js';
import type { Standing } from './standing.js';

/** `millrace.toml:3: …`, the first of all faults; null where it can be accepted. `dir`: of the workspace. */
export async function groundFault(dir: string, { live }: Pick<Standing, 'live'>): Promise<string | null> {
  const [odd] = live.odd;
  if (odd !== undefined) return `${RUNTIME_DIR}/${odd.path}: ${odd.reason}`;
  const { named, diagnostics } = await compileSources(readSources(dir));
  const [first, ...others] = diagnostics.filter(({ severity }) => severity === 'error');
  if (named !== null || first === undefined) return null;
  const where = first.line === undefined ? first.file : `${first.file}:${first.line}`;
  const more = others.length === 0 ? '' : ` (and ${counted(others.length, 'other fault')})`;
  return `${where}: ${first.message.replace(/\.$/, '')}${more}`;
}
