import { defineConfig } from 'vite'

// While the pages are worked on (npm run dev), the API comes from a service that runs beside.
const service = process.env.ORDERS_SERVICE ?? 'http://127.0.0.1:7071'
const api = ['/pages-config.json', '/stac', '/user', '/order', '/orders', '/settings', '/engines', '/openapi.json', '/docs']

export default defineConfig({
  // Relative addresses: the pages work below any prefix that stands before the service.
  base: './',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    target: 'es2022',
    // An inlined asset would be a data: address, which the Content-Security-Policy does not allow.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    manifest: true,
    rolldownOptions: {
      output: {
        // What several pages need comes as one file: a dozen small ones are slower over a bad line.
        codeSplitting: { groups: [{ name: 'shared', test: /node_modules|src\/(api|app|auth|basket|catalog|components|format|i18n)\//, minShareCount: 2 }] },
      },
    },
  },
  server: { proxy: Object.fromEntries(api.map(path => [path, service])) },
})
