import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/**
 * Starts a registry that has one package: a tarball on this disk. It sends clients to another registry for all others.
 *
 * @param manifest the `package.json` in the tarball.
 * @returns its address.
 */
export async function servePackage(
  tarball: string,
  manifest: { readonly name: string; readonly version: string },
  others: string,
): Promise<string> {
  const server = createServer(({ url = '' }, response) => {
    if (url.endsWith('.tgz') && url.startsWith('/own/')) return void response.end(readFileSync(tarball))
    if (url !== `/${manifest.name}`)
      return void response.writeHead(302, { location: new URL(`.${url}`, others).href }).end()
    const { name, version } = manifest
    const versions = { [version]: { ...manifest, dist: { tarball: `${address()}/own/${name}.tgz` } } }
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ name, 'dist-tags': { latest: version }, versions }))
  })
  const address = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return address()
}
