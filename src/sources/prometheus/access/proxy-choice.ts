import { BlockList, isIP, isIPv6 } from 'node:net'

import type { HttpConfig } from '../options.ts'

/** The proxy a request to `url` goes through, as a URL; undefined to go straight. */
export function proxyFor(
  url: URL,
  config: HttpConfig,
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  if (config.proxy_url !== undefined)
    return isExcluded(url, config.no_proxy ?? '') ? undefined : config.proxy_url
  if (config.proxy_from_environment !== true) return undefined
  const look = (name: string): string => environment[name] || environment[name.toUpperCase()] || ''
  const proxy = look(url.protocol === 'https:' ? 'https_proxy' : 'http_proxy')
  // As in Go: a proxy from the environment is never used for this machine itself.
  if (!proxy || isLoopback(hostOf(url)) || isExcluded(url, look('no_proxy'))) return undefined
  return proxy.includes('://') ? proxy : `http://${proxy}`
}

/** Go's rules: `*`, IP addresses, CIDR blocks, domains with their subdomains, each with a port or not. */
function isExcluded(url: URL, list: string): boolean {
  const host = hostOf(url)
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  return list.split(/[\s,]+/).some((entry) => {
    if (entry === '*') return true
    if (entry.includes('/')) return isInside(host, entry)
    const [, name = '', onlyPort] = /^\[?(.*?)\]?(?::(\d+))?$/.exec(
      isIPv6(entry) ? `[${entry}]` : entry.toLowerCase(),
    )!
    if (name === '' || (onlyPort !== undefined && onlyPort !== port)) return false
    if (name.startsWith('.') || name.startsWith('*.')) return host.endsWith(name.replace('*', ''))
    return host === name || (isIP(host) === 0 && host.endsWith(`.${name}`))
  })
}

function isInside(host: string, block: string): boolean {
  const [network = '', bits = ''] = block.split('/')
  const family = isIP(network)
  if (family === 0 || isIP(host) !== family || !/^\d{1,3}$/.test(bits)) return false
  if (Number(bits) > (family === 4 ? 32 : 128)) return false
  const blocks = new BlockList()
  blocks.addSubnet(network, Number(bits), family === 4 ? 'ipv4' : 'ipv6')
  return blocks.check(host, family === 4 ? 'ipv4' : 'ipv6')
}

function hostOf(url: URL): string {
  return url.hostname
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase()
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}
