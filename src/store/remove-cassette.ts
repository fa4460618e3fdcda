import { dirname } from 'node:path'
import { removeStaleSideFiles, removeFolder } from './bodies/side-files.ts'
import { removeFile } from './write-file.ts'

/**
 * Removes a cassette with its side files, and folders that become empty.
 *
 * @param top absolute folder of the cassettes. It is never removed.
 */
export function removeCassette(path: string, top: string): void {
  removeFile(path)
  removeStaleSideFiles(path, [])
  for (let folder = dirname(path); folder.length > top.length; folder = dirname(folder)) removeFolder(folder)
}
