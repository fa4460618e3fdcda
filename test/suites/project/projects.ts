import type { TestProjectInlineConfiguration, UserWorkspaceConfig } from 'vitest/config'

/** Tests that packages publish. Their subjects patch `fetch`, `node:http`, `node:net` and WebSockets. */
const published = [
  'msw/src/{http,node,sse,utils,ws,core/experimental}/**/*.test.ts',
  '@mswjs/interceptors/src/**/*.test.ts',
  '@fetch-mock/vitest/src/**/extensions.spec.ts',
]

/** Published tests that need files outside of their package, or the DOM. */
const incomplete = [
  'msw/src/http/http-handler.test.ts',
  'msw/src/utils/bypass.test.ts',
  'msw/src/ws/websocket-client-manager.test.ts',
  'msw/src/core/experimental/frames/websocket-frame.test.ts',
  '@mswjs/interceptors/src/create-request-id.test.ts',
  '@mswjs/interceptors/src/interceptors/XMLHttpRequest/utils/create-event.test.ts',
  '@mswjs/interceptors/src/interceptors/fetch/utils/decompression.test.ts',
]

/** Their authors run them on machines that do nothing else. */
const patient = { testTimeout: 60_000, hookTimeout: 60_000 }

/** The suites in this folder, and those that packages publish. */
export function projects(
  plugins: () => NonNullable<UserWorkspaceConfig['plugins']> = () => [],
): TestProjectInlineConfiguration[] {
  const inPackages = (paths: readonly string[]): string[] => paths.map((path) => `node_modules/${path}`)
  return [
    { plugins: plugins(), test: { name: 'written', include: ['*.suite.ts'], ...patient } },
    {
      root: '..',
      plugins: plugins(),
      test: {
        name: 'published',
        globals: true,
        include: inPackages(published),
        exclude: inPackages(incomplete),
        ...patient,
      },
    },
  ]
}
