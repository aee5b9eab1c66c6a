// The parts of the snapshot: what each writer last said of its own. A turn shows its activation from its first entry until its
// end; entries that come late or twice never bring it back.
import type { ShownActivation } from '../../core/contracts/activation.js';
import { type Plane, PLANES } from '../../core/contracts/families.js';
import type { MirrorEntry, Order, WorkspaceSection } from '../../core/contracts/mirror.js';
import type { Brought } from '../../core/contracts/turns.js';
import { shownFrom } from '../../core/engine/lineage/executor-state.js';
import { markerOf } from '../../core/engine/lineage/turns/show.js';
import { turnsIn } from '../../core/engine/workspace/section-from.js';
import { broughtFields } from '../../core/engine/workspace/turns/brought.js';
import { hasForm, isCount, isListOf, isRecord, orAbsent } from '../../core/form.js';
import { compareOrders } from './manifest.js';

export type SectionEntry = Extract<MirrorEntry, { kind: 'workspace' | 'run' | 'marker' }>;

export interface Sections {
  workspace: WorkspaceSection | null;
  /** Activations of the turns, whole: what is gone on from when the server lost its data. The one that people look at first leads. */
  activations: ShownActivation[];
  /** Turns whose end is shown, and that the workspace's part does not yet leave out. */
  over: number[];
  /** Of each plane, as its newest turn said it, without `### `. */
  markers: Partial<Record<Plane, string>>;
  /** Order of what each part shows: `workspace`, or the name of a plane. */
  orders: Record<string, Order>;
}

/** As they lie in the file: what one turn at a time shows is in `activation`, where older builds look for it. */
export interface FiledSections extends Omit<Sections, 'activations' | 'over'> {
  activation: ShownActivation | null;
  /** Of the other turns; absent = there are none. */
  beside?: ShownActivation[];
  over?: number[];
}

/** The parts inside a snapshot file; empty ones for a file that is missing, torn or older than this format. */
export function sectionsIn(text: string | null): Sections {
  try {
    return fromFile((JSON.parse(text ?? '') as { sections?: Partial<FiledSections> }).sections ?? {});
  } catch {
    return fromFile({});
  }
}

function fromFile({ workspace, activation, beside, over, markers, orders }: Partial<FiledSections>): Sections {
  // Earlier builds wrote one order for the one turn there was: the workspace's part says the same.
  const { run: _run, ...kept } = orders ?? {};
  const shown: unknown[] = [activation, ...(Array.isArray(beside) ? beside : [])];
  return {
    workspace: isRecord(workspace) ? workspace : null,
    activations: shown.filter(isShown).map(shownFrom),
    over: Array.isArray(over) ? over : [],
    markers: markers ?? {},
    orders: kept,
  };
}

/** What a snapshot is made of again; whether it can be gone on with is asked at take-up. */
const hasParts = hasForm({ turn: isCount, item: isRecord, usage: orAbsent(isListOf(Array.isArray)) });
const isShown = (one: unknown): one is ShownActivation => isRecord(one) && hasParts(one['activation']);

export function toFile({ activations, over, ...others }: Sections): FiledSections {
  const [activation = null, ...beside] = activations;
  return {
    ...others,
    activation,
    ...(beside.length === 0 ? {} : { beside }),
    ...(over.length === 0 ? {} : { over }),
  };
}

/** Takes an entry over unless it is older than what is shown; says whether it did. */
export function takeOver(sections: Sections, entry: SectionEntry): boolean {
  if (entry.kind === 'run') return takeRun(sections, entry);
  const part = entry.kind === 'marker' ? entry.plane : entry.kind;
  if (compareOrders(entry.order, sections.orders[part] ?? null) < 0) return false;
  sections.orders[part] = entry.order;
  if (entry.kind === 'marker') sections.markers[entry.plane] = entry.marker;
  else takeWorkspace(sections, entry.value);
  return true;
}

function takeRun(sections: Sections, { order, value }: Extract<SectionEntry, { kind: 'run' }>): boolean {
  const [turn, number] = order;
  const known = sections.activations.find(({ activation }) => activation.turn === turn);
  if (isOver(sections, turn) || number < (known?.activation.order ?? 0)) return false;
  const others = sections.activations.filter((one) => one !== known);
  sections.activations = inOrder(sections.workspace, value === null ? others : [...others, value]);
  if (value === null) sections.over.push(turn);
  return true;
}

function takeWorkspace(sections: Sections, section: WorkspaceSection): void {
  sections.workspace = withLine(section, sections.workspace);
  sections.over = sections.over.filter((turn) => !isLeftOut(section, turn));
  const live = sections.activations.filter(({ activation }) => !isLeftOut(section, activation.turn));
  sections.activations = inOrder(section, live);
}

/** A claim travels without the line of those that wait: it is shown as it was, without what is claimed, until the workspace shows it anew. */
function withLine(section: WorkspaceSection, before: WorkspaceSection | null): WorkspaceSection {
  if (section.next !== undefined || before?.next === undefined) return section;
  const isClaimed = (one: { family: string; id: string }): boolean =>
    turnsIn(section).some(({ family, id }) => family === one.family && id === one.id);
  return { ...section, next: before.next.filter((one) => !isClaimed(one)) };
}

const isOver = ({ workspace, over }: Sections, turn: number): boolean =>
  over.includes(turn) || (workspace !== null && isLeftOut(workspace, turn));

/** The workspace had given this turn by then, and has it no more. */
const isLeftOut = (section: WorkspaceSection, turn: number): boolean =>
  turn <= section.turn && !turnsIn(section).some((one) => one.turn === turn);

/** The oldest that has a lane leads; those that the workspace's part does not know yet are the newest. */
function inOrder(section: WorkspaceSection | null, activations: readonly ShownActivation[]): ShownActivation[] {
  const waits = new Set(turnsIn(section).flatMap(({ turn, lane }) => (lane === null ? [turn] : [])));
  const rank = ({ activation: { turn } }: ShownActivation): number => Number(waits.has(turn));
  return activations.toSorted((a, b) => rank(a) - rank(b) || a.activation.turn - b.activation.turn);
}

/** What the status files say. Where the newest turn of a plane is over and an older one is not, that one is spoken of. */
export function shownMarkers(sections: Sections): Sections['markers'] {
  const shown = PLANES.map((plane) => [plane, ofLive(sections, plane) ?? sections.markers[plane]] as const);
  return Object.fromEntries(shown.filter(([, marker]) => marker !== undefined));
}

function ofLive({ activations, orders }: Sections, plane: Plane): string | null {
  const turns = activations.filter(({ activation }) => activation.plane === plane).map(({ activation }) => activation);
  if (turns.some(({ turn }) => turn === orders[plane]?.[0])) return null;
  return turns.map(markerOf).find((marker) => marker !== null) ?? null;
}

/** What the activation of a turn had brought and spent when it was shown last. */
export function broughtBy({ activations }: Sections, turn: number): Brought {
  const own = activations.find(({ activation }) => activation.turn === turn)?.activation;
  return own === undefined ? { emitted: [] } : broughtFields(own);
}
