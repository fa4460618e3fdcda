/** A fenced block of code. */
export interface CodeBlock {
  readonly language: string
  /** The text behind the language. */
  readonly info: string
  /** Line of the opening fence, from 1. */
  readonly line: number
  readonly text: string
}

/** All fenced blocks of a page. */
export function codeBlocks(page: string): CodeBlock[] {
  return [...page.matchAll(/^```(\S*) ?(.*)\n([\s\S]*?)^```$/gm)].map(
    ({ 1: language = '', 2: info = '', 3: text = '', index }) => ({
      language,
      info,
      line: page.slice(0, index).split('\n').length,
      text,
    }),
  )
}

/** Targets of all links of a page that do not leave the repository. */
export function links(page: string): string[] {
  return [...withoutCode(page).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
}

/** The anchors GitHub gives to the headings of a page. */
export function headingIds(page: string): string[] {
  return [...withoutCode(page).matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-'),
  )
}

function withoutCode(page: string): string {
  return page.replaceAll(/^```[\s\S]*?^```$/gm, '')
}
