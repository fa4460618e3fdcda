import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

/** Folders of a project that a recording run writes. */
const folders = ['__cassettes__', '.vitest-cassette']
/** Bytes; more than the project records. */
const size = 8 * 1024 * 1024

/** Commands that give a process its own mounts, which end with it: for root, and for any user. */
const privately = [
  ['unshare', '--mount'],
  ['unshare', '--mount', '--map-root-user'],
] as const

/** Prefix of a command that needs to mount; `undefined` when this machine does not allow it. */
export function mountingCommand(): readonly string[] | undefined {
  return privately.find(
    ([program, ...args]) => spawnSync(program, [...args, 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0,
  )
}

/** A small file system in memory for the files of recording runs. It needs a process that may mount. */
export class SmallDisk {
  readonly #mounts: readonly string[]

  /** @param root root of a project without any files of runs. */
  constructor(root: string) {
    const disk = join(root, 'disk')
    this.#mounts = [disk, ...folders.map((folder) => join(root, folder))]
    for (const mount of this.#mounts) mkdirSync(mount)
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'none', disk])
    for (const folder of folders) {
      mkdirSync(join(disk, folder))
      execFileSync('mount', ['--bind', join(disk, folder), join(root, folder)])
    }
  }

  /** Limits the free space to a number of bytes; without a number, removes the limit. */
  leaveRoom(bytes = size): void {
    const [disk = ''] = this.#mounts
    const used = execFileSync('df', ['--output=used', '--block-size=1', disk]).toString().split('\n')[1]
    const { status } = spawnSync('mount', ['-o', `remount,size=${Number(used) + bytes}`, disk])
    // The project has already written more than the new limit.
    if (status !== 0) this.leaveRoom(bytes)
  }

  /** Makes the file system read-only or writable. */
  setWritable(isWritable: boolean): void {
    for (const mount of this.#mounts) execFileSync('mount', ['-o', `remount,bind,${isWritable ? 'rw' : 'ro'}`, mount])
  }

  unmount(): void {
    for (const mount of this.#mounts.toReversed()) execFileSync('umount', [mount])
  }
}
