import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync, copyFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

/**
 * A wall that reports nothing is a wall that nobody built: plants one violation of each kind in a
 * copy of the house, runs the real lint with the real configuration, and looks for the complaint.
 */
const root = resolve(import.meta.dirname, '..')

const forbidden: Record<string, string> = {
  'src/model/probe.ts': `import { x } from '../math/x.ts'\nexport const y = x\n`,
  'src/math/probe.ts': `import { x } from '../model/x.ts'\nexport const y = x\n`,
  'src/sources/probe.ts': `import { x } from '../engine/x.ts'\nexport const y = x\n`,
  'src/discover/probe.ts': `import { x } from '../sources/x.ts'\nexport const y = x\n`,
  'src/detect/metrics/probe.ts': `import { x } from '../../forecast/x.ts'\nexport const y = x\n`,
  'src/forecast/probe.ts': `import { x } from '../detect/x.ts'\nexport const y = x\n`,
  'src/incidents/probe.ts': `import { x } from '../store/x.ts'\nexport const y = x\n`,
  'src/store/probe.ts': `import { x } from '../incidents/x.ts'\nexport const y = x\n`,
  'src/engine/probe.ts': `import { x } from '../server/x.ts'\nexport const y = x\n`,
  'src/notify/probe.ts': `import { x } from '../engine/x.ts'\nexport const y = x\n`,
  'src/server/probe.ts': `import { x } from '../detect/x.ts'\nexport const y = x\n`,
  'src/demo/probe.ts': `import { x } from '../engine/x.ts'\nexport const y = x\n`,
  'src/config/probe.ts': `import { x } from '../sources/x.ts'\nexport const y = x\n`,
  'src/detect/clock.ts': `export const now = () => Date.now()\n`,
  'src/forecast/dice.ts': `export const dice = () => Math.random()\n`,
  'src/incidents/net.ts': `export const get = () => fetch('http://localhost')\n`,
  'src/discover/env.ts': `export const home = process.env.HOME\n`,
  'src/math/wait.ts': `export const wait = () => setTimeout(() => {}, 1)\n`,
  'src/engine/one.ts': `import { two } from './two.ts'\nexport const one: number = two\n`,
  'src/engine/two.ts': `import { one } from './one.ts'\nexport const two: number = one\n`,
}

const allowed: Record<string, string> = {
  'src/math/x.ts': `export const x = 1\n`,
  'src/model/x.ts': `import { z } from '../errors.ts'\nexport const x = z\n`,
  'src/errors.ts': `export const z = 1\n`,
  'src/detect/metrics/fine.ts': `import { x } from '../../math/x.ts'\nexport const y = x\n`,
  'src/engine/x.ts': `import { y } from '../detect/metrics/fine.ts'\nexport const x = y\n`,
  'src/notify/fine.ts': `import { x } from '../store/x.ts'\nexport const y = x\n`,
  'src/server/fine.ts': `import { x } from '../engine/x.ts'\nexport const y = x\n`,
  'src/sources/x.ts': `import { x as y } from '../model/x.ts'\nexport const x = y\n`,
  'src/store/x.ts': `import { x as y } from '../model/x.ts'\nexport const x = y\n`,
  'src/forecast/x.ts': `export const x = 1\n`,
  'src/incidents/x.ts': `export const x = 1\n`,
  'src/detect/x.ts': `export const x = 1\n`,
  'src/server/x.ts': `export const x = 1\n`,
}

function ruleBrokenBy(file: string): string {
  if (/engine\/(one|two)/.test(file)) return 'no-cycle'
  if (forbidden[file]!.includes('Math.random')) return 'no-restricted-properties'
  return forbidden[file]!.startsWith('import') ? 'no-restricted-imports' : 'no-restricted-globals'
}

interface Report {
  diagnostics: { filename: string; code: string; message: string }[]
}

function lint(folder: string): Promise<Report> {
  const oxlint = join(root, 'node_modules/.bin/oxlint')
  return new Promise((done, fail) => {
    execFile(
      oxlint,
      ['--format', 'json', 'src'],
      { cwd: folder, maxBuffer: 1 << 26 },
      (_error, stdout) => {
        try {
          done(JSON.parse(stdout) as Report)
        } catch {
          fail(new Error(`oxlint did not answer with JSON: ${stdout.slice(0, 400)}`))
        }
      },
    )
  })
}

describe('the walls of the house', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rootops-walls-'))
  let reported: Map<string, Report['diagnostics']>

  beforeAll(async () => {
    copyFileSync(join(root, '.oxlintrc.json'), join(folder, '.oxlintrc.json'))
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
    for (const [file, text] of Object.entries({ ...allowed, ...forbidden })) {
      mkdirSync(dirname(join(folder, file)), { recursive: true })
      writeFileSync(join(folder, file), text)
    }
    reported = Map.groupBy((await lint(folder)).diagnostics, (one) => one.filename)
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  it.each(Object.keys(forbidden))('report the violation in %s', (file) => {
    expect(reported.get(file)?.map((one) => one.code)).toContainEqual(
      expect.stringContaining(ruleBrokenBy(file)),
    )
  })

  it.each(Object.keys(allowed))('let %s pass', (file) => {
    expect(reported.get(file)).toBeUndefined()
  })
})
