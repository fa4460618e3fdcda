import type { TestCase } from 'vitest/node'

/** Titles from the outermost suite to the test, as in the test process. */
export function titlesOf(test: TestCase): string[] {
  const titles = [test.name]
  for (let parent = test.parent; parent.type === 'suite'; parent = parent.parent) titles.unshift(parent.name)
  return titles
}
