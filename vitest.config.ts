import { defineConfig } from 'vitest/config';

/** Workspace packages resolve to their sources, so tests need no build. */
const conditions = ['source', 'module', 'node', 'import', 'default'];

const project = (name: string, folder: string, more: object = {}) => ({
  extends: true as const,
  test: { name, include: [`${folder}/**/*.test.ts`], ...more },
});

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    globalSetup: ['./scripts/generate-grammar.js'],
    // Properties take long where cores are shared.
    testTimeout: 120_000,
    projects: [
      project('syntax', 'packages/syntax/test'),
      project('engine', 'packages/engine/test'),
      project('ecs', 'packages/ecs/test'),
      project('evtx', 'packages/evtx/test'),
      project('rules', 'packages/rules/test'),
      project('rule-wmic-remote-command', 'packages/rule-wmic-remote-command/test'),
      project('cli', 'packages/cli/test'),
      project('conformance', 'test/conformance'),
      project('whole', 'test', {
        exclude: ['test/conformance/**'],
        globalSetup: ['./scripts/build.js'],
      }),
    ],
  },
});
