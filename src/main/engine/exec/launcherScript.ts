import { FILTER_FD } from './sandbox.ts'
import { systemCall, type Processor, type SystemCall } from './systemCalls.ts'

const CALLS = [
  ...(['setsid', 'dup3', 'rt_sigprocmask', 'signalfd4', 'waitid', 'clone', 'unshare', 'mount'] as const),
  ...(['prctl', 'capset', 'prlimit64', 'exit_group'] as const),
] satisfies readonly SystemCall[]

/** Words that bash does not look for in the file system: `compgen -bk`, of any version. */
const BUILTINS = `. : alias bg bind break builtin caller case cd command compgen complete compopt continue coproc declare
dirs disown do done echo elif else enable esac eval exec exit export false fc fg fi for function getopts hash help history
if in jobs kill let local logout mapfile popd printf pushd pwd read readarray readonly return select set shift shopt source
suspend test then time times trap true type typeset ulimit umask unalias unset until wait while`

/** The first arguments of a launcher's script: the numbers of the system calls it makes by number. */
export const launcherArguments = (processor: Processor): string[] =>
  CALLS.map(name => String(systemCall(name, processor)))

/**
 * What differs between launchers: three functions in Perl. They may use the numbers of system calls by their names, and
 * what is left of the script's arguments.
 *
 * - `fit()`: whether commands can still be started here.
 * - `birth()`: a new process, as `fork` gives it.
 * - `prepare(refuse, own strings)`: in that process, before it becomes the command. `refuse()` ends it and says that
 *   nothing was tried.
 */
export type Birth = string

/** A process as any other, with the filter, if one is named, at its descriptor. */
export const PLAIN_BIRTH: Birth = String.raw`
$0 = "heddle-launcher";
sub fit { 1 }
sub birth { fork }
sub prepare {
  my ($status, $filter) = @_;
  defined $filter or return;
  open(my $file, "<", $filter) or failed($status);
  syscall($dup3, fileno $file, ${FILTER_FD}, 0) >= 0 or failed($status);
}
`

/**
 * Starts commands for the engine, in Perl without modules, which is there in three milliseconds.
 *
 * Reads frames: four bytes of length, then strings between NULs. `id` alone lets go of a command; otherwise
 * `id, folder, number of own strings, own strings, number of arguments, arguments, NAME=value …` starts one. Prints lines:
 * `ready PID FD` once (a descriptor of that process that the engine has to be able to open), `started ID PID FD` (its
 * output can be read there), `failed ID ERRNO`, or 0 when nothing was tried, `exited ID CODE`.
 *
 * - It takes no signals: all are blocked, and SIGCHLD is read from a descriptor, so that no exit falls between a look
 *   and a wait. Commands start with none blocked; none was ever handled.
 * - Whatever it opens closes on exec (Perl's $^F), so a command gets 0 to 2 and the filter, and nothing of its siblings.
 * - A pipe per command tells that exec succeeded, by closing, or why not.
 * - Commands that have ended are looked at without being reaped (WNOWAIT). Their ids stay theirs until the engine is done
 *   with them, and its signals can hit nobody else.
 * - When the engine is gone, so are the process groups of its commands.
 * - A line of plain words that names a program is run without the shell in between, which would only become it: two
 *   milliseconds less. Builtins, functions, options by variables, anything to expand: all that is left to the shell.
 *
 * Numbers: 1031 F_SETPIPE_SZ, so that who prints much need not wait for each of our looks; 436 close_range; 2 SIG_SETMASK;
 * 65536 the mask of SIGCHLD; 526336 SFD_CLOEXEC | SFD_NONBLOCK; 1 P_PID; 16777221 WEXITED | WNOHANG | WNOWAIT, siginfo's
 * code 1 CLD_EXITED.
 */
export const launcherScript = (birth: Birth): string => String.raw`
my (${CALLS.map(name => `$${name}`).join(', ')}) = map { $_ + 0 } splice @ARGV, 0, ${CALLS.length};
${birth}
my ($every, $none, $child) = (pack("Q", ~0), pack("Q", 0), pack("Q", 65536));
syscall(436, 3, 0xffffffff, 0);
syscall($rt_sigprocmask, 2, $every, 0, 8) == 0 or die "signals: $!";
open(my $null, "<", "/dev/null") or die "null: $!";
my $ends = syscall($signalfd4, -1, $child, 8, 526336);
open(my $exits, "<&=", $ends) or die "signalfd: $!";
my ($input, %commands) = "";
my %builtin = map { $_ => 1 } qw(${BUILTINS});

sub report { syswrite(STDOUT, "@_\n") }
sub failed { syswrite($_[0], $! + 0); exit 127 }

# The file and the words of a line that bash would do nothing with but run it.
sub plainly {
  my ($shell, $flag, $line) = @_;
  @_ == 3 and $flag eq "-c" and $shell =~ m{/bash\z} or return;
  $line =~ m{\A[\w./][\w./:@,+-]*(?: +[\w./:=@%,+-]+)*\z}a and ($ENV{PATH} // "") =~ m{\A/[^:]*(?::/[^:]*)*\z} or return;
  return if grep { /\W|\A\d|\ABASH|\ASHELLOPTS\z|\A(?:OLD)?PWD\z|\ASHLVL\z|\APOSIXLY/a } keys %ENV;
  my @words = split / +/, $line;
  return if $builtin{$words[0]};
  for my $file ($words[0] =~ m{/} ? $words[0] : map { "$_/$words[0]" } split /:/, $ENV{PATH}) {
    next unless -f $file && -x _;
    # What is neither, bash reads itself.
    open(my $program, "<", $file) or return;
    sysread($program, my $head, 4) or return;
    $head =~ /\A(?:\x7fELF|#!)/ or return;
    my $here = readlink "/proc/self/cwd";
    return unless defined $here && -d $here;
    @ENV{qw(_ PWD SHLVL)} = ($file, $here, 0);
    return ($file, @words);
  }
  return;
}

sub become {
  my ($status, $output, $folder, $own, $arguments, $environment) = @_;
  syscall($setsid);
  prepare($status, @$own);
  chdir $folder or failed($status);
  syscall($dup3, fileno $null, 0, 0);
  syscall($dup3, fileno $output, $_, 0) for 1, 2;
  %ENV = map { split /=/, $_, 2 } @$environment;
  syscall($rt_sigprocmask, 2, $none, 0, 8);
  if (my ($file, @words) = plainly(@$arguments)) { exec { $file } @words }
  { exec { $arguments->[0] } @$arguments }
  failed($status);
}

sub start {
  my ($id, $folder, @rest) = @_;
  my ($own, $arguments) = map { [splice @rest, 0, shift @rest] } 1, 2;
  my ($status, $told, $reader, $output);
  fit() or return report("failed", $id, 0);
  pipe($status, $told) && pipe($reader, $output) or return report("failed", $id, $! + 0);
  fcntl($output, 1031, 1048576);
  my $pid = birth();
  defined $pid or return report("failed", $id, $! + 0);
  become($told, $output, $folder, $own, $arguments, \@rest) if $pid == 0;
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

report("ready", $$, fileno $null);
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
