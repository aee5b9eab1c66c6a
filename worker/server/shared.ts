// Connections that a process has once, however many workspaces of it use them: each costs memory, and a server sees one client in place of many.

export interface Used<Thing> {
  it: Thing;
  /** The last one that leaves ends it; a second call changes nothing. */
  leave(): Promise<void>;
}

interface Shared<Thing> {
  made: Promise<Thing>;
  users: number;
}

/** `end`: of what nobody uses any more. */
export function sharing<Thing>(
  end: (one: Thing) => Promise<void>,
): (name: string, make: () => Promise<Thing>) => Promise<Used<Thing>> {
  const known = new Map<string, Shared<Thing>>();
  return async (name, make) => {
    const shared = known.get(name) ?? { made: make(), users: 0 };
    known.set(name, shared);
    shared.users += 1;
    const isLast = (): boolean => {
      shared.users -= 1;
      if (shared.users === 0 && known.get(name) === shared) known.delete(name);
      return shared.users === 0;
    };
    try {
      const it = await shared.made;
      let isLeft = false;
      const leave = async (): Promise<void> => {
        if (isLeft) return;
        isLeft = true;
        if (isLast()) await end(it);
      };
      return { it, leave };
    } catch (error) {
      isLast();
      throw error;
    }
  };
}
