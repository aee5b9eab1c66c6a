// A reader is given no more than it takes: one that takes nothing is let go, one that is slow is waited for.
import { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openWire } from './wire.js';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] }));
afterEach(() => void vi.useRealTimers());

/** A response of which the test says how much of it waits, and how much has gone. */
function stand(lastId?: string, isThere = () => true) {
  const socket = { bytesWritten: 0, writableLength: 0, setNoDelay: () => undefined };
  const written: string[] = [];
  const response = Object.assign(new EventEmitter(), {
    ...{ socket, writableLength: 0, destroyed: false, writeHead: () => undefined },
    write: (text: string) => written.push(text),
    destroy: () => (response.destroyed = true),
    end: vi.fn(),
  });
  const request = { headers: lastId === undefined ? {} : { 'last-event-id': lastId } };
  const room = vi.fn();
  const wire = openWire(
    request as unknown as IncomingMessage,
    response as unknown as ServerResponse,
    { onRoom: room, onEnd: () => undefined, isThere },
    { beatMs: 100, patienceMs: 1000 },
  );
  return { wire, response, socket, written, room };
}

it('says that it is there, and where a reader goes on', () => {
  const { wire, written } = stand('41');
  wire.send('feed', '[]', 42);
  vi.advanceTimersByTime(250);
  const beat = 'event: beat\ndata: {}\n\n';
  expect(written).toEqual(['retry: 1000\n\n', 'id: 42\nevent: feed\ndata: []\n\n', beat, beat]);
  expect(wire.since).toBe(41);
  expect(stand('4\n1').wire.since).toBeNull();
});

it('lets a reader go that takes nothing', () => {
  const { wire, response } = stand();
  response.writableLength = 300_000;
  wire.send('feed', '[]');
  expect(wire.isFull()).toBe(true);
  vi.advanceTimersByTime(900);
  expect(response.destroyed).toBe(false);
  vi.advanceTimersByTime(300);
  expect(response.destroyed).toBe(true);
});

it('waits for one that is slow, and goes on when there is room', () => {
  const { wire, response, socket, room } = stand();
  response.writableLength = 300_000;
  wire.send('feed', '[]');
  for (let at = 0; at < 50; at += 1) {
    socket.bytesWritten += 10;
    vi.advanceTimersByTime(100);
  }
  expect([response.destroyed, wire.isFull()]).toEqual([false, true]);
  response.writableLength = 0;
  response.emit('drain');
  expect([wire.isFull(), room.mock.calls.length]).toEqual([false, 1]);
});

it('ends when what it tells of is gone', () => {
  let isThere = true;
  const { response } = stand(undefined, () => isThere);
  vi.advanceTimersByTime(250);
  expect(response.end).not.toHaveBeenCalled();
  isThere = false;
  vi.advanceTimersByTime(100);
  expect(response.end).toHaveBeenCalled();
});
