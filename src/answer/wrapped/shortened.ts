/** The short form of an error for the app: the first line and the code. The test fails with the whole error. */
export function shortened(error: Error): Error {
  const short = new Error(error.message.split('\n', 1)[0])
  short.name = error.name
  // Its frames would show none of the user's code.
  short.stack = `${short.name}: ${short.message}`
  return 'code' in error ? Object.assign(short, { code: error.code }) : short
}
