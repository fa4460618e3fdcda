export { cassetteHandlers } from './network/handlers.ts'
