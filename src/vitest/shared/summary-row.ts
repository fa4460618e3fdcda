/** One line of the summary. */
export interface SummaryRow {
  readonly label: string
  readonly text: string
  /** It quotes traffic, which only the person at the terminal may see. */
  readonly isQuote?: true
}
