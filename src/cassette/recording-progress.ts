/** How far the live calls of a test that is being recorded have come: plain data for the main process. */
export interface Progress {
  /** Who was asked last, and which model. */
  readonly provider?: string
  readonly model?: string
  /** Live calls that were begun, those of earlier attempts among them. */
  readonly calls: number
  /** Live calls without their whole answer yet. */
  readonly open: number
  /** Tokens of the whole answers, in and out. */
  readonly tokens: number
}
