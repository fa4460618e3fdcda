export { cassetteHandlers } from './intercept/handlers.ts'
