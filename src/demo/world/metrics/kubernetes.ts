import type { Catalog } from '../catalog.ts'
import type { Model } from '../model.ts'
import { normal } from '../noise.ts'
import type { Pod, Roster } from '../pods.ts'
import { constant, counter, gauge } from '../reader.ts'
import { MACHINES, NAMESPACE, SERVICES, type Service } from '../shop.ts'
import { TICK_SECONDS, within } from '../tick.ts'
import { podCpu, podMemory } from '../usage.ts'

/** What the kubelets (cAdvisor) say of containers, and kube-state-metrics of the objects. */
export function addKubernetesMetrics(catalog: Catalog, model: Model): void {
  addContainers(catalog, model)
  addObjects(catalog, model)
}

function addContainers(catalog: Catalog, model: Model): void {
  const cpu = catalog.declare('container_cpu_usage_seconds_total', {
    type: 'counter',
    help: 'CPU time that the container consumed, in seconds.',
  })
  const memory = catalog.declare('container_memory_working_set_bytes', {
    type: 'gauge',
    help: 'Memory that the container uses and that cannot be reclaimed, in bytes.',
  })
  const limit = catalog.declare('container_spec_memory_limit_bytes', {
    type: 'gauge',
    help: 'Memory limit of the container in bytes.',
  })
  const kubelets = MACHINES.map(({ name }) =>
    model.target({ exporter: `kubelet/${name}`, job: 'kubelet', instance: `${name}:10250` }),
  )
  for (const pod of httpPods(model)) {
    const of = { target: kubelets[pod.machine]!, life: pod, labels: containerLabels(pod) }
    const integral = model.integral(`container-cpu/${pod.name}`, {
      members: 1,
      from: pod.from,
      at(tick, out) {
        out[0] = podCpu(model, pod, tick) * 1.04 * TICK_SECONDS
      },
    })
    cpu({ ...of, read: counter({ integral, member: 0, whole: false, starts: pod.starts }) })
    memory({ ...of, read: gauge((tick) => workingSet(model, pod, tick)) })
    limit({ ...of, read: constant(pod.service.memoryLimit) })
  }
}

function workingSet(model: Model, pod: Pod, tick: number): number {
  const noisy = podMemory(model, pod, tick) * (1.04 + 0.002 * normal(pod.seed, tick, 51))
  return Math.round(Math.min(noisy, pod.service.memoryLimit))
}

function addObjects(catalog: Catalog, model: Model): void {
  const declare = (name: string, type: 'gauge' | 'counter', help: string) =>
    catalog.declare(name, { type, help })
  const restarts = declare(
    'kube_pod_container_status_restarts_total',
    'counter',
    'Restarts of the container.',
  )
  const wanted = declare('kube_deployment_spec_replicas', 'gauge', 'Desired pods.')
  const there = declare(
    'kube_deployment_status_replicas_available',
    'gauge',
    'Pods that can serve.',
  )
  const target = model.target({
    exporter: 'kube-state-metrics',
    job: 'kube-state-metrics',
    instance: 'kube-state-metrics:8080',
  })
  for (const pod of httpPods(model))
    restarts({ target, life: pod, labels: containerLabels(pod), read: restartReader(pod) })
  SERVICES.forEach((service, index) => {
    if (service.kind !== 'http') return
    const labels = { namespace: NAMESPACE, deployment: service.name }
    wanted({ target, labels, read: constant(service.replicas) })
    there({ target, labels, read: availableReader(service, model.rosters[index]!) })
  })
}

/** Kills by the kernel count, the new pod of a release does not. */
function restartReader(pod: Pod) {
  const releases = new Set(pod.versions.map((run) => run.from))
  const crashes = pod.starts.filter((tick, i) => i > 0 && !releases.has(tick))
  return gauge((tick) => crashes.filter((crash) => crash <= tick).length)
}

function availableReader(service: Service, roster: Roster) {
  return gauge((tick) =>
    Math.min(service.replicas, roster.pods.filter((pod) => within(pod, tick)).length),
  )
}

function httpPods(model: Model): Pod[] {
  return SERVICES.flatMap((service, index) =>
    service.kind === 'http' ? model.rosters[index]!.pods : [],
  )
}

function containerLabels(pod: Pod) {
  return { namespace: NAMESPACE, pod: pod.name, container: pod.service.name }
}
