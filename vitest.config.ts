import { defineConfig } from 'vitest/config'

// Two projects, so that `npx vitest --project unit` stays fast while one writes code: the unit
// tests touch no other process; the integration tests start real ones (Prometheus, PostgreSQL, …).
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          setupFiles: ['test/fixed-seed.ts'],
          include: ['src/**/*.test.ts', 'test/*.test.ts', 'bench/**/*.test.ts'],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts', 'test/e2e/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // Each file starts its own servers; one at a time keeps two cores fair to them.
          fileParallelism: false,
        },
      },
    ],
  },
})
