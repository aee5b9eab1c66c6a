// Now: each lane with what its agent does; where nothing runs, why, and what comes next.
import { duration, isApart, lanesText, LONG_QUIET, partsOf, tokens, whereText } from '../../../cli/door.js';
import { own } from '../../../core/own.js';
import type { Facts, Lane } from '../facts.js';
import { note, type Row } from '../row.js';
import type { State } from '../state.js';
import { flow, line, type Line, part, wrap } from '../text.js';

export function nowRows({ facts, debug, now }: State): Row[] {
  if (facts === null) return [note('wait', (width) => wrap('Looking at the workspace…', width))];
  const isSaid = isApart(facts.lanes, facts.now);
  const lanes = facts.now.map((lane) => laneRow(lane, isSaid ? whereText(lane) : '', { now, debug }));
  const idle =
    facts.idle === null ? [] : [note('idle', (width) => wrap(`Nothing runs: ${facts.idle ?? ''}`, width), 'idle')];
  const both = [...lanes, ...idle];
  return [
    ...countRows(facts),
    ...(both.length === 0 ? [note('still', () => [line('Nothing runs at this moment.')])] : both),
    ...nextRows(facts),
  ];
}

/** How many roots are at work side by side, where there may be several. */
function countRows({ lanes }: Facts): Row[] {
  const text = lanesText(lanes);
  return text === null ? [] : [note('lanes', () => [line(text, 'dim')], text)];
}

/** `place`: where it edits, in words. */
function laneRow(lane: Lane, place: string, { now, debug }: Pick<State, 'now' | 'debug'>): Row {
  return {
    key: lane.run,
    text: `${lane.item} ${lane.title} ${lane.node} ${lane.model ?? ''} ${place} ${lane.last_output ?? ''}`,
    target: { item: partsOf(lane.item), run: lane.run },
    lines: (width) => [
      ...flow(
        [
          part(lane.item, 'bold'),
          part(lane.title),
          part(`${lane.node}, stage ${lane.stage}`),
          ...howParts(lane, place, now),
        ],
        width,
      ),
      ...saidLines(lane, width),
      ...(debug ? flow(idParts(lane), width) : []),
    ],
  };
}

function howParts(lane: Lane, place: string, now: number): Line {
  const since = duration(now - Date.parse(lane.started_at));
  const usual = lane.typical_s === null ? '' : ` (usually ${duration(lane.typical_s.p50 * 1000)})`;
  return [
    part(lane.attempt > 1 ? `attempt ${lane.attempt}` : '', 'yellow'),
    part(lane.model ?? ''),
    part(place),
    part(`${stateWords(lane)} ${since}${usual}`, lane.state === 'running' ? 'plain' : 'yellow'),
    part(lane.tokens === null ? '' : `${tokens(lane.tokens)} tokens`),
    part((lane.heartbeat_age_s ?? 0) >= LONG_QUIET ? `quiet for ${duration((lane.heartbeat_age_s ?? 0) * 1000)}` : ''),
  ];
}

const STATES: Readonly<Record<string, string>> = {
  running: 'for',
  held: 'held for',
  waiting: 'waits for',
  asking: 'asks for a yes, for',
};

const stateWords = ({ state, asks }: Lane): string =>
  state === 'asking' && !asks ? 'has its answer, since' : (own(STATES, state) ?? state);

function saidLines({ last_output: said, waitsFor }: Lane, width: number): Line[] {
  const waits = waitsFor === null ? [] : flow([part(`  waits for ${waitsFor}`, 'yellow')], width);
  return said === null ? waits : [...waits, ...flow([part(`  | ${said}`, 'dim')], width)];
}

const idParts = ({ run, requestId, turn, plane, started_at: at, agentPid: pid, state }: Lane): Line =>
  [`    ${run}`, requestId, `turn ${turn}`, plane, state, `since ${at}`, pid === null ? '' : `process ${pid}`].map(
    (text) => part(text, 'dim'),
  );

/** Rows of items are a screen's best place to be cancelled from, and these come next. */
const NEXT = 5;

function nextRows({ queue }: Facts): Row[] {
  const next = queue.filter(({ waits_for: waits }) => waits.length === 0).slice(0, NEXT);
  if (next.length === 0) return [];
  const rows = next.map(({ family, id, title }): Row => {
    return {
      key: `next ${family}/${id}`,
      text: `${family}/${id} ${title}`,
      target: { item: { family, id } },
      lines: (width) => flow([part(`${family}/${id}`), part(title, 'dim')], width),
    };
  });
  return [note('next', () => [line(''), line('Next', 'bold')]), ...rows];
}
