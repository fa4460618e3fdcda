import { expect, test } from 'vitest'
import { command } from '../../../src/vitest/main/annotations.ts'

test('a workflow command is one line, also with line breaks in its texts', () => {
  expect(command('error', { file: '/a,b/c:d.test.ts', line: 3, title: '100 %\nof' }, '50 %: a,\r\nb')).toBe(
    '::error file=/a%2Cb/c%3Ad.test.ts,line=3,title=100 %25%0Aof::50 %25: a,%0D%0Ab',
  )
  expect(command('notice', { line: 1 }, '\u001B[31mred\u001B[0m')).toBe('::notice line=1::red')
})
