import { cellsOf, firstCells } from '../errors/pages/cells.ts'
import type { RequestSummary } from '../errors/pages/call-page.ts'
import type { StoredRequest } from '../cassette/interaction.ts'
import { wrappedName } from '../cassette/wrapped-address.ts'
import { parsedUrl } from '../util/parsed-url.ts'
import { findProvider } from './find-provider.ts'
import { rpcMessage } from './wire/json-rpc.ts'
import { fieldsOf, fileNamesOf, isRecord } from './request-fields.ts'

/** Longest quoted text and longest name, in cells: a model may be a long address. */
const longest = 60
/** Cells of the whole line, which follows a label on a page of 80. `fewest` is the least room for a quoted text. */
const width = 67
const fewest = 24

/** A request in one line for people: `openai gpt-5-mini, 3 messages: "A table for four, please"`. */
export function describeRequest(request: StoredRequest): RequestSummary {
  const wrapped = wrappedName(request.url)
  if (wrapped !== undefined) return describeCall(wrapped, request)
  const url = parsedUrl(request.url)
  const call = `${request.method} ${url.host}${url.pathname}`
  const body = fieldsOf(request)
  const model = modelOf(body, url.pathname)
  const known = [findProvider(url)?.name, model && oneLine(model, longest)].filter(Boolean).join(' ')
  const names = known || messageNameOf(request)
  const list = messagesOf(body)
  const count = list && `${list.length} ${list.length === 1 ? 'message' : 'messages'}`
  const files = fileNamesOf(request).map((name) => oneLine(name, fewest))
  const text = [names, count, files[0]].filter(Boolean).join(', ') || oneLine(call, longest)
  const prompt = list === undefined ? textOf(body['input'] ?? body['prompt'] ?? body['inputs']) : lastUserText(list)
  return {
    call,
    text:
      prompt === undefined
        ? text
        : `${text}: "${oneLine(prompt, Math.max(fewest, Math.min(longest, width - cellsOf(text) - 4)))}"`,
  }
}

/** The method of a message of MCP, and the tool that it calls: `tools/call lookUp`. */
function messageNameOf(request: StoredRequest): string {
  const { method } = rpcMessage(request.body) ?? {}
  if (method === undefined) return ''
  const { params } = fieldsOf(request)
  const name = isRecord(params) && typeof params['name'] === 'string' ? ` ${params['name']}` : ''
  return oneLine(`${method}${name}`, longest)
}

/** The model that a request names; `undefined` when it names none. */
export function modelOfRequest(request: StoredRequest): string | undefined {
  return modelOf(fieldsOf(request), parsedUrl(request.url).pathname)
}

/** A call of a wrapped function: `classify("A table for four", 3)`. */
function describeCall(name: string, { method, body }: StoredRequest): RequestSummary {
  const args = body === undefined || !('json' in body) ? '…' : JSON.stringify(body.json).slice(1, -1)
  const shown = oneLine(name, longest)
  return {
    call: `${method} ${shown}`,
    text: `${shown}(${oneLine(args, Math.max(fewest, width - cellsOf(shown) - 2))})`,
  }
}

/** The provider or the wrapped function of a request, and its model, shortened to one line. */
export function describeService(request: StoredRequest): { readonly provider?: string; readonly model?: string } {
  const wrapped = wrappedName(request.url)
  if (wrapped !== undefined) return { provider: oneLine(wrapped, longest) }
  const url = parsedUrl(request.url)
  const provider = findProvider(url)?.name
  const model = modelOf(fieldsOf(request), url.pathname)
  return { ...(provider !== undefined && { provider }), ...(model && { model: oneLine(model, longest) }) }
}

/** The model that a request names, in its body or its path. */
function modelOf(body: Readonly<Record<string, unknown>>, path: string): string | undefined {
  if (typeof body['model'] === 'string') return body['model']
  // A model of Replicate and Hugging Face has an owner before its name.
  const inPath = /\/models\/([^/:]+(?:\/[^/:]+)?)|\/(?:model|deployments)\/([^/:]+)/.exec(path)
  return inPath === null ? undefined : decoded(inPath[1] ?? inPath[2] ?? '')
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Most APIs use `messages`, OpenAI's responses `input`, and Gemini `contents`. */
function messagesOf(body: Readonly<Record<string, unknown>>): unknown[] | undefined {
  for (const name of ['messages', 'contents', 'input']) {
    const list = body[name]
    if (Array.isArray(list) && list.some(isRecord)) return list
  }
  return undefined
}

/** The last text of the user. A user message may hold only an image or the result of a tool. */
function lastUserText(messages: unknown[]): string | undefined {
  return messages
    .filter(isRecord)
    .filter(({ role }) => role === undefined || role === 'user')
    .map(({ content, parts }) => textOf(content ?? parts))
    .findLast((text) => text !== undefined && text.trim() !== '')
}

/** Text of a string, a part, a tool result or an input with a prompt; of a list, the last text in it. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return value.map(textOf).findLast((text) => text !== undefined)
  if (!isRecord(value)) return undefined
  if (value['type'] === 'tool_result') return textOf(value['content'])
  return [value['text'], value['prompt']].find((text) => typeof text === 'string')
}

/** The text without line breaks and control characters, cut to a number of cells. */
function oneLine(text: string, cells: number): string {
  // Most names of models are words of ASCII.
  if (text.length <= cells && /^[!-~]*$/.test(text)) return text
  // Control characters could steer a terminal.
  const line = text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[\p{Cc}\p{Cf}]/gu, '')
    .trim()
  return cellsOf(line) > cells ? `${firstCells(line, cells - 1)}…` : line
}
