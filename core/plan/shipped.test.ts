// The shipped modes: sound, small, named by their digest. What they route and bind is compared in `facts.test.ts`.
import { describe, expect, it } from 'vitest';
import { PLAN_LIMIT_BYTES, compile } from './compile.js';
import { canonicalJson, sha256Hex } from '../contracts/digest.js';
import { compileShipped, shippedSources } from '../../test/support/plan.js';

const { named, texts } = compileShipped();
const { execution, planning } = named.plan.planes;

const nodes = () => Object.entries({ ...execution?.nodes, ...planning?.nodes });

const modes = shippedSources().modes.map(({ text }) => /^id = "(.+)"$/m.exec(text)?.[1] ?? '');

describe.each(modes)('the mode %s', (mode) => {
  const compiled = compileShipped('', mode);

  it('compiles without a word, but that Pi has no sandbox', () => {
    const { id, digest, plan } = compiled.named;
    expect(compiled.diagnostics.filter((one) => one.code !== 'MR1052')).toEqual([]);
    expect(id).toBe(`plan-${mode}-${digest.slice(0, 12)}`);
    expect(digest).toBe(sha256Hex(canonicalJson(plan)));
  });

  it('is far smaller than the largest plan', () => {
    expect(canonicalJson(compiled.named.plan).length).toBeLessThan(PLAN_LIMIT_BYTES / 2);
  });

  it('calls a person wherever it blocks an item, and not where planning takes over', () => {
    const ends = Object.values(compiled.named.plan.planes).flatMap((graph) => Object.entries(graph.ends));
    for (const [id, end] of ends) expect(end.needsYou, id).toBe(end.disposition === 'block');
  });
});

describe('the artifacts that ship', () => {
  it('are each left by some stage', () => {
    const kinds = shippedSources().stages.map(({ text }) => /^artifacts = (.*)$/m.exec(text)?.[1] ?? '');
    const left = new Set(kinds.flatMap((line) => [...line.matchAll(/"([a-z_]+)"/g)].map((match) => match[1])));
    const [file] = shippedSources().artifacts;
    const ids = [...(file?.text ?? '').matchAll(/^\[([a-z_]+)\]$/gm)].map((match) => match[1]);
    expect(new Set(ids)).toEqual(left);
  });
});

describe('default_codex', () => {
  it('shuts every stage into the sandbox, unlike the reference', () => {
    expect(new Set(nodes().map(([, node]) => node.permission))).toEqual(new Set(['basic']));
  });

  it('hands over to planning what the consultant cannot settle', () => {
    expect(execution?.ends['needs_planning']).toMatchObject({ class: 'escalate_planning', disposition: 'handoff' });
  });

  it('has a failure class for the BLOCKED of every node', () => {
    for (const [id] of nodes()) expect(named.plan.failureClasses).toContain(`${id}_blocked`);
    expect(named.plan.failureClasses).toContain('other');
  });

  it('comes with every text that it names', () => {
    const wanted = nodes().flatMap(([, node]) => [node.instructions, ...node.skills.map((skill) => skill.sha256)]);
    for (const digest of wanted) expect(sha256Hex(texts.get(digest) ?? '')).toBe(digest);
  });
});

describe('the digest of a plan', () => {
  const digestWith = (change: (sources: ReturnType<typeof shippedSources>) => void, config = ''): string => {
    const sources = structuredClone(shippedSources(config));
    change(sources);
    return compile(sources, { runners: ['codex_cli', 'scripted'] }).named?.digest ?? '';
  };
  const edit = (list: { path: string; text: string }[], part: string): void => {
    const file = list.find((one) => one.path.includes(part));
    if (file === undefined) throw new Error(`no file ${part}`);
    file.text += 'x';
  };

  it('is the same for the same sources, in whatever order they come', () => {
    expect(digestWith(() => undefined)).toBe(named.digest);
    const turned = digestWith((sources) => {
      sources.stages.reverse();
      sources.skills.reverse();
      sources.graphs.reverse();
    });
    expect(turned).toBe(named.digest);
  });

  it.each([
    ['a letter of an instruction', digestWith((sources) => edit(sources.stages, 'builder.md'))],
    ['a letter of a skill', digestWith((sources) => edit(sources.skills, 'checker-core'))],
    ['a bound', digestWith(() => undefined, '[recovery]\nmax_fix_cycles = 3\n')],
    ['a limit', digestWith(() => undefined, '[limits]\ngenerations = 2\n')],
    ['a timeout', digestWith(() => undefined, '[stages.builder]\ntimeout_seconds = 60\n')],
    ['a wait', digestWith(() => undefined, '[runtime]\nenvironment_backoff_seconds = [1]\n')],
  ])('changes with %s', (_name, digest) => {
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    expect(digest).not.toBe(named.digest);
  });

  it.each([
    'command = "codex-2"',
    'args = ["exec", "--more"]',
    'profile = "work"',
    'extra_config = ["web_search=true"]',
    'skip_git_repo_check = false',
    'env = { TOKEN = "s3cret" }',
  ])("changes with the runner's own %s", (setting) => {
    const digest = digestWith(() => undefined, `[runners.codex]\n${setting}\n`);
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    expect(digest).not.toBe(named.digest);
  });

  it('changes with the value of a variable, which is nowhere in the plan', () => {
    const plans = ['s3cret', 's4cret'].map(
      (value) => compileShipped(`[runners.codex.env]\nTOKEN = "${value}"\n`).named,
    );
    expect(plans[0]?.digest).not.toBe(plans[1]?.digest);
    expect(JSON.stringify(plans)).not.toMatch(/TOKEN|s3cret/);
  });
});
