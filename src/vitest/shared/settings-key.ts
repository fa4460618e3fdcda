/** Under this name the main process provides the settings to the test processes. */
export const settingsKey = 'vitest-cassette:settings'
