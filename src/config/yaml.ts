import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

/**
 * The YAML library, loaded when there is a file to read or to show: most starts do without it.
 * Configuration is read synchronously, hence not by `import()`.
 */
export function loadYaml(): typeof import('yaml') {
  return require('yaml') as typeof import('yaml')
}
