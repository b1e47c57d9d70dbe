import { FILTER_FD } from './sandbox.ts'
import { systemCall, type Processor, type SystemCall } from './systemCalls.ts'

const CALLS: readonly SystemCall[] = ['setsid', 'dup3', 'rt_sigprocmask', 'signalfd4', 'waitid']

/** The arguments of the script: the numbers of the system calls it makes by number. */
export const launcherArguments = (processor: Processor): string[] =>
  CALLS.map(name => String(systemCall(name, processor)))

/**
 * Starts commands for the engine, in Perl without modules, which is there in three milliseconds.
 *
 * Reads frames: four bytes of length, then strings between NULs. `id` alone lets go of a command; otherwise
 * `id, folder, path of the filter or nothing, number of arguments, arguments, NAME=value …` starts one. Prints lines:
 * `ready FD` once (a descriptor that the engine has to be able to open), `started ID PID FD` (its output can be read
 * there), `failed ID ERRNO`, `exited ID CODE`.
 *
 * - It takes no signals: all are blocked, and SIGCHLD is read from a descriptor, so that no exit falls between a look
 *   and a wait. Commands start with none blocked; none was ever handled.
 * - Whatever it opens closes on exec (Perl's $^F), so a command gets 0 to 2 and the filter, and nothing of its siblings.
 * - A pipe per command tells that exec succeeded, by closing, or why not.
 * - Commands that have ended are looked at without being reaped (WNOWAIT). Their ids stay theirs until the engine is done
 *   with them, and its signals can hit nobody else.
 * - When the engine is gone, so are the process groups of its commands.
 *
 * Numbers: 1031 F_SETPIPE_SZ, so that who prints much need not wait for each of our looks; 436 close_range; 2 SIG_SETMASK; 65536 the mask of SIGCHLD; 526336 SFD_CLOEXEC | SFD_NONBLOCK; 1 P_PID;
 * 16777221 WEXITED | WNOHANG | WNOWAIT, siginfo's code 1 CLD_EXITED.
 */
export const LAUNCHER_SCRIPT = String.raw`
$0 = "heddle-launcher";
my ($setsid, $dup3, $sigprocmask, $signalfd, $waitid) = map { $_ + 0 } @ARGV;
my ($every, $none, $child) = (pack("Q", ~0), pack("Q", 0), pack("Q", 65536));
syscall(436, 3, 0xffffffff, 0);
syscall($sigprocmask, 2, $every, 0, 8) == 0 or die "signals: $!";
open(my $null, "<", "/dev/null") or die "null: $!";
my $ends = syscall($signalfd, -1, $child, 8, 526336);
open(my $exits, "<&=", $ends) or die "signalfd: $!";
my ($input, %commands) = "";

sub report { syswrite(STDOUT, "@_\n") }

sub become {
  my ($status, $output, $folder, $filter, $arguments, $environment) = @_;
  my $failed = sub { syswrite($status, $! + 0); exit 127 };
  syscall($setsid);
  chdir $folder or $failed->();
  syscall($dup3, fileno $null, 0, 0);
  syscall($dup3, fileno $output, $_, 0) for 1, 2;
  if ($filter ne "") {
    open(my $file, "<", $filter) or $failed->();
    syscall($dup3, fileno $file, ${FILTER_FD}, 0) >= 0 or $failed->();
  }
  %ENV = map { split /=/, $_, 2 } @$environment;
  syscall($sigprocmask, 2, $none, 0, 8);
  { exec { $arguments->[0] } @$arguments }
  $failed->();
}

sub start {
  my ($id, $folder, $filter, $count, @rest) = @_;
  my @arguments = splice @rest, 0, $count;
  my ($status, $told, $reader, $output);
  pipe($status, $told) && pipe($reader, $output) or return report("failed", $id, $! + 0);
  fcntl($output, 1031, 1048576);
  my $pid = fork;
  defined $pid or return report("failed", $id, $! + 0);
  become($told, $output, $folder, $filter, \@arguments, \@rest) if $pid == 0;
  $commands{$id} = { pid => $pid, status => $status, reader => $reader };
}

sub settle {
  my ($id, $command) = @_;
  my $status = delete $command->{status} or return;
  return report("started", $id, $command->{pid}, fileno $command->{reader}) unless sysread($status, my $errno, 16);
  delete $commands{$id};
  waitpid $command->{pid}, 0;
  report("failed", $id, $errno);
}

sub look {
  my ($id, $command) = @_;
  my $info = "\0" x 128;
  syscall($waitid, 1, $command->{pid}, $info, 16777221, 0);
  my ($code, $pid, $status) = (unpack "l l l x4 l L l", $info)[2, 3, 5];
  return if $pid == 0;
  settle($id, $command);
  return unless $commands{$id};
  $command->{ended} = 1;
  report("exited", $id, $code == 1 ? $status : 128 + $status);
}

sub obey {
  my ($id, @request) = split /\0/, $_[0], -1;
  return start($id, @request) if @request;
  my $command = delete $commands{$id} or return;
  waitpid $command->{pid}, 0;
}

report("ready", fileno $null);
for (;;) {
  my $awaited = "";
  vec($awaited, fileno $_, 1) = 1 for \*STDIN, $exits, map { $_->{status} || () } values %commands;
  select($awaited, undef, undef, undef) > 0 or next;
  for my $id (keys %commands) {
    my $status = $commands{$id}{status} or next;
    settle($id, $commands{$id}) if vec($awaited, fileno $status, 1);
  }
  if (vec($awaited, fileno $exits, 1)) {
    sysread($exits, my $notes, 4096);
    $commands{$_}{ended} or look($_, $commands{$_}) for keys %commands;
  }
  vec($awaited, 0, 1) or next;
  sysread(STDIN, $input, 65536, length $input) or last;
  while (length $input >= 4 and length $input >= 4 + (my $length = unpack "N", $input)) {
    obey(substr $input, 4, $length);
    substr($input, 0, 4 + $length) = "";
  }
}
kill KILL => $_->{pid}, -$_->{pid} for values %commands;
`
