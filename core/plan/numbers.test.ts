// Any number in any numeric setting: the configuration refuses it and says where, or the machines play with it to the end.
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { environment, failed, Story } from '../../test/pure/story.js';
import { compileSmall, faultsOf } from '../../test/pure/sources.js';
import { compileShipped, shippedSources } from '../../test/support/plan.js';
import { boundedSeconds, LONGEST_PAUSE_MS, LONGEST_SECONDS, momentAfter } from '../contracts/durations.js';
import type { NamedPlan } from '../contracts/plan.js';
import { inlineToml, type TomlData } from '../toml/render.js';
import { compile } from './compile.js';
import { configSchema, readConfig } from './sources/config.js';
import { spendArgs } from './spend-args.js';

interface Node {
  type?: string;
  enum?: string[];
  properties?: Record<string, Node>;
  required?: string[];
  additionalProperties?: Node | boolean;
  items?: Node;
}

type Field = [name: string, write: (number: TomlData) => TomlData];

/** Every place for a number, and a table that has it there. `*` is the stage kind builder. */
function fieldsOf(node: Node, name: string): Field[] {
  if (node.type === 'number' || node.type === 'integer') return [[name, (number) => number]];
  const { items, additionalProperties: open } = node;
  if (items !== undefined) return fieldsOf(items, `${name}.0`).map(([of, write]) => [of, (one) => [write(one)]]);
  const below = Object.entries(node.properties ?? {});
  if (typeof open === 'object') below.push(['builder', open]);
  const others = (key: string): Record<string, TomlData> =>
    Object.fromEntries([
      ...(node.required ?? []).filter((one) => one !== key).map((one) => [one, wordOf(node, one)]),
      ...Object.entries(NEEDED[name] ?? {}).filter(([one]) => one !== key),
    ]);
  return below.flatMap(([key, inner]) =>
    fieldsOf(inner, name === '' ? key : `${name}.${key}`).map(([of, write]): Field => [
      of,
      (one) => ({ ...others(key), [key]: write(one) }),
    ]),
  );
}

/** What the schema cannot say: which keys have to be there together. */
const NEEDED: Readonly<Record<string, Record<string, TomlData>>> = {
  'notify.0': { command: ['true'] },
  'runners.command.builder': { argv: ['true'] },
  prices: { as_of: '2026-01-01', source: 'a list' },
  'prices.models.builder': { input: 1, output: 1 },
};

const wordOf = (node: Node, key: string): TomlData => node.properties?.[key]?.enum?.[0] ?? 'one';

const FIELDS = fieldsOf(z.toJSONSchema(configSchema, { io: 'input' }) as Node, '');

const NUMBERS = ['1e300', 'inf', 'nan', '-1', '0', '0.5', '1e16', '8640000000001', '9007199254740991', '2147483648'];

/** With all that makes somebody wait: an approval, a broken environment, blocked work that is queued again. */
const WAITS = '[stages.builder.capabilities]\n"runner.invoke" = "approval_required"\n';

function play(named: NamedPlan, config: string): void {
  const story = new Story({ builder: [environment('network_unavailable'), failed('runner_timeout')] }, named);
  const read = readConfig('millrace.toml', config, []);
  if (read === null) throw new Error('sound a moment ago');
  story.spending = spendArgs(read, Date.parse(story.world.now()));
  story.begin();
  story.add('task', 'a');
  story.deliver();
  for (const { id } of story.world.scheduler.approvals) {
    const args = { commandId: `yes-${id}`, issuer: 'ann', reason: 'seen it', approval: id };
    story.world.command({ type: 'approve', at: story.world.now(), args });
  }
  story.play();
}

const NUMBER = 123_456_789.25;

