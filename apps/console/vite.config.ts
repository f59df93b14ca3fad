import { defineConfig } from 'vite'

export default defineConfig({
  // The policy the gateway sends allows no inline script, style or data: URL beyond images.
  build: { target: 'es2023', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
})
