// Messages from a workspace to its lineages. A lineage is started at its first turn and found again by its id; sending is
// repeated until it has arrived, and turn numbers make a repeat harmless. One whose root had nothing left has completed, and is started anew.
import { getExternalWorkflowHandle, ParentClosePolicy, sleep, startChild } from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import type { WorkflowSettings } from '../core/contracts/commands.js';
import { lineageWorkflowId } from '../core/contracts/ids.js';
import type {
  ActivateMessage,
  DecidedMessage,
  EndMessage,
  LeashMessage,
  RetireMessage,
} from '../core/contracts/turns.js';
import { toldMessage } from '../core/told/message.js';
import { lineageName } from './names.js';
import type { RootTitles } from './root-titles.js';
import type { lineage } from './lineage.js';
import * as messages from './messages.js';
import { now } from './clock.js';

const STARTED_KEPT = 500;

export interface LineagePost {
  /** `shown`: resolves when everything before this claim is shown; the claim itself travels with the message. */
  activate(message: ActivateMessage, shown: () => Promise<void>): Promise<void>;
  /** Whether a turn can be handed over by somebody else: its lineage runs, and nothing before it is still on its way there. */
  isFree(root: string): boolean;
  /** `handed`: whether somebody else handed it over; where not, it is sent from here. */
  follow(message: ActivateMessage, handed: Promise<boolean>): Promise<void>;
  leash(root: string, message: LeashMessage): Promise<void>;
  decided(root: string, message: DecidedMessage): Promise<void>;
  /** Repeated until it has arrived, or `isOver`: the turn came back without it. */
  end(root: string, message: EndMessage, isOver: () => boolean): Promise<void>;
  /** One that cannot be reached has ended by itself. */
  retire(root: string, message: RetireMessage): Promise<void>;
  isQuiet(): boolean;
  started(): string[];
}

/** `lineages`: those that runs before this one started; `rules`: of the state whose messages are sent; `titles`: of those to start. */
export function lineagePost(
  workspace: string,
  settings: WorkflowSettings,
  { lineages, rules, titles }: { lineages: string[]; rules: number; titles: RootTitles },
): LineagePost {
  const started = [...lineages];
  const inTurn = lines(rules >= 5);
  const signal = async (root: string, send: (id: string) => Promise<void>): Promise<boolean> => {
    try {
      await send(lineageWorkflowId(workspace, root));
      return true;
    } catch {
      return false;
    }
  };
  const sendActivate = (id: string, message: ActivateMessage) =>
    getExternalWorkflowHandle(id).signal(messages.activateSignal, toldMessage(rules, message));
  const start = async (message: ActivateMessage): Promise<boolean> => {
    const root = message.item.root;
    const inbox = [{ type: 'activate' as const, at: now(), message: toldMessage(rules, message) }];
    const { rules: offered } = message.leash;
    const input = {
      v: 1 as const,
      workspace,
      lineage: root,
      settings,
      rules: offered,
      carried: null,
      effects: [],
      inbox,
    };
    try {
      await startChild<typeof lineage>(messages.LINEAGE, {
        workflowId: lineageWorkflowId(workspace, root),
        args: [input],
        parentClosePolicy: ParentClosePolicy.ABANDON,
        workflowTaskTimeout: '2s',
        ...lineageName(root, titles.of(root)),
      });
      titles.forget(root);
      return true;
    } catch (error) {
      // Somebody started it in a run before this one and it is not in our list any more.
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) return false;
      return signal(root, (id) => sendActivate(id, message));
    }
  };
  const deliver = async (message: ActivateMessage): Promise<boolean> => {
    const root = message.item.root;
    const known = started.includes(root);
    const byId = (id: string) => sendActivate(id, message);
    if (known && (await signal(root, byId))) return true;
    if (!(await start(message))) return false;
    if (!known) started.push(root);
    started.splice(0, started.length - STARTED_KEPT);
    return true;
  };

  return {
    activate: (message, shown) =>
      inTurn.send(message.item.root, async () => {
        await shown();
        while (!(await deliver(message))) await sleep('5s', { summary: 'lineage could not be reached' });
      }),
    isFree: (root) => started.includes(root) && inTurn.isFree(root),
    follow: (message, handed) =>
      inTurn.send(message.item.root, async () => {
        if (await handed) return;
        while (!(await deliver(message))) await sleep('5s', { summary: 'lineage could not be reached' });
      }),
    leash: (root, message) =>
      inTurn.send(root, async () => {
        await signal(root, (id) => getExternalWorkflowHandle(id).signal(messages.leashSignal, message));
      }),
    decided: (root, message) =>
      inTurn.send(root, async () => {
        await signal(root, (id) => getExternalWorkflowHandle(id).signal(messages.decidedSignal, message));
      }),
    end: (root, message, isOver) =>
      inTurn.send(root, async () => {
        const byId = (id: string) => getExternalWorkflowHandle(id).signal(messages.endSignal, message);
        while (!isOver() && !(await signal(root, byId))) await sleep('5s', { summary: 'lineage could not be reached' });
      }),
    retire: (root, message) =>
      inTurn.send(root, async () => {
        await signal(root, (id) => getExternalWorkflowHandle(id).signal(messages.retireSignal, message));
        started.splice(0, started.length, ...started.filter((one) => one !== root));
      }),
    isQuiet: inTurn.isQuiet,
    started: () => started,
  };
}

/** One message after the other, so that none overtakes another: of a root, or, before revision 5, of all. */
interface Lines {
  send(root: string, work: () => Promise<void>): Promise<void>;
  isFree(root: string): boolean;
  isQuiet(): boolean;
}

function lines(perRoot: boolean): Lines {
  const tails = new Map<string, Promise<void>>();
  let inFlight = 0;
  return {
    send(root, work) {
      inFlight += 1;
      const line = perRoot ? root : '';
      const before = tails.get(line) ?? Promise.resolve();
      const tail = before.then(work).then(() => {
        inFlight -= 1;
        if (tails.get(line) === tail) tails.delete(line);
      });
      tails.set(line, tail);
      return tail;
    },
    isFree: (root) => !tails.has(perRoot ? root : ''),
    isQuiet: () => inFlight === 0,
  };
}
