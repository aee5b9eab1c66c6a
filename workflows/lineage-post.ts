// Messages from a workspace to its lineages. A lineage is started at its first turn and found again by its id; sending is
// repeated until it has arrived, and turn numbers make a repeat harmless.
import { getExternalWorkflowHandle, ParentClosePolicy, sleep, startChild } from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import type { WorkflowSettings } from '../core/contracts/commands.js';
import { lineageWorkflowId } from '../core/contracts/ids.js';
import type { ActivateMessage, DecidedMessage, EndMessage, LeashMessage } from '../core/contracts/turns.js';
import { summaryOf } from './card-text.js';
import type { lineage } from './lineage.js';
import * as messages from './messages.js';
import { now } from './clock.js';

const STARTED_KEPT = 500;

export interface LineagePost {
  /** `shown`: resolves when everything before this claim is shown; the claim itself travels with the message. */
  activate(message: ActivateMessage, shown: () => Promise<void>): Promise<void>;
  leash(root: string, message: LeashMessage): Promise<void>;
  decided(root: string, message: DecidedMessage): Promise<void>;
  /** Repeated until it has arrived, or `isOver`: the turn came back without it. */
  end(root: string, message: EndMessage, isOver: () => boolean): Promise<void>;
  isQuiet(): boolean;
  started(): string[];
}

export function lineagePost(workspace: string, settings: WorkflowSettings, alreadyStarted: string[]): LineagePost {
  const started = [...alreadyStarted];
  let inFlight = 0;

  // One message after the other, so that none overtakes another.
  let tail: Promise<void> = Promise.resolve();
  const tracked = (work: () => Promise<void>): Promise<void> => {
    inFlight += 1;
    tail = tail.then(work).then(() => {
      inFlight -= 1;
    });
    return tail;
  };
  const signal = async (root: string, send: (id: string) => Promise<void>): Promise<boolean> => {
    try {
      await send(lineageWorkflowId(workspace, root));
      return true;
    } catch {
      return false;
    }
  };
  const start = async (message: ActivateMessage): Promise<boolean> => {
    const root = message.item.root;
    const inbox = [{ type: 'activate' as const, at: now(), message }];
    const { rules } = message.leash;
    const input = { v: 1 as const, workspace, lineage: root, settings, rules, carried: null, effects: [], inbox };
    try {
      await startChild<typeof lineage>(messages.LINEAGE, {
        workflowId: lineageWorkflowId(workspace, root),
        args: [input],
        parentClosePolicy: ParentClosePolicy.ABANDON,
        workflowTaskTimeout: '2s',
        staticSummary: summaryOf('lineage ', root),
      });
      return true;
    } catch (error) {
      // Somebody started it in a run before this one and it is not in our list any more.
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) return false;
      return signal(root, (id) => getExternalWorkflowHandle(id).signal(messages.activateSignal, message));
    }
  };
  const deliver = async (message: ActivateMessage): Promise<boolean> => {
    const root = message.item.root;
    const known = started.includes(root);
    const byId = (id: string) => getExternalWorkflowHandle(id).signal(messages.activateSignal, message);
    if (known && (await signal(root, byId))) return true;
    if (!(await start(message))) return false;
    if (!known) started.push(root);
    started.splice(0, started.length - STARTED_KEPT);
    return true;
  };

  return {
    activate: (message, shown) =>
      tracked(async () => {
        await shown();
        while (!(await deliver(message))) await sleep('5s', { summary: 'lineage could not be reached' });
      }),
    leash: (root, message) =>
      tracked(async () => {
        await signal(root, (id) => getExternalWorkflowHandle(id).signal(messages.leashSignal, message));
      }),
    decided: (root, message) =>
      tracked(async () => {
        await signal(root, (id) => getExternalWorkflowHandle(id).signal(messages.decidedSignal, message));
      }),
    end: (root, message, isOver) =>
      tracked(async () => {
        const byId = (id: string) => getExternalWorkflowHandle(id).signal(messages.endSignal, message);
        while (!isOver() && !(await signal(root, byId))) await sleep('5s', { summary: 'lineage could not be reached' });
      }),
    isQuiet: () => inFlight === 0,
    started: () => started,
  };
}
