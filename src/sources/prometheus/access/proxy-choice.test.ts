import { describe, expect, it } from 'vitest'

import { proxyFor } from './proxy-choice.ts'

const choose = (url: string, noProxy: string): boolean =>
  proxyFor(new URL(url), { proxy_url: 'http://proxy', no_proxy: noProxy }, {}) !== undefined

describe('proxyFor', () => {
  // The rules of Go's httpproxy, which Prometheus' own http_config follows.
  it.each([
    ['http://a.example', '', true],
    ['http://a.example', '*', false],
    ['http://a.example', 'example', false],
    ['http://example', 'example', false],
    ['http://badexample', 'example', true],
    ['http://example', '.example', true],
    ['http://a.example', '.example', false],
    ['http://a.example', '*.example', false],
    ['http://a.example:9090', 'a.example:9090', false],
    ['http://a.example:9091', 'a.example:9090', true],
    ['https://a.example', 'x, a.example:443', false],
    ['http://10.1.2.3', '10.0.0.0/8', false],
    ['http://11.1.2.3', '10.0.0.0/8', true],
    ['http://10.1.2.3', '10.1.2.3', false],
    ['http://[fd00::1]:9090', 'fd00::/8', false],
    ['http://[fd00::1]:9090', 'fd00::1', false],
    ['http://A.Example.', 'a.example', false],
    ['http://a.example', 'nonsense/99,10.0.0.0/x', true],
  ])('%s with no_proxy "%s" uses the proxy: %s', (url, noProxy, expected) => {
    expect(choose(url, noProxy)).toBe(expected)
  })

  it('reads the environment only when told to, and never for this machine', () => {
    const environment = { HTTP_PROXY: 'proxy:3128', https_proxy: 'http://secure', NO_PROXY: 'x.y' }
    const from = (url: string, on: boolean): string | undefined =>
      proxyFor(new URL(url), { proxy_from_environment: on }, environment)
    expect(from('http://a', false)).toBeUndefined()
    expect(from('http://a', true)).toBe('http://proxy:3128')
    expect(from('https://a', true)).toBe('http://secure')
    expect(from('http://x.y', true)).toBeUndefined()
    expect(from('http://localhost:9090', true)).toBeUndefined()
    expect(from('http://127.0.0.1:9090', true)).toBeUndefined()
  })
})
