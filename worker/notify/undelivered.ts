// Why a message did not arrive, in a sentence without its end, for people.

export class Undelivered extends Error {}
