import { assemble, keepBits, load, verdict, whenAnyBit, whenAtLeast, whenEqual, whenOther } from './bpf.ts'
import type { Instruction } from './bpf.ts'
import { auditArchitecture, systemCall } from './systemCalls.ts'
import type { Processor, SystemCall } from './systemCalls.ts'

/** What the kernel does with a system call: `SECCOMP_RET_*` of linux/seccomp.h, errors with their number. */
export const ALLOW = 0x7fff_0000
export const KILL = 0x8000_0000
const refuse = (errno: number): number => 0x0005_0000 | errno
export const REFUSE = refuse(1) // EPERM
/** As on a kernel that is older than the call, so that programs fall back to what came before it. */
export const UNKNOWN = refuse(38) // ENOSYS

/** Offsets in `struct seccomp_data`, little-endian. */
const CALL = 0
const ARCHITECTURE = 4
const low = (argument: number): number => 16 + 8 * argument
const high = (argument: number): number => low(argument) + 4

/** The x32 calls of a 64-bit kernel: a second set of numbers for the same work. */
const X32_CALLS = 0x4000_0000

/** Ways into the kernel that no build, test or script needs: mounts, other processes' memory, keys, modules, bypasses. */
const KERNEL: readonly SystemCall[] = [
  ...(['mount', 'umount2', 'pivot_root', 'chroot', 'move_mount', 'open_tree', 'open_tree_attr'] as const),
  ...(['fsopen', 'fsconfig', 'fsmount', 'fspick', 'mount_setattr', 'open_by_handle_at', 'setns'] as const),
  ...(['ptrace', 'process_vm_readv', 'process_vm_writev', 'pidfd_getfd', 'kcmp'] as const),
  ...(['io_uring_setup', 'io_uring_enter', 'io_uring_register', 'bpf', 'perf_event_open', 'userfaultfd'] as const),
  ...(['add_key', 'request_key', 'keyctl', 'init_module', 'finit_module', 'delete_module'] as const),
  ...(['kexec_load', 'kexec_file_load', 'reboot', 'swapon', 'swapoff', 'acct', 'syslog', 'iopl', 'ioperm'] as const),
]
/** Sockets can be made and used in pairs; nothing can be reached or offered. */
const NETWORK: readonly SystemCall[] = ['connect', 'accept', 'accept4', 'bind', 'listen', 'sendmmsg']

const AF = { unix: 1, inet: 2, inet6: 10, netlink: 16 }
/** With a network: what programs use, and not the doors to virtual machines, radios and raw frames. */
const FAMILIES_WITH_NETWORK = [AF.unix, AF.inet, AF.inet6, AF.netlink]
/** Connected from birth. A datagram socket could be sent to any address; raw ones of AF_UNIX are datagrams too. */
const SOCKET_TYPES = [1, 5] // SOCK_STREAM, SOCK_SEQPACKET
const SOCKET_TYPE_BITS = 0xf
/** Typing into a terminal (TIOCSTI), and the same through a console's menu (TIOCLINUX). */
const TERMINAL_INJECTION = [0x5412, 0x541c]
/** CLONE_NEW{NS,CGROUP,UTS,IPC,USER,PID,NET}: inside namespaces of its own a process has rights it was denied outside. */
const NAMESPACES = 0x7e02_0000

/**
 * The filter of a sandboxed command, as the bytes the kernel loads. Whatever is not refused is allowed: files are the
 * business of the mounts, and processes of the namespaces. With `network` only the kernel's doors are closed.
 */
export const seccompFilter = (processor: Processor, network: boolean): Uint8Array =>
  assemble([
    ...load(ARCHITECTURE),
    // Another architecture's calls have other numbers, which these rules would misread.
    ...whenOther(auditArchitecture[processor], verdict(KILL)),
    ...load(CALL),
    ...(processor === 'x64' ? whenAtLeast(X32_CALLS, verdict(REFUSE)) : []),
    ...[...KERNEL, ...(network ? [] : NETWORK)].flatMap(name => on(processor, name, verdict(REFUSE))),
    // Its flags lie in memory, where a filter cannot look.
    ...on(processor, 'clone3', verdict(UNKNOWN)),
    ...on(processor, 'clone', [...load(low(0)), ...whenAnyBit(NAMESPACES, verdict(REFUSE)), ...verdict(ALLOW)]),
    ...on(processor, 'unshare', [...load(low(0)), ...whenAnyBit(NAMESPACES, verdict(REFUSE)), ...verdict(ALLOW)]),
    ...on(processor, 'ioctl', [...load(low(1)), ...whenIn(TERMINAL_INJECTION, REFUSE), ...verdict(ALLOW)]),
    ...(network ? openNetwork(processor) : closedNetwork(processor)),
    ...verdict(ALLOW),
  ])

function closedNetwork(processor: Processor): Instruction[] {
  const pairsOnly = [
    ...load(low(0)),
    ...whenOther(AF.unix, verdict(REFUSE)),
    ...load(low(1)),
    ...keepBits(SOCKET_TYPE_BITS),
    ...whenIn(SOCKET_TYPES, ALLOW),
    ...verdict(REFUSE),
  ]
  const unaddressed = [low(4), high(4)].flatMap(half => [...load(half), ...whenOther(0, verdict(REFUSE))])
  return [
    ...on(processor, 'socket', pairsOnly),
    ...on(processor, 'socketpair', pairsOnly),
    ...on(processor, 'sendto', [...unaddressed, ...verdict(ALLOW)]),
  ]
}

const openNetwork = (processor: Processor): Instruction[] =>
  on(processor, 'socket', [...load(low(0)), ...whenIn(FAMILIES_WITH_NETWORK, ALLOW), ...verdict(REFUSE)])

/** What follows a call; `body` ends with a verdict, since it may load other words than the call's number. */
function on(processor: Processor, name: SystemCall, body: Instruction[]): Instruction[] {
  const number = systemCall(name, processor)
  return number === null ? [] : whenEqual(number, body)
}

const whenIn = (values: readonly number[], outcome: number): Instruction[] =>
  values.flatMap(value => whenEqual(value, verdict(outcome)))
