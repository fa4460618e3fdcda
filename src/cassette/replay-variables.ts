/**
 * Variables of the environment that a replay sets where they are not set: `null` stands for a placeholder, and an empty
 * value says that the user wants none.
 *
 * @see docs/modes.md#api-keys
 */
export type ReplayVariables = Readonly<Record<string, string | null>>

/** Key of the variables that a test file has used, in the `meta` of its Vitest task. */
export const replayVariablesKey = 'vitestCassetteVariables'
