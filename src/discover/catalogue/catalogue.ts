import { stemOf } from '../facts.ts'
import { certificates } from './certificates.ts'
import { connectionLimits } from './connection-limits.ts'
import { kubernetes } from './kubernetes.ts'
import { node } from './node.ts'
import { proxies } from './proxies.ts'
import type { Recipe } from './recipe.ts'
import { runtimes } from './runtimes.ts'
import { servers } from './servers.ts'

const RECIPES = [
  ...node,
  ...kubernetes,
  ...servers,
  ...connectionLimits,
  ...certificates,
  ...proxies,
  ...runtimes,
]

/**
 * Exporters that the catalogue knows whole: of hundreds of metrics a few tell what people want to
 * know, and the rest, watched blindly, would drown them.
 */
const COVERED = new RegExp(
  '^(' +
    [
      'node|windows|kube|kubelet|kubernetes|container|cadvisor|apiserver|etcd|workqueue|rest_client',
      'machine_(cpu|memory|nvm|swap|scrape)|scrape_(duration|samples|series|timeout|body)',
      'probe_(success|duration|ssl|http|dns|ip|icmp|tls|failed)|pg|mysql|redis|mongodb|memcached',
      'elasticsearch|kafka_(server|controller|network|log|cluster|consumergroup|topic|brokers)',
      'rabbitmq|erlang|nginx_(up|http|connections|exporter)|haproxy|envoy|istio|pilot',
      'go_(gc|goroutines|threads|memstats|info|sched|cgo|cpu|godebug|sync)|python_(gc|info)|nodejs',
      'process_(cpu|open|max|resident|virtual|start|heap|network_(receive|transmit)|files|uptime)',
      'jvm|hikaricp|tomcat|logback|executor|phpfpm',
      'prometheus|alertmanager|promhttp|net_conntrack|prober',
    ].join('|') +
    ')(_|$)',
)

const byMetric = new Map<string, Recipe[]>()
const needed = new Set<string>()
for (const recipe of RECIPES) {
  byMetric.set(recipe.metric, [...(byMetric.get(recipe.metric) ?? []), recipe])
  for (const metric of recipe.needs ?? []) needed.add(metric)
}

/** The ways to watch a metric (by its name, or a histogram's stem) that are known by heart. */
export function recipesFor(metric: string): readonly Recipe[] {
  return byMetric.get(metric) ?? []
}

/** Whether a recipe watches the metric or reads it. */
export function catalogued(metric: string): boolean {
  const stem = stemOf(metric)
  return [metric, stem].some((name) => byMetric.has(name) || needed.has(name))
}

/** Whether the metric belongs to an exporter of which only catalogued metrics are watched. */
export function covers(metric: string): boolean {
  return COVERED.test(metric)
}

/** Every recipe, for tests and documentation. */
export function allRecipes(): readonly Recipe[] {
  return RECIPES
}
