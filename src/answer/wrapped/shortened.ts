/** What the app sees of an error that its test fails with: the first line, and the code. */
export function shortened(error: Error): Error {
  const short = new Error(error.message.split('\n', 1)[0])
  short.name = error.name
  // Its frames would lead to nothing of the user's.
  short.stack = `${short.name}: ${short.message}`
  return 'code' in error ? Object.assign(short, { code: error.code }) : short
}
