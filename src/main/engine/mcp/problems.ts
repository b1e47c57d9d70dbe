/** The server wants to know who the user is. */
export class SignInNeeded extends Error {}

/** The server cannot be used, and trying again does not help. */
export class Unusable extends Error {}
