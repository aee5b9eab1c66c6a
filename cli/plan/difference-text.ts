// Differences of two plans as text: one heading per area, short values on one line, long ones below each other.
import type { Rung } from '../../core/contracts/plan.js';
import { canonicalJson } from '../../core/contracts/digest.js';
import { AREAS, type Area } from '../../core/plan/diff/areas.js';
import type { PlanDifference } from '../../core/plan/diff/differences.js';
import { inert } from '../render/inert.js';
import { section, table } from '../render/table.js';
import { ladderText } from './graphs.js';

export const differenceLines = (differences: readonly PlanDifference[]): string[] =>
  AREAS.flatMap((area) => section(area, areaLines(differences.filter((one) => one.area === area))));

const SHORT = 36;

function areaLines(differences: readonly PlanDifference[]): string[] {
  const rows = differences.map(({ area, where, before, after }) => [
    where.join(' '),
    valueText(area, before),
    valueText(area, after),
  ]);
  const isShort = (row: readonly string[]): boolean => row.slice(1).every((text) => text.length <= SHORT);
  const short = rows.filter(isShort).map(([where = '', before = '', after = '']) => [where, before, '->', after]);
  const long = rows.filter((row) => !isShort(row));
  return [
    ...table(short),
    ...long.flatMap(([where = '', before = '', after = '']) => [where, `  - ${before}`, `  + ${after}`].map(inert)),
  ];
}

function valueText(area: Area, value: unknown): string {
  if (value === null) return '(none)';
  if (typeof value === 'string') return /^[0-9a-f]{64}$/.test(value) ? value.slice(0, 12) : value;
  if (area === 'routes' && Array.isArray(value)) return ladderText(value as Rung[]);
  return typeof value === 'object' && 'kind' in value ? `stage ${String(value.kind)}` : canonicalJson(value);
}
