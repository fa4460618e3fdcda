import { describe, expect, test } from 'vitest'
import { streamAnswer } from '../src/support.ts'

describe('the chat', () => {
  test.each([
    ['crime novels', 'Can you recommend a crime novel?'],
    ['poetry', 'Can you recommend poems?'],
    ['cookery books', 'Which cookery book suits a beginner?'],
    ['travel guides', 'Which guide to Lisbon is good?'],
    ['a present for a child of six', 'A present for a child of six?'],
    ['a present for a gardener', 'A present for a gardener?'],
    ['a long train journey', 'Something for a long train journey?'],
    ['a short night', 'Something for a short night?'],
    ['history', 'A short history of paper?'],
    ['science', 'A book on the deep sea?'],
    ['languages', 'How do I learn Finnish?'],
    ['comics', 'Comics for grown-ups?'],
  ])('recommends %s', async (_, question) => {
    const pieces: string[] = []
    for await (const piece of streamAnswer(question)) pieces.push(piece)
    expect(pieces.length).toBeGreaterThan(20)
    expect(pieces.join('')).toContain('Inkwell')
  })
})
