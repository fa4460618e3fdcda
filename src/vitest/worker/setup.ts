export { setUpFile } from './set-up-file.ts'
