import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { readConversation } from '../../../src/show/model/read-conversation.ts'
import { htmlPage, pageTest, viewInPage } from '../../../src/show/html/page.ts'
import type { SeenCall } from '../../../src/show/model/conversation.ts'
import { agent, chatCall, findOrder, says } from './calls.ts'

const now = Date.parse('2026-11-24T12:00:00.000Z')

function pageOf(calls: readonly SeenCall[], more: { file?: string; name?: string } = {}): string {
  const conversation = readConversation(calls, { file: 'test/agent.test.ts', name: 'asks', ...more })
  return htmlPage('Cassettes', [pageTest({ conversation, misses: [] }, now)])
}

test('the page of a run begins with the causes of its failures', () => {
  const conversation = readConversation(agent, { file: 'test/agent.test.ts', name: 'asks' })
  const shown = pageTest({ conversation, misses: [] }, now)
  const cause = {
    title: '2 tests missed for one change',
    difference: ['messages[0].content', '- <b>old</b>', '+ new'],
    tests: [
      { name: 'test/agent.test.ts > asks', id: shown.id },
      { name: 'test/gone.test.ts > asks', id: undefined },
    ],
    ways: [{ when: 'If the change is meant, record them:', line: 'npx vitest run --mode record' }],
  }
  const page = htmlPage('Cassettes of this run', [shown], [cause])
  expect(page.indexOf('2 tests missed for one change')).toBeLessThan(page.indexOf('<main'))
  expect(page).toContain('<del>- &lt;b&gt;old&lt;/b&gt;</del>')
  expect(page).toContain(`<a href="#${shown.id}">test/agent.test.ts &gt; asks</a>`)
  expect(page).toContain('<li>test/gone.test.ts &gt; asks</li>')
  expect(page).toContain('npx vitest run --mode record')
})

describe('hostile texts', () => {
  const evil = `</pre></div></style></script><!--/test--><script>alert(1)</script><img src=x onerror="alert(1)">'"&amp;`

  test('no recorded text becomes an element or an attribute', () => {
    const calls = [
      chatCall(
        {
          model: evil,
          [evil]: evil,
          messages: [
            { role: evil, content: evil },
            { role: 'user', content: [{ type: evil, [evil]: evil }] },
          ],
          tools: [{ ...findOrder, function: { name: evil, description: evil, parameters: { [evil]: evil } } }],
        },
        { ...says(evil), headers: { [evil]: evil }, statusText: evil },
        { lane: evil, step: evil },
      ),
      chatCall(
        {
          messages: [
            { role: 'user', content: [{ type: 'image_url', image_url: { url: `data:${evil};base64,${evil}` } }] },
          ],
        },
        undefined,
        {
          failure: { name: evil, message: evil, code: evil },
        },
      ),
    ]
    const page = pageOf(calls, { file: evil, name: evil })
    expect(page.match(/<script/g)).toHaveLength(1)
    expect(page).not.toMatch(/<img|onerror="/)
    expect(page.match(/<!--\/test-->/g)).toHaveLength(1)
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
  })

  test('Markdown names no other address and holds no HTML', () => {
    const text =
      '# Head\n\n[a](javascript:alert(1)) ![b](https://example.com/b.png) <https://example.com> <b onclick=x>c</b>\n\n| a | b |\n|-|-|\n| 1 | 2 |'
    const rendered =
      /<div class="rendered">([^]*?)<\/div>/.exec(pageOf([chatCall({ messages: [] }, says(text))]))?.[1] ?? ''
    expect(rendered).toContain('<p class="head">Head</p>')
    expect(rendered).toContain('<td>1</td>')
    expect(rendered).not.toMatch(/<(?!\/?(p|p class="head"|table|thead|tbody|tr|th|td)>)/)
  })
})

test('a page names no other file, and its policy allows only its own script and style', () => {
  const page = pageOf(agent)
  expect(page).not.toMatch(/\b(?:src|href)="(?!#)/)
  expect(page).not.toMatch(/url\(|@import|style="|\son\w+="/)
  const policy = /content="(default-src[^"]*)"/.exec(page)?.[1]?.replaceAll('&#39;', "'") ?? ''
  expect(policy).toMatch(
    /^default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+'; img-src data:; media-src data:;/,
  )
  for (const element of ['style', 'script']) {
    const text = new RegExp(`<${element}>([^]*?)</${element}>`).exec(page)?.[1] ?? ''
    expect(policy).toContain(`${element}-src 'sha256-${createHash('sha256').update(text).digest('base64')}'`)
  }
})

test('our own code and style are small', () => {
  const page = pageOf([])
  expect(page.length).toBeLessThan(80_000)
})

test('the page of a run takes over the view of a test from its page', () => {
  const test = pageTest({ conversation: readConversation(agent, { file: 'a.test.ts' }), misses: [] }, now)
  expect(viewInPage(htmlPage('one', [test]))).toBe(test.view)
  expect(viewInPage('<html></html>')).toBeUndefined()
})
