// `usage raise`: a rule on money allows more for once, and what waited for it goes on with the same stage.
import { BACKLOG } from '../../core/contracts/ids.js';
import { microsOf } from '../../core/contracts/money.js';
import { findPlaces, listFolders, type Place } from '../../read/folders.js';
import { type Context, identify, type Result } from '../context.js';
import { misused } from '../errors.js';
import { checkId, theOne } from '../ids.js';
import { issuedBy } from '../issued.js';
import { told } from './control.js';

interface RaiseOptions {
  to: number;
  for?: string;
  reason: string;
}

export async function raise(context: Context, options: RaiseOptions, rule: string): Promise<Result> {
  const { dir } = await identify(context);
  const of = options.for === undefined ? {} : { of: nameOf(dir, options.for) };
  return told(context, dir, {
    name: 'raise',
    args: { ...issuedBy(context, options), rule, ...of, to: microsOf(options.to) },
  });
}

/** The key of an item; of a spec its id, because a rule for roots counts under that. `family/id` says an item in any case. */
function nameOf(dir: string, given: string): string {
  if (given.includes('/')) return given;
  checkId(given);
  if (given === BACKLOG) {
    throw misused('Work without a root has no root to raise a rule for.', 'Name an item of it.');
  }
  const folders = listFolders(dir);
  const name = ({ family, state, id }: Place): string => `${family}/${id} (${state})`;
  const place = theOne('item', given, findPlaces(folders, given), name);
  return place.family === 'spec' ? place.id : `${place.family}/${place.id}`;
}
