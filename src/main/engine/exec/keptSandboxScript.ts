import { LANDLOCK, landlockFolders } from './landlock.ts'
import { MAX_PROCESSES } from './limits.ts'
import { FILTER_FD } from './sandbox.ts'
import { launcherArguments, launcherScript } from './launcherScript.ts'
import type { Processor } from './systemCalls.ts'

/** The arguments of the script. */
export const keptSandboxArguments = (processor: Processor, writable: readonly string[]): string[] => [
  ...launcherArguments(processor),
  String(MAX_PROCESSES),
  ...landlockFolders(writable),
]

/**
 * A launcher inside a sandbox that bubblewrap has mounted. It has two capabilities there, to make namespaces and to give
 * up capabilities; its commands have none. What a command has in common with its siblings is the user namespace, the
 * network namespace, in which no socket can be opened, and the terminals of /dev/pts.
 *
 * - Each command has its own processes, mounts, /proc, /dev/shm and System V objects. Its process 1 reaps, and takes all
 *   others along when the command ends or the launcher does (PR_SET_PDEATHSIG).
 * - Mounts of the machine do not spread into the sandbox: they would not be read-only there. Who keeps the sandbox gives it
 *   up when the machine's mounts have changed.
 * - Mounts vanish or move when somebody outside removes or renames what they cover. So commands are started only while
 *   the sandbox's mounts are, to the letter, those it began with.
 * - The sandbox's own /dev/shm is empty and read-only: it stands for each of the placeholders, the own strings of a
 *   command, which come and go.
 * - Process 1 is as confined as the command, so that nothing is gained by taking it over; and it cannot be looked into
 *   (PR_SET_DUMPABLE), since it remembers what its siblings were given.
 * - It exits with the code of the command, 128 + its number for a signal; at once, since Perl would tidy up first.
 *
 * Numbers: 0x28020011 CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWNS | SIGCHLD, 0x20000 CLONE_NEWNS; mount flags 0x44000
 * MS_PRIVATE | MS_REC, 4096 MS_BIND, 15 MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC, 6 MS_NOSUID | MS_NODEV; prctl 1
 * PR_SET_PDEATHSIG, 4 PR_SET_DUMPABLE, 22 PR_SET_SECCOMP (2 a filter), 24 PR_CAPBSET_DROP (8 CAP_SETPCAP, 21
 * CAP_SYS_ADMIN), 38 PR_SET_NO_NEW_PRIVS, 47 PR_CAP_AMBIENT (4 clear all); 0x20080522 the version of capset's header;
 * 6 RLIMIT_NPROC.
 */
export const KEPT_SANDBOX_SCRIPT = launcherScript(String.raw`
$0 = "heddle-sandbox";
${LANDLOCK}
my ($most, @roots) = @ARGV;
my ($root, $proc, $shm, $tmpfs, $open) = ("/", "/proc", "/dev/shm", "tmpfs", "mode=1777");
my ($procfs, $launcher) = ("proc", $$);
my $filter = contents("<&=${FILTER_FD}");
length $filter or die "filter: $!";
syscall($unshare, 0x20000) == 0 or die "unshare: $!";
syscall($mount, 0, $root, 0, 0x44000, 0) == 0 or die "private: $!";
my $mounts = contents("</proc/self/mountinfo");
length $mounts or die "mountinfo: $!";

sub contents { local $/; open(my $file, $_[0]) or return ""; my $all = <$file>; $all }
sub fit { contents("</proc/self/mountinfo") eq $mounts }

sub birth {
  my $pid = syscall($clone, 0x28020011, 0, 0, 0, 0);
  $pid < 0 ? undef : $pid;
}

sub prepare {
  my ($status, @placeholders) = @_;
  my $must = sub { $_[0] or do { $! = 0; failed($status) } };
  $must->(syscall($prctl, 1, 9, 0, 0, 0) == 0);
  -e "/proc/$launcher" or exit;
  $must->(syscall($mount, $shm, $_, 0, 4096, 0) == 0) for @placeholders;
  $must->(syscall($mount, $tmpfs, $shm, $tmpfs, 6, $open) == 0);
  $must->(syscall($mount, $procfs, $proc, $procfs, 15, 0) == 0);
  confine($must);
  my $pid = fork;
  $must->(defined $pid);
  return syscall($setsid) if $pid == 0;
  close $status;
  syscall(436, 0, 0xffffffff, 0);
  until (wait == $pid) {}
  syscall($exit_group, $? & 127 ? 128 + ($? & 127) : $? >> 8);
}

sub confine {
  my ($must) = @_;
  my ($limit, $header, $none) = (pack("QQ", $most, $most), pack("Ll", 0x20080522, 0), pack("L6", (0) x 6));
  my $program = pack("Sx6P", length($filter) / 8, $filter);
  $must->(syscall($prlimit64, 0, 6, $limit, 0) == 0);
  $must->(syscall($prctl, 4, 0, 0, 0, 0) == 0);
  $must->(syscall($prctl, 38, 1, 0, 0, 0) == 0);
  $must->(landlock(@roots));
  $must->(syscall($prctl, 24, $_, 0, 0, 0) == 0) for 8, 21;
  $must->(syscall($prctl, 47, 4, 0, 0, 0) == 0);
  $must->(syscall($capset, $header, $none) == 0);
  $must->(syscall($prctl, 22, 2, $program, 0, 0) == 0);
}
`)
