// A number as a reader needs it: with its unit, its definition as its title, and where in the report it stands, so that it can be compared.
import { duration, tokens } from '../../../cli/render/duration.js';
import { size } from '../../../cli/render/size.js';
import { costText } from '../../../core/report/cost.js';
import type { Cost } from '../../../core/report/cost.js';

/** `share`: 0 to 1. */
export const percent = (share: number): string => `${Math.round(share * 100)} %`;

const AS = {
  count: (value: number) => value.toLocaleString('en'),
  tokens,
  seconds: (value: number) => duration(value * 1000),
  bytes: size,
  percent,
} as const;

export interface NumProps {
  /** Null = not known. */
  value: number | null;
  as?: keyof typeof AS;
  unit?: string;
  /** What it counts, in a sentence. */
  title: string;
  /** Its path in the report. */
  report?: string;
  /** Another number to be read in its place, such as one that goes on since the report was made. */
  shown?: number | null;
}

export function Num({ value, as = 'count', unit, title, report, shown = value }: NumProps) {
  return (
    <span class="num" title={title} data-report={report} data-value={JSON.stringify(value)}>
      {shown === null ? '–' : AS[as](shown)}
      {unit !== undefined && <span class="unit"> {unit}</span>}
    </span>
  );
}

/** Nothing where nobody said what models cost. */
export function Money({ of, report }: { of: Cost; report?: string }) {
  if (of === null) return null;
  return (
    <span
      class="num"
      title="Counted by the prices of millrace.toml, never estimated"
      data-report={report}
      data-value={JSON.stringify(of)}
    >
      {costText(of)}
    </span>
  );
}
