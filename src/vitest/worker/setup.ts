import { setUpFile } from './set-up-file.ts'

// Vitest transforms setup files and fetches each of their imports from its main process, for every test file. What this
// one imports is outside of that, as packages are: so it is the only import.
setUpFile()
