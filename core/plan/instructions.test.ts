// What ships as text: every stage file and every skill keeps its form, and names only outcomes that there are. What else it names is
// looked up in `test/pure/instructions.test.ts`.
import { describe, expect, it } from 'vitest';
import { shippedSources } from '../../test/support/plan.js';
import { readStageKind, type StageKind } from './sources/stage-kind.js';

const MAX_LINES = 170;
const MAX_DESCRIPTION = 200;

const sources = shippedSources();
const stages = sources.stages.flatMap((file) => {
  const kind = readStageKind(file, []);
  return kind === null ? [] : [{ ...kind, text: file.text }];
});

describe.each(stages.map((stage) => [stage.id, stage] as const))('the instructions of %s', (id, stage) => {
  it('say when to print each legal marker, and show no other', () => {
    const named = [...section(stage, 'Outcome').matchAll(/^- `### ([A-Z_]+)`: /gm)].map((match) => match[1]);
    expect(named).toEqual(Object.keys(stage.outcomes));
    const shown = [...stage.instructions.matchAll(/### ([A-Z][A-Z0-9_]*)/g)].map((match) => match[1]);
    expect(new Set(shown)).toEqual(new Set(named));
  });

  it('are short, and lie in the file of that name', () => {
    expect(stage.text.split('\n').length).toBeLessThanOrEqual(MAX_LINES);
    expect(stage.path).toBe(`assets/stages/${id}.md`);
  });
});

describe.each(sources.skills.map((file) => [file.path.split('/').at(-2) ?? '', file.text] as const))(
  'the skill %s',
  (id, text) => {
    it('has the name of its folder and a description of one line', () => {
      const [, name, description = ''] = /^---\nname: (.+)\ndescription: (.+)\n---\n\n# /.exec(text) ?? [];
      expect(name).toBe(id);
      expect(description.length).toBeLessThanOrEqual(MAX_DESCRIPTION);
    });

    it('is short, and shows no marker', () => {
      expect(text.split('\n').length).toBeLessThanOrEqual(MAX_LINES);
      expect(text).not.toMatch(/### [A-Z]/);
    });
  },
);

/** Texts of all `##` sections whose heading begins so. */
function section({ instructions }: StageKind, heading: string): string {
  const sections = instructions.split(/^## /m);
  return sections.filter((one) => one.startsWith(heading)).join('\n');
}
