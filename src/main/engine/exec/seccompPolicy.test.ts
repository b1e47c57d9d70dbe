import { describe, expect, test } from 'vitest'
import { ALLOW, KILL, REFUSE, UNKNOWN, seccompFilter } from './seccompPolicy.ts'
import { auditArchitecture, systemCall, type Processor, type SystemCall } from './systemCalls.ts'

type Arguments = (number | bigint)[]

/** `struct seccomp_data`: number, architecture, instruction pointer, six arguments. */
function callData(number: number, architecture: number, args: Arguments): DataView {
  const view = new DataView(new ArrayBuffer(64))
  view.setUint32(0, number, true)
  view.setUint32(4, architecture, true)
  args.forEach((value, index) => view.setBigUint64(16 + 8 * index, BigInt(value), true))
  return view
}

/** Runs a filter as the kernel would, as far as ours go. */
function interpret(filter: Uint8Array, data: DataView): number {
  const program = new DataView(filter.buffer)
  let accumulator = 0
  for (let at = 0; at < filter.length; at += 8) {
    const code = program.getUint16(at, true)
    const value = program.getUint32(at + 4, true)
    const jump = (taken: boolean): void => {
      at += 8 * program.getUint8(at + (taken ? 2 : 3))
    }
    if (code === 0x06) return value
    else if (code === 0x20) accumulator = data.getUint32(value, true)
    else if (code === 0x54) accumulator = (accumulator & value) >>> 0
    else if (code === 0x15) jump(accumulator === value)
    else if (code === 0x35) jump(accumulator >= value)
    else if (code === 0x45) jump((accumulator & value) !== 0)
    else throw new Error(`unknown instruction ${code}`)
  }
  throw new Error('fell off the end')
}

describe.each<Processor>(['x64', 'arm64'])('the filter for %s', processor => {
  const judge = (name: SystemCall, args: Arguments = [], network = false): number =>
    interpret(
      seccompFilter(processor, network),
      callData(systemCall(name, processor)!, auditArchitecture[processor], args),
    )
  const HIGH = 1n << 32n

  test('ends a program that speaks another architecture', () => {
    expect(interpret(seccompFilter(processor, false), callData(0, 0x4000_0003, []))).toBe(KILL)
  })

  test('lets ordinary calls through', () => {
    for (const number of [0, 1, 2, 59, 257]) {
      expect(interpret(seccompFilter(processor, false), callData(number, auditArchitecture[processor], []))).toBe(ALLOW)
    }
  })

  test.each<SystemCall>(['mount', 'ptrace', 'io_uring_setup', 'bpf', 'keyctl', 'setns', 'userfaultfd', 'move_mount'])(
    'refuses %s, with a network too',
    name => {
      expect(judge(name)).toBe(REFUSE)
      expect(judge(name, [], true)).toBe(REFUSE)
    },
  )

  test.each<SystemCall>(['connect', 'bind', 'listen', 'accept', 'accept4', 'sendmmsg'])(
    'refuses %s unless there is a network',
    name => {
      expect(judge(name)).toBe(REFUSE)
      expect(judge(name, [], true)).toBe(ALLOW)
    },
  )

  test.each<[string, number, number, number, number]>([
    ['a unix stream', 1, 1, ALLOW, ALLOW],
    ['one that does not block and is closed on exec', 1, 1 | 0o2004000, ALLOW, ALLOW],
    ['a unix sequence of packets', 1, 5, ALLOW, ALLOW],
    ['a unix datagram', 1, 2, REFUSE, ALLOW],
    ['a raw unix socket, which is a datagram', 1, 3, REFUSE, ALLOW],
    ['IPv4', 2, 1, REFUSE, ALLOW],
    ['IPv6', 10, 2, REFUSE, ALLOW],
    ['netlink', 16, 3, REFUSE, ALLOW],
    ['packets', 17, 3, REFUSE, REFUSE],
    ['the machine that hosts this one', 40, 1, REFUSE, REFUSE],
  ])('socket: %s', (_, family, type, closed, open) => {
    expect(judge('socket', [family, type])).toBe(closed)
    expect(judge('socket', [family, type], true)).toBe(open)
    // The kernel reads 32 bits of them.
    expect(judge('socket', [BigInt(family) | HIGH, BigInt(type) | HIGH])).toBe(closed)
    expect(judge('socketpair', [family, type])).toBe(closed)
  })

  test('sendto has no address', () => {
    expect(judge('sendto', [3, 0, 1, 0, 0, 0])).toBe(ALLOW)
    expect(judge('sendto', [3, 0, 1, 0, 0x1000, 16])).toBe(REFUSE)
    expect(judge('sendto', [3, 0, 1, 0, HIGH, 16])).toBe(REFUSE)
    expect(judge('sendto', [3, 0, 1, 0, 0x1000, 16], true)).toBe(ALLOW)
  })

  test('nobody types into a terminal', () => {
    expect(judge('ioctl', [0, 0x5412])).toBe(REFUSE)
    expect(judge('ioctl', [0, 0x541c], true)).toBe(REFUSE)
    expect(judge('ioctl', [0, 0x5412n | HIGH])).toBe(REFUSE)
    expect(judge('ioctl', [0, 0x5413])).toBe(ALLOW)
  })

  test('processes and threads, but no namespaces', () => {
    expect(judge('clone', [0x11])).toBe(ALLOW)
    expect(judge('clone', [0x3d0f00])).toBe(ALLOW)
    expect(judge('clone', [0x1000_0011])).toBe(REFUSE)
    expect(judge('unshare', [0x1000_0000])).toBe(REFUSE)
    expect(judge('unshare', [0x400])).toBe(ALLOW)
    expect(judge('clone3')).toBe(UNKNOWN)
  })
})

test('x32 calls are refused', () => {
  const data = callData(0x4000_0029, auditArchitecture.x64, [2, 1])
  expect(interpret(seccompFilter('x64', true), data)).toBe(REFUSE)
})
