/** Progress of the live calls while a test is recorded: plain data for the main process. */
export interface Progress {
  /** Provider and model of the last call. */
  readonly provider?: string
  readonly model?: string
  /** Live calls made, including those of earlier attempts. */
  readonly calls: number
  /** Live calls whose answer is not complete yet. */
  readonly open: number
  /** Tokens of the complete answers, input and output. */
  readonly tokens: number
}
