import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'

const paths = pathToFileURL(join(import.meta.dirname, '../../../src/store/paths.ts')).href

/** Calls functions of the source in a process in which `node:path` has the rules of Windows. */
function onWindows(expression: string): unknown {
  const script = `
import { registerHooks } from 'node:module'
registerHooks({ resolve: (name, context, next) => next(name === 'node:path' ? 'node:path/win32' : name, context) })
const { cassetteFolder, insidePath, journalFolder, shownPath } = await import(${JSON.stringify(paths)})
console.log(JSON.stringify(${expression}))`
  const output = execFileSync(process.execPath, ['--no-warnings', '--input-type=module', '-e', script])
  return JSON.parse(output.toString()) as unknown
}

test('paths of Windows become the same cassettes as those of other systems', () => {
  const found = onWindows(`{
    below: insidePath('C:\\\\projects\\\\app', 'C:\\\\projects\\\\app\\\\test\\\\a.test.ts'),
    ofVite: insidePath('C:/projects/app', 'C:/projects/app/test/a.test.ts'),
    inAnotherCase: insidePath('c:\\\\Projects\\\\App', 'C:\\\\projects\\\\app\\\\test\\\\a.test.ts'),
    beside: insidePath('C:\\\\projects\\\\app', 'C:\\\\projects\\\\shared\\\\a.test.ts'),
    onAnotherDisk: insidePath('C:\\\\projects\\\\app', 'D:\\\\other\\\\a.test.ts'),
    onAServer: insidePath('\\\\\\\\server\\\\share\\\\app', '\\\\\\\\server\\\\share\\\\app\\\\test\\\\a.test.ts'),
    shown: shownPath('C:\\\\projects\\\\app', 'C:\\\\projects\\\\app\\\\__cassettes__\\\\a.json'),
    folder: cassetteFolder({ root: 'C:/projects/app', dir: '__cassettes__' }, 'C:/projects/app/test/a.test.ts'),
    journals: journalFolder({ root: 'C:/projects/app' }, 'D:/other/a.test.ts'),
  }`)
  expect(found).toEqual({
    below: 'test/a.test.ts',
    ofVite: 'test/a.test.ts',
    inAnotherCase: 'test/a.test.ts',
    beside: '__/shared/a.test.ts',
    onAnotherDisk: 'D_/other/a.test.ts',
    onAServer: 'test/a.test.ts',
    shown: '__cassettes__/a.json',
    folder: 'C:\\projects\\app\\__cassettes__\\test\\a.test.ts',
    journals: 'C:\\projects\\app\\.vitest-cassette\\journals\\D_\\other\\a.test.ts',
  })
})
