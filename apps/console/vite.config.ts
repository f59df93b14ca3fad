import { defineConfig } from 'vite'

export default defineConfig({
  // Names files from where they are, for the gateway may serve them below a path.
  base: './',
  // The policy the gateway sends allows no inline script, style or data: URL beyond images.
  build: { target: 'es2023', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
})
