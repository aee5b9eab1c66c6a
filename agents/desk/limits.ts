// How much of a desk is kept. What goes beyond is named in the notes of the stage and stays nowhere.

/** Of one file, in bytes. */
export const MAX_FILE_BYTES = 16 * 1024 * 1024;
/** Of a whole desk. */
export const MAX_DESK_BYTES = 256 * 1024 * 1024;
/** A stage that means its documents leaves some dozens; of a flood the first ones suffice to see what it was. */
export const MAX_FILES = 1000;
export const MAX_FOLDERS = 1000;
/** Folders in folders. */
export const MAX_DEPTH = 8;
/** Of the earlier reports that a stage is given, the newest ones first. */
export const MAX_EARLIER_BYTES = 32 * 1024 * 1024;
export const MAX_EARLIER_FILES = 500;
