// The shipped mode against the facts of the reference: the same routes, classes and bindings; only bounds were added.
import { describe, expect, it } from 'vitest';
import { PLAN_LIMIT_BYTES, compile } from './compile.js';
import { canonicalJson, sha256Hex } from '../contracts/digest.js';
import { compileShipped, shippedSources } from '../../test/support/plan.js';

const { named, diagnostics, texts } = compileShipped();
const { execution, planning } = named.plan.planes;

/** `node OUTCOME -> first rung`, and the class of the outcome; BLOCKED is in every kind and stands in its own table. */
const ROUTES = `
builder BUILDER_COMPLETE success -> checker
checker CHECKER_PASS success -> updater
checker FIX_NEEDED followup_needed -> fixer
fixer FIXER_COMPLETE success -> doublechecker
doublechecker DOUBLECHECK_PASS success -> updater
doublechecker FIX_NEEDED followup_needed -> fixer
updater UPDATE_COMPLETE success -> end
troubleshooter TROUBLESHOOT_COMPLETE success -> builder
consultant CONSULT_COMPLETE success -> troubleshooter
consultant NEEDS_PLANNING escalate_planning -> end
recon RECON_TO_EXECUTION success -> end
recon RECON_TO_PLANNING success -> end
recon RECON_NOOP no_op -> end
recon RECON_BLOCKED blocked -> end
planner PLANNER_COMPLETE success -> manager
manager MANAGER_COMPLETE success -> end
mechanic MECHANIC_COMPLETE success -> planner
auditor AUDITOR_COMPLETE success -> planner
arbiter ARBITER_COMPLETE success -> end
arbiter REMEDIATION_NEEDED followup_needed -> end
`;

const BLOCKED = {
  ...{ builder: 'troubleshooter', checker: 'troubleshooter', fixer: 'troubleshooter', updater: 'troubleshooter' },
  ...{ doublechecker: 'troubleshooter', troubleshooter: 'troubleshooter', consultant: 'end' },
  ...{ recon: 'end', planner: 'mechanic', manager: 'mechanic', mechanic: 'mechanic', auditor: 'mechanic' },
  arbiter: 'end',
};

const nodes = () => Object.entries({ ...execution?.nodes, ...planning?.nodes });

describe('default_codex', () => {
  it('compiles without a word', () => {
    expect(diagnostics).toEqual([]);
    expect(named.id).toBe(`plan-default_codex-${named.digest.slice(0, 12)}`);
    expect(named.digest).toBe(sha256Hex(canonicalJson(named.plan)));
  });

  it('is far smaller than the largest plan', () => {
    expect(canonicalJson(named.plan).length).toBeLessThan(PLAN_LIMIT_BYTES / 2);
  });

  it('is also known as standard_plain', () => {
    expect(compileShipped('', 'standard_plain').named).toEqual(named);
    expect(compileShipped('[runtime]\ndefault_mode = "standard_plain"\n').named).toEqual(named);
  });

  it('leads every outcome first to where the reference leads it, with the same class', () => {
    const ours = nodes().flatMap(([id, node]) =>
      Object.entries(node.routes)
        .filter(([outcome]) => outcome !== 'BLOCKED')
        .map(([outcome, [first]]) => `${id} ${outcome} ${node.outcomes[outcome]} -> ${first?.node ?? 'end'}`),
    );
    expect(ours.sort()).toEqual(ROUTES.trim().split('\n').sort());
    const blocked = nodes().map(([id, node]) => [id, node.routes['BLOCKED']?.[0]?.node ?? 'end'] as const);
    expect(Object.fromEntries(blocked)).toEqual(BLOCKED);
  });

  it('has the entries, the bounds and the closure of the reference', () => {
    expect(execution?.entries).toEqual({ task: 'builder' });
    expect(planning?.entries).toEqual({ probe: 'recon', spec: 'planner', incident: 'auditor' });
    expect(execution?.bounds).toMatchObject({
      fix_cycles: { max: 2, per: 'activation' },
      troubleshoot_attempts: { max: 2, per: 'class' },
    });
    expect(planning?.bounds).toEqual({ mechanic_attempts: { max: 2, per: 'class' } });
    expect([execution?.closure, planning?.closure]).toEqual([null, 'arbiter']);
  });

  it('climbs to the consultant when troubleshooting is used up, and blocks when mechanics are', () => {
    for (const [id, node] of Object.entries(execution?.nodes ?? {})) {
      if (id !== 'consultant') expect(node.routes['BLOCKED']?.[1]?.node, id).toBe('consultant');
    }
    for (const id of ['planner', 'manager', 'auditor', 'mechanic']) {
      expect(planning?.nodes[id]?.routes['BLOCKED']?.[1]?.end, id).toBe('blocked');
    }
  });

  it('runs every stage as the reference does: codex_cli, gpt-5.5, medium, an hour', () => {
    for (const [id, node] of nodes()) {
      expect(node, id).toMatchObject({
        ...{ kind: id, runner: 'codex_cli', model: 'gpt-5.5', effort: 'medium', timeoutSeconds: 3600 },
        skills: [{ id: `${id}-core` }],
      });
    }
  });

  it('shuts every stage into the sandbox, unlike the reference', () => {
    expect(new Set(nodes().map(([, node]) => node.permission))).toEqual(new Set(['basic']));
  });

  it('calls a person wherever it blocks an item, and not where planning takes over', () => {
    const ends = Object.entries({ ...execution?.ends, ...planning?.ends });
    for (const [id, end] of ends) expect(end.needsYou, id).toBe(end.disposition === 'block');
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
