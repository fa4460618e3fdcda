import { withParts } from '../util/with-parts.ts'
import type { testOptionNames } from './options.ts'
import type { Settings } from './settings.ts'

/** The name of an option that a test can set. */
export type TestOptionName = (typeof testOptionNames)[number]

/**
 * The resolved settings of one test: the plugin's options, then the file's, then the test's own.
 *
 * @typeParam Normalizer a function of the test. The settings of a project hold none: they are sent between processes.
 */
export type TestSettings<Normalizer = never> = Omit<Pick<Settings, TestOptionName>, 'normalize'> & {
  /** Names of ready normalizers, paths of modules that export normalizers, and in a test also functions. */
  readonly normalize: ReadonlyArray<string | Normalizer>
}

/** Settings that are added: of an object, those parts that change. */
type MoreSettings<Normalizer> = {
  readonly [Name in TestOptionName]?: TestSettings<Normalizer>[Name] extends readonly unknown[]
    ? TestSettings<Normalizer>[Name]
    : Partial<TestSettings<Normalizer>[Name]>
}

/** Adds settings: lists are joined, objects take the new parts, other values are replaced. */
export function withTestSettings<Normalizer>(
  settings: TestSettings<Normalizer>,
  more: MoreSettings<Normalizer>,
): TestSettings<Normalizer> {
  const before: Readonly<Record<string, unknown>> = settings
  const changed = Object.entries(more)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, add(before[name], value)] as const)
  return { ...settings, ...Object.fromEntries(changed) }
}

function add(value: unknown, more: unknown): unknown {
  return Array.isArray(value) && Array.isArray(more)
    ? [...(value as unknown[]), ...(more as unknown[])]
    : withParts(value, more)
}
