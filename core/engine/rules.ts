// Revisions of the reducers. A workflow keeps its revision until it continues as new; a worker offers the newest it knows.
//
// 1: the first.
// 2: the wait for an environment is spread by up to a fifth, and ends as soon as a probe sees that the cause is gone;
//    a wait shows at once that a leash holds it.
//
// 3: a root spec opens a closure target when it is claimed; a drained root is judged; a stage that
//    repairs may name where the work goes on; work that was handed off is superseded by what replaces it.

// 4: work goes on where it stood still for ever without saying so; each change names itself at its branch (`rules >= 4`);
//    a wait for the environment is never shorter than its own step; a runner that breaks off at once for different items, with one
//    message, is a broken environment.

/** Newest revision of this code. Only workers read it: a reducer looks at the revision in its state. */
export const NEWEST_RULES = 4;
