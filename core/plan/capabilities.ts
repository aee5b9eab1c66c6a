// What a stage may: for each capability it asks for, what the mode says, else what is usual.
import type { PlanNode } from '../contracts/plan.js';
import { ALWAYS_ASKED, CAPABILITIES, type Capability, type Decision } from '../contracts/registered.js';
import { own } from '../own.js';
import type { Context } from './context.js';
import { diagnostic, didYouMean } from './diagnostics.js';
import type { StageKind } from './stage-kind.js';

const USUAL: Readonly<Record<Capability, Decision>> = {
  'workspace.read': 'allow',
  'workspace.write': 'allow',
  'artifact.read': 'allow',
  'artifact.write': 'allow',
  'runner.invoke': 'allow',
  'shell.run': 'allow',
  'git.read': 'allow',
  'git.mutate': 'approval_required',
  'package.install': 'approval_required',
  'network.access': 'deny',
  'approval.request': 'allow',
  'evidence.emit': 'allow',
  'runtime.control': 'deny',
};

export function decideCapabilities(kind: StageKind, { mode }: Context): NonNullable<PlanNode['capabilities']> {
  const asked = [...new Set([...ALWAYS_ASKED, ...kind.capabilities])].filter(isCapability).sort();
  return Object.fromEntries(asked.map((one) => [one, own(mode.capabilities, one) ?? USUAL[one]]));
}

export function checkCapabilities({ mode, diagnostics }: Context): void {
  for (const name of Object.keys(mode.capabilities).filter((one) => !isCapability(one))) {
    const message = `There is no capability ${name}.${didYouMean(name, CAPABILITIES)}`;
    diagnostics.push(diagnostic('MR1032', mode.path, message, { field: `capabilities.${name}` }));
  }
}

const isCapability = (name: string): name is Capability => (CAPABILITIES as readonly string[]).includes(name);
