/** What a run does with provider traffic. */
export type Mode = 'replay' | 'record' | 'refresh' | 'off'

/** Every mode, in the order the documentation lists them. */
export const modes: readonly Mode[] = ['replay', 'record', 'refresh', 'off']

/** Modes in which requests may go to the provider and cassettes are written. */
export function isRecording(mode: Mode): boolean {
  return mode === 'record' || mode === 'refresh'
}
