import { expect, test } from 'vitest'
import { replaceBase64 } from '../../../src/redact/view/base64-runs.ts'

const run = (length: number): string => 'aB3'.repeat(20).slice(0, length)

function runsIn(text: string): string[] {
  const found: string[] = []
  replaceBase64(text, (one) => {
    found.push(one)
    return one
  })
  return found
}

test('a run of 20 characters or more is found wherever it begins, and a shorter one is not', () => {
  for (let before = 0; before < 45; before++)
    for (let length = 18; length < 45; length++) {
      const text = `${'. '.repeat(before).slice(0, before)}${run(length)} end`
      expect([before, length, runsIn(text)]).toEqual([before, length, length < 20 ? [] : [run(length)]])
    }
})

test('runs that stand close together are each replaced, with their padding', () => {
  for (const between of [' ', ', ', '"\n"']) {
    const text = [`${run(20)}==`, run(33), `${run(21)}=`, run(20)].join(between)
    expect(replaceBase64(text, (one) => `<${one.length}>`)).toBe(['<22>', '<33>', '<22>', '<20>'].join(between))
  }
})

test('a run behind a percent sign or an equals sign is no run of its own', () => {
  expect(runsIn(`%${run(30)} =${run(30)} (${run(30)})`)).toEqual([run(30)])
})
