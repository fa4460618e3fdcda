import { inTurn, median, medianDifference, medianRatio } from './support/measure.ts'
import { BenchProject } from './support/project.ts'
import { milliseconds, times, type Row } from './support/row.ts'

const count = 40
const limit = 5
const test = `import { test } from 'vitest'\ntest('is empty', () => {})\n`

/** Cost of the plugin for a test file without requests, compared with bare Vitest. */
export async function emptyFiles(): Promise<Row[]> {
  const files = Object.fromEntries(Array.from({ length: count }, (_, index) => [`test-${index}.test.ts`, test]))
  using ours = new BenchProject(files, { plugin: {} })
  using bare = new BenchProject(files)
  const pairs = await inTurn(
    11,
    () => ours.vitest(),
    () => bare.vitest(),
  )
  const added = medianDifference(pairs) / count
  return [
    {
      name: `a  file without traffic, of ${count}, against bare Vitest`,
      ours: milliseconds(median(pairs.ours) / count),
      reference: milliseconds(median(pairs.reference) / count),
      compared: `${added < 0 ? '' : '+'}${milliseconds(added)} a file, ${times(medianRatio(pairs))}`,
      target: `+${limit} ms a file`,
      isOk: added <= limit,
    },
  ]
}
