// One sitting at the screen: borrows the terminal, follows a workspace, carries out what keys ask for, and gives the terminal back as it
// was, however it ends.
import { type BorrowedFrames, borrowFrames, onResize, whenUnread } from '../../cli/door.js';
import { firstState } from '../model/state.js';
import type { Effect } from '../model/update.js';
import { check, listWorkspaces, read, send } from './deeds.js';
import { mount } from './screen.js';
import { createStore, type Store } from './store.js';
import { type Watched, watchWorkspace } from './watch.js';

export interface Sitting {
  /** Folders of workspaces, absolute; the first one is shown first. */
  dirs: readonly [string, ...string[]];
  /** State home. */
  home: string;
  /** As the command was called with. */
  env: NodeJS.ProcessEnv;
  /** Arguments that say who asks. */
  identity: readonly string[];
  debug: boolean;
  /** Without colours. */
  isPlain: boolean;
}

/** Resolves when its reader left, or a signal ended it. Rejects with what broke it, the terminal given back. */
export async function sit(sitting: Sitting): Promise<void> {
  const frames = borrowFrames();
  process.once('exit', frames.giveBack);
  try {
    return await onScreen(sitting, frames);
  } finally {
    process.off('exit', frames.giveBack);
    frames.giveBack();
  }
}

async function onScreen(sitting: Sitting, frames: BorrowedFrames): Promise<void> {
  const { env, dirs, home, identity, debug, isPlain } = sitting;
  const ended = awaited();
  let watched: Watched | null = null;
  const watch = (dir: string): void => {
    watched?.end();
    watched = watchWorkspace({ dir, home, env, state: store.state, tell: store.tell });
  };
  const caller = { env, tell: (news: Parameters<Store['tell']>[0]) => store.tell(news) };
  const act = (effect: Effect): void => {
    switch (effect.do) {
      case 'leave':
        return ended.resolve();
      case 'suspend':
        return void process.kill(process.pid, 'SIGTSTP');
      case 'redraw':
        return frames.forget();
      case 'look':
        return watched?.ask();
      case 'check':
        return void check(caller, store.state().dir);
      case 'list workspaces':
        return void listWorkspaces(caller, dirs);
      case 'send':
        return void send(caller, effect).then(() => watched?.ask());
      case 'read':
        return void read(caller, effect);
      case 'follow':
        return watched?.followAnew();
      case 'go to':
        return watch(effect.dir);
    }
  };
  const [dir] = dirs;
  const store = createStore(firstState({ ...frames.size(), dir, identity, debug, now: Date.now() }), act);
  const ink = mount(frames, { store, isPlain });
  ink.waitUntilExit().then(() => ended.resolve(), ended.reject);
  const letGo = onSignals({ frames, store, leave: ended.resolve, goOn: () => watch(store.state().dir) });
  watch(dir);
  act({ do: 'check' });
  try {
    return await ended.promise;
  } finally {
    letGo();
    (watched as Watched | null)?.end();
    store.end();
    ink.unmount();
  }
}

function awaited() {
  let resolve = (): void => undefined;
  let reject: (error: unknown) => void = () => undefined;
  const promise = new Promise<void>((...both) => ([resolve, reject] = both));
  return { promise, resolve: () => resolve(), reject: (error: unknown) => reject(error) };
}

interface Held {
  frames: BorrowedFrames;
  store: Store;
  leave(): void;
  /** After a stop nobody knows how much came meanwhile: it is followed from its end again. */
  goOn(): void;
}

const ENDS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Gives what ends it. */
function onSignals({ frames, store, leave, goOn }: Held): () => void {
  const resized = (): void => {
    frames.forget();
    store.tell({ is: 'size', ...frames.size() });
  };
  const suspend = (): void => {
    process.stdin.setRawMode(false);
    frames.giveBack();
    process.kill(process.pid, 'SIGSTOP');
  };
  const wake = (): void => {
    process.stdin.setRawMode(true);
    frames.borrow();
    resized();
    goOn();
  };
  const unresize = onResize(resized);
  whenUnread('stdout', () => leave());
  for (const signal of ENDS) process.on(signal, leave);
  process.on('SIGTSTP', suspend).on('SIGCONT', wake);
  return () => {
    unresize();
    for (const signal of ENDS) process.off(signal, leave);
    process.off('SIGTSTP', suspend).off('SIGCONT', wake);
  };
}
