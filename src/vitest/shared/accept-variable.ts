/** Names the folder for the changed requests of a run: `accept --requests` sets it for the run that it starts. */
export const acceptVariable = 'VITEST_CASSETTE_ACCEPT'
