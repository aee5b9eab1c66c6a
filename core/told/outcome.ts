// The result of a stage names files of one folder: told short, the folder is named once.
import type { ArtifactRef, StageOutcome } from '../contracts/stage.js';
import { fieldsOf, isRecord, isText } from '../form.js';

/** `artifacts` are paths in the folder, where there is one. */
export interface ToldOutcome extends StageOutcome {
  artifactsIn?: string;
}

export function toldOutcome(outcome: StageOutcome): ToldOutcome {
  const [first] = outcome.artifacts;
  const folder = first?.path.slice(0, first.path.lastIndexOf('/') + 1) ?? '';
  if (folder === '' || !outcome.artifacts.every(({ path }) => path.startsWith(folder))) return outcome;
  const artifacts = outcome.artifacts.map((one) => ({ ...one, path: one.path.slice(folder.length) }));
  return { ...outcome, artifactsIn: folder, artifacts };
}

/** Whatever was answered, and never throws: its form is for others to ask about. */
export function wholeOutcome(told: unknown): unknown {
  const { artifactsIn: folder, ...outcome } = fieldsOf(told);
  const { artifacts } = outcome;
  if (typeof folder !== 'string' || !Array.isArray(artifacts)) return told;
  const whole = artifacts.map((one: unknown) => (isNamed(one) ? { ...one, path: `${folder}${one.path}` } : one));
  return { ...outcome, artifacts: whole };
}

const isNamed = (one: unknown): one is ArtifactRef => isRecord(one) && isText(one['path']);
