import { createInterface } from 'node:readline/promises'

/** Asks a question in the terminal. Everything but `y` and `yes` means no, and so does the end of the input. */
export async function confirm(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  const { promise: closed, resolve } = Promise.withResolvers<string>()
  terminal.once('close', () => resolve(''))
  const answer = await Promise.race([terminal.question(question), closed])
  terminal.close()
  return /^\s*y(es)?\s*$/i.test(answer)
}
