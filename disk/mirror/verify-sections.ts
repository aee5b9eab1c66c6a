// The snapshot and the status files, against the entries that they are made from.
import { canonicalJson } from '../../core/contracts/digest.js';
import type { ShownActivation } from '../../core/contracts/activation.js';
import type { Plane } from '../../core/contracts/families.js';
import type { MirrorEntry } from '../../core/contracts/mirror.js';
import { runtimePaths } from '../../core/contracts/paths.js';
import { jsonObject } from '../../core/json-lines.js';
import type { Dirs } from '../dirs.js';
import { brief, type Difference, NOTHING, textAt } from './difference.js';
import { type Sections, sectionsIn, shownMarkers, takeOver } from './sections.js';
import { markerLine, snapshotText } from './snapshot.js';
import { own } from '../../core/own.js';

/** What an activation learns without a word about it: these fields are those of its last change that was shown. */
export const NOT_SHOWN_AT_ONCE = [
  ...(['order', 'leashVersion', 'go', 'grant', 'remaining', 'limits'] as const),
  ...(['started', 'closed', 'runner'] as const),
] as const;

type MarkerEntry = Extract<MirrorEntry, { kind: 'marker' }>;

export function sectionDifferences(dirs: Dirs, entries: readonly MirrorEntry[]): Difference[] {
  const markers = entries.filter((entry): entry is MarkerEntry => entry.kind === 'marker');
  const expected = shownMarkers(wanted(sectionsIn(textAt(dirs, runtimePaths.snapshot)), entries));
  const planes = markers.map(({ plane }) => plane);
  return [
    ...snapshotDifferences(dirs, entries),
    ...planes.flatMap((plane) => statusDifferences(dirs, plane, markerLine(expected[plane]))),
  ];
}

/** One per field. */
function snapshotDifferences(dirs: Dirs, entries: readonly MirrorEntry[]): Difference[] {
  const path = runtimePaths.snapshot;
  const text = textAt(dirs, path);
  const found = jsonObject(text ?? '');
  if (found === null)
    return [{ path, expected: 'the snapshot', found: text === null ? NOTHING : 'a text that is no JSON object' }];
  const expected = jsonObject(snapshotText(wanted(sectionsIn(text), entries))) ?? {};
  const fields = [...new Set([...Object.keys(expected), ...Object.keys(found)])];
  return fields
    .filter((field) => !isEqual(own(expected, field), own(found, field)))
    .map((field) => ({
      path,
      expected: `${field} ${brief(own(expected, field))}`,
      found: `${field} ${brief(own(found, field))}`,
    }));
}

/** What is shown, with the entries in place of it. The time of the last change is not in the state. */
function wanted(shown: Sections, entries: readonly MirrorEntry[]): Sections {
  const said = new Set(entries.flatMap((entry) => (entry.kind === 'run' ? [entry.order[0]] : [])));
  const others = shown.activations.filter(({ activation }) => !said.has(activation.turn));
  const parts = { activations: others, over: [...shown.over], markers: { ...shown.markers } };
  const whole: Sections = { ...shown, ...parts, orders: {} };
  for (const entry of entries)
    if (entry.kind === 'workspace' || entry.kind === 'run' || entry.kind === 'marker') takeOver(whole, entry);
  const updatedAt = shown.workspace?.updatedAt;
  if (whole.workspace !== null && typeof updatedAt === 'string') whole.workspace = { ...whole.workspace, updatedAt };
  const activations = whole.activations.map((one) => asShown(one, shown.activations));
  return { ...whole, activations, orders: shown.orders };
}

function asShown(wanted: ShownActivation, shown: readonly ShownActivation[]): ShownActivation {
  const last = shown.find(({ activation }) => activation.turn === wanted.activation.turn)?.activation;
  if (last === undefined) return wanted;
  const kept = Object.fromEntries(NOT_SHOWN_AT_ONCE.map((field) => [field, last[field]]));
  return { ...wanted, activation: { ...wanted.activation, ...kept } };
}

const isEqual = (a: unknown, b: unknown): boolean =>
  a === undefined || b === undefined ? a === b : canonicalJson(a) === canonicalJson(b);

function statusDifferences(dirs: Dirs, plane: Plane, expected: string): Difference[] {
  const path = runtimePaths.statusFile(plane);
  const found = textAt(dirs, path);
  return found === `${expected}\n` ? [] : [{ path, expected, found: found === null ? NOTHING : brief(found) }];
}
