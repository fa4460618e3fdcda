import { parentPort, workerData } from 'node:worker_threads'
import type { ChosenCassettes } from '../chosen-cassettes.ts'
import { checkContents, type Surroundings } from './check-contents.ts'

// An error ends the thread, and the command gets it.
parentPort?.on('message', (batch: ChosenCassettes) => {
  void checkContents([batch], workerData as Surroundings).then((checked) => parentPort?.postMessage(checked))
})
