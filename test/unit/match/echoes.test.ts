import { expect, test } from 'vitest'
import { echoesOf, touches } from '../../../src/match/echoes.ts'

function parts(text: string, ...sources: string[]): string[] {
  return echoesOf(text, sources).map(({ start, end }) => text.slice(start, end))
}

test('five words in a row are an echo, in any case and layout', () => {
  const answer = 'Your order is on its way. It arrives on Friday.'
  expect(parts('Translate: YOUR ORDER IS\n on its way.', answer)).toEqual([
    'YOUR ORDER IS\n on its',
    'ORDER IS\n on its way',
  ])
  expect(parts('Is my order on its way?', answer)).toEqual([])
})

test('a short answer is an echo where it stands as it is', () => {
  expect(parts('The weather in Lisbon, and in lisbon', 'Lisbon\n')).toEqual(['Lisbon'])
  expect(parts('yes, of course', 'yes')).toEqual([])
  expect(parts('any text', '', ' ')).toEqual([])
})

test('a change touches an echo that it overlaps or splits', () => {
  const echoes = [{ start: 10, end: 20 }]
  expect(touches({ start: 5, end: 10 }, echoes)).toBe(false)
  expect(touches({ start: 5, end: 11 }, echoes)).toBe(true)
  expect(touches({ start: 15, end: 15 }, echoes)).toBe(true)
  expect(touches({ start: 10, end: 10 }, echoes)).toBe(false)
  expect(touches({ start: 20, end: 24 }, echoes)).toBe(false)
})
