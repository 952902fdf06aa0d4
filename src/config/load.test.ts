import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'

import { RootOpsError } from '../errors.ts'
import { loadConfig } from './load.ts'

const folder = mkdtempSync(join(tmpdir(), 'rootops-config-'))
afterAll(() => rmSync(folder, { recursive: true }))

let files = 0
function fileOf(yaml: string): string {
  const file = join(folder, `${files++}.yaml`)
  writeFileSync(file, yaml)
  return file
}

function faultsOf(input: Parameters<typeof loadConfig>[0]) {
  try {
    loadConfig(input)
  } catch (error) {
    if (error instanceof RootOpsError) return error.faults
  }
  return []
}

describe('loadConfig', () => {
  it('has defaults for everything that needs one', () => {
    const config = loadConfig({ flags: {}, environment: {} })
    expect(config['web.listen_address']).toEqual({ host: '127.0.0.1', port: 8000 })
    expect(config['watch.history']).toBe(14 * 86_400)
    expect(config['prometheus.url']).toBeUndefined()
  })

  it('lets flags win over environment, environment over file', () => {
    const file = fileOf('log:\n  level: debug\nwatch: {interval: 30s, offset: 1s}\n')
    const config = loadConfig({
      flags: { 'config.file': file, 'watch.interval': '15s' },
      environment: { ROOTOPS_WATCH_INTERVAL: '20s', ROOTOPS_WATCH_OFFSET: '2s' },
    })
    expect(config['watch.interval']).toBe(15)
    expect(config['watch.offset']).toBe(2)
    expect(config['log.level']).toBe('debug')
  })

  it('understands PROMETHEUS_URL and DATABASE_URL', () => {
    const environment = { PROMETHEUS_URL: 'http://p:9090/', DATABASE_URL: 'postgres://u@h/d' }
    const config = loadConfig({ flags: {}, environment })
    expect(config['prometheus.url']).toBe('http://p:9090')
    expect(config['storage.database_url']).toBe('postgres://u@h/d')
  })

  it('reads a secret from the file that a variable names', () => {
    const secret = join(folder, 'secret')
    writeFileSync(secret, 'postgres://u:p@h/d\n')
    const config = loadConfig({
      flags: {},
      environment: { ROOTOPS_STORAGE_DATABASE_URL_FILE: secret },
    })
    expect(config['storage.database_url']).toBe('postgres://u:p@h/d')
  })

  it('names the line of an unknown key, and what was probably meant', () => {
    const file = fileOf('log:\n  level: info\nwatch:\n  intervall: 30s\n')
    expect(faultsOf({ flags: { 'config.file': file }, environment: {} })).toEqual([
      {
        place: `${file}:4`,
        message: 'unknown setting watch.intervall; did you mean watch.interval?',
      },
    ])
  })

  it('reports every fault at once', () => {
    const faults = faultsOf({
      flags: { 'watch.interval': 'soon', 'log.level': 'loud' },
      environment: { ROOTOPS_WEB_LISTEN_ADDRESS: '1.2.3.4:99999' },
    })
    expect(faults.map((fault) => fault.place)).toEqual([
      '--watch.interval',
      'ROOTOPS_WEB_LISTEN_ADDRESS',
      '--log.level',
    ])
  })

  it('never repeats a secret that is wrong', () => {
    const faults = faultsOf({ flags: {}, environment: { DATABASE_URL: 'mysql://u:hunter2@h/d' } })
    expect(JSON.stringify(faults)).not.toContain('hunter2')
    expect(faults).toHaveLength(1)
  })

  it('takes the http_config block, and refuses fields that it does not have', () => {
    const good = fileOf('prometheus:\n  http_config:\n    headers: {X-Scope-OrgID: team}\n')
    const config = loadConfig({ flags: { 'config.file': good }, environment: {} })
    expect(config['prometheus.http_config']).toEqual({ headers: { 'X-Scope-OrgID': 'team' } })
    const bad = fileOf('# a\nprometheus:\n  http_config:\n    basic_auth: {user: me}\n')
    expect(faultsOf({ flags: { 'config.file': bad }, environment: {} })).toEqual([
      {
        place: `${bad}:3`,
        message: 'prometheus.http_config: basic_auth.user is not a field of http_config',
      },
    ])
  })

  it.each([
    [':8000', { host: '::', port: 8000 }],
    ['9000', { host: '127.0.0.1', port: 9000 }],
    ['[::1]:8000', { host: '::1', port: 8000 }],
    ['0.0.0.0:80', { host: '0.0.0.0', port: 80 }],
  ])('reads the address %s', (written, expected) => {
    const config = loadConfig({ flags: { 'web.listen_address': written }, environment: {} })
    expect(config['web.listen_address']).toEqual(expected)
  })

  it('says when the file is not there', () => {
    const [fault] = faultsOf({ flags: { 'config.file': '/nowhere.yaml' }, environment: {} })
    expect(fault?.message).toMatch(/cannot be read: ENOENT/)
  })
})
