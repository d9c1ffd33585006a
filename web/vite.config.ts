import { tanstackRouter } from '@tanstack/router-plugin/vite'
import react from '@vitejs/plugin-react'
import { fileURLToPath } from 'node:url'
import mantine from 'postcss-preset-mantine'
import { defineConfig } from 'vite'
import { textsInParts } from './texts-in-parts.ts'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  root: here('.'),
  plugins: [
    tanstackRouter({
      target: 'react',
      routesDirectory: here('./routes'),
      generatedRouteTree: here('./routeTree.gen.ts'),
      addExtensions: true,
      quoteStyle: 'single',
      semicolons: false,
      disableLogging: true,
      autoCodeSplitting: true,
      codeSplittingOptions: { defaultBehavior: [['loader', 'component']] },
    }),
    react(),
    textsInParts(),
  ],
  resolve: {
    // Contracts are values the browser imports; their schemas only carry limits there, so the builder need not be TypeBox (27 KB gzipped).
    alias: { typebox: here('./schema.ts') },
  },
  css: { postcss: { plugins: [mantine()] } },
  build: {
    outDir: here('./dist'),
    emptyOutDir: true,
    target: 'es2022',
    sourcemap: true,
    manifest: true,
    // What the first screen may weigh is held by budgets.e2e.ts.
    chunkSizeWarningLimit: 1000,
    rolldownOptions: {
      output: {
        // What every page needs is one file rather than twenty.
        codeSplitting: {
          groups: [
            { name: 'start', tags: ['$initial'], priority: 5 },
            { name: 'common', test: /auth\/outside\.tsx$|\/PasswordInput\/PasswordInput\.mjs$/, priority: 4 },
            { name: 'frame', test: /routes\/_app\.tsx\?tsr-split/, priority: 3 },
            { name: 'home', test: /routes\/_app\/index\.tsx\?tsr-split/, priority: 2 },
            { name: 'notices', test: /ui\/notices\.tsx$/, priority: 1 },
          ],
        },
      },
    },
  },
  server: { port: 5173, proxy: { '/api': 'http://127.0.0.1:5000', '/realtime': { target: 'http://127.0.0.1:5000', ws: true } } },
})
