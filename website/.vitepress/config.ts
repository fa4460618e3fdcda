import { cpSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { slug } from 'github-slugger'
import { defineConfig, type DefaultTheme } from 'vitepress'
import { guide, migrations, reference } from './pages.ts'

const docs = resolve(import.meta.dirname, '../../docs')

const { repository } = JSON.parse(readFileSync(join(docs, '../package.json'), 'utf8')) as {
  readonly repository?: { readonly url: string }
}
/** The address of the repository, once `package.json` names it: see RELEASING.md. */
const address = repository?.url.replaceAll(/^git\+|\.git$/g, '')

/** The first heading of a page. */
function titleOf(path: string): string {
  return /^# (.+)$/m.exec(readFileSync(join(docs, path), 'utf8'))?.[1] ?? path
}

function item(path: string): DefaultTheme.SidebarItem {
  return { text: titleOf(path).replaceAll('`', ''), link: `/${path.replace(/\.md$/, '')}` }
}

/** All pages of a folder, its README first. */
function folder(name: string): DefaultTheme.SidebarItem[] {
  const pages = readdirSync(join(docs, name)).filter((file) => file.endsWith('.md'))
  const isReadme = (file: string): boolean => file === 'README.md'
  return [...pages.filter(isReadme), ...pages.filter((file) => !isReadme(file)).sort()].map((file) =>
    item(`${name}/${file}`),
  )
}

export default defineConfig({
  srcDir: '../docs',
  outDir: './dist',
  cacheDir: './.vitepress/cache',
  title: 'vitest-cassette',
  description: 'Records the traffic of each test with LLM providers once, and replays it offline, byte for byte.',
  lang: 'en',
  // GitHub Pages serves it in a folder with the name of the repository.
  base: address === undefined ? '/' : `/${address.split('/').at(-1)}/`,
  cleanUrls: false,
  rewrites: { ':folder/README.md': ':folder/index.md' },
  vite: {
    plugins: [
      {
        // The pages stand outside of this package, where Vue cannot be found.
        name: 'vue-for-the-pages',
        enforce: 'pre',
        resolveId(source, importer, { ssr }) {
          if (!/^vue(?:$|\/)/.test(source)) return
          if (ssr) return { id: source, external: true }
          return importer?.startsWith(docs) ? this.resolve(source, import.meta.filename) : undefined
        },
      },
    ],
  },
  // Mermaid is large, and bundling it takes minutes. A page with a diagram loads it as it is published.
  buildEnd({ outDir }) {
    const mermaid = resolve(import.meta.dirname, '../node_modules/mermaid/dist')
    const isNeeded = (path: string): boolean => !path.endsWith('.map')
    cpSync(join(mermaid, 'mermaid.esm.min.mjs'), join(outDir, 'mermaid/mermaid.esm.min.mjs'))
    cpSync(join(mermaid, 'chunks/mermaid.esm.min'), join(outDir, 'mermaid/chunks/mermaid.esm.min'), {
      recursive: true,
      filter: isNeeded,
    })
  },
  markdown: {
    // The links between pages use the anchors of GitHub, so both read the same files.
    anchor: { slugify: (text) => slug(text) },
    languages: [{ name: 'bytes', scopeName: 'text.bytes', patterns: [], repository: {} }],
    config(markdown) {
      const fence = markdown.renderer.rules.fence!
      markdown.renderer.rules.fence = (tokens, index, ...rest) => {
        const { info, content } = tokens[index]!
        if (info.trim() !== 'mermaid') return fence(tokens, index, ...rest)
        return `<div class="diagram" data-text="${encodeURIComponent(content)}"><pre>${markdown.utils.escapeHtml(content)}</pre></div>`
      }
    },
  },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    ...(address !== undefined && {
      socialLinks: [{ icon: 'github', link: address }],
      editLink: { pattern: `${address}/edit/main/docs/:path` },
    }),
    nav: [
      { text: 'Guide', link: '/getting-started' },
      { text: 'Recipes', link: '/recipes' },
      { text: 'Reference', link: '/options' },
      { text: 'Comparison', link: '/comparison' },
    ],
    sidebar: [
      ...guide.map(({ text, pages }) => ({ text, items: pages.map(item) })),
      { text: 'Coming from', collapsed: true, items: migrations.map(item) },
      { text: 'Reference', items: reference.map(item) },
      {
        text: 'How it works',
        collapsed: true,
        items: [item('architecture.md'), item('glossary.md'), ...folder('decisions')],
      },
      { text: 'Discoveries', collapsed: true, items: folder('discoveries') },
    ],
  },
})
