import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { codeBlocks, headingIds } from '../docs/markdown.ts'
import { certificate } from '../support/certificate.ts'
import { servePackage } from '../support/package-registry.ts'
import { cleanEnvironment, repository } from '../support/run.ts'

const key = 'sk-proj-a-key-of-this-test-0123456789'

/** What a command in a shell printed, and how it ended. */
interface Ended {
  readonly exitCode: number
  readonly output: string
}

/** Runs a line as a person who pastes it into a terminal. */
function paste(line: string, cwd: string, env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const clean = Object.entries(cleanEnvironment({})).filter(([name]) => !/^npm_|^NODE_COMPILE_CACHE$/i.test(name))
  const PATH = [dirname(process.execPath), process.env['PATH']].join(delimiter)
  return new Promise((done) =>
    execFile(line, { cwd, shell: true, env: { ...Object.fromEntries(clean), PATH, ...env } }, (error, stdout, stderr) =>
      done({ exitCode: error === null ? 0 : Number(error.code ?? 1), output: stdout + stderr }),
    ),
  )
}

/** A proxy that answers itself, in the place of every provider. */
async function startProxy(): Promise<{ readonly env: Record<string, string>; readonly asked: string[] }> {
  const asked: string[] = []
  const provider = createHttpsServer(certificate, (request, response) => {
    asked.push(`${request.headers.host}${request.url} ${request.headers.authorization}`)
    const message = {
      type: 'message',
      id: 'msg_1',
      role: 'assistant',
      content: [{ type: 'output_text', text: 'Hello' }],
    }
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ id: 'resp_1', object: 'response', status: 'completed', output: [message] }))
  })
  const proxy = createHttpServer().on('connect', (_, socket) => {
    socket.on('error', () => {})
    socket.write('HTTP/1.1 200 OK\r\n\r\n')
    provider.emit('connection', socket)
  })
  await new Promise<void>((listening) => proxy.listen(0, '127.0.0.1', listening))
  onTestFinished(() => void proxy.close())
  onTestFinished(() => provider.closeAllConnections())
  const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
  return { asked, env: { HTTPS_PROXY: url, NODE_USE_ENV_PROXY: '1', NODE_TLS_REJECT_UNAUTHORIZED: '0' } }
}

test('the packed package and its own start page are enough for a first project', async () => {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'first-project-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))
  const manifest = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as {
    name: string
    version: string
  }
  const packed = await paste(`npm pack --ignore-scripts --silent --pack-destination="${folder}"`, repository)
  expect(packed.exitCode, packed.output).toBe(0)
  const tarball = join(folder, packed.output.trim())
  const others = await paste('npm config get registry', folder)
  const registry = await servePackage(tarball, manifest, others.output.trim())

  // The page comes out of the tarball, before anything is installed.
  await paste(`tar -xzf "${tarball}" package/docs/getting-started.md`, folder)
  const page = readFileSync(join(folder, 'package/docs/getting-started.md'), 'utf8')
  const project = join(folder, 'project')
  mkdirSync(project)
  writeFileSync(join(project, '.env.record'), `OPENAI_API_KEY=${key}\n`)

  const { asked, env } = await startProxy()
  const installing = { npm_config_registry: registry, npm_config_prefer_offline: 'true' }
  const outputs = new Map<string, string>()
  for (const { language, text } of codeBlocks(page)) {
    const [, path] = /^\/\/ (\S+\.ts)\n/.exec(text) ?? []
    if (language === 'ts' && path !== undefined) {
      mkdirSync(dirname(join(project, path)), { recursive: true })
      writeFileSync(join(project, path), text)
    }
    for (const line of language === 'sh' ? text.trim().split('\n') : []) {
      const { exitCode, output } = await paste(line, project, line.startsWith('npm ') ? installing : env)
      expect(exitCode, `${line}\n${output}`).toBe(0)
      outputs.set(line.replace(/ +#.*$/, ''), output)
    }
  }

  expect([...outputs.keys()]).toEqual([
    'npm i -D vitest-cassette',
    'npm i -D openai',
    'npx vitest run --mode record',
    'npx vitest run',
  ])
  expect(outputs.get('npx vitest run --mode record')).toContain('Cassettes  1 recorded')
  expect(outputs.get('npx vitest run')).toContain('Cassettes  1 replayed')
  expect(outputs.get('npx vitest run')).toContain('Provider connections  0')
  expect(asked).toEqual([`api.openai.com/v1/responses Bearer ${key}`])
  const cassette = readFileSync(join(project, '__cassettes__/test/greeting.test.ts/greets.json'), 'utf8')
  expect(cassette).toContain('Say hello in one word.')
  expect(cassette).not.toContain(key)

  // A failure names a section that the installed package has.
  const path = join(project, 'test/greeting.test.ts')
  writeFileSync(path, readFileSync(path, 'utf8').replace('one word', 'two words'))
  const missed = await paste('npx vitest run', project)
  expect(missed.exitCode).not.toBe(0)
  const [, file = '', anchor] = /Explained {2}(\S+)#(\S+)/.exec(missed.output) ?? []
  expect(headingIds(readFileSync(join(project, file), 'utf8'))).toContain(anchor)
  const installed = join(project, 'node_modules/vitest-cassette')
  const listed = [...readFileSync(join(installed, 'llms.txt'), 'utf8').matchAll(/\]\(([^)#]+)\)/g)].map(
    ([, to = '']) => to,
  )
  expect(listed.length).toBeGreaterThan(20)
  expect(listed.filter((to) => !existsSync(join(installed, to)))).toEqual([])
})
