// Commands about items: their border checks, and their handlers as updates and as signals.
import { setHandler } from '@temporalio/workflow';
import type { Answer, Issued } from '../core/contracts/commands.js';
import { argsProblem } from '../core/engine/workspace/interventions/args.js';
import type { InterventionEvent, InterventionName } from '../core/engine/workspace/interventions/events.js';
import { now } from './clock.js';
import { asRecord, completed, refuse, validateControl } from './issued.js';
import { interventions } from './messages.js';

const DESCRIPTIONS: Record<InterventionName, string> = {
  cancel: 'Take an item away for good; the agent of an active one is ended.',
  requeue: 'Give a blocked item another try, or all of them.',
  retry_active: 'End the agent of the active item and start it again from its entry.',
  supersede: 'Let one item take the place of another.',
  retarget: 'Let a queued item wait for another task.',
  resolve_incident: 'An operator took care of an incident.',
  clear_stale_state: 'Put right what a crash or a stop may have left behind.',
};

/** `handle`: for signals, whose answer nobody waits for; one that makes no sense is dropped. */
export function handleInterventions(
  command: (event: InterventionEvent) => Promise<Answer>,
  handle: (event: InterventionEvent) => void,
): void {
  for (const name of Object.keys(DESCRIPTIONS) as InterventionName[]) {
    const { update, signal } = interventions[name];
    const description = DESCRIPTIONS[name];
    // Which arguments belong to a name was checked by then.
    const event = (args: Issued) => ({ type: name, at: now(), args }) as InterventionEvent;
    setHandler(update, (args) => command(event(args)), {
      validator: (args: Issued) => validate(name, args),
      description,
    });
    const onSignal = (given?: Partial<Issued>): void => {
      const args = { ...asRecord(given), ...completed(given) };
      if (argsProblem(name, args) === null) handle(event(args));
    };
    setHandler(signal, onSignal, { description });
  }
}

function validate(name: InterventionName, args: Issued): void {
  validateControl(args);
  const problem = argsProblem(name, asRecord(args));
  if (problem !== null) refuse(problem);
}
