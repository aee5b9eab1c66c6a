// What the screens, in a terminal and in a browser, take of the command line, and all of it: the same looks, the same words, the same way out.
export { type Around, lookAround } from './around.js';
export { feedRow } from './feed/row.js';
export { isWorkspace } from './context.js';
export { type BorrowedFrames, borrowFrames, onResize, whenUnread } from './output.js';
export { counted } from './render/count.js';
export { duration, tokens } from './render/duration.js';
export { inert } from './render/inert.js';
export { countsText } from './render/requirements.js';
export { widthOf } from './render/screen.js';
export { clip } from './render/table.js';
export { shownNeed } from './report/attention.js';
export { canGoOn, healthOf, idleOf } from './report/health.js';
export { RECENT, reportOf } from './report/model.js';
export { nowOf } from './report/now.js';
export type { Health, Report, ReportAttention, ReportNow } from './report/shape.js';
export { speakerOf } from './tail/speak.js';
export { begunStages, openStageVoice, type StageVoice } from './tail/stage.js';
export { effectOf } from './tree/effects.js';
