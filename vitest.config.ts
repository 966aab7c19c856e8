import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    allowOnly: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
