import type { Media } from '../../providers/wire/message-parts.ts'
import { mediaFacts } from '../shown-facts.ts'
import { html, type Html } from './safe-html.ts'

/** Most base64 characters of a shown file: a page must open everywhere. */
const most = 8_000_000

/** Beginnings of base64 of images whose type is not said. */
const starts: ReadonlyArray<readonly [RegExp, string]> = [
  [/^iVBOR/, 'image/png'],
  [/^\/9j\//, 'image/jpeg'],
  [/^R0lGOD/, 'image/gif'],
  [/^UklGR/, 'image/webp'],
]

/** An image, a sound or a film, if a browser can show it; else its name. */
export function mediaView(media: Media): Html {
  const facts = mediaFacts(media)
  const { base64, type: given } = media
  const type = typeOf(given, base64)
  if (base64 === undefined || base64.length > most || !/^[\w+/=-]+$/.test(base64))
    return html`<p class="file">${facts}</p>`
  const source = `data:${type};base64,${base64}`
  const caption = html`<figcaption>${facts}</figcaption>`
  if (/^image\/(png|jpeg|gif|webp|avif|bmp)$/.test(type))
    return html`<figure class="media"><img src="${source}" alt="${facts}" />${caption}</figure>`
  if (/^audio\/[\w.+-]+$/.test(type))
    return html`<figure class="media"><audio controls preload="metadata" src="${source}"></audio>${caption}</figure>`
  if (/^video\/[\w.+-]+$/.test(type))
    return html`<figure class="media"><video controls preload="metadata" src="${source}"></video>${caption}</figure>`
  return html`<p class="file">${facts}</p>`
}

function typeOf(type: string, base64 = ''): string {
  if (/^(image|audio|video)\/[\w.+-]+$/.test(type)) return type === 'image/jpg' ? 'image/jpeg' : type
  return starts.find(([start]) => start.test(base64))?.[1] ?? type
}
