import type { StoredHeaders } from '../../cassette/interaction.ts'
import type { StoredBody } from '../../cassette/stored-body.ts'
import { documentEnds } from '../../diagnostics/document-ends.ts'
import { unpackBody } from '../../body/pack.ts'
import { counted } from '../../util/counts.ts'
import type { ShownCall } from '../model/conversation.ts'
import { size } from '../shown-facts.ts'
import { codeBlock, exactText, jsonText } from './rendered-text.ts'
import { html, type Html } from './safe-html.ts'

/** The request and the response as they are recorded, folded. */
export function rawView({ source, times }: ShownCall): Html {
  const { request, response } = source
  return html`<details class="raw">
      <summary>raw request</summary>
      <p class="address">${request.method} ${request.url}</p>
      ${headersView(request.headers)}${bodyView(request.body)}
    </details>
    ${
      response === undefined
        ? ''
        : html`<details class="raw">
            <summary>raw response${eventCount(response.body)}</summary>
            <p class="address">${response.status} ${response.statusText ?? ''}</p>
            ${headersView(response.headers)}${eventsText(response.body, times?.eventAt) ?? bodyView(response.body)}
          </details>`
    }`
}

function headersView(headers: StoredHeaders = {}): Html {
  const rows = Object.entries(headers).flatMap(([name, values]) =>
    [values].flat().map((value) => [name, value] as const),
  )
  if (rows.length === 0) return html``
  return html`<table class="headers">
    <tbody>
      ${rows.map(
        ([name, value]) =>
          html`<tr>
            <th scope="row">${name}</th>
            <td>${exactText(value)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`
}

function eventCount(body: StoredBody | undefined): string {
  if (body === undefined) return ''
  const events =
    'sse' in body ? body.sse : 'ndjson' in body ? body.ndjson : 'eventstream' in body ? body.eventstream : []
  return events.length > 0 ? `, ${counted(events.length, 'event')}` : ''
}

/** All events of a stream with their times, as one text: 10,000 elements would take their time. */
function eventsText(
  body: StoredBody | undefined,
  eventAt: ((position: number) => number) | undefined,
): Html | undefined {
  if (body === undefined) return undefined
  const lines = eventLines(body)
  if (lines === undefined) return undefined
  const text = lines.map((line, index) => {
    const at = eventAt === undefined ? '' : `${Math.round(eventAt(index))} ms`.padStart(9)
    return `${at}  ${line}`
  })
  return codeBlock(exactText(text.join('\n')))
}

function eventLines(body: StoredBody): string[] | undefined {
  if ('ndjson' in body) return body.ndjson.map((value) => JSON.stringify(value))
  if ('eventstream' in body)
    return body.eventstream.map(
      ({ headers, body: inner }) => `${JSON.stringify(headers)} ${JSON.stringify(inner ?? null)}`,
    )
  if (!('sse' in body)) return undefined
  const bytes = unpackBody(body)
  const decoder = new TextDecoder()
  const ends = documentEnds(body)
  let from = 0
  // A cut stream may end inside of an event.
  return [...ends, ...((ends.at(-1) ?? 0) < bytes.length ? [bytes.length] : [])].map((end) => {
    const line = decoder.decode(bytes.subarray(from, end)).trimEnd()
    from = end
    return line.replaceAll(/\r\n|\r|\n/g, '\n           ')
  })
}

function bodyView(body: StoredBody | undefined): Html {
  if (body === undefined) return html`<p class="file">no body</p>`
  if ('json' in body) return codeBlock(jsonText(body.json))
  if ('text' in body) return codeBlock(exactText(body.text))
  if ('base64' in body) return html`<p class="file">${size(Buffer.byteLength(body.base64, 'base64'))}</p>`
  if ('file' in body) return html`<p class="file">${size(body.size)} in ${body.file}</p>`
  if ('multipart' in body)
    return html`${body.multipart.map(
      ({ headers, body: inner }) =>
        html`<table class="headers">
            <tbody>
              ${headers.map(
                ([name, value]) =>
                  html`<tr>
                    <th scope="row">${name}</th>
                    <td>${value}</td>
                  </tr>`,
              )}
            </tbody>
          </table>
          ${bodyView(inner)}`,
    )}`
  return eventsText(body, undefined) ?? html``
}
