// `keys`: who may decide. Whatever the change, somebody is left who can take it back: one with the right `configuration`, and a worker that
// can go on.
import type { AnswerCode, KeysArgs } from '../../../contracts/commands.js';
import { type KeyChange, MOST_OPERATORS, type Operator, SIGNATURE_SECONDS } from '../../../contracts/operators.js';
import { answerOf } from '../control/answers.js';
import { unchanged } from '../control/said.js';
import { record } from '../control/tell.js';
import type { Answered } from '../scheduler-events.js';
import type { WorkspaceStep } from '../step.js';
import type { KeyedOperator, Operators } from './state.js';
import { withWorker } from './with-worker.js';

/** What becomes of the keys, or why nothing does. */
type Changed =
  { code: 'done'; text: string; operators: Operators } | { code: Exclude<AnswerCode, 'done'>; text: string };

export function changeKeys(step: WorkspaceStep, args: KeysArgs): Answered {
  const { state } = step;
  const { keys } = args;
  if (state.rules < 8) return unchanged(state, 'refused', OLD_RULES);
  const before = state.operators ?? nobody();
  const changed = guarded(changeOf(before, keys, step.at));
  if (changed.code !== 'done') return unchanged(state, changed.code, changed.text);
  state.operators = changed.operators;
  record(step, args, 'operators_changed', eventData(keys));
  return { changed: true, answer: answerOf(state, 'done', changed.text) };
}

const OLD_RULES =
  'This workspace is about to move to newer rules, which know keys: try again when its stage has ended.';

const nobody = (): Operators => ({
  ...{ required: false, windowSeconds: SIGNATURE_SECONDS, named: [], changes: 0, taken: [] },
});

function changeOf(before: Operators, keys: KeyChange, at: string): Changed {
  switch (keys.change) {
    case 'add':
      return add(before, keys);
    case 'rotate':
      return rotate(before, keys);
    case 'remove':
      return remove(before, keys.name);
    case 'require':
      return require(before, keys, at);
  }
}

function add(before: Operators, { name, key, rights }: Operator): Changed {
  const known = before.named.find((one) => one.name === name);
  if (known !== undefined && known.key !== key)
    return no('conflict', `${name} has another key; \`millrace keys rotate ${name}\` gives a new one.`);
  const other = holderOf(before, key, name);
  if (other !== undefined) return no('conflict', `This key is ${other.name}'s already.`);
  if (before.named.length >= MOST_OPERATORS && known === undefined)
    return no('refused', `There are ${MOST_OPERATORS} operators, which is the limit.`);
  const unique = [...new Set(rights)];
  if (known !== undefined && known.rights.toSorted().join() === unique.toSorted().join())
    return no('unchanged', `${name} has this key and these rights already.`);
  const given = { name, key, rights: unique, since: known?.since ?? before.changes + 1 };
  const what = known === undefined ? `${name} is an operator now, with the right` : `${name} has now the right`;
  return withNamed(before, [...others(before, name), given], `${what} ${unique.join(', ') || 'to nothing'}.`);
}

function rotate(before: Operators, { name, key }: { name: string; key: string }): Changed {
  const known = before.named.find((one) => one.name === name);
  if (known === undefined) return no('not_found', `There is no operator ${name}.`);
  if (known.key === key) return no('unchanged', `${name} has this key already.`);
  const other = holderOf(before, key, name);
  if (other !== undefined) return no('conflict', `This key is ${other.name}'s already.`);
  const named = before.named.map((one) => (one === known ? { ...one, key, since: before.changes + 1 } : one));
  return withNamed(before, named, `${name} signs with the new key from now on; the old one counts no more.`);
}

function remove(before: Operators, name: string): Changed {
  if (!before.named.some((one) => one.name === name)) return no('not_found', `There is no operator ${name}.`);
  return withNamed(before, others(before, name), `${name} is no operator any more.`);
}

type Require = Extract<KeyChange, { change: 'require' }>;

/** Nobody looked at what was signed before: it counts no more, or a copy of it would be carried out again. */
function require(before: Operators, { on, worker }: Require, at: string): Changed {
  if (before.required === on)
    return no('unchanged', on ? 'Signatures are required already.' : 'Signatures are not required.');
  const operators = { ...before, required: on, floor: at, changes: before.changes + 1 };
  if (!on)
    return done(operators, 'Whoever reaches the server may decide now; only keys still change by signed commands.');
  return done(
    { ...operators, named: withWorker(before.named, worker, operators.changes) },
    'From now on nothing is decided without the signature of an operator.',
  );
}

/** Nobody locks everybody out. */
function guarded(changed: Changed): Changed {
  if (changed.code !== 'done') return changed;
  const { named, required } = changed.operators;
  if (!named.some(({ rights }) => rights.includes('configuration')))
    return no(
      'refused',
      'Nobody would be left with the right configuration, who alone can change keys: name one first.',
    );
  if (required && !named.some(({ rights }) => rights.includes('serve')))
    return no('refused', 'No worker could go on: none would have a key with the right serve.');
  return changed;
}

const withNamed = (before: Operators, named: KeyedOperator[], text: string): Changed =>
  done({ ...before, named, changes: before.changes + 1 }, text);

const done = (operators: Operators, text: string): Changed => ({ code: 'done', text, operators });
const no = (code: Exclude<AnswerCode, 'done'>, text: string): Changed => ({ code, text });

const others = ({ named }: Operators, name: string): KeyedOperator[] => named.filter((one) => one.name !== name);

const holderOf = ({ named }: Operators, key: string, but: string): KeyedOperator | undefined =>
  named.find((one) => one.key === key && one.name !== but);

function eventData(keys: KeyChange): Record<string, unknown> {
  const { change } = keys;
  if (change === 'require') return { change, required: keys.on };
  const rights = change === 'add' ? { rights: keys.rights.join(', ') } : {};
  const key = change === 'remove' ? {} : { key: keys.key };
  return { change, operator: keys.name, ...key, ...rights };
}
