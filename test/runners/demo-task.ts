// The demo's task as a model of the tests works it: each stage is one shell call and one last message.
import type { Route, StepUsage } from '../../agents/suite/model-server/script.js';

/** Tokens of the two answers of each stage. */
export const usage: Record<string, [first: StepUsage, last: StepUsage]> = {
  builder: [
    { input: 5000, cached: 4000, output: 120, reasoning: 60 },
    { input: 5200, cached: 5000, output: 40, reasoning: 10 },
  ],
  checker: [
    { input: 3000, cached: 0, output: 70, reasoning: 30 },
    { input: 3100, cached: 3000, output: 20, reasoning: 0 },
  ],
  updater: [
    { input: 2000, cached: 1000, output: 50, reasoning: 5 },
    { input: 2100, cached: 2000, output: 10, reasoning: 1 },
  ],
};

function route(node: keyof typeof usage, shell: string, marker: string): Route {
  const [first, last] = usage[node] ?? [];
  const steps = [
    { shell, ...(first && { usage: first }) },
    { reply: `It is done.\n\n### ${marker}`, ...(last && { usage: last }) },
  ];
  return { match: new RegExp(`^Node ID: ${node}$`, 'm'), order: 'turn', steps };
}

const FIX = String.raw`sed -i "s/replace(' ', '-')/replace(\/[^a-z0-9]+\/g, '-').replace(\/^-|-$\/g, '')/" src/slug.js`;
const NOTE = "printf '%s\\n' '- Slugs hold words and single dashes only.' >> CHANGELOG.md";

export const DEMO_ROUTES = [
  route('builder', FIX, 'BUILDER_COMPLETE'),
  route('checker', 'node --test', 'CHECKER_PASS'),
  route('updater', NOTE, 'UPDATE_COMPLETE'),
];
