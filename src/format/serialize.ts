import type { EventOrder, Interaction, RequestChange, StoredRequest, StoredResponse } from '../cassette/interaction.ts'
import { formatName, formatVersion, type CassetteOwner } from './document.ts'
import { inFile } from './layout/file-interaction.ts'
import { printJson } from './print-json.ts'

/** The text of a cassette file: one indented JSON document with a stable key order and a final line break. */
export function serializeCassette(test: CassetteOwner, interactions: readonly Interaction[]): string {
  const document = {
    format: formatName,
    version: formatVersion,
    test: ownerInOrder(test),
    interactions: interactions.map(inOrder),
  }
  return `${printJson(document)}\n`
}

/** The test in the order of its fields. */
export function ownerInOrder({ file, name, startedAt }: CassetteOwner): object {
  return { file, name, startedAt }
}

function inOrder(interaction: Interaction): object {
  const { lane, step, recordedAt, clock, order, requestChanged, request, response, failure } = interaction
  return {
    lane,
    step,
    recordedAt,
    clock,
    order: order && orderInOrder(order),
    requestChanged: requestChanged && changeInOrder(requestChanged),
    request: requestInOrder(request),
    response: response && responseInOrder(response),
    failure,
  }
}

function orderInOrder({ asked, answered, pieces, ended, left }: EventOrder): object {
  return { asked, answered, pieces, ended, left }
}

function changeInOrder({ at, places }: RequestChange): object {
  return { at, places }
}

function requestInOrder({ method, url, headers, body }: StoredRequest): object {
  return { method, url, headers: filled(headers), body }
}

function responseInOrder(response: StoredResponse): object {
  const { status, statusText, headers, length, chunks, aborted, failure } = response
  return { status, statusText, headers: filled(headers), length, ...inFile(response), chunks, aborted, failure }
}

function filled(headers: object | undefined): object | undefined {
  return headers === undefined || Object.keys(headers).length === 0 ? undefined : headers
}
