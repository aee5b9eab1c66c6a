// Of what one asks what it changed: an item, a run, a stage of it, all below a root, or all that was recorded since.
import { type ChangedStage, type Stretch, stretchesOf, unknownAmong } from '../../core/changes/stretches.js';
import { isRootless } from '../../core/contracts/ids.js';
import { didYouMean } from '../../core/plan/diagnostics.js';
import { type CliError, misused, notFound } from '../errors.js';
import { checkId, theOne } from '../ids.js';

export interface AskedDiff {
  stage?: string;
  since?: Since;
  family?: string;
  /** Ids of all items that there are; absent = they are not known. */
  known?: () => readonly string[];
}

export interface DiffTarget {
  what: 'item' | 'run' | 'root' | 'since';
  /** As a person names it. */
  name: string;
  stretches: Stretch[];
  /** Stages of which it is not known. */
  unknown: ChangedStage[];
}

type Named = Pick<DiffTarget, 'what' | 'name'> & { id: string; stages: ChangedStage[] };

/** From when on, in ms since 1970, and its name; null = since the last finished run began. */
export type Since = { ms: number; name: string } | null;

/** `stages`: all there are, oldest first. `active`: the run at work, or null. Exit 2 or 4 where it cannot be told. */
export function diffTarget(
  stages: readonly ChangedStage[],
  id: string | undefined,
  asked: AskedDiff,
  active: string | null,
): DiffTarget {
  if (id !== undefined && asked.since !== undefined)
    throw misused('An id and --since exclude each other.', 'Leave one of them out.');
  if (id === undefined && asked.stage !== undefined)
    throw misused('--stage needs the id of a run or an item.', 'For example: millrace diff run-3f2a --stage builder');
  if (id === undefined) return asked.since ? sinceTime(stages, asked.since) : sinceLast(stages, active);
  return whole(ofStage(namedBy(stages, id, asked), asked.stage));
}

const whole = ({ what, name, stages }: Named): DiffTarget => ({
  ...{ what, name },
  ...{ stretches: stretchesOf(stages), unknown: unknownAmong(stages) },
});

const hasChanged = ({ changes: { before, after } }: ChangedStage): boolean => before !== after;

/** One stretch, with all that others did in between. */
function sinceLast(stages: readonly ChangedStage[], active: string | null): DiffTarget {
  const others = stages.filter(({ run }) => run !== active);
  // Whoever judges a root changes nothing: then the last run that did is meant.
  const last = (others.findLast(hasChanged) ?? others.at(-1) ?? stages[0])?.run;
  const since = stages.slice(
    Math.max(
      0,
      stages.findIndex(({ run }) => run === last),
    ),
  );
  return overAll(since, `since ${last ?? 'the beginning'} began`);
}

/** Stages that ended in it. */
const sinceTime = (stages: readonly ChangedStage[], { ms, name }: NonNullable<Since>): DiffTarget =>
  overAll(
    stages.filter(({ at }) => Date.parse(at) >= ms),
    name,
  );

function overAll(since: ChangedStage[], name: string): DiffTarget {
  const before = since.find(({ changes }) => changes.before !== null)?.changes.before;
  const after = since.findLast(({ changes }) => changes.after !== null)?.changes.after;
  const stretches = typeof before === 'string' && typeof after === 'string' ? [{ before, after, stages: since }] : [];
  return { what: 'since', name, stretches, unknown: unknownAmong(since) };
}

/** A whole id comes before the beginning of one, and all below a root before the root spec alone. */
function namedBy(stages: readonly ChangedStage[], id: string, { family, known }: AskedDiff): Named {
  checkId(id);
  const all = allNamed(stages).filter(
    (one) => family === undefined || (one.what === 'item' && one.name.startsWith(`${family}/`)),
  );
  const exact = all.filter((one) => one.id === id);
  const root = exact.find(({ what }) => what === 'root');
  const fitting =
    exact.length > 0
      ? exact
      : withoutRootSpecs(all.filter((one) => one.id.startsWith(id) || one.id.startsWith(`run-${id}`)));
  if (fitting.length === 0) throw nothingOf(id, allNamed(stages), known?.());
  return root ?? theOne('item', id, fitting, ({ what, name }) => (what === 'item' ? name : `${what} ${name}`));
}

/** Nothing of it was recorded, or there is no such thing. */
function nothingOf(id: string, recorded: readonly Named[], items: readonly string[] | undefined): CliError {
  const isThere = items === undefined || /^run-/.test(id) || isRootless(id) || items.some((one) => one.startsWith(id));
  const message = isThere
    ? `No stage of ${id} has ended here with a record of what it changed.`
    : `There is no item, run or root ${id} here.${didYouMean(id, [...items, ...recorded.map((one) => one.id)])}`;
  return notFound(message, '`millrace runs ls` shows the runs, `millrace queue ls --all` the items.');
}

/** A root and the spec of it have one id, and all below the root is meant. */
const withoutRootSpecs = (all: readonly Named[]): Named[] =>
  all.filter(({ what, id }) => what === 'root' || !all.some((one) => one.what === 'root' && one.id === id));

function allNamed(stages: readonly ChangedStage[]): Named[] {
  const found = new Map<string, Named>();
  const add = (what: 'item' | 'run' | 'root', name: string, id: string, stage: ChangedStage): void => {
    const key = `${what} ${name}`;
    const one = found.get(key) ?? { what, name, id, stages: [] };
    found.set(key, one);
    one.stages.push(stage);
  };
  for (const stage of stages) {
    add('item', `${stage.family}/${stage.id}`, stage.id, stage);
    add('run', stage.run, stage.run, stage);
    add('root', stage.root, stage.root, stage);
  }
  return [...found.values()];
}

/** By its node, or by its number within its run. */
function ofStage(named: Named, stage: string | undefined): Named {
  if (stage === undefined) return named;
  const stages = named.stages.filter((one) => one.node === stage || String(one.stage) === stage);
  if (stages.length > 0) return { ...named, name: `${stage} of ${named.name}`, stages };
  const known = [...new Set(named.stages.map(({ node }) => node))].join(', ');
  throw notFound(`${named.name} has no stage ${stage} with a record of what it changed.`, `It has: ${known}.`);
}
