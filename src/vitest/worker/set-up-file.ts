import { expect, inject } from 'vitest'
import type { Settings } from '../../core/settings.ts'
import { dropPooledConnections } from '../../network/fresh-connections.ts'
import { currentRuntime, setRuntime, type Caller } from '../../network/runtime.ts'
import { setTrap } from '../../network/trap.ts'
import { UndiciCallers } from '../../network/undici-callers.ts'
import { loadEngine } from './engine-loader.ts'
import { registerHooks } from './hooks.ts'
import { createRuntime, Session } from './session.ts'
import { settingsKey } from '../settings-key.ts'

/** Gives the test file that is about to be imported its session; nothing when the mode is `off`. */
export function setUpFile(): void {
  const settings = (inject as (key: string) => unknown)(settingsKey) as Settings | undefined
  const testFile = expect.getState().testPath
  if (settings === undefined || settings.mode === 'off' || testFile === undefined) return
  const session = new Session(settings, testFile)
  // Without isolation this is called once for each test file, in one process.
  const existing = currentRuntime()
  const runtime = Object.assign(
    existing ?? {},
    createRuntime(session),
    existing && { callers: existing.callers, fetch: existing.fetch },
  )
  if (existing === undefined) {
    setRuntime(runtime)
    const undici = new UndiciCallers<Caller>(runtime.callers)
    dropPooledConnections()
    setTrap(runtime, {
      startInterception: () => loadEngine().startInterception(runtime, undici),
      isRecordable: (origin) => loadEngine().recordable(runtime.settings)('POST', origin),
      bridgeHttp2: (socket) => loadEngine().bridgeHttp2(socket, runtime),
    })
  }
  registerHooks(session, runtime)
}
