/** One line of the summary: a label and what it says. */
export interface SummaryRow {
  readonly label: string
  readonly text: string
  /** It quotes what was asked, which is for the person at the terminal only. */
  readonly isQuote?: true
}
