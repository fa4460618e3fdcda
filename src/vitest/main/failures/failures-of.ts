import { existsSync } from 'node:fs'
import type { TestCase, TestModule } from 'vitest/node'
import { isRecording } from '../../../cassette/mode.ts'
import { reportKey, type CassetteReport } from '../../../cassette/test-report.ts'
import { isCassetteError, type AnyCassetteError } from '../../../errors/is-cassette-error.ts'
import { cassetteFolder } from '../../../store/paths.ts'
import { settingsOf } from '../../shared/settings-of.ts'
import { titlesOf } from '../titles-of.ts'
import type { Failure } from './failure-group.ts'

/** An error that Vitest passes to reporters: plain data. */
interface ReportedError {
  readonly name?: string
  readonly message?: string
  readonly stacks?: readonly unknown[]
}

/** The failed tests and files of a run that this package explains, each with its first explanation. */
export function failuresOf(modules: readonly TestModule[]): Failure[] {
  return modules.flatMap((module) =>
    [module, ...module.children.allTests('failed')].flatMap((task) => failureOf(module, task)),
  )
}

function failureOf(module: TestModule, task: TestModule | TestCase): Failure[] {
  const settings = settingsOf(module)
  if (settings === undefined) return []
  const errors = (task.type === 'module' ? task.errors() : task.result().errors) ?? []
  const error = explanationOf(errors) ?? (lacksKey(errors, module) ? 'no-key' : undefined)
  if (error === undefined) return []
  const { safeName } = (task.meta() as { [reportKey]?: CassetteReport })[reportKey] ?? {}
  const isNamed = task.type === 'test' && safeName === undefined
  const { startedIn, flags, titleSeparator, project } = settings
  return [
    {
      id: task.id,
      file: module.moduleId,
      line: (task.type === 'test' && task.location?.line) || 1,
      ...(isNamed && { titles: titlesOf(task) }),
      settings: { startedIn, flags, titleSeparator, ...(project !== undefined && { project }) },
      error,
      hasPlace: error !== 'no-key' && ((error as ReportedError).stacks ?? []).length > 0,
      isRecording: isRecording(settings.mode),
    },
  ]
}

/** The first of our errors. The error of a step says where a test failed, and another one says why. */
function explanationOf(errors: readonly unknown[]): AnyCassetteError | undefined {
  const ours = errors.filter((error) => isCassetteError(error))
  return ours.find(({ code }) => code !== 'CASSETTE_STEP') ?? ours[0]
}

/** Most SDKs throw without a key, before they make a request. A replay has placeholders for the keys of its recordings. */
function lacksKey(errors: readonly ReportedError[], module: TestModule): boolean {
  const settings = settingsOf(module)
  const mayLack =
    settings !== undefined && (isRecording(settings.mode) || !existsSync(cassetteFolder(settings, module.moduleId)))
  return (
    mayLack &&
    errors.some(
      ({ name, message = '' }) =>
        name !== 'AssertionError' &&
        /\bapi[ _-]?keys?\b|_API_KEY\b|\bcredentials\b|\bauthentication method\b/i.test(message),
    )
  )
}
