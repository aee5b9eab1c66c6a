// The text that Prometheus reads, version 0.0.4. Values of labels come from outside too, and a person may look at the text on a terminal: what would
// steer that is written out, and a value is cut where it is long.
import { clip, inert } from '../inert.js';

export type Labels = Readonly<Record<string, string>>;

export interface Sample {
  labels: Labels;
  value: number;
  /** Of a part of a histogram. */
  suffix?: '_bucket' | '_sum' | '_count';
}

export interface Family {
  name: string;
  type: 'counter' | 'gauge' | 'histogram';
  help: string;
  samples: readonly Sample[];
}

const LONGEST_VALUE = 120;
/** Of a value of any length. */
const LONGEST_READ = 4 * LONGEST_VALUE;

/** A family without a sample is left out: a figure that is not known is none. */
export const exposition = (families: readonly Family[]): string =>
  families
    .filter(({ samples }) => samples.length > 0)
    .flatMap(({ name, type, help, samples }) => [
      `# HELP ${name} ${escaped(help)}`,
      `# TYPE ${name} ${type}`,
      ...samples.map(({ suffix = '', labels, value }) => `${name}${suffix}${labelText(labels)} ${numberText(value)}`),
    ])
    .map((line) => `${line}\n`)
    .join('');

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${quoted(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

/** A value as it is shown. What is counted apart has to be apart then, too: a series that comes twice spoils the whole text. */
export const labelValue = (value: string): string => clip(inert(value.slice(0, LONGEST_READ)), LONGEST_VALUE);

const quoted = (value: string): string => escaped(labelValue(value)).replaceAll('"', '\\"');

const escaped = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');

const numberText = (value: number): string =>
  Number.isFinite(value) ? String(value) : Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
