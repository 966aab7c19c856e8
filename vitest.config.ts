import { defineConfig } from 'vitest/config';

const shared = { allowOnly: false, testTimeout: 60_000, hookTimeout: 120_000 };

export default defineConfig({
  test: {
    // Otherwise vitest leaves one core idle, half of a small machine.
    maxWorkers: '100%',
    projects: [
      { test: { ...shared, name: 'source', include: ['tests/**/*.test.ts'], exclude: ['tests/package/**'] } },
      {
        test: {
          ...shared,
          name: 'package',
          include: ['tests/package/**/*.test.ts'],
          globalSetup: ['tests/package/install.ts'],
        },
      },
    ],
  },
});
