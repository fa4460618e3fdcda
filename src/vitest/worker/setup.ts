import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { resetFetchPool } from '../../intercept/undici/reset-fetch-pool.ts'
import { appLine } from '../../util/app-frames.ts'
import { trapDnsAndUdp } from '../../offline/dns-and-udp-trap.ts'
import type { Target } from '../../http/connection-target.ts'
import { urlOf } from '../../http/target.ts'
import { isRefused } from '../../offline/offline.ts'
import { unpluggedError } from '../../offline/unplugged-error.ts'
import { isActive, type ActiveSettings } from '../../session/test-identity.ts'
import { currentWorker, setWorker, type WorkerState } from '../../session/worker-state.ts'
import { setConnectTrap } from '../../intercept/sockets/connect-trap.ts'
import { ChildReports } from '../../intercept/processes/child-reports.ts'
import { processTrap, trapChildProcesses, type ProcessTrap } from '../../intercept/processes/child-process-trap.ts'
import { nativeClientOf, onNativeAddon } from '../../intercept/processes/native-clients.ts'
import { isRecording } from '../../cassette/mode.ts'
import { onSynchronousRequest } from '../../intercept/internals/jsdom-internals.ts'
import { connectingClient } from '../../intercept/internals/node-internals.ts'
import { noteBegunRequests } from '../../intercept/begun-requests.ts'
import { serveCallers } from '../../intercept/own-servers/serve-callers.ts'
import { rememberRequests } from '../../intercept/remember-requests.ts'
import { DispatcherSeam } from '../../intercept/undici/dispatcher-seam.ts'
import { currentCaller } from '../../session/caller.ts'
import { endWithoutConnection } from '../../intercept/internals/node-internals.ts'
import { AgentSeam } from '../../intercept/node-http/agent-seam.ts'
import { Passage } from '../../intercept/passage.ts'
import { UnseenAnswers } from '../../intercept/unseen-answers.ts'
import { mayRecordTo } from '../../intercept/may-record.ts'
import { UndiciCallers } from '../../intercept/undici/undici-callers.ts'
import { keepWebSocketsInSight } from '../../intercept/web-sockets/keep-web-sockets-in-sight.ts'
import { keepCode, loadAhead, loadFirstRequest, loadOnDemand, useCodeCache } from './load-bundles.ts'
import { registerHooks } from './hooks.ts'
import { sendTrial } from './set-up/send-trial.ts'
import { createWorkerState } from './create-worker-state.ts'
import { TestFile } from './test-file.ts'
import type { VitestApi } from './vitest-api.ts'
import type { CodeCache } from '../../store/code-cache/code-cache.ts'
import { injectedSettings } from '../shared/settings-of.ts'

/** The `fetch` that no setup file of the user has replaced: without isolation, files share it. */
let firstFetch: typeof fetch | undefined

/** The text of the `fetch` of the environment, before it was watched. */
let fetchText: string | undefined

/**
 * Prepares the test process for the test file that is about to be imported; does nothing when the mode is `off`.
 *
 * @param vitest as the test files import it.
 * @param cache loads the bundles of this package.
 * @param importModule loads a module as the test files are loaded.
 * @throws CassetteStartError where requests are not caught.
 */
