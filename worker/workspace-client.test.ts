import {
  type Client,
  ServiceError,
  WorkflowNotFoundError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { describe, expect, it } from 'vitest';
import type { Answer } from '../core/contracts/commands.js';
import { patient, type Send, workspaceClient } from './workspace-client.js';

const ANSWER: Answer = { ok: true, code: 'done', text: '', seq: 7 };
const timeout = new WorkflowUpdateRPCTimeoutOrCancelledError('Deadline exceeded after 30s');

/** As the client gives what the server refused. */
function grpc(code: number): ServiceError {
  const cause = Object.assign(new Error('refused'), { code, details: '', metadata: {} });
  return new ServiceError('no', { cause });
}

/** A workspace that fails as told, one failure a call, and answers then. */
function failing(failures: Error[]): { send: Send; ids: string[]; said: string[]; over: AbortController } {
  const ids: string[] = [];
  const over = new AbortController();
  const said: string[] = [];
  const once: Send = (_, { commandId }) => {
    ids.push(commandId);
    const failure = failures.shift();
    return failure === undefined ? Promise.resolve(ANSWER) : Promise.reject(failure);
  };
  return { send: patient(once, over.signal, (line) => said.push(line)), ids, said, over };
}

const issued = { commandId: 'c1', issuer: '', reason: '' };

describe('a serving worker, whose command gets no answer', () => {
  it.each([
    ['stop', 'stop'],
    ['begin', 'begin'],
    ['enqueue', 'enqueue'],
  ])('asks for it again under its id, and says so once: %s', async (_, update) => {
    const { send, ids, said } = failing([timeout, grpc(4), timeout]);
    expect(await (send as (...args: unknown[]) => Promise<Answer>)(update, issued)).toBe(ANSWER);
    expect(ids).toEqual(['c1', 'c1', 'c1', 'c1']);
    expect(said).toHaveLength(1);
  });

  it('waits for a server that is away', async () => {
    const { send, said } = failing([grpc(14)]);
    expect(await send('stop', issued)).toBe(ANSWER);
    expect(said).toHaveLength(1);
  });

  it('gives up when its session is over', async () => {
    const { send, over } = failing([timeout, timeout]);
    over.abort();
    await expect(send('stop', issued)).rejects.toBe(timeout);
  });

  it.each([new WorkflowNotFoundError('gone', 'w', undefined), grpc(9), new Error('a fault of ours')])(
    'takes every other failure for one: %s',
    async (failure) => {
      const { send, ids } = failing([failure]);
      await expect(send('stop', issued)).rejects.toBe(failure);
      expect(ids).toHaveLength(1);
    },
  );
});

describe('a command that waits for its answer', () => {
  const once = (failures: Error[], timeoutMs: number): { send: Send; ids: (string | undefined)[] } => {
    const ids: (string | undefined)[] = [];
    const executeUpdate = (_name: string, { updateId }: { updateId?: string }): Promise<Answer> => {
      ids.push(updateId);
      const failure = failures.shift();
      return failure === undefined ? Promise.resolve(ANSWER) : Promise.reject(failure);
    };
    const client = {
      workflow: { getHandle: () => ({ executeUpdate }) },
      withDeadline: (_end: number, work: () => unknown) => work(),
    };
    return { send: workspaceClient(client as unknown as Client, 'w', timeoutMs), ids };
  };

  it('asks again under its id where the server ends the wait before its time is over', async () => {
    const { send, ids } = once([timeout, grpc(4)], 10_000);
    expect(await send('stop', issued)).toBe(ANSWER);
    expect(ids).toEqual(['c1', 'c1', 'c1']);
  });

  it('gives up when its time is over', async () => {
    const { send, ids } = once([timeout], 0);
    await expect(send('stop', issued)).rejects.toBe(timeout);
    expect(ids).toHaveLength(1);
  });
});
