// Revisions of the reducers. A workflow keeps its revision until it continues as new; a worker offers the newest it knows.
//
// 1: the first.
// 2: the wait for an environment is spread by up to a fifth, and ends as soon as a probe sees that the cause is gone;
//    a wait shows at once that a leash holds it.
// 3: a root spec opens a closure target when it is claimed; a drained root is judged; a stage that
//    repairs may name where the work goes on; work that was handed off is superseded by what replaces it.
// 4: a wait ends no sooner than its own backoff; different items that break off at once with one message wait as
//    `runner_broken`; a result that somebody else gave is asked for again; a message of a wrong form is dropped;
//    a root whose id is a member of every object is judged, too; what is too large is refused, cut or told to wait; an item
//    whose incident ended without new work needs a person, and a workspace at rest says what keeps it there; a document
//    whose digest is none is refused; a lineage that is cancelled while it waits continues as new at once; a wait lasts
//    eight days at most; what an older build let in and this one would refuse is taken out, or blocked, as a run begins; a class of
//    failure that this build does not know is `unknown`.
// 5: turns have lanes and shares of the budget, and learning has a lane of its own; a turn that asks gives its lane away; one that
//    waits for its runner closes it for the others, by its cause; a lineage of whose root nothing is left completes; what is sent to
//    one lineage does not wait for what is sent to others; the snapshot shows every turn;
//    what a stage spent is counted no later than its result came; blocked items are queued again in the order of their names.
// 6: a stage whose only fault is the form of what it left is asked once more, as an attempt of the same stage number;
//    two families of one rank have an order;
//    what failed, what persons said and the runs before are carried forward: a stage is told them, and an item that is queued again
//    goes on at the stage that failed; a ladder passes over the stage that has just said itself that it cannot help; an incident
//    carries reports and gaps;
//    what an agent says of itself is part of the reason why its item is blocked or its root waits for a person;
//    the snapshot says of which families the plan has no way; the answer to a denial does not call blocked what will be.
// 7: results make learning requests, once for a rule, an item and a failure; what is learned has a lineage of its own, so that it holds
//    no other work up, begins where it asks to, and has a share of the limits of spending; a turn that is taken back
//    from a lost lineage brings what its results had made to be learned; whoever admits a document says that the mode does not learn;
//    what a person says with a retry of an item that is in the queue already is told to its next stage; a document that a person changed
//    keeps the story of its item;
//    an operator may write the document of a queued item anew, and give it another place in the line;
//    drafts wait for the drafts that they depend on, and no longer for tasks of these names;
//    what is queued again after a stage that judged it and sent it back goes on at whom that sent it to, and not at who would judge the same;
//    what ends with an item is said as it is where no agent runs, and the answer to a denial leaves out whether a worker runs;
//    where the server has no search attributes, state and stage stand in the memo.
// 8: operators have keys: where signatures are required, what is unsigned is refused and shown, and an answer to a stage proves itself to
//    the lineage.
//    every command that is carried out is told to the audit, with how what it is about stood before and after; nobody else's word of a
//    decision is passed on.
//    what stages cost is counted where their models have prices; rules on money pause, or ask whether an item or a root may cost more,
//    and `raise` lets one allow more for once.
// 9: where operators have keys, a stage is told with an answer about money what somebody signed, and no other words; a proof that is
//    wrong is no answer.
//    an item that a person wants afresh says so to its stages, so that what is kept of its work is not taken up.
// 10: a limit of a runner that lasts sends its stages, as new attempts, to who stands in by the plan, and all lanes are told of it; the ledger
//    says who played a stage.
// 11: workflows and activities tell each other short what the receiver can make of the rest; the end of a turn says its last outcome, and
//    leaves out what the workspace's own word replaces; a claim travels without the line of those that wait.
// 12: a command takes effect after everything else that its workflow task brought, so that a replay that gives the two apart does the same.
//
// What a stage changed (`changes` of its outcome) is shown under every revision: no result from before has it, and nothing is
// decided by it. Nor had a result the tree that it ran in (`tree`): an activation with one asks what became of its work there before
// it is told as left, under every revision.

/** Newest revision of this code. Only workers read it: a reducer looks at the revision in its state. */
export const NEWEST_RULES = 12;
