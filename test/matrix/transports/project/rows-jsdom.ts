import { JSDOM } from 'jsdom'
import { bytes, json, type Asked, type Got, type Row } from './request.ts'

const { window } = new JSDOM('', { url: 'http://localhost:3000' })

function viaXhr(url: string, { method, headers = {}, body }: Asked): Promise<Got> {
  return new Promise((done, fail) => {
    const request = new window.XMLHttpRequest()
    request.open(method, url)
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
    request.onerror = () => fail(new Error('XMLHttpRequest failed'))
    request.onload = () => {
      const names = ['content-type', 'etag', 'x-request-id', 'content-length', 'transfer-encoding']
      const got = names
        .map((name) => [name, request.getResponseHeader(name)] as const)
        .filter(([, value]) => value !== null)
      done({
        status: request.status,
        headers: Object.fromEntries(got) as Record<string, string>,
        text: request.responseText,
      })
    }
    request.send(body)
  })
}

/** The classes of the page. Its requests accept no others. */
const pageBodies = {
  string: () => json,
  bytes: () => new window.Uint8Array(bytes()),
  Blob: () => blob(),
  FormData: () => {
    const form = new window.FormData()
    form.set('model', 'whisper-1')
    form.set('file', blob(), 'a.wav')
    return form
  },
  URLSearchParams: () => new window.URLSearchParams({ a: 'b c', é: '&' }),
}

function blob(): Blob {
  return new window.Blob([new window.Uint8Array(bytes())], { type: 'audio/wav' })
}

export const rows: readonly Row[] = [
  { name: 'XMLHttpRequest of jsdom', origin: 'https://api.openai.com', ask: viaXhr, bodies: pageBodies },
]
