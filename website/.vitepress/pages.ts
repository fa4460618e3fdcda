interface Section {
  readonly text: string
  /** Paths below `docs`. */
  readonly pages: readonly string[]
}

/** The guide, in the order of reading. */
export const guide: readonly Section[] = [
  { text: 'Start', pages: ['getting-started.md'] },
  { text: 'Daily work', pages: ['modes.md', 'reporter.md', 'show.md'] },
  { text: 'CI, agents and MCP', pages: ['ci.md', 'agents.md', 'mcp.md'] },
  { text: 'Matching', pages: ['matching.md', 'steps.md', 'wrap.md', 'servers.md'] },
  { text: 'Secrets and cost', pages: ['redaction.md', 'budget.md', 'guardrails.md'] },
  { text: 'Guard', pages: ['guard.md'] },
  { text: 'When something fails', pages: ['troubleshooting.md', 'diagnostics.md', 'faq.md'] },
  { text: 'Recipes', pages: ['recipes.md', 'import.md', 'comparison.md'] },
]

export const reference: readonly string[] = [
  'options.md',
  'errors.md',
  'cli.md',
  'cassette-format.md',
  'compatibility.md',
]

/** From the tools that people know. */
export const migrations: readonly string[] = ['README', 'nock', 'polly', 'msw', 'vcr', 'aimock', 'fixtures'].map(
  (name) => `migration/${name}.md`,
)
