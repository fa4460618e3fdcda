/**
 * How a run answers provider traffic.
 *
 * @see docs/modes.md
 */
export type Mode = 'replay' | 'record' | 'refresh' | 'off'

/** The modes in which requests are answered. */
export type ActiveMode = Exclude<Mode, 'off'>

/** All modes, in the order of the documentation. */
export const modes: readonly Mode[] = ['replay', 'record', 'refresh', 'off']

/** Modes in which requests may go to the provider and cassettes are written. */
export function isRecording(mode: Mode): mode is 'record' | 'refresh' {
  return mode === 'record' || mode === 'refresh'
}
