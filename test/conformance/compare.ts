// What is compared of a run, and what comes of it. Pure. Ids that the runtime makes are numbered as they appear.

/** What a run shows: recorded, expected or ours. */
export interface Observation {
  /** `node family/id OUTCOME` of every stage, in order. */
  sequence: string[];
  /** File names by folder below `millrace-agents/`; folders without files are left out. */
  places: Record<string, string[]>;
  /** By root. */
  closures: Record<string, 'open' | 'closed'>;
}

/** What ours must show instead of the record, and what asks for it. */
export interface Expectation extends Observation {
  explanation: string;
  asks: string[];
}

export interface Judgement {
  result: 'equal' | 'explained' | 'different';
  /** The explanation, or the first difference; null for `equal`. */
  reason: string | null;
}

export function judge(recorded: Observation, ours: Observation, expected: Expectation | null): Judgement {
  if (difference('recorded', recorded, ours) === null) return { result: 'equal', reason: null };
  const open = difference(expected === null ? 'recorded' : 'expected', expected ?? recorded, ours);
  if (open !== null || expected === null) return { result: 'different', reason: open };
  return { result: 'explained', reason: `${expected.explanation} (${expected.asks.join(', ')})` };
}

/** The first difference as a sentence, or null. `name`: what the first observation is called. */
export function difference(name: string, first: Observation, second: Observation): string | null {
  const [wanted, ours] = [linesOf(first), linesOf(second)];
  const length = Math.max(wanted.length, ours.length);
  for (let index = 0; index < length; index += 1) {
    if (wanted[index] !== ours[index])
      return `${name}: ${wanted[index] ?? 'no more'}; ours: ${ours[index] ?? 'no more'}`;
  }
  return null;
}

function linesOf(observation: Observation): string[] {
  const { sequence, places, closures } = normalised(observation);
  return [
    ...sequence.map((stage, index) => `stage ${index + 1} is ${stage}`),
    ...sorted(places).map(([folder, names]) => `${folder} has ${names.join(', ')}`),
    ...sorted(closures).map(([root, state]) => `the closure target ${root} is ${state}`),
  ];
}

const sorted = <T>(table: Record<string, T>): [string, T][] =>
  Object.entries(table).sort(([a], [b]) => (a < b ? -1 : 1));

const RUNTIME_ID = /(?<![\w.-])(?:incident|arbiter-gap|learn)(?:-[\w.-]*?)?-(?:[0-9a-f]{12}|[0-9a-f]{8})(?![\w-])/g;
const HEX = /-(?:[0-9a-f]{12}|[0-9a-f]{8})(?!\w)/g;

/** The same observation with `incident-t1-7276240d` as `incident-t1-#1`. */
export function normalised({ sequence, places, closures }: Observation): Observation {
  const rename = renamer();
  const renamed = (names: string[]): string[] => [...names].sort().map(rename).sort();
  return {
    sequence: sequence.map(rename),
    places: Object.fromEntries(
      sorted(places)
        .filter(([, names]) => names.length > 0)
        .map(([folder, names]) => [folder, renamed(names)]),
    ),
    closures,
  };
}

function renamer(): (text: string) => string {
  const names = new Map<string, string>();
  const used = new Map<string, number>();
  const nameOf = (id: string): string => {
    const stem = id.replace(HEX, '-#');
    const number = (used.get(stem) ?? 0) + 1;
    used.set(stem, number);
    return `${stem}${number}`;
  };
  return (text) =>
    text.replace(RUNTIME_ID, (id) => {
      const name = names.get(id) ?? nameOf(id);
      names.set(id, name);
      return name;
    });
}
