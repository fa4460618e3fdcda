/** The host of a provider that does not exist, and never will: the name has no address. */
export const trialHost = 'vitest-cassette.invalid'

/** The body with which interception answers a request to this host. */
export const trialAnswer = 'answered by vitest-cassette'
