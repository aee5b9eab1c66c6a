// What a campaign prints: its figures beside those of its script and of the published campaign, then what it cost.
import { markdown, short, SPREAD_HEADERS, spread, type Table } from '../../bench/numbers.js';
import { differences, type Figures, figuresOf } from './figures.js';
import type { OurRun } from './ours.js';
import type { Ran } from './ran.js';
import { type Campaign, WHOLE } from './script.js';

const WORDS: Readonly<Record<keyof Figures, string>> = {
  ideas: 'ideas brought in',
  specs: 'specs',
  tasks: 'tasks',
  incidents: 'incidents',
  remediations: 'remediations: gaps that the Arbiter found',
  runs: 'runs: one item from its entry to its end, or one pass of the Arbiter',
  stageResults: 'stage results',
  foreground: 'of them in the foreground',
  learning: 'of them in the learning lane',
  requests: 'requests to learn, those included that wait',
  rootsClosed: 'roots closed',
};

/** `reference`: null where it was not asked. */
export function tableOf(campaign: Campaign, ours: OurRun, reference: Ran | null): string {
  return [counts(campaign, ours, reference), times(ours, reference), costs(ours, reference)].map(markdown).join('\n\n');
}

function counts(campaign: Campaign, ours: OurRun, reference: Ran | null): Table {
  const script = figuresOf(campaign);
  const rows = (Object.keys(WORDS) as (keyof Figures)[]).map((name) => [
    WORDS[name],
    ...(campaign === WHOLE ? [PUBLISHED[name] ?? '-'] : []),
    ...[script, ours.figures, ...(reference === null ? [] : [reference.figures])].map((figures) =>
      String(figures[name]),
    ),
  ]);
  const published = campaign === WHOLE ? ['published'] : [];
  const headers = ['figure', ...published, 'script', 'ours', ...(reference === null ? [] : ['reference'])];
  return { title: 'campaign: figures', note: note(ours, reference), headers, rows };
}

/** What the published campaign says of itself; of the rest it says nothing. */
const PUBLISHED: Partial<Record<keyof Figures, string>> = {
  ...{ ideas: '8', specs: '11', tasks: '57', remediations: '5', runs: '99', stageResults: '261', foreground: '248' },
  learning: '13 (the difference)',
};

const note = (ours: OurRun, reference: Ran | null): string =>
  [
    'Counted from the files below `millrace-agents/`; `script` is worked out from the script alone.',
    ours.stopped === null ? 'Ours came to its end.' : `Ours did not come to its end: ${ours.stopped}.`,
    ...(reference === null
      ? []
      : [
          reference.stopped === null
            ? 'The reference came to its end.'
            : `The reference did not come to its end: ${reference.stopped}.`,
        ]),
  ].join(' ');

function times(ours: OurRun, reference: Ran | null): Table {
  const row = (name: string, { span, starts, gaps }: Ran): string[] => [
    ...[name, short(span / 1000), starts === 0 ? '-' : short(span / starts), ...spread(gaps)],
  ];
  const rows = [row('ours', ours), ...(reference === null ? [] : [row('reference', reference)])];
  const ratio = reference === null ? '' : ` Ours takes ${ratioOf(ours, reference)} times the reference per stage.`;
  const title = 'campaign: time';
  const text =
    'From the first agent to the last in seconds, the same for each stage in ms, and what lay between two agents of the ' +
    `foreground in ms, by the agents' own clocks; every agent is a start of Node.${ratio}`;
  return { title, note: text, headers: ['side', 'span, s', 'span per stage', ...SPREAD_HEADERS], rows };
}

const ratioOf = (ours: Ran, reference: Ran): string =>
  short(ours.span / Math.max(1, ours.starts) / (reference.span / Math.max(1, reference.starts)));

function costs(ours: OurRun, reference: Ran | null): Table {
  const { histories, kills } = ours;
  const size = (count: number | undefined): string => (count === undefined ? '-' : count.toLocaleString('en-US'));
  const per = (count: number | undefined): string =>
    count === undefined ? '-' : short(count / Math.max(1, ours.starts));
  const rows: [string, string][] = [
    ['kills', String(kills.length)],
    ['agents started', String(ours.starts)],
    ['of them for a request that had had one: paid twice', String(ours.paidTwice)],
    ['results applied again', String(ours.appliedAgain)],
    ['runs of workflows', size(histories?.runs)],
    ['events of all histories; of the longest', `${size(histories?.events)}; ${size(histories?.mostEvents)}`],
    ['bytes of all histories; of the largest', `${size(histories?.bytes)}; ${size(histories?.mostBytes)}`],
    ['events of a stage; bytes', `${per(histories?.events)}; ${per(histories?.bytes)}`],
    ...heldBy('ours', ours),
    ...(reference === null ? [] : heldBy('reference', reference)),
  ];
  return { title: 'campaign: what it took', note: kindsOf(ours), headers: ['what', 'how much'], rows };
}

const heldBy = (side: string, { memory }: Ran): [string, string][] =>
  Object.entries(memory).map(([name, kilobytes]) => [`most memory, ${side}, ${name}`, `${short(kilobytes / 1024)} MB`]);

function kindsOf({ kills }: OurRun): string {
  const words = [...new Set(kills.map(({ kind }) => kind))].map(
    (kind) => `${kills.filter((one) => one.kind === kind).length} ${kind}`,
  );
  return words.length === 0 ? 'Nothing was killed.' : `Killed: ${words.join(', ')}.`;
}

/** Sentences; empty when all is as the script says. */
export const faultsIn = (campaign: Campaign, ours: OurRun, kills: number): string[] => [
  ...(ours.stopped === null ? [] : [ours.stopped]),
  ...differences(figuresOf(campaign), ours.figures),
  ...(ours.paidTwice === 0 ? [] : [`${ours.paidTwice} agents were started for a request that had had one`]),
  ...(ours.appliedAgain === 0 ? [] : [`${ours.appliedAgain} results were applied again`]),
  ...(ours.kills.length === kills ? [] : [`${ours.kills.length} kills, ${kills} were asked for`]),
];
