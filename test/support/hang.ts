// How long tests of real processes wait for anything. On a busy machine all is slow, and this bound only ends what hangs.
export const HANG_MS = 240_000;
