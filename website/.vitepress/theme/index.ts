import type { Mermaid } from 'mermaid'
import { inBrowser, onContentUpdated, useData, withBase, type Theme } from 'vitepress'
import DefaultTheme from 'vitepress/theme'
import { watch } from 'vue'
import './style.css'

export default {
  extends: DefaultTheme,
  setup() {
    if (!inBrowser) return
    const { isDark } = useData()
    onContentUpdated(() => void drawDiagrams(isDark.value))
    watch(isDark, (dark) => void drawDiagrams(dark))
  },
} satisfies Theme

/** Draws the diagrams of the page, in place of their text. Pages without a diagram load nothing. */
async function drawDiagrams(isDark: boolean): Promise<void> {
  const diagrams = [...document.querySelectorAll<HTMLElement>('.diagram')]
  if (diagrams.length === 0) return
  const address = withBase('/mermaid/mermaid.esm.min.mjs')
  const { default: mermaid } = (await import(/* @vite-ignore */ address)) as { readonly default: Mermaid }
  mermaid.initialize({ startOnLoad: false, theme: isDark ? 'dark' : 'default' })
  for (const [index, diagram] of diagrams.entries()) {
    const { svg } = await mermaid.render(`diagram-${index}`, decodeURIComponent(diagram.dataset['text'] ?? ''))
    diagram.innerHTML = svg
  }
}
