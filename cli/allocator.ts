// A process that stays for days gives back what it no longer needs. By itself the allocator of glibc keeps an arena for every thread, and in each the large
// blocks that only a start needed. It reads this before a program begins, so whoever starts one says it; agents get no variable that is not theirs.

/** Bytes above which a block is the system's own, which takes it back at once. That it is named keeps the allocator from raising it. */
const LARGE = String(128 * 1024);

/** Of two arenas threads wait for each other no longer than a moment: most of what is allocated is JavaScript's, which has its own memory. */
const SPARING = { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: LARGE, MALLOC_TRIM_THRESHOLD_: LARGE };

/** A service keeps what the shell says of them. */
export const ALLOCATOR_NAMES: readonly string[] = Object.keys(SPARING);

/** What somebody chose stays as it is. */
export const sparing = <Env extends NodeJS.ProcessEnv>(env: Env): Env & typeof SPARING => ({ ...SPARING, ...env });
