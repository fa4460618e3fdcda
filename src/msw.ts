export { cassetteHandlers } from './intercept/cassette-handlers.ts'
