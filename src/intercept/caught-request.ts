import type { AnsweringWorker } from '../answer/answer.ts'
import type { Answer, AppRequest, Call } from '../answer/call.ts'
import type { Settings } from '../cassette/settings.ts'
import type { CallSites } from '../offline/call-site.ts'
import type { OfflineRules } from '../offline/offline.ts'
import type { Caller } from '../session/caller.ts'
import type { OtherTrafficLog } from '../session/other-traffic-log.ts'
import type { UsedVariables } from '../session/used-variables.ts'
import type { KnownHosts } from './known-hosts.ts'
import type { RequestShape } from './request-shape.ts'

/**
 * One request of a client, caught at a seam: where its bytes are written on a socket, or in an HTTP/2 session. The
 * handlers know a request only as this, so that each kind is handled in one way at every seam.
 *
 * A handler either gives an answer, or breaks the connection, or lets the request go on.
 */
export interface CaughtRequest {
  readonly request: AppRequest
  readonly shape: RequestShape
  /** A copy of the request, whose body is read beside that of the request. */
  copy(): AppRequest
  /** The test, lane and step that make it; `undefined` when that cannot be known. */
  readonly caller: Caller | undefined
  /** The line of the app that made it, as a line of a stack, where that was remembered. */
  callSite(): string | undefined
  /** Keeps the request from all servers of the user. */
  claim(): void
  /**
   * Lets the servers of the user answer first, and calls back when none has.
   *
   * @param withoutHandler `expected`: such a server takes it for no mistake that it has no handler.
   */
  whenUnanswered(callback: () => Promise<void> | void, withoutHandler?: 'expected'): void
  /** Calls back when the request goes to the network. */
  whenSent(callback: () => void): void
  /** Answers at once, without the timing of a provider's answer. */
  respond(response: Response): void
  /** Ends the client's connection with an error. */
  destroy(error: Error): void
  /** Begins to answer as a provider: from now on the seam watches how the client ends the request. */
  begin(): Call
  /** Tells a client that it is connected, where it does not know: its timeouts run from then on. */
  tellConnected?(): void
  /** Tells a client that waits with its body to send it. */
  askForBody?(): void
  /** Gives a provider's answer in the way in which a network delivers it. */
  give(answer: Answer): Promise<void> | void
  /** Finishes the connection to a proxy, where the seam answers in its place. */
  finishConnecting?(): Promise<void>
}

/** The part of the worker's state that interception needs. */
export type InterceptionWorker = AnsweringWorker &
  OfflineRules & {
    readonly settings: Pick<Settings, 'mode' | 'modeSource' | 'include' | 'exclude' | 'drop' | 'upstream'>
    /** Runs a call of our own. Its connections and requests go past every interception. */
    readonly past: <T>(call: () => T) => T
    readonly usedVariables: Pick<UsedVariables, 'environment' | 'found'> | undefined
    readonly otherTraffic: Pick<OtherTrafficLog, 'count'>
    readonly callSites: Pick<CallSites, 'lineOf'>
  }

/** The things that the handlers of all requests share. */
export interface Interception {
  readonly worker: InterceptionWorker
  /** Hosts that tests have asked as providers. */
  readonly knownHosts: KnownHosts
}

/** Handles the requests of one kind. */
export type Handler = (caught: CaughtRequest, interception: Interception) => Promise<void> | void
