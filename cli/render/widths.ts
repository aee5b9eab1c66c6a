// How much of a text one line shows. What a person types again is shown whole: a name, and a sentence with commands in it.

/** `family/id` at their longest, with a word before it. */
export const NAME_WIDTH = 220;
export const REASON_WIDTH = 300;
/** Of what says what to do: a limit against floods, which no command of ours comes to. */
export const REMEDY_WIDTH = 1500;
