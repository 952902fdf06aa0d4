/** What the shop is made of: services, who calls whom, machines. Only facts, no behaviour. */

export interface Call {
  readonly callee: string
  /** Calls for one request of the caller. */
  readonly times: number
  /** Through a queue: the caller neither waits nor fails with it. */
  readonly queued?: true
}

export interface Route {
  readonly route: string
  readonly method: 'GET' | 'POST'
  /** Part of the service's requests. */
  readonly share: number
}

export interface Service {
  readonly name: string
  readonly kind: 'http' | 'database' | 'cache'
  readonly calls: readonly Call[]
  readonly routes: readonly Route[]
  readonly replicas: number
  /** A StatefulSet keeps the names of its pods, so its counters fall to 0 at a deploy. */
  readonly stateful: boolean
  /** Median of its own work in seconds, without the services that it calls. */
  readonly work: number
  /** Shape of the log-logistic latency; smaller is a heavier tail. */
  readonly tail: number
  /** Requests a second that would saturate it. */
  readonly capacity: number
  /** Ratio of requests that fail by its own fault on a good day. */
  readonly failing: number
  /** Ratio of requests answered 4xx. */
  readonly refusing: number
  readonly timeout: number
  readonly cpuPerRequest: number
  readonly memoryLimit: number
}

const MIB = 1024 * 1024

type Sketch = Pick<Service, 'name' | 'work' | 'capacity'> & Partial<Service>

function service(sketch: Sketch): Service {
  return {
    kind: 'http',
    calls: [],
    routes: [],
    replicas: 2,
    stateful: false,
    tail: 4,
    failing: 0.0004,
    refusing: 0.01,
    timeout: 2,
    cpuPerRequest: 0.0035,
    memoryLimit: 512 * MIB,
    ...sketch,
  }
}

const get = (route: string, share: number): Route => ({ route, method: 'GET', share })
const post = (route: string, share: number): Route => ({ route, method: 'POST', share })
const call = (callee: string, times: number): Call => ({ callee, times })

/** Callers stand before the services they call: traffic flows down the list, latency flows up. */
export const SERVICES: readonly Service[] = [
  service({
    name: 'frontend',
    calls: [
      call('auth', 0.3),
      call('catalog', 0.8),
      call('search', 0.25),
      call('cart', 0.35),
      call('recommendation', 0.5),
      call('checkout', 0.06),
    ],
    routes: [get('/', 0.55), get('/product/:id', 0.39), post('/checkout', 0.06)],
    replicas: 3,
    work: 0.018,
    capacity: 260,
    timeout: 5,
    cpuPerRequest: 0.006,
  }),
  service({
    name: 'checkout',
    calls: [
      call('cart', 1),
      call('payment', 1),
      call('shipping', 1),
      call('orders-db', 4),
      { callee: 'email', times: 1, queued: true },
    ],
    routes: [post('/orders', 0.6), get('/orders/:id', 0.4)],
    work: 0.03,
    capacity: 16,
    cpuPerRequest: 0.02,
    timeout: 3,
  }),
  service({
    name: 'cart',
    calls: [call('cache', 1.5), call('catalog', 0.2)],
    routes: [get('/cart', 0.65), post('/cart/items', 0.35)],
    work: 0.008,
    capacity: 110,
  }),
  service({
    name: 'recommendation',
    calls: [call('catalog', 0.5), call('cache', 1)],
    routes: [get('/recommendations', 1)],
    work: 0.035,
    capacity: 130,
    tail: 3.5,
    cpuPerRequest: 0.008,
    memoryLimit: 1024 * MIB,
  }),
  service({
    name: 'search',
    routes: [get('/search', 0.8), get('/suggest', 0.2)],
    stateful: true,
    work: 0.06,
    capacity: 70,
    tail: 3.2,
    cpuPerRequest: 0.014,
    memoryLimit: 2048 * MIB,
  }),
  service({
    name: 'auth',
    calls: [call('cache', 1), call('orders-db', 0.1)],
    routes: [post('/login', 0.2), get('/session', 0.8)],
    work: 0.006,
    capacity: 80,
    refusing: 0.03,
  }),
  service({
    name: 'payment',
    calls: [call('orders-db', 1)],
    routes: [post('/charge', 1)],
    work: 0.09,
    capacity: 18,
    tail: 3.6,
    failing: 0.0008,
    cpuPerRequest: 0.012,
  }),
  service({
    name: 'shipping',
    calls: [call('orders-db', 1)],
    routes: [post('/quote', 0.7), post('/ship', 0.3)],
    work: 0.025,
    capacity: 18,
  }),
  service({
    name: 'catalog',
    calls: [call('cache', 2), call('orders-db', 0.15)],
    routes: [get('/products', 0.7), get('/products/:id', 0.3)],
    work: 0.01,
    capacity: 260,
  }),
  service({
    name: 'email',
    routes: [post('/send', 1)],
    replicas: 1,
    stateful: true,
    work: 0.12,
    capacity: 16,
    cpuPerRequest: 0.006,
    memoryLimit: 256 * MIB,
  }),
  service({ name: 'orders-db', kind: 'database', work: 0.005, capacity: 190, failing: 0.00005 }),
  service({
    name: 'cache',
    kind: 'cache',
    work: 0.0006,
    capacity: 1600,
    failing: 0.00001,
    cpuPerRequest: 0.0006,
  }),
]

export const HTTP_SERVICES = SERVICES.filter((one) => one.kind === 'http')
export const NAMESPACE = 'shop'
export const MAX_CONNECTIONS = 100
export const QUEUE = 'order-emails'

const INDEX = new Map(SERVICES.map((one, index) => [one.name, index]))

/** Position in SERVICES; -1 when there is no such service. */
export function serviceIndex(name: string): number {
  return INDEX.get(name) ?? -1
}

export interface Disk {
  readonly device: string
  readonly mountpoint: string
  readonly size: number
  /** Ratio used at the start of history. */
  readonly used: number
}

export interface Machine {
  readonly name: string
  readonly address: string
  readonly cpus: number
  readonly memory: number
  readonly disks: readonly Disk[]
}

const GIB = 1024 * MIB

function machine(ordinal: number, used: number): Machine {
  return {
    name: `node-${ordinal}`,
    address: `node-${ordinal}:9100`,
    cpus: 2,
    memory: 16 * GIB,
    disks: [
      { device: '/dev/sda1', mountpoint: '/', size: 40 * GIB, used: 0.31 + 0.04 * ordinal },
      { device: '/dev/sdb1', mountpoint: '/data', size: 200 * GIB, used },
    ],
  }
}

export const MACHINES: readonly Machine[] = [machine(1, 0.38), machine(2, 0.52), machine(3, 0.45)]
