import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: { root: import.meta.dirname, include: ['run-*.ts'], testTimeout: 900_000, hookTimeout: 900_000 },
})
