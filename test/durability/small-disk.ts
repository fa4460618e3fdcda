import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

/** Where a project keeps what a recording run writes. */
const folders = ['__cassettes__', '.vitest-cassette']
/** Bytes; more than everything that the project records. */
const size = 8 * 1024 * 1024

/** The commands that give a process mounts of its own, which vanish with it: as root, and as any user. */
const privately = [
  ['unshare', '--mount'],
  ['unshare', '--mount', '--map-root-user'],
] as const

/** What to put before a command that is to mount; `undefined` where this machine does not let us. */
export function mountingCommand(): readonly string[] | undefined {
  return privately.find(
    ([program, ...args]) => spawnSync(program, [...args, 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0,
  )
}

/** A small file system for what recording runs write into a project, in memory. Needs a process that may mount. */
export class SmallDisk {
  readonly #mounts: readonly string[]

  /** @param root of the project, in which no run has written yet. */
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

  /** From now on there is room for so many bytes more; without a number, for all. */
  leaveRoom(bytes = size): void {
    const [disk = ''] = this.#mounts
    const used = execFileSync('df', ['--output=used', '--block-size=1', disk]).toString().split('\n')[1]
    const { status } = spawnSync('mount', ['-o', `remount,size=${Number(used) + bytes}`, disk])
    // More has been written since, than there would be room for.
    if (status !== 0) this.leaveRoom(bytes)
  }

  /** From now on nothing can be written; or all again. */
  setWritable(isWritable: boolean): void {
    for (const mount of this.#mounts) execFileSync('mount', ['-o', `remount,bind,${isWritable ? 'rw' : 'ro'}`, mount])
  }

  unmount(): void {
    for (const mount of this.#mounts.toReversed()) execFileSync('umount', [mount])
  }
}
