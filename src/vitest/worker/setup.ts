import { existsSync } from 'node:fs'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Settings } from '../../cassette/settings.ts'
import { dropPooledConnections } from '../../intercept/undici/reset-fetch-pool.ts'
import { appLine } from '../../offline/call-site.ts'
import { trapNames } from '../../offline/dns-and-udp-trap.ts'
import { isRefused } from '../../offline/offline.ts'
import { OfflineReports } from '../../offline/offline-reports.ts'
import { currentRuntime, setRuntime, type Caller, type Runtime } from '../../session/worker-state.ts'
import { setTrap } from '../../intercept/sockets/connect-trap.ts'
import { processTrap, trapProcesses, type ProcessTrap } from '../../offline/child-process-trap.ts'
import { UndiciCallers } from '../../intercept/undici/undici-callers.ts'
import { keepWebSocketsInSight } from '../../intercept/web-sockets/web-socket-passthrough.ts'
import { loadAhead, loadEngine, loadTools, useCodeCache } from './load-bundles.ts'
import { registerHooks } from './hooks.ts'
import { registerMatchers } from './matchers/register.ts'
import { createRuntime, Session } from './session.ts'
import type { VitestApi } from './vitest-api.ts'
import { settingsKey } from '../shared/settings-key.ts'

/**
 * Gives the test file that is about to be imported its session; nothing when the mode is `off`.
 *
 * @param vitest as the test files import it.
 * @param importModule loads a module as the test files are loaded.
 */
export function setUpFile(vitest: VitestApi, importModule: Runtime['importModule']): void {
  const { expect, inject } = vitest
  const provided = (inject as (key: string) => unknown)(settingsKey) as Settings | undefined
  const testFile = expect.getState().testPath
  if (provided === undefined || provided.mode === 'off' || testFile === undefined) return
  const settings = withOrder(provided, processTrap())
  const session = new Session(settings, testFile)
  // Without isolation this is called once for each test file, in one process.
  const existing = currentRuntime()
  const runtime = Object.assign(
    existing ?? {},
    createRuntime(session, importModule, existing),
    // Handlers may stand in a module that is evaluated once for all files.
    existing && {
      callers: existing.callers,
      fetch: existing.fetch,
      answeredBy: existing.answeredBy,
      askedAt: existing.askedAt,
    },
  )
  if (existing === undefined) {
    setRuntime(runtime)
    const undici = new UndiciCallers<Caller>(runtime.callers)
    dropPooledConnections()
    keepWebSocketsInSight((url) => loadEngine().recordable(runtime.settings)('GET', url))
    const bridgeHttp2 = (socket: Socket, hasConnected: boolean): Socket =>
      loadTools().bridgeHttp2(socket, runtime, hasConnected)
    setTrap(runtime, {
      startInterception: () => loadEngine().startInterception(runtime, undici, bridgeHttp2),
      isRecordable: (origin) => loadEngine().recordable(runtime.settings)('POST', origin),
      bridgeHttp2: (socket) => bridgeHttp2(socket, false),
    })
    if (settings.offline) goOffline(runtime)
    if (settings.codeCache !== undefined) useCodeCache(settings.codeCache)
    if (existsSync(dirname(session.file.path))) void loadAhead()
  }
  if (settings.random === 'seeded') runtime.determinism.keepRandom()
  registerHooks(vitest, session, runtime)
  registerMatchers(vitest)
}

/** A run that a test of an offline run has started is offline as that one is. */
function withOrder(settings: Settings, trap: ProcessTrap | undefined): Settings {
  if (trap === undefined) return settings
  trap.release()
  return { ...settings, offline: true, allow: trap.order.allow }
}

/** Connections are the trap's; this is for what leaves the machine without one, or in a process of its own. */
function goOffline(runtime: Runtime): void {
  const reports = new OfflineReports(runtime, tmpdir())
  runtime.reports = reports
  trapProcesses(() => reports.order(), fileURLToPath(new URL('./offline-process.cjs', import.meta.url)))
  runtime.askedAt.rememberRequests()
  trapNames((protocol, target) => {
    if (!isRefused(target, runtime)) return undefined
    const address = `${protocol} ${target.host}${Number.isNaN(target.port) ? '' : `:${target.port}`}`
    return loadEngine().refuseOffline({ address, host: target.host }, appLine(), runtime.callers.getStore(), runtime)
  })
}
