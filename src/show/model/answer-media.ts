import type { StoredResponse } from '../../cassette/interaction.ts'
import { documentsOf } from '../../providers/wire/documents.ts'
import { objectOf, objectsOf, textOf } from '../../providers/wire/json-value.ts'
import { partsOf, type Media } from '../../providers/wire/message-parts.ts'

/** The images and sounds of an answer. */
export function answerMedia({ headers, body }: StoredResponse): Media[] {
  if (body === undefined) return []
  const type = String(headers?.['content-type'] ?? '')
    .split(';', 1)[0]!
    .trim()
  if (/^(image|audio|video)\/|^application\/pdf$/.test(type)) {
    if ('base64' in body) return [{ type, base64: body.base64 }]
    if ('file' in body) return [{ type, name: body.file }]
  }
  return documentsOf(body).flatMap(({ value }) => mediaIn(value))
}

function mediaIn(value: unknown): Media[] {
  const document = objectOf(value)
  const { data, output, candidates, choices, output_format } = document
  return [
    // OpenAI's images, and those inside its responses.
    ...objectsOf(data).flatMap(({ b64_json, url }): Media[] => {
      if (typeof b64_json === 'string') return [{ type: `image/${textOf(output_format) || 'png'}`, base64: b64_json }]
      return typeof url === 'string' ? [{ type: 'image/*', name: url }] : []
    }),
    ...objectsOf(output).flatMap(({ type, result }): Media[] =>
      type === 'image_generation_call' && typeof result === 'string' ? [{ type: 'image/png', base64: result }] : [],
    ),
    // Gemini's images and sounds, and OpenAI's spoken answers.
    ...objectsOf(candidates).flatMap(({ content }) =>
      partsOf(objectOf(content)['parts']).flatMap((part) => (part.type === 'media' ? [part.media] : [])),
    ),
    ...objectsOf(choices).flatMap(({ message }): Media[] => {
      const spoken = objectOf(objectOf(message)['audio'])['data']
      return typeof spoken === 'string' ? [{ type: 'audio/wav', base64: spoken }] : []
    }),
  ]
}
