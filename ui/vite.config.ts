import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Where the development server sends the requests of the API. */
const ROOTOPS = 'http://127.0.0.1:8000'

export default defineConfig({
  plugins: [react()],
  // Relative links: the page works below any route prefix.
  base: './',
  build: {
    outDir: '../dist/ui',
    emptyOutDir: true,
    // Every asset is a file: the server's Content-Security-Policy knows no inline ones.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { '/api': ROOTOPS, '/metrics': ROOTOPS, '/docs': ROOTOPS } },
})
