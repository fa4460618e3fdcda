import type { PackageFolder } from './packages.ts'

/** Queries to the disk. */
export interface Disk {
  /** The nearest package at or above a folder. */
  packageAt(folder: string): PackageFolder | undefined
  /** Every package of the repository that a folder belongs to. */
  packagesOf(folder: string): readonly PackageFolder[]
  /** Files that a glob matches, as the shell would expand it. */
  expandGlob(glob: string, folder: string): string[]
  /** Resolves a path from a folder. */
  resolve(folder: string, path: string): string
  /** The text of a file; `undefined` when it cannot be read or is binary. */
  read(path: string): string | undefined
}
