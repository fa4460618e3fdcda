import { dirname } from 'node:path'
import { removeStaleSideFiles, removeFolder } from './side-files.ts'
import { removeFile } from './write-file.ts'

/**
 * Removes a cassette with its side files, and the folders that are empty then.
 *
 * @param top absolute folder of the cassettes, which stays.
 */
export function removeCassette(path: string, top: string): void {
  removeFile(path)
  removeStaleSideFiles(path, [])
  for (let folder = dirname(path); folder.length > top.length; folder = dirname(folder)) removeFolder(folder)
}
