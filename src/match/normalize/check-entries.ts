import { wireHeaders } from '../../cassette/wire-headers.ts'
import { isModulePath } from '../../util/module-path.ts'
import { mayBeSecret } from '../../redact/recognize/parameter-names.ts'
import { parseIgnoredPath } from './ignore.ts'
import { readyNames } from './ready.ts'

/** Why a path of `ignore` cannot be used; `undefined` when it can. */
export function issueOfIgnore(path: string): string | undefined {
  try {
    parseIgnoredPath(path)
    return undefined
  } catch (error) {
    return `"${path}" ${(error as Error).message}`
  }
}

/** Whether an entry of `normalize` is an unknown name. */
export function isUnknownName(entry: string): boolean {
  return !isModulePath(entry) && !(readyNames as readonly string[]).includes(entry)
}

/** Why a header of `matchHeaders` cannot be used; `undefined` when it can. */
export function issueOfHeader(name: string): string | undefined {
  return issueOfStored(name, 'compared headers are stored in the cassette')
}

/** Why a header of `responseHeaders` cannot be used; `undefined` when it can. */
export function issueOfResponseHeader(name: string): string | undefined {
  if ((wireHeaders as readonly string[]).includes(name.toLowerCase()))
    return `"${name}" belongs to the connection, and each replay sets its own`
  return issueOfStored(name, 'it would be stored in the cassette')
}

function issueOfStored(name: string, why: string): string | undefined {
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) return `"${name}" is not the name of a header`
  return mayBeSecret(name) || /^(proxy-)?authorization$|^(set-)?cookie$/i.test(name)
    ? `"${name}" carries a secret, and ${why}`
    : undefined
}
