import type { ChildProcess } from 'node:child_process'

/** The output of a process. */
export interface Output {
  /** Standard output and standard error, in the order in which they arrived. */
  readonly output: string
  readonly stdout: string
  readonly stderr: string
}

/** Collects the text that a process prints, and calls `onText` for each piece. */
export function collectOutput(child: ChildProcess, onText: () => void = () => {}): { readonly read: () => Output } {
  const all: string[] = []
  const streams = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      all.push(text)
      streams[name] += text
      onText()
    })
  }
  return { read: () => ({ output: all.join(''), ...streams }) }
}