describe('a number in a setting', () => {
  it('has a place in every section that takes one', () => {
    const names = FIELDS.map(([name]) => name);
    expect(names).toContain('runtime.environment_backoff_seconds.0');
    expect(names).toContain('stages.builder.timeout_seconds');
    expect(names).toContain('usage_governance.runtime_token_rules.rules.0.threshold');
    expect(names.length).toBeGreaterThan(20);
  });

  it.each(FIELDS)('%s: is refused by name, or does no harm', (name, write) => {
    const text = NUMBERS.map((number) => {
      const table = Object.entries(write(NUMBER) as Record<string, TomlData>);
      const lines = table.map(([key, value]) => `${key} = ${inlineToml(value)}`.replace(String(NUMBER), number));
      return { number, config: `${lines.join('\n')}\n` };
    });
    const outcomes = text.map(({ number, config }) => {
      const { named, diagnostics } = compile(shippedSources(config), { runners: ['codex_cli', 'pi_rpc', 'scripted'] });
      if (named !== null) {
        if (!name.startsWith('stages.')) play(compileShipped(`${config}${WAITS}`).named, config);
        else play(named, config);
        return null;
      }
      const said = diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message);
      expect(said.join('\n'), number).toContain(`${name}: `);
      return number;
    });
    expect(outcomes, 'what is no number of anything').toEqual(expect.arrayContaining(['1e300', 'inf', 'nan', '-1']));
  });

  it.each([
    ['[runtime]\nenvironment_backoff_seconds = [31622401]', 'is too long: at most 31622400 seconds, which is a year'],
    ['[auto_recovery]\ncooldown_seconds = [1, 1e9]', 'is too long: at most 31622400 seconds, which is a year'],
    ['[watchers]\nrest_ms = 2147483648', 'is too long: at most 86400000 milliseconds, which is a day'],
    ['[limits]\ngenerations = 1000001', 'is too many: at most 1000000'],
  ])('%s says how much may be', (config, said) => {
    const { diagnostics } = compile(shippedSources(config), { runners: ['codex_cli', 'pi_rpc', 'scripted'] });
    expect(diagnostics.map(({ message }) => message).join('\n')).toContain(said);
  });

  it('is refused in a graph and in a mode as well', () => {
    const deadline = {
      file: 'graphs/run.toml',
      from: '[nodes.maker]\n',
      to: '[nodes.maker]\ntimeout_seconds = 99999999\n',
    };
    const bound = { file: 'graphs/run.toml', from: 'max = 2\n', to: 'max = 1000001\n' };
    const mode = { file: 'modes/small.toml', to: '[stages.maker]\ntimeout_seconds = 31622401\n' };
    for (const change of [deadline, bound, mode])
      expect(faultsOf(change).map(({ message }) => message)).toContainEqual(expect.stringMatching(/at most \d+/));
    expect(
      compileSmall({ ...mode, to: `[stages.maker]\ntimeout_seconds = ${LONGEST_SECONDS}\n` }).named,
    ).not.toBeNull();
  });
});

describe('a plan of an older build, with numbers that nobody refused', () => {
  const HUGE = [1e300, 8.64e12, Number.MAX_SAFE_INTEGER, Number.POSITIVE_INFINITY, Number.NaN];

  it.each(HUGE)('waits at most a year where it says %s seconds', (seconds) => {
    const named = structuredClone(compileShipped(WAITS).named);
    named.plan.timing.environmentBackoffSeconds = [seconds];
    named.plan.timing.approvalSeconds = seconds;
    const story = new Story({ builder: [environment('network_unavailable'), failed('runner_timeout')] }, named);
    story.spending = { requeue: { most: 2, cooldownSeconds: [seconds] } };
    story.begin();
    story.add('task', 'a');
    story.deliver();
    const [asked] = story.world.scheduler.approvals;
    const latest = momentAfter(story.world.now(), LONGEST_SECONDS);
    expect(asked?.expiresAt).toMatch(/^\d{4}-/);
    expect((asked?.expiresAt ?? '') <= latest).toBe(true);
    const args = { commandId: 'yes', issuer: 'ann', reason: 'seen it', approval: asked?.id ?? '' };
    story.world.command({ type: 'approve', at: story.world.now(), args });
    story.play();
    expect(story.events('stage_waits_for_environment')).toHaveLength(1);
  });

  it('has durations that a timer takes', () => {
    expect(boundedSeconds(-5)).toBe(0);
    expect(boundedSeconds(0.25)).toBe(0.25);
    expect(momentAfter('2026-01-01T00:00:00.000Z', 1.5)).toBe('2026-01-01T00:00:01.500Z');
    expect(momentAfter('2026-01-01T00:00:00.000Z', 1e300)).toBe('2027-01-02T00:00:00.000Z');
    expect(LONGEST_PAUSE_MS).toBeLessThan(2 ** 31);
  });
});
