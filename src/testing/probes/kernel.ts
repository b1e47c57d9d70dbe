import { existsSync } from 'node:fs'
import { BLOCKED_INSIDE, WRITING, withHelper, type Probe } from './probe.ts'

/** Mounts, devices, and parts of the kernel with a record. */
export const kernel: readonly Probe[] = [
  withHelper('M01', 'mount tmpfs', c => 'mount ' + c.quote(c.workspace + '/src'), BLOCKED_INSIDE, {
    post: c => c.shell(`umount ${c.quote(c.workspace)}/src 2>/dev/null`),
  }),
  {
    id: 'M02',
    title: 'remount .git / root read-write then write',
    expect: { ro: 'blocked', ws: 'blocked', full: 'any' },
    script: c =>
      `${c.helper} remount ${c.quote(c.workspace)}/.git; ${c.helper} umount ${c.quote(c.workspace)}/.git; ${c.helper} remount /; echo PWNED > ${c.quote(c.workspace)}/.git/hooks/m02`,
    check: c => (c.mode === 'full' ? 'na' : c.read(c.workspace + '/.git/hooks/m02') ? 'allowed' : 'blocked'),
  },
  {
    id: 'M03',
    title: 'nested user namespace: umount/remount protected path then write',
    expect: { ro: 'blocked', ws: 'blocked', full: 'any' },
    script: c =>
      `${c.helper} usermount ${c.quote(c.workspace)}/.git/hooks; unshare -Urm sh -c 'umount -l .git; mount -o remount,rw,bind .git; echo PWNED > .git/hooks/nested-escape'`,
    check: c =>
      c.mode === 'full' ? 'na' : existsSync(c.workspace + '/.git/hooks/nested-escape') ? 'allowed' : 'blocked',
  },
  withHelper(
    'M04',
    'create nested user namespace',
    () => 'unshare u',
    { ro: 'any', ws: 'any', full: 'any' },
    { level: 'info' },
  ),
  withHelper('M05', 'io_uring_setup (bypasses syscall filters)', () => 'iouring', BLOCKED_INSIDE),
  {
    id: 'M06',
    title: 'block/kvm/kmsg/mem device nodes openable',
    expect: BLOCKED_INSIDE,
    script: c =>
      `for d in /dev/vda /dev/sda /dev/kvm /dev/kmsg /dev/mem /dev/fuse /dev/loop0; do [ -e $d ] && ${c.helper} openr $d; done; true`,
    check: (_, r) => (/^ALLOWED/m.test(r.out) ? 'allowed' : 'blocked'),
  },
  {
    id: 'M07',
    title: 'mknod char device in workspace',
    expect: BLOCKED_INSIDE,
    script: c => `${c.helper} mknod ${c.quote(c.workspace)}/dev0`,
    post: c => c.shell(`rm -f ${c.quote(c.workspace)}/dev0`),
  },
  {
    id: 'M08',
    title: 'open for write: core_pattern, sysrq-trigger, uevent_helper, cgroup release_agent',
    expect: BLOCKED_INSIDE,
    script: c =>
      `for f in /proc/sys/kernel/core_pattern /proc/sysrq-trigger /sys/kernel/uevent_helper /sys/fs/cgroup/memory/release_agent; do [ -e $f ] && ${c.helper} openw $f; done; true`,
    check: (_, r) => (/^ALLOWED/m.test(r.out) ? 'allowed' : 'blocked'),
  },
  {
    id: 'M09',
    title: 'FIFO inside workspace works',
    expect: WRITING,
    script: () => `rm -f ff; mkfifo ff && (echo hi > ff &) && read x < ff && rm ff && echo ALLOWED`,
  },
]
