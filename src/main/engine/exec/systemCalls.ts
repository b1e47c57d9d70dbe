/** The processors whose system calls we know, as Node names them. */
export type Processor = 'x64' | 'arm64'

/** `AUDIT_ARCH_*` of linux/audit.h. */
export const auditArchitecture: Record<Processor, number> = { x64: 0xc000_003e, arm64: 0xc000_00b7 }

/**
 * Numbers of Linux system calls: x86-64 from arch/x86/entry/syscalls/syscall_64.tbl, arm64 from
 * include/uapi/asm-generic/unistd.h. Null where a processor has no such call. They are part of the kernel's stable ABI.
 */
const NUMBERS = {
  accept: [43, 202],
  accept4: [288, 242],
  acct: [163, 89],
  add_key: [248, 217],
  bind: [49, 200],
  bpf: [321, 280],
  capset: [126, 91],
  chroot: [161, 51],
  clone: [56, 220],
  clone3: [435, 435],
  close_range: [436, 436],
  connect: [42, 203],
  delete_module: [176, 106],
  dup3: [292, 24],
  exit_group: [231, 94],
  finit_module: [313, 273],
  fsconfig: [431, 431],
  fsmount: [432, 432],
  fsopen: [430, 430],
  fspick: [433, 433],
  init_module: [175, 105],
  io_uring_enter: [426, 426],
  io_uring_register: [427, 427],
  io_uring_setup: [425, 425],
  ioctl: [16, 29],
  ioperm: [173, null],
  iopl: [172, null],
  kcmp: [312, 272],
  kexec_file_load: [320, 294],
  kexec_load: [246, 104],
  keyctl: [250, 219],
  landlock_add_rule: [445, 445],
  landlock_create_ruleset: [444, 444],
  landlock_restrict_self: [446, 446],
  listen: [50, 201],
  mount: [165, 40],
  mount_setattr: [442, 442],
  move_mount: [429, 429],
  open_by_handle_at: [304, 265],
  open_tree: [428, 428],
  open_tree_attr: [467, 467],
  perf_event_open: [298, 241],
  pidfd_getfd: [438, 438],
  pivot_root: [155, 41],
  prctl: [157, 167],
  prlimit64: [302, 261],
  process_vm_readv: [310, 270],
  process_vm_writev: [311, 271],
  ptrace: [101, 117],
  reboot: [169, 142],
  request_key: [249, 218],
  rt_sigprocmask: [14, 135],
  sendmmsg: [307, 269],
  sendto: [44, 206],
  setns: [308, 268],
  setsid: [112, 157],
  signalfd4: [289, 74],
  socket: [41, 198],
  socketpair: [53, 199],
  swapoff: [168, 225],
  swapon: [167, 224],
  syslog: [103, 116],
  umount2: [166, 39],
  unshare: [272, 97],
  userfaultfd: [323, 282],
  waitid: [247, 95],
} as const satisfies Record<string, readonly [number, number | null]>

export type SystemCall = keyof typeof NUMBERS

/** The number of a system call; null where the processor has none. */
export const systemCall = (name: SystemCall, processor: Processor): number | null =>
  NUMBERS[name][processor === 'x64' ? 0 : 1]