export async function setup(
  vitest: VitestApi,
  cache: CodeCache,
  importModule: WorkerState['importModule'],
): Promise<void> {
  const { expect, inject } = vitest
  const provided = injectedSettings(inject)
  const { testPath: path, environment } = expect.getState()
  if (provided === undefined || !isActive(provided) || path === undefined) return
  const settings = withOrder(provided, processTrap())
  fetchText ??= String(globalThis.fetch)
  const file = new TestFile(settings, path)
  useCodeCache(cache)
  // Without isolation this is called once for each test file, in one process.
  const existing = currentWorker()
  const worker = Object.assign(existing ?? {}, createWorkerState(file, importModule, existing))
  if (existing === undefined) {
    setWorker(worker)
    const undici = new UndiciCallers(worker.callers)
    noteBegunRequests(worker)
    serveCallers(worker)
    resetFetchPool()
    keepWebSocketsInSight((url) => loadFirstRequest().recordable(worker.settings)('GET', url) !== 'never')
    const mayRecord = mayRecordTo(worker)
    const passage = new Passage()
    const dispatchers = new DispatcherSeam({
      mayRecord,
      passage,
      isReplay: () => worker.settings.mode === 'replay',
      catchRequest(dispatched) {
        let bundle: ReturnType<typeof loadFirstRequest>
        try {
          bundle = loadFirstRequest()
        } catch {
          // The connect trap reports the error.
          return dispatched.goOn()
        }
        return bundle.catchOnDispatcher(dispatched, worker)
      },
    })
    const agents = new AgentSeam({
      mayRecord,
      passage,
      catchRequest(given) {
        let bundle: ReturnType<typeof loadFirstRequest>
        try {
          bundle = loadFirstRequest()
        } catch {
          // The agent may have a connection from before.
          const failure = trap.start(given.target)
          return failure instanceof Error ? endWithoutConnection(given.request, failure) : given.goOn()
        }
        bundle.catchOnAgent(given, worker)
      },
      start: (target) => trap.start(target),
    })
    dispatchers.watchFetch(globalThis)
    worker.past = (call) => passage.own(call)
    const unseen = new UnseenAnswers({
      mayRecord,
      // A request that only has the path of a provider may be the user's own.
      isRecordable: (method, url) => loadFirstRequest().recordable(worker.settings)(method, url) === 'always',
      isPast: (request) => (dispatchers.wayOf(request) ?? agents.wayOf(request)) === 'past',
      currentCaller: () => currentCaller(worker),
      fail(method, url, caller) {
        if (!caller?.isWrapped) loadFirstRequest().failUnseen(method, url, caller, worker)
      },
    })
    worker.answerInHandler = (request) => loadFirstRequest().answerInHandler(request, worker)
    worker.watchLoaded = () => {
      dispatchers.watchPackages()
      agents.watch()
    }
    agents.watch()
    const isPlaceOfProvider = (target: Target): boolean => loadFirstRequest().recordablePlace(worker.settings)(target)
    const watchHttp2 = (): void => void loadOnDemand().watchHttp2(worker)
    const trap = setConnectTrap(worker, {
      startInterception: () =>
        loadFirstRequest().startInterception(worker, {
          undici,
          dispatchers,
          agents,
          unseen,
          bridgeHttp2: (socket, open) => loadOnDemand().bridgeHttp2(socket, open, worker),
          watchHttp2,
        }),
      isRecordable: (origin) => loadFirstRequest().recordable(worker.settings)('POST', origin) !== 'never',
      bridgeHttp2: (socket, args) => loadOnDemand().bridgeUnconnected(socket, args, worker),
      noteConnection(target) {
        if (isPlaceOfProvider(target)) worker.otherTraffic.count('providerConnections', urlOf(target))
      },
      isUndicis: (socket, target) => undici.sockets.opens(socket, target),
      isPlaceOfProvider,
      refuseOutside: (target) => refuseOutside('tcp', target, worker),
      watchElsewhere: (socket, target) =>
        loadOnDemand().watchElsewhere(socket, target, worker, (request) => agents.wayOf(request) !== undefined),
      isServerListening: () => loadFirstRequest().isServerListening(),
      watchHttp2,
      takePassage: () => passage.take(),
      wayOf: (request) => dispatchers.wayOf(request),
      hasSeen: (request) => agents.hasSeen(request),
    })
    watchChildProcesses(worker)
    onSynchronousRequest((method, url) => {
      const caller = currentCaller(worker)
      if (caller?.isWrapped || loadFirstRequest().recordable(worker.settings)(method, url) === 'never') return
      throw loadFirstRequest().failUnseen(method, url, caller, worker, 'synchronous')
    })
    if (settings.offline) goOffline(worker)
    if (file.hasCassettes) void loadAhead()
  }
  if (settings.random === 'seeded') worker.determinism.keepRandom()
  registerHooks(vitest, file, worker, keepCode)
  firstFetch ??= globalThis.fetch
  if (settings.trialIn === path && firstFetch !== undefined)
    await sendTrial({ environment, fetch: firstFetch, text: fetchText }, cache)
}

/** A run that a test of an offline run has started is offline under the same rules. */
function withOrder(settings: ActiveSettings, trap: ProcessTrap | undefined): ActiveSettings {
  if (trap === undefined) return settings
  trap.release()
  const { offline, allow } = trap.order.settings
  return offline === false ? settings : { ...settings, offline, allow }
}

/** The processes and threads that tests start refuse requests to providers, which no cassette can hold. */
function watchChildProcesses(worker: WorkerState): void {
  const reports = new ChildReports(worker, tmpdir())
  worker.noteRefused = () => {
    for (const [report, attempt] of reports.take()) loadFirstRequest().noteChildReport(report, attempt, worker)
  }
  const note = (client: string | undefined): void => {
    if (client !== undefined) worker.otherTraffic.count('nativeClients', { host: client })
  }
  const isProviders = (url: URL): boolean => loadFirstRequest().recordable(worker.settings)('POST', url) !== 'never'
  onNativeAddon(note)
  const trap = processTrap()
  if (trap !== undefined) trap.orderOf = () => reports.order()
  const entry = join(import.meta.dirname, 'child-process-entry.cjs')
  if (trap === undefined)
    trapChildProcesses(
      () => reports.order(),
      entry,
      // The command of a wrapped call is recorded with it.
      (command) => currentCaller(worker)?.isWrapped || note(nativeClientOf(command, isProviders)),
    )
}

/** Counts what an offline run refuses, and gives the error of a machine without a network; `undefined` for what may leave. */
function refuseOutside(protocol: string, target: Target, worker: WorkerState): Error | undefined {
  if (!isRefused(target, worker)) return undefined
  const port = Number.isNaN(target.port) ? '' : `:${target.port}`
  const refused = {
    address: `${protocol} ${target.host}${port}`,
    host: `${target.host}${protocol === 'tcp' ? port : ''}`,
  }
  loadFirstRequest().noteRefused(refused, appLine(), worker.callers.getStore()?.attempt, worker)
  return unpluggedError(target)
}

/** The connect trap watches connections; this watches DNS and datagrams. */
function goOffline(worker: WorkerState): void {
  rememberRequests(worker.callSites)
  trapDnsAndUdp(
    (protocol, target) => refuseOutside(protocol, target, worker),
    (name) => !isRecording(worker.settings.mode) && isAnswered(name, worker),
  )
}

/** A replay answers the requests to a provider, so its name needs no address. Requests of gRPC are refused, and fail the test. */
function isAnswered(name: string, worker: WorkerState): boolean {
  const { recordablePlace, failUnseen } = loadFirstRequest()
  if (!recordablePlace(worker.settings)({ host: name, port: 443 })) return false
  if (connectingClient() !== 'grpc') return true
  failUnseen('POST', new URL(`https://${name}`), currentCaller(worker), worker, 'protocol')
  return false
}
