// What ships as text: every stage file and every skill keeps its form, and names only outcomes and files that there are.
import { describe, expect, it } from 'vitest';
import { shippedSources } from '../../test/support/plan.js';
import { parseDocument } from '../documents/parse.js';
import { DOCUMENT_FAMILIES, familyFields } from '../documents/fields.js';
import { readStageKind, type StageKind } from './sources/stage-kind.js';

const MAX_LINES = 170;
const MAX_DESCRIPTION = 200;

/** Artifacts of the reference by file name, those of the blueprint, learning and closure stages among them. */
const ARTIFACTS = `
no_work.md active_blueprint_draft.json active_work_item.json blueprint_candidate.json blueprint_critique.json critique_packet.json
blueprint_drafts.json blueprint_evaluation.json evaluator_blueprint_report.md blueprint_evaluation_report.md
blueprint_failure.json blueprint_manifest.json blueprint.md blueprint_markdown.md blueprint_packet.json
blueprint_repair_decision.json builder_summary.md candidate_blueprint_packet.json curator_decision.md generated_spec.json
generated_spec.md generated_task.json generated_task.md incident_packet.json incident_report.md integration_report.md
learning_request.json manager_blueprint_report.md mechanic_report.md mechanic_blueprint_report.md planner_disposition.json
probe.md professor_notes.md recon_packet.md repaired_generated_task.json repaired_blueprint_artifact.md report.md
arbiter_report.md contractor_blueprint_report.md analyst_research_packet.md research_packet.md rubric.md runner_stderr.txt
runner_stdout.txt runtime_error_report.md runtime_error_context.json professor_skill_patch.md librarian_selection_report.md
skill_install_report.md curator_skill_update_summary.md skill_update.json spec.md spec_packet.json stage_result.json task.md
task_cards.md task_packet.json troubleshoot_report.md validated_packet.json verdict.json
`
  .trim()
  .split(/\s+/);

/** Reports that only we have, by the stage that leaves them. */
const REPORTS: Readonly<Record<string, string>> = {
  'consultant_report.md': 'consultant',
  'doublecheck_report.md': 'doublechecker',
  'fixer_summary.md': 'fixer',
  'manager_report.md': 'manager',
  'planner_report.md': 'planner',
  'update_summary.md': 'updater',
};

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

  it('name only files that a stage leaves', () => {
    const files = [...stage.instructions.matchAll(/`(?:[^`\s]*\/)?([a-z_]+\.(?:md|json|txt))`/g)].map((m) => m[1]);
    for (const file of files) expect([...ARTIFACTS, ...Object.keys(REPORTS)]).toContain(file);
  });

  it('show examples that can be read', () => {
    for (const json of blocks(stage, 'json')) expect(() => void JSON.parse(json)).not.toThrow();
    for (const [family, document] of examples(stage))
      expect(parseDocument(family, document)).toMatchObject({ ok: true });
  });

  it('show a document of every family that the stage may leave', () => {
    const wanted = stage.emits.filter((family) => DOCUMENT_FAMILIES.includes(family));
    expect(examples(stage).map(([family]) => family)).toEqual(wanted);
  });

  it('are short, and lie in the file of that name', () => {
    expect(stage.text.split('\n').length).toBeLessThanOrEqual(MAX_LINES);
    expect(stage.path).toBe(`assets/stages/${id}.md`);
  });
});

describe('the reports of the stages', () => {
  it.each(Object.entries(REPORTS))('%s is left by %s', (file, id) => {
    const stage = stages.find((one) => one.id === id);
    expect(stage === undefined ? '' : section(stage, 'Leave behind')).toContain(`\`${file}\``);
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

function blocks({ instructions }: StageKind, language: string): string[] {
  const fence = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm');
  return [...instructions.matchAll(fence)].map((match) => match[1] ?? '');
}

/** The work documents among the examples, each with the family whose id it carries. */
function examples(stage: StageKind): [family: string, text: string][] {
  const carries = (text: string, label = ''): boolean => label !== '' && text.includes(`\n${label}: `);
  return blocks(stage, 'text').flatMap((text) => {
    const family = stage.emits.find((one) => carries(text, familyFields(one)?.idLabel));
    return family === undefined ? [] : [[family, text] as [string, string]];
  });
}
