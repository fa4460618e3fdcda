import { createHash } from 'node:crypto'

const dataUrl = /data:([\w.+-]+\/[\w.+-]+)?(?:;[\w=.+-]+)*;base64,([\w+/-]{64,}={0,2})/g
/** A text that is only base64 and too long for a name. */
const base64 = /^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[\w+/-]{200,}={0,2}$/

/** The text with type, size and hash in place of embedded files: `[image/png, 12.3 kB, SHA-256 1a2b3c4d]`. */
export function withoutData(text: string): string {
  if (base64.test(text)) return fileText('base64', text)
  return text.replaceAll(dataUrl, (_, type: string | undefined, data: string) => fileText(type ?? 'text/plain', data))
}

function fileText(type: string, data: string): string {
  const bytes = Buffer.from(data, 'base64')
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 8)
  return `[${type}, ${sizeText(bytes.length)}, SHA-256 ${hash}]`
}

function sizeText(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}
