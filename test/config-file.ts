import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

import { loadConfig } from '../src/config/load.ts'
import { RootOpsError } from '../src/errors.ts'

const folder = mkdtempSync(join(tmpdir(), 'rootops-config-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = join(folder, 'rootops.yaml')

/** The configuration that a file with this text gives; throws as loading it does. */
export function configOf(yaml: string) {
  writeFileSync(file, yaml)
  return loadConfig({ flags: { 'config.file': file }, environment: {} })
}

/** `line message` of everything that is wrong in a file with this text. */
export function faultsOf(yaml: string): string[] {
  try {
    configOf(yaml)
    return []
  } catch (error) {
    if (!(error instanceof RootOpsError)) throw error
    return error.faults.map(({ place, message }) => `${place.split(':').at(-1)} ${message}`)
  }
}
