// What is described and not served yet: the tests say so as soon as it is.

/** Paths that the admin listener doesn't have yet. */
export const PATHS_NOT_YET = ['/', '/ui/{file}', '/status/events', '/queues', '/webhook-runs'];

/** Paths whose answers have another form still. */
export const ANSWERS_NOT_YET = ['/status'];
