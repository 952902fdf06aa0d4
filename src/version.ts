import { createRequire } from 'node:module'

const { version: written } = createRequire(import.meta.url)('../package.json') as {
  version: string
}

/** The version in package.json, which is one folder up both in a checkout and when installed. */
export const version: string = written
