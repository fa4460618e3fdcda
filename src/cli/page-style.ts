import { styleText } from 'node:util'
import type { PageStyle } from '../show/terminal/conversation-page.ts'

/** The style of a page in this terminal. Node leaves the colours out where nobody would see them. */
export function pageStyle(isFull: boolean): PageStyle {
  return {
    width: Math.max(60, Math.min(process.stdout.columns ?? 80, 120)),
    isFull,
    now: Date.now(),
    paint: (style, text) => styleText(style, text, { stream: process.stdout }),
  }
}

/** The style of a page that git compares: whole, without colours and without what changes with time. */
export const comparedStyle: PageStyle = { width: 100, isFull: true, paint: (_, text) => text }
