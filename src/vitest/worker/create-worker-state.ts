import { AsyncLocalStorage } from 'node:async_hooks'
import { isRecording } from '../../cassette/mode.ts'
import { proxiesOf } from '../../intercept/proxies/environment-proxies.ts'
import { CallSites } from '../../offline/call-site.ts'
import { OtherTrafficLog } from '../../session/other-traffic-log.ts'
import { UsedVariables } from '../../session/used-variables.ts'
import { currentWorker, type WorkerState } from '../../session/worker-state.ts'
import { Determinism } from './determinism/determinism.ts'
import type { TestFile } from './test-file.ts'

/**
 * The state of the test process while it runs a test file.
 *
 * @param existing that of an earlier test file in this process.
 */
export function createWorkerState(
  file: TestFile,
  importModule: WorkerState['importModule'],
  existing: WorkerState | undefined,
): WorkerState {
  const { settings } = file
  const callers: WorkerState['callers'] = existing?.callers ?? new AsyncLocalStorage()
  return {
    settings,
    // Handlers may stand in a module that is evaluated once for all files.
    callers,
    isWrapped: () => callers.getStore()?.isWrapped === true,
    past: existing?.past ?? ((call) => call()),
    callSites: existing?.callSites ?? new CallSites(),
    importModule,
    determinism: existing?.determinism.realm === globalThis ? existing.determinism : new Determinism(runningAttempt),
    attempts: new WeakMap(),
    running: existing?.running ?? new Set(),
    outside: file.outside,
    // A live call may go through a proxy; a replay needs none.
    liveHosts: new Set(isRecording(settings.mode) ? proxiesOf(process.env).map(({ host }) => host) : []),
    usedVariables: isRecording(settings.mode) ? new UsedVariables(process.env) : undefined,
    otherTraffic: new OtherTrafficLog(),
    reportStray: (error) => file.reportStray(error),
  }
}

/** A wrapped function that runs is live, and so is its clock. */
function runningAttempt(): WorkerState['outside'] {
  const caller = currentWorker()?.callers.getStore()
  return caller?.isWrapped === true ? undefined : caller?.attempt
}
