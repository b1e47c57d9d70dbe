import { trustedPerl } from './perl.ts'

/** Processes and threads of one command; only counted for users other than root. */
const MAX_PROCESSES = 8_192

/**
 * A read-only mount does not stop anyone from writing into a named pipe, at whose other end a program outside may be
 * listening. Landlock does, but nothing we can rely on sets it up from outside, and a sandbox that is being mounted
 * cannot have it yet. So the command is started through a few lines of Perl, in two milliseconds: they allow writing
 * below the folders given and into the descriptors given, limit the number of processes, and become the command.
 * Where the kernel has no Landlock they go on without it.
 *
 * Descriptors of whoever started this process are closed, should any have come through: 436 is close_range. 444-446 are landlock_create_ruleset, landlock_add_rule and landlock_restrict_self; 2 is WRITE_FILE, 8192 REFER, which
 * has to be allowed to move files between folders; 2097152 is O_PATH, 6 RLIMIT_NPROC.
 */
const SCRIPT = String.raw`
delete $ENV{PERL_BADLANG};
my ($prlimit, $most) = splice(@ARGV, 0, 2);
my $limit = pack("QQ", $most, $most);
syscall($prlimit, 0, 6, $limit, 0) if $prlimit;
syscall(436, 3, 0xffffffff, 0);
my @roots;
push @roots, shift @ARGV while $ARGV[0] ne "--";
shift @ARGV;
my $handled = pack("Q", 2 | 8192);
my $rules = syscall(444, $handled, length $handled, 0);
if ($rules >= 0) {
  my $allow = sub { my $rule = pack("Ql", @_); syscall(445, $rules, 1, $rule, 0) };
  $allow->(2, $_) for 0 .. 2;
  for my $rule ([8192, "/"], map { [2 | 8192, $_] } @roots) {
    sysopen(my $folder, $rule->[1], 2097152) or next;
    $allow->(-d $folder ? $rule->[0] : 2, fileno $folder);
  }
  syscall(446, $rules, 0) == 0 or die "heddle: landlock: $!\n";
}
exec { $ARGV[0] } @ARGV or print STDERR "heddle: $ARGV[0]: $!\n";
exit 127;
`
/** The number of prlimit64. */
const PRLIMIT: Partial<Record<string, number>> = { x64: 302, arm64: 261 }
/** What is mounted fresh and belongs to the command alone. */
const OWN = ['/dev', '/proc', '/run']

/** The command, started so that it can write only below `writable`, whatever kind of file it is. */
export function throughLauncher(writable: readonly string[], command: readonly string[]): string[] {
  const perl = trustedPerl()
  if (perl === null || writable.includes('/')) return [...command]
  const prlimit = PRLIMIT[process.arch] ?? 0
  return [perl, '-e', SCRIPT, String(prlimit), String(MAX_PROCESSES), ...OWN, ...writable, '--', ...command]
}
