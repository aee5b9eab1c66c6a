// What a change of the operator's ground means: which settings, which parts of the plan and which lines of texts differ from what
// was accepted, or from what ships where nothing was. A person decides by this and not by names of files.
import { join } from 'node:path';
import { RUNTIME_DIR, runtimePaths } from '../../core/contracts/paths.js';
import { lineDiff } from '../../core/ground/line-diff.js';
import { type SettingChange, settingChanges } from '../../core/ground/settings.js';
import { type PlanDifference, differences } from '../../core/plan/diff/differences.js';
import { compileQuietly, type GoodPlan, type PlanChoice } from '../compile.js';
import type { Context } from '../context.js';
import { differenceLines } from '../plan/difference-text.js';
import { readPiece } from '../../read/files.js';
import { packageRoot } from '../../disk/package-root.js';
import { inert } from '../render/inert.js';
import { clip, section } from '../render/table.js';
import type { Standing } from './standing.js';

export interface Meaning {
  settings: SettingChange[];
  plan: PlanDifference[];
  /** Lines that went and came, by file; `millrace.toml` is told by its settings. */
  texts: { path: string; lines: string[] }[];
  odd: Standing['live']['odd'];
  /** Files outside of the ground that it names. */
  programs: Standing['programs'];
}

/** `now`: compiled from what lies there. `choice`: what it was compiled for. */
export async function meaningOf(
  context: Context,
  standing: Standing,
  now: GoodPlan,
  choice: PlanChoice,
): Promise<Meaning> {
  const before = await planBefore(context, standing, choice);
  return {
    settings: before === null ? [] : settingChanges(before.config, now.config),
    plan: before === null ? [] : differences(before.named.plan, now.named.plan),
    texts: await textChanges(standing),
    odd: standing.live.odd,
    programs: standing.programs,
  };
}

/** Null when what was accepted does not compile any more, as after an upgrade of Millrace. */
export function planBefore(context: Context, { accepted }: Standing, choice: PlanChoice): Promise<GoodPlan | null> {
  const { mode } = choice;
  // A mode that only the new ground has cannot be compared with the same mode before.
  const wishes: PlanChoice[] =
    accepted === null
      ? [{ workspace: null, mode }, { workspace: null }]
      : [{ ...choice, config: undefined, copy: accepted.home }];
  return wishes.reduce<Promise<GoodPlan | null>>(
    async (found, wish) => (await found) ?? (await compileQuietly(context, wish).catch(() => null)),
    Promise.resolve(null),
  );
}

/** A file that was not there is compared with the shipped one whose place it takes. */
async function textChanges({ changes, live, accepted }: Standing): Promise<Meaning['texts']> {
  const { acceptedFile } = await import('../../worker/ground/accepted.js');
  const old = (path: string): string => {
    const before = accepted === null ? null : acceptedFile(accepted, path);
    return before === null ? shippedText(path) : textOf(before);
  };
  const told = changes.filter(({ path }) => path !== runtimePaths.config);
  return told.map(({ path }) => ({ path, lines: lineDiff(old(path), textOf(live.files.get(path) ?? null)) }));
}

const shippedText = (path: string): string => readPiece(join(packageRoot(), 'assets', path))?.text ?? '';

/** Bytes that are no text stand for themselves. */
function textOf(bytes: Buffer | null): string {
  if (bytes === null) return '';
  return bytes.includes(0) ? `(${bytes.length} bytes that are no text)` : bytes.toString('utf8');
}

const WIDTH = 160;
const MOST_LINES = 30;
const MOST_TEXTS = 40;

/** `whole`: every line of every text; else so many that a screen holds them. */
export function meaningLines({ settings, plan, texts, odd, programs }: Meaning, whole = false): string[] {
  const most = whole ? Infinity : MOST_LINES;
  return [
    ...section('Settings', settings.flatMap(settingLines)),
    ...differenceLines(plan),
    ...texts
      .slice(0, whole ? Infinity : MOST_TEXTS)
      .flatMap(({ path, lines }) => section(`${RUNTIME_DIR}/${path}`, someOf(lines.map(textLine), most))),
    ...(whole || texts.length <= MOST_TEXTS ? [] : ['', moreText(texts.length - MOST_TEXTS, 'files')]),
    ...section(
      'Files of the workspace that the settings name',
      programs.map(({ path, kind }) => inert(`${path} ${kind}`)),
    ),
    ...section(
      'Cannot be read',
      someOf(
        odd.map(({ path, reason }) => `${RUNTIME_DIR}/${path}: ${reason}`),
        most,
      ),
    ),
  ];
}

/** Both values are whole, whatever their length: one is asked to accept them. */
function settingLines({ key, before, after }: SettingChange): string[] {
  const [was, is] = [before ?? '(not set)', after ?? '(not set)'];
  const line = inert(`${key}: ${was} -> ${is}`);
  return line.length <= WIDTH ? [line] : [key, `  - ${was}`, `  + ${is}`].map(inert);
}

/** The end of a line is shown too, where it is all that differs. */
const textLine = (line: string): string =>
  clip(inert(line.endsWith('\r') ? `${line.slice(0, -1)} (CR LF)` : line), WIDTH);

function someOf(lines: readonly string[], most: number): string[] {
  if (lines.length <= most) return [...lines];
  return [...lines.slice(0, most), moreText(lines.length - most, 'lines')];
}

const moreText = (count: number, what: string): string =>
  `… ${count} more ${what}; \`millrace trust --full\` shows them`;
